//! `${…}` in a value, and variables that it may name.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::Address;
use engine::resolve::{Read, places, resolve};
use jiff::Timestamp;
use schema::yaml::add_bytes;
use schema::{Finding, Sources, Tree, read_manifests, read_stack};
use serde_json::{Map, Value, json};

use crate::parts::texts;
use crate::spans::all_lie_within;

/// Bytes that a text may grow to.
const LONGEST: usize = 1 << 20;

/// A value, then variables: a name alone on its line, and what it stands for below.
pub fn run(bytes: &[u8]) {
    let texts = texts(bytes);
    let Some((value, variables)) = texts.split_first() else { return };
    let named = |text: &&'_ str| text.split_once('\n').map(|(name, text)| (name.to_owned(), json!(text)));
    let variables: Map<String, Value> = variables.iter().filter_map(named).collect();
    if let (Some(made), findings) = made(value, &variables) {
        assert!(made.len() <= LONGEST.max(value.len()), "{} bytes became {}", value.len(), made.len());
        assert!(value.contains("${") || !findings.is_empty() || made == *value);
    }
    let escaped = value.replace("${", "$${");
    if escaped.len() <= LONGEST
        && let (Some(made), _) = self::made(&escaped, &variables)
    {
        assert_eq!(made, *value, "what is escaped is not what it was");
    }
}

/// What a parameter's value becomes; `None` where its manifest or the stack cannot be read.
fn made(value: &str, variables: &Map<String, Value>) -> (Option<String>, Vec<Finding>) {
    let stack = json!({
        "apiVersion": "trueup/v1",
        "kind": "Stack",
        "metadata": {"name": "shop"},
        "spec": {
            "manifests": ["*"],
            "variables": variables,
            "environments": {"production": {"account": "123456789012", "regions": ["us-east-1"]}},
        },
    });
    let manifest = json!({
        "apiVersion": "trueup/v1",
        "kind": "ParameterHierarchy",
        "metadata": {"name": "all"},
        "spec": {"path": "/shop", "parameters": {"value": {"value": value}}},
    });
    let mut sources = Sources::default();
    let mut add = |path: &str, text: &Value| add_bytes(&mut sources, path, text.to_string().into_bytes());
    let (Ok(stack), Ok(manifest)) = (add("trueup.yaml", &stack), add("all.yaml", &manifest)) else {
        return (None, Vec::new());
    };
    let (stack, mut findings) = read_stack(&sources, stack);
    let (manifests, found) = read_manifests(&sources, [manifest]);
    findings.extend(found);
    let mut made = None;
    if let Some(stack) = stack {
        let read = Read { manifests, sources: Arc::new(sources.clone()), files: BTreeMap::new(), stack };
        let now: Timestamp = "2027-03-01T08:00:00Z".parse().expect("an instant");
        for place in places(&read.stack, &[]) {
            let (desired, found) = resolve(&read, &place, now);
            findings.extend(found);
            let declared = desired.declared.get(&Address::new("Parameter", "shop/value"));
            let value = declared.and_then(|declared| declared.tree.get("value"));
            made = value.and_then(Tree::as_text).map(str::to_owned);
        }
    }
    findings.iter().for_each(|finding| all_lie_within(finding, &sources));
    (made, findings)
}
