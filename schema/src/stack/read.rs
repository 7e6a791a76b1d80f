//! Reads `trueup.yaml`.

use globset::Glob;

use crate::envelope::{Document, refuse_interpolation};
use crate::finding::Finding;
use crate::node::{Entry, Node};
use crate::shape::Reader;
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::stack::environment::{list, text, texts};
use crate::stack::{Environment, Guardrails, Ignore, Record, Texts, WrittenStack, WrittenStackMetadata};
use crate::yaml;

/// Characters of a stack's or an environment's name.
const LONGEST_NAME: usize = 95;
/// Characters of an origin.
const LONGEST_ORIGIN: usize = 64;

/// A stack, its places kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Its name.
    pub name: Spanned<String>,
    /// What it was before.
    pub moved_from: Option<FormerStack>,
    /// Patterns of the files that hold manifests, relative to `trueup.yaml`.
    pub manifests: Vec<Spanned<String>>,
    /// Patterns of the files that hold policies, relative to `trueup.yaml`.
    pub policies: Vec<Spanned<String>>,
    /// Tags of every resource. Not interpolated yet.
    pub tags: Texts,
    /// Patterns of tag keys that others set.
    pub ignore_tags: Vec<Spanned<String>>,
    /// Patterns of what stays as it is written between `${` and `}`.
    pub leave: Vec<Spanned<String>>,
    /// Its own variables.
    pub variables: Texts,
    /// Its environments, in the order written; never empty.
    pub environments: Vec<Environment>,
    /// Its own guardrails; a site's are made by [`Stack::site`].
    pub guardrails: Guardrails,
    /// Differences that do not count as drift.
    pub ignore: Vec<Ignore>,
    /// Which stack it is, whatever it is called: a copy that is to be another has another.
    pub origin: Option<Spanned<String>>,
    /// Where its sites keep their records.
    pub record: Record,
}

/// What a stack was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerStack {
    /// The name that it had, where that was another.
    pub name: Option<Spanned<String>>,
    /// The origin that it had.
    pub origin: Option<Spanned<String>>,
    /// Where it says so.
    pub span: Span,
}

/// Reads the stack of a `trueup.yaml` and every mistake in it. A stack that comes with errors
/// is good for finding more mistakes, for nothing else.
pub fn read_stack(sources: &Sources, id: SourceId) -> (Option<Stack>, Vec<Finding>) {
    let (documents, mut findings) = yaml::documents(sources, id);
    let read = documents.into_iter().filter_map(|node| Document::read(node, &mut findings));
    let documents: Vec<_> = read.collect();
    let broken = !findings.is_empty();
    let mut stacks = Vec::new();
    for document in documents {
        if document.kind.value == "Stack" {
            stacks.push(document);
        } else {
            findings.push(
                Finding::error("stack-place", document.kind.span, "only the `Stack` stands in `trueup.yaml`")
                    .help("move this manifest to a file of its own"),
            );
        }
    }
    let mut stacks = stacks.into_iter();
    let Some(first) = stacks.next() else {
        if !broken {
            findings.push(missing_stack(id));
        }
        return (None, findings);
    };
    for other in stacks {
        findings.push(
            Finding::error("stack-place", other.kind.span, "one `trueup.yaml` is one stack")
                .also(first.kind.span, "first here"),
        );
    }
    let stack = stack(&first, &mut findings);
    findings.sort_by_key(Finding::span);
    (stack, findings)
}

fn missing_stack(id: SourceId) -> Finding {
    Finding::error("stack-place", Span::start_of(id), "no `Stack` is here")
        .help("`trueup.yaml` holds one document with `kind: Stack`")
}

fn stack(document: &Document, findings: &mut Vec<Finding>) -> Option<Stack> {
    let metadata = document.metadata.as_ref()?;
    refuse_interpolation(&metadata.value, findings);
    let named: Option<WrittenStackMetadata> = read(metadata, findings);
    let moved_from = metadata.value.entry("movedFrom").filter(|entry| !is_broken(entry, findings));
    let spec = document.spec.as_ref()?;
    let written: Option<WrittenStack> = read(spec, findings);
    let (_, written) = (named?, written?);
    let guardrails = written.guardrails.as_ref();
    let stack = Stack {
        name: text(&metadata.value, "name")?,
        moved_from: moved_from.map(|entry| FormerStack::placed(&entry.value)),
        manifests: patterns(&spec.value, "manifests", &written.manifests),
        policies: patterns(&spec.value, "policies", &written.policies),
        tags: texts(spec.value.get("tags")),
        ignore_tags: list(spec.value.get("ignoreTags")),
        leave: list(spec.value.at(["interpolation", "leave"])),
        variables: texts(spec.value.get("variables")),
        environments: environments(spec, &written),
        guardrails: Guardrails {
            max_deletes: guardrails.and_then(|guardrails| guardrails.max_deletes).unwrap_or_default(),
            max_nodes: guardrails.and_then(|guardrails| guardrails.max_nodes),
            protect: list(spec.value.at(["guardrails", "protect"])),
        },
        ignore: Ignore::placed(spec.value.get("drift"), written.drift.as_ref()),
        origin: text(&metadata.value, "origin"),
        record: written.record.clone(),
    };
    stack.check(findings);
    Some(stack)
}

/// Whether something of an entry is told already: what it says then is not known.
fn is_broken(entry: &Entry, findings: &[Finding]) -> bool {
    let whole = entry.key.span.to(entry.value.span);
    findings.iter().any(|finding| whole.holds(finding.span()))
}

fn read<T: crate::Shape>(entry: &Entry, findings: &mut Vec<Finding>) -> Option<T> {
    let mut reader = Reader::new(entry.key.span);
    let value = reader.read_under(entry.key.span, &entry.value);
    findings.extend(reader.into_findings());
    value
}

/// The patterns that are written, or the usual ones, which stand nowhere.
fn patterns(spec: &Node, field: &str, usual: &[String]) -> Vec<Spanned<String>> {
    match spec.get(field) {
        Some(node) => list(Some(node)),
        None => {
            let span = spec.head();
            usual.iter().map(|glob| Spanned { value: glob.clone(), span }).collect()
        }
    }
}

fn environments(spec: &Entry, written: &WrittenStack) -> Vec<Environment> {
    let node = spec.value.get("environments");
    let placed = node.map(Node::entries).unwrap_or_default().iter().map(|entry| {
        // One that could not be read is placed too: the rest of it is judged.
        let guardrails = written.environments.get(&entry.key.text).and_then(|one| one.guardrails.as_ref());
        let (deletes, nodes) =
            guardrails.map_or((None, None), |guardrails| (guardrails.max_deletes, guardrails.max_nodes));
        Environment::placed(entry, deletes, nodes)
    });
    let placed: Vec<_> = placed.collect();
    if placed.is_empty() { vec![Environment::implicit(spec.key.span)] } else { placed }
}

impl Stack {
    fn check(&self, findings: &mut Vec<Finding>) {
        let moved = self.environments.iter().filter_map(|environment| environment.moved_from.as_ref());
        let names = self.environments.iter().map(|environment| &environment.name);
        // `${` in metadata has a finding of its own.
        let before = self.moved_from.as_ref();
        let own = [&self.name].into_iter().chain(before.and_then(|before| before.name.as_ref()));
        for name in own.filter(|name| !name.value.contains("${")).chain(names).chain(moved) {
            check_name(name, findings);
        }
        let origins = self.origin.iter().chain(before.and_then(|before| before.origin.as_ref()));
        for origin in origins.filter(|origin| !origin.value.contains("${")) {
            check_origin(origin, findings);
        }
        self.check_moves(findings);
        for environment in &self.environments {
            environment.check(findings);
        }
        let protected = self.environments.iter().flat_map(|environment| &environment.protect);
        let globs = self
            .manifests
            .iter()
            .chain(&self.policies)
            .chain(&self.ignore_tags)
            .chain(&self.leave)
            .chain(&self.guardrails.protect);
        let fields = self.ignore.iter().filter_map(|ignore| ignore.field.as_ref());
        let ignored = self.ignore.iter().map(|ignore| &ignore.address).chain(fields);
        for glob in globs.chain(protected).chain(ignored) {
            check_glob(glob, findings);
        }
    }
}

impl Stack {
    /// A warning where nothing tells the stack from a copy of it.
    pub fn without_origin(&self) -> Option<Finding> {
        let help = "write an `origin` into its metadata, such as `trueup init` draws; where it is applied \
                    already, `movedFrom: {}` beside it carries over what it owns";
        let finding = || {
            Finding::warning("stack-origin", self.name.span, "nothing tells this stack from a copy of it")
                .help(help)
        };
        self.origin.is_none().then(finding)
    }

    /// A site that was something else before owns what that owned: it must have been something else, and
    /// nothing that another of these environments is.
    fn check_moves(&self, findings: &mut Vec<Finding>) {
        for environment in &self.environments {
            let Some(former) = self.former(environment) else { continue };
            let origin = self.origin.as_ref().map(|origin| origin.value.as_str());
            let is = |other: &&Environment| {
                former.stack == self.name.value
                    && former.environment == other.name.value
                    && former.origin == origin
            };
            let Some(other) = self.environments.iter().find(is) else { continue };
            let own = other.name.value == environment.name.value;
            let message = if own {
                "this is what it is called now".to_owned()
            } else {
                format!("this is what the environment `{}` is called now", other.name.value)
            };
            findings.push(
                Finding::error("stack-moved-from", former.span, message)
                    .help("write what it was called when it was applied last, or take `movedFrom` out"),
            );
        }
    }
}

impl FormerStack {
    fn placed(node: &Node) -> Self {
        Self { name: text(node, "stack"), origin: text(node, "origin"), span: node.span }
    }
}

/// Stack and environment names stand in tag values, so they are as free as those allow.
fn check_name(name: &Spanned<String>, findings: &mut Vec<Finding>) {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let text = &name.value;
    // A tag value of 256 characters holds both names, the origin and the slashes between them.
    let fits = (1..=LONGEST_NAME).contains(&text.len());
    if !fits || !text.bytes().all(fine) {
        findings.push(
            Finding::error("stack-name", name.span, "this cannot be the name of a stack or an environment")
                .help(format!("use up to {LONGEST_NAME} letters, digits, `_`, `.` and `-`")),
        );
    }
}

/// It stands in a tag of all that the stack owns.
fn check_origin(origin: &Spanned<String>, findings: &mut Vec<Finding>) {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !(1..=LONGEST_ORIGIN).contains(&origin.value.len()) || !origin.value.bytes().all(fine) {
        findings.push(
            Finding::error("stack-name", origin.span, "this cannot be the origin of a stack").help(format!(
                "use up to {LONGEST_ORIGIN} letters, digits and `-`, such as `trueup init` draws"
            )),
        );
    }
}

fn check_glob(glob: &Spanned<String>, findings: &mut Vec<Finding>) {
    if let Err(error) = Glob::new(&glob.value) {
        let message = format!("this pattern cannot be read: {}", error.kind());
        findings.push(Finding::error("invalid-glob", glob.span, message));
    }
}
