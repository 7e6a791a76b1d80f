//! What is there → drafts of manifests that read back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use schema::kinds::parameter::ValueFrom;
use schema::reference::mark;
use schema::{Finding, Severity, SourceId, Span, Tree, read_manifests, shows_secret};

use super::from::{replaced, stands_in};
use super::left::{Left, sift, torn};
use super::suspect::{content_may_show, may_show};
use super::written::{Reach, text};
use crate::address::Address;
use crate::contract::{Adopting, Declared, Names, Stray, Unsaid, Written};
use crate::kinds;
use crate::observe::Live;
use crate::resolve::{Desired, Place, Read, resolve, site_tags};

/// What is to be imported, and into what.
pub struct Asking<'a> {
    /// The stack.
    pub read: &'a Read,
    /// The site.
    pub place: &'a Place<'a>,
    /// What the stack declares there.
    pub desired: &'a Desired,
    /// What AWS holds there, looked at as deep as `Depth::Everything`.
    pub live: &'a Live,
    /// Whether a resource is wanted: by its kind and by what AWS calls it, a name or an id.
    pub wanted: &'a dyn Fn(&str, &str) -> bool,
    /// Whether a file is there, by its path relative to the stack's folder: none is written over.
    pub exists: &'a dyn Fn(&str) -> bool,
    /// Whether a text would be another one in a file, since something in it is masked.
    pub masked: &'a dyn Fn(&str) -> bool,
    /// How what is written is taken over.
    pub adoption: Adoption<'a>,
    /// Where the value of a parameter is to come from that is a secret, by its name; AWS keeps it where none is
    /// said.
    pub source: &'a dyn Fn(&str) -> Option<ValueFrom>,
    /// The time that the run counts as now.
    pub now: Timestamp,
}

/// How what is written is taken over.
#[derive(Clone, Copy)]
pub enum Adoption<'a> {
    /// It is not.
    None,
    /// By the id or the name that AWS has for it.
    Known,
    /// From CloudFormation, by its name or by the id that is told of what stands in for it.
    FromCloudFormation(&'a dyn Fn(&str) -> Option<String>),
}

/// What came of it.
pub struct Import {
    /// The manifests, by kind and name.
    pub drafts: Vec<Draft>,
    /// How many are left alone, by why.
    pub left: BTreeMap<Left, usize>,
    /// What no manifest can say.
    pub unsaid: Vec<Unsaid>,
}

/// A manifest that says what is there.
#[derive(Clone)]
pub struct Draft {
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// It, as one document of YAML.
    pub text: String,
    /// The files that it names, by path relative to the stack's folder.
    pub files: Vec<(String, String)>,
    /// How many resources it says, what hangs on others among them.
    pub resources: usize,
    /// What of them it cannot say, in words; its comments say so too.
    pub unsaid: Vec<String>,
    says: Vec<Address>,
}

impl Draft {
    /// The resources that it says.
    pub fn says(&self) -> &[Address] {
        &self.says
    }

    /// The first resource that it says.
    pub fn address(&self) -> Address {
        self.says.first().cloned().unwrap_or_else(|| Address::new(self.kind, &self.name))
    }
}

/// Writes manifests of what is there and nobody declares.
///
/// # Guarantees
/// With them the stack resolves without an error that it did not have before. No secret is in any of them.
pub fn import(asking: &Asking<'_>) -> Import {
    let (strays, left) = sift(asking.desired, asking.live);
    let tags = site_tags(asking.read, asking.place);
    let mut unsaid: BTreeMap<Address, Unsaid> = BTreeMap::new();
    loop {
        let (mut drafts, refused) = drafts(asking, &strays, &tags, &unsaid);
        let more: Vec<Unsaid> = match refused.is_empty() {
            true => mistakes(asking, &drafts),
            false => refused,
        };
        let before = unsaid.len();
        unsaid.extend(more.into_iter().map(|one| (one.address.clone(), one)));
        if unsaid.len() == before {
            drafts.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
            return Import { drafts, left, unsaid: unsaid.into_values().collect() };
        }
    }
}

type Strays<'a> = BTreeMap<&'static str, Vec<Stray<'a>>>;

/// The drafts of all that can be said as far as is known, and what turns out that it cannot.
fn drafts(
    asking: &Asking<'_>,
    strays: &Strays<'_>,
    tags: &crate::contract::Tags,
    unsaid: &BTreeMap<Address, Unsaid>,
) -> (Vec<Draft>, Vec<Unsaid>) {
    let Asking { read, place, desired, live, wanted, exists, masked, adoption, source, now: _ } = asking;
    let taken = read.manifests.iter();
    let taken = taken.map(|manifest| (manifest.kind.value.clone(), manifest.metadata.name.value.clone()));
    let mut names = Names::new(&place.site, tags, taken.collect(), exists);
    names.source = source;
    for (address, declared) in &desired.declared {
        let id = live.found.get(address).map(|found| found.id.as_str()).or(declared.id.as_deref());
        let id = id.or(declared.adopt.id());
        if let Some(id) = id {
            names.learn(address.kind(), id, address.name());
        }
    }
    let mut asked: Vec<(&'static str, Vec<Stray<'_>>)> = Vec::new();
    for (kind, strays) in strays {
        let is_asked = |stray: &&Stray<'_>| {
            !unsaid.contains_key(&stray.found.address)
                && called(stray).into_iter().any(|name| wanted(kind, name))
        };
        let of_kind = strays.iter().filter(is_asked);
        let of_kind = of_kind.map(|stray| Stray { found: stray.found, parts: stray.parts.clone() });
        asked.push((kind, of_kind.collect()));
    }
    for (kind, strays) in &asked {
        for stray in strays.iter().filter(|stray| stray.found.address.kind() == *kind) {
            let name = names.draw(kind, wish(stray));
            names.learn(kind, &stray.found.id, &name);
        }
    }
    let reach = reach(asking);
    let mut drafts = Vec::new();
    let torn = |stray: &Stray<'_>| {
        let address = stray.found.address.clone();
        torn(&address, live).map(|why| Unsaid { address, why })
    };
    let mut refused: Vec<Unsaid> = asked.iter().flat_map(|(_, strays)| strays).filter_map(torn).collect();
    for (kind, strays) in &asked {
        let line = kinds::kind(kind).expect("strays are of kinds of the registry");
        for answer in (line.write)(strays, &mut names) {
            match answer.and_then(|written| referring(written, *adoption, &names)) {
                Ok(written) => {
                    let draft = draft(line.name, &written, &reach);
                    let masks = |name: &str, tree: &Tree| masked(name) || holds(tree, masked);
                    let whole = |shows: bool| if shows { whole(&draft.says) } else { BTreeSet::new() };
                    let secret = shown_in(&written, &may_show, &content_may_show)
                        .unwrap_or_else(|| whole(shows_secret(&draft.text)));
                    let mask =
                        shown_in(&written, &masks, masked).unwrap_or_else(|| whole(masked(&draft.text)));
                    if secret.is_empty() && mask.is_empty() {
                        drafts.push(draft);
                        continue;
                    }
                    let why = |why: &'static str| move |address| Unsaid { address, why: why.to_owned() };
                    refused.extend(mask.into_iter().map(why(MASKED)));
                    refused.extend(secret.into_iter().map(why(SECRET)));
                }
                Err(one) => refused.push(one),
            }
        }
    }
    (drafts, refused)
}

/// What is written, with each stand-in for an id a reference to the manifest that says the resource.
fn referring(written: Written, adoption: Adoption<'_>, names: &Names<'_>) -> Result<Written, Unsaid> {
    let adopting = match (adoption, &written.adopting) {
        (Adoption::None, _) => Adopting::AsDeclared,
        (Adoption::Known, adopting) => adopting.clone(),
        (Adoption::FromCloudFormation(_), Adopting::AsDeclared) => Adopting::AsDeclared,
        (Adoption::FromCloudFormation(known), Adopting::ById(id)) => Adopting::FromCloudFormation(known(id)),
        (Adoption::FromCloudFormation(_), Adopting::ByName | Adopting::FromCloudFormation(_)) => {
            Adopting::FromCloudFormation(None)
        }
    };
    let lost = || {
        let address = written.says.first().cloned();
        let address = address.unwrap_or_else(|| Address::new("Manifest", &written.name));
        Unsaid { address, why: "it names what no manifest says".to_owned() }
    };
    let of = |kind: &str, id: &str| names.of(kind, id).map(|name| mark(&format!("{kind}/{name}"), "id"));
    let mut spec = written.spec.clone();
    if !refer(&mut spec, &of) || written.files.iter().any(|(_, text)| stands_in(text)) {
        return Err(lost());
    }
    Ok(Written { adopting, spec, ..written })
}

/// Puts references in the place of stand-ins; whether each has one.
fn refer(tree: &mut Tree, of: &dyn Fn(&str, &str) -> Option<String>) -> bool {
    match tree {
        Tree::Text(text) if stands_in(text) => match replaced(text, of) {
            Some(more) => {
                *tree = Tree::Text(more);
                true
            }
            None => false,
        },
        Tree::List(items) | Tree::Set(items) => items.iter_mut().all(|item| refer(item, of)),
        Tree::Map(map) => {
            map.keys().all(|key| !stands_in(key)) && map.values_mut().all(|tree| refer(tree, of))
        }
        Tree::Text(_) | Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Secret(_) => true,
    }
}

const SECRET: &str = "it shows what looks like a secret, which no file may hold";
const MASKED: &str = "it shows what is masked, and would be another text in a file";

/// What AWS calls a resource: its id, and its name where that is another.
fn called<'a>(stray: &Stray<'a>) -> Vec<&'a str> {
    let name = stray.found.tree.get("name").and_then(Tree::as_text);
    std::iter::once(stray.found.id.as_str()).chain(name).collect()
}

/// What a manifest is to be called: as AWS calls it, or after what it runs, or after its id.
fn wish<'a>(stray: &Stray<'a>) -> &'a str {
    let tree = &stray.found.tree;
    let text = |field: &str| tree.get(field).and_then(Tree::as_text).filter(|text| !text.is_empty());
    let id = || stray.found.id.rsplit('/').next().unwrap_or(&stray.found.id);
    text("name").or_else(|| text("document")).unwrap_or_else(id)
}

/// Where the manifests are to exist: at this site and no other.
fn reach(asking: &Asking<'_>) -> Reach {
    let environments = &asking.read.stack.environments;
    let own = asking.read.stack.environment(&asking.place.site.environment);
    let several = own.is_some_and(|environment| environment.regions.len() > 1);
    Reach {
        environment: (environments.len() > 1).then(|| asking.place.site.environment.clone()),
        region: several.then(|| asking.place.site.region.clone()),
    }
}

fn draft(kind: &'static str, written: &Written, reach: &Reach) -> Draft {
    Draft {
        kind,
        name: written.name.clone(),
        text: text(kind, written, reach),
        files: written.files.clone(),
        resources: written.says.len(),
        unsaid: written.unsaid.clone(),
        says: written.says.clone(),
    }
}

/// The resources of a manifest that shows such a thing, in its spec or in its files: of several they are those whose
/// entries do, where not all have it. `None` where it does not.
fn shown_in(
    written: &Written,
    shows: &dyn Fn(&str, &Tree) -> bool,
    content_shows: &dyn Fn(&str) -> bool,
) -> Option<BTreeSet<Address>> {
    let entries = match written.spec.get("parameters") {
        Some(Tree::Map(map)) if map.len() == written.says.len() => map.iter().collect(),
        _ => Vec::new(),
    };
    let entries = written.says.iter().zip(entries);
    let own = entries.filter(|(_, (key, tree))| shows("", &Tree::text(&***key)) || shows(key, tree));
    let own: BTreeSet<Address> = own.map(|(address, _)| address.clone()).collect();
    let all = || {
        let shown = shows("", &written.spec) || written.files.iter().any(|(_, text)| content_shows(text));
        shown.then(|| whole(&written.says))
    };
    if own.is_empty() { all() } else { Some(own) }
}

/// What some resources hang on, or are.
fn whole(says: &[Address]) -> BTreeSet<Address> {
    says.iter().map(|address| kinds::parent(address).unwrap_or_else(|| address.clone())).collect()
}

/// Whether a text or a key of a tree is such a one.
fn holds(tree: &Tree, is: &dyn Fn(&str) -> bool) -> bool {
    tree.walk().any(|tree| match tree {
        Tree::Text(text) => is(text),
        Tree::Map(map) => map.keys().any(|key| is(key)),
        Tree::Undeclared
        | Tree::Bool(_)
        | Tree::Number(_)
        | Tree::List(_)
        | Tree::Set(_)
        | Tree::Secret(_) => false,
    })
}

/// What the drafts make wrong with the stack: each mistake as the resource that cannot be said.
fn mistakes(asking: &Asking<'_>, drafts: &[Draft]) -> Vec<Unsaid> {
    let Asking { read, place, now, .. } = asking;
    let mut sources = (*read.sources).clone();
    let mut files = read.files.clone();
    let mut of_source: BTreeMap<SourceId, &Draft> = BTreeMap::new();
    let mut ids = Vec::new();
    for draft in drafts {
        let id = sources.add(format!("{}/{}", draft.kind, draft.name), draft.text.as_str());
        of_source.insert(id, draft);
        ids.push(id);
        for (path, text) in &draft.files {
            let id = sources.add(path.as_str(), text.as_str());
            of_source.insert(id, draft);
            files.insert(path.clone(), id);
        }
    }
    let (more, mut findings) = read_manifests(&sources, ids);
    let manifests = read.manifests.iter().cloned().chain(more).collect();
    let whole = Read { stack: read.stack.clone(), manifests, sources: Arc::new(sources), files };
    let (desired, found) = resolve(&whole, place, *now);
    findings.extend(found);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut unsaid = Vec::new();
    for finding in errors {
        let place =
            finding.labels.iter().find_map(|label| Some((of_source.get(&label.span.source)?, label.span)));
        let Some((draft, span)) = place else { continue };
        for address in guilty(draft, span, &desired) {
            unsaid.push(Unsaid { address, why: why(finding) });
        }
    }
    unsaid
}

/// The resources of a draft that a mistake at a place is of: that whose entry it is in, or all of them.
fn guilty(draft: &Draft, span: Span, desired: &Desired) -> BTreeSet<Address> {
    let inside = |declared: &&Declared| {
        declared.span.source == span.source
            && declared.span.start <= span.start
            && span.end <= declared.span.end
    };
    let parameters = draft.says.iter().filter_map(|address| desired.declared.get(address));
    let one = parameters.filter(inside).map(|declared| declared.address.clone()).next();
    match one {
        Some(address) => BTreeSet::from([address]),
        None => whole(&draft.says),
    }
}

fn why(finding: &Finding) -> String {
    let label = finding.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    match label {
        Some(label) => format!("{} ({label})", finding.message),
        None => finding.message.clone(),
    }
}
