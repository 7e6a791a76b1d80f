//! Desired: what git asks for at one site.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;
use jiff::Timestamp;
use schema::kinds::files::{File, Files, WantedFile};
use schema::stack::{Stack, Texts};
use schema::{Finding, Manifest, Node, Severity, SourceId, Sources, Span, Spanned};

use super::interpolate::{Beside, Mention, Values, interpolate, interpolate_file, interpolate_text};
use super::marks::mark;
use super::references::{circles, dangling, graph, too_long};
use super::secrecy::exposed;
use super::site::{Place, globs};
use crate::address::Address;
use crate::bind::Bound;
use crate::contract::{Asked, Declared, KindLine, Siblings, Tags};
use crate::graph::Graph;
use crate::kinds;
use crate::record::RecordPlace;
use crate::site::Site;

/// What git asks for at one site.
#[derive(Clone)]
pub struct Desired {
    /// Where the stack says who it is.
    pub named: Span,
    /// The site.
    pub site: Site,
    /// Every resource that is declared there.
    pub declared: BTreeMap<Address, Declared>,
    /// Who refers to whom.
    pub graph: Graph,
    /// Tag keys that others set.
    pub ignore_tags: GlobSet,
    /// The texts that the manifests were read from.
    pub sources: Arc<Sources>,
    /// Where the site keeps its record; `None` where it keeps none.
    pub record: Option<RecordPlace>,
}

/// A stack as it was read.
pub struct Read {
    /// The stack.
    pub stack: Stack,
    /// Its manifests.
    pub manifests: Vec<Manifest>,
    /// Their texts.
    pub sources: Arc<Sources>,
    /// The files that they name, as [`super::files`] tells, by path relative to the stack's folder.
    pub files: BTreeMap<String, SourceId>,
}

/// Interpolates every manifest for a site, reads it through its kind, and ties the references.
///
/// The findings may hold errors; desired is then good for nothing but finding more.
pub fn resolve(read: &Read, place: &Place<'_>, now: Timestamp) -> (Desired, Vec<Finding>) {
    let variables = place.variables();
    let leave = globs(read.stack.leave.iter().map(|pattern| pattern.value.as_str()));
    let values = Values::new(&variables, &place.site, &read.sources).leaving(leave);
    let here =
        |manifest: &&Manifest| manifest.metadata.exists_at(&place.site.environment, &place.site.region);
    let manifests: Vec<&Manifest> = read.manifests.iter().filter(here).collect();
    let beside = Beside::new(&values);
    let interpolated = |written: &Node| beside.interpolated(written);
    let file = |path: &str| read.files.get(path).map(|id| Arc::clone(&read.sources.get(*id).text));
    let siblings = Siblings::new(&manifests, &interpolated, &file);
    let mut resolving = Resolving {
        values: &values,
        read: &read.files,
        siblings: &siblings,
        now,
        declared: BTreeMap::new(),
        mentions: Vec::new(),
        findings: Vec::new(),
    };
    let tags = resolving.tags(&place.written.tags);
    for manifest in &manifests {
        resolving.manifest(manifest, &tags);
    }
    let Resolving { mut declared, mut findings, mentions, .. } = resolving;
    findings.extend(kinds::KINDS.iter().flat_map(|kind| (kind.together)(&siblings)));
    let record = place.record();
    findings.extend(record.as_ref().and_then(|record| claimed(record, &declared)));
    let graph = graph(&declared);
    mark(&mut declared, &place.guardrails(), &graph, &place.site, &mut findings);
    findings.extend(dangling(&mentions, &declared));
    findings.extend(circles(&graph, &declared));
    let documents = manifests.iter().map(|manifest| manifest.span);
    findings.extend(exposed(&declared, &graph, &mentions, documents, &place.site));
    findings.extend(too_long(&Bound::by_manifests(&declared, &graph, &place.site)));
    let ignore_tags = globs(read.stack.ignore_tags.iter().map(|pattern| pattern.value.as_str()));
    let desired = Desired {
        named: place.written.named,
        site: place.site.clone(),
        declared,
        graph,
        ignore_tags,
        sources: Arc::clone(&read.sources),
        record,
    };
    (desired, findings)
}

/// The tags that the stack and its environment put on everything at a site, interpolated.
pub fn site_tags(read: &Read, place: &Place<'_>) -> Tags {
    let variables = place.variables();
    let values = Values::new(&variables, &place.site, &read.sources);
    let text = |(key, text): (&String, &Spanned<String>)| {
        (key.clone(), interpolate_text(&text.value, text.span, &values).0)
    };
    place.written.tags.iter().map(text).collect()
}

/// What a text of a manifest stands for at a site, its references marked.
pub(crate) fn meant(read: &Read, place: &Place<'_>, written: &str) -> String {
    let variables = place.variables();
    let leave = globs(read.stack.leave.iter().map(|pattern| pattern.value.as_str()));
    let values = Values::new(&variables, &place.site, &read.sources).leaving(leave);
    interpolate_text(written, Span::start_of(read.stack.name.span.source), &values).0
}

/// What no single site shows: manifests for environments or regions that the stack lacks.
pub fn check_places(read: &Read) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in &read.manifests {
        for named in manifest.metadata.environments.iter().flatten() {
            if read.stack.environment(&named.value).is_none() {
                let known = read.stack.environments.iter().map(|environment| environment.name.value.as_str());
                findings.push(mismatch(named.span, "environment", &named.value, known));
            }
        }
        findings.extend(manifest.metadata.adopt_sites.iter().filter_map(|site| no_site(&read.stack, site)));
        for named in manifest.metadata.regions.iter().flatten() {
            let regions = read.stack.environments.iter().flat_map(|environment| &environment.regions);
            let known: Vec<&str> = regions.map(|region| region.name.value.as_str()).collect();
            if !known.is_empty() && !known.contains(&named.value.as_str()) {
                findings.push(mismatch(named.span, "region", &named.value, known));
            }
        }
    }
    findings
}

/// A site that `adopt` names and the stack does not have.
fn no_site(stack: &Stack, named: &Spanned<String>) -> Option<Finding> {
    let (environment, region) = match named.value.split_once('/') {
        Some((environment, region)) => (environment, Some(region)),
        None => (named.value.as_str(), None),
    };
    let Some(found) = stack.environment(environment) else {
        let known = stack.environments.iter().map(|environment| environment.name.value.as_str());
        return Some(mismatch(named.span, "environment", environment, known));
    };
    let known = found.regions.iter().map(|region| region.name.value.as_str());
    let is_there = |region: &str| found.regions.is_empty() || known.clone().any(|known| known == region);
    let region = region.filter(|region| !is_there(region))?;
    Some(mismatch(named.span, "region", region, known))
}

/// As many places as one finding names.
const PLACES: usize = 10;

/// What of a manifest AWS gets with a `${…}` in it: one finding, whatever their number.
fn left_over(places: Vec<Span>) -> Option<Finding> {
    let mut places = places.into_iter();
    let finding = Finding::warning(
        "interpolation-left",
        places.next()?,
        "this stays as it is written, `${` and all",
    )
    .label("nothing here is called so")
    .help(
        "where that is meant, write `$${`, or name it in `spec.interpolation.leave` of `trueup.yaml`; ours are \
         `${var.…}`, `${site.…}` and `${Kind/name.attribute}`",
    );
    Some(places.take(PLACES).fold(finding, |finding, place| finding.also(place, "this too")))
}

fn mismatch<'a>(span: Span, what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let mut known: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    known.sort();
    known.dedup();
    Finding::error("environment-mismatch", span, format!("the stack has no {what} `{name}`"))
        .help(format!("`trueup.yaml` has {}", known.join(", ")))
}

struct Resolving<'a> {
    values: &'a Values<'a>,
    /// The files that somebody has read.
    read: &'a BTreeMap<String, SourceId>,
    siblings: &'a Siblings<'a>,
    now: Timestamp,
    declared: BTreeMap<Address, Declared>,
    mentions: Vec<Mention>,
    findings: Vec<Finding>,
}

impl<'a> Resolving<'a> {
    fn tags(&mut self, written: &Texts) -> Texts {
        let mut tags = Texts::new();
        for (key, Spanned { value, span }) in written {
            let (value, findings) = interpolate_text(value, *span, self.values);
            self.findings.extend(findings);
            tags.insert(key.clone(), Spanned { value, span: *span });
        }
        tags
    }

    fn manifest(&mut self, manifest: &'a Manifest, tags: &Texts) {
        let kind = kinds::kind(&manifest.kind.value).expect("a kind that the schema reads is registered");
        let mut spec = manifest.spec.clone();
        let found = interpolate(&mut spec, kind, self.values);
        self.findings.extend(found.findings);
        self.findings.extend(left_over(found.stays));
        self.mentions.extend(found.mentions);
        let files = self.files(kind, &spec);
        let asked = Asked {
            manifest,
            spec: &spec,
            site: self.values.site,
            tags,
            now: self.now,
            sources: self.values.sources,
            files: &files,
            siblings: self.siblings,
        };
        let (declared, findings) = (kind.declare)(&asked);
        self.findings.extend(findings);
        for declared in declared {
            self.declare(declared);
        }
    }

    /// The files that a spec names, as far as somebody has read them.
    fn files(&mut self, kind: &KindLine, spec: &Node) -> Files {
        let mut files = Files::new();
        for WantedFile { path, interpolate } in (kind.files)(spec) {
            let Some(source) = self.read.get(&path.value).copied() else { continue };
            let text = if interpolate {
                let (text, found) = interpolate_file(source, self.values);
                self.findings.extend(found.findings);
                let inside = path.span;
                let mentions = found.mentions.into_iter();
                self.mentions.extend(mentions.map(|mention| Mention { inside, ..mention }));
                text
            } else {
                self.values.sources.get(source).text.to_string()
            };
            files.insert(path.value, File { source, text });
        }
        files
    }

    fn declare(&mut self, declared: Declared) {
        if let Some(first) = self.declared.get(&declared.address) {
            let message = format!("`{}` is declared twice", declared.address);
            self.findings.push(
                Finding::error("duplicate-resource", declared.span, message)
                    .label("second here")
                    .also(first.span, "first here")
                    .help("keep one of them; `/x` and `x` are one name to Parameter Store"),
            );
            return;
        }
        self.declared.insert(declared.address.clone(), declared);
    }
}

/// A manifest that declares the record's own parameter: each apply would undo the other.
fn claimed(record: &RecordPlace, declared: &BTreeMap<Address, Declared>) -> Option<Finding> {
    let claims = declared.get(&record.address())?;
    let message = format!("`{}` is where this site keeps its record", record.name);
    Some(
        Finding::error("stack-record", claims.span, message)
            .help("give the parameter another name, or set another path in `spec.record` of `trueup.yaml`"),
    )
}

/// Whether findings hold an error.
pub fn broken(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
