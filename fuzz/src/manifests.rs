//! Manifests, the stack and the files that they name: all that `validate` reads of a pull request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::resolve::{Read, check_overlaps, check_places, files, places, resolve};
use jiff::Timestamp;
use schema::yaml::add_bytes;
use schema::{SourceId, Sources, Stack, concealed, read_manifests, read_stack};

use crate::parts::parts;
use crate::spans::{all_lie_within, lies_within};

/// The stack of manifests that bring none.
const STACK: &str = "\
apiVersion: trueup/v1
kind: Stack
metadata: {name: shop}
spec:
  manifests: ['*.yaml']
  tags: {Team: shop}
  variables: {size: 7, word: red}
  environments:
    production: {account: '123456789012', regions: [us-east-1, eu-west-1], variables: {size: 9}}
";

/// So many sites are looked at.
const SITES: usize = 3;

/// A file of manifests, then the stack and what every file holds that they name, both optional.
pub fn run(bytes: &[u8]) {
    let parts = parts(bytes);
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let mut add = |path: &str, bytes: &[u8]| {
        add_bytes(&mut sources, path, bytes.to_vec()).unwrap_or_else(|finding| {
            let id = finding.span().source;
            findings.push(finding);
            id
        })
    };
    let manifests = add("manifests.yaml", parts.first().copied().unwrap_or_default());
    let stack = add("trueup.yaml", parts.get(1).copied().unwrap_or(STACK.as_bytes()));
    let named = add("file", parts.get(2).copied().unwrap_or_default());
    let (stack, found) = read_stack(&sources, stack);
    findings.extend(found);
    let (manifests, found) = read_manifests(&sources, [manifests]);
    findings.extend(found);
    if let Some(stack) = stack {
        let read = Read { stack, manifests, sources: Arc::new(sources.clone()), files: BTreeMap::new() };
        findings.extend(sites(read, named));
    }
    for finding in &findings {
        all_lie_within(finding, &sources);
    }
    for (id, source) in sources.iter() {
        for span in concealed(&sources, id) {
            lies_within(&source.text, span.start as usize..span.end as usize);
        }
    }
}

/// Everything that is known of a stack without AWS.
fn sites(mut read: Read, named: SourceId) -> Vec<schema::Finding> {
    let now: Timestamp = "2027-03-01T08:00:00Z".parse().expect("an instant");
    let stack: Stack = read.stack.clone();
    let places = places(&stack, &["us-east-1".to_owned()]);
    let places: Vec<_> = places.into_iter().take(SITES).collect();
    let paths: BTreeSet<String> = places.iter().flat_map(|place| files(&read, place).into_keys()).collect();
    read.files = paths.into_iter().map(|path| (path, named)).collect();
    let mut findings = check_places(&read);
    let mut sites = Vec::new();
    for place in &places {
        let _ = place.guardrails();
        let (desired, found) = resolve(&read, place, now);
        findings.extend(found);
        sites.push(desired);
    }
    findings.extend(check_overlaps(&sites));
    findings
}
