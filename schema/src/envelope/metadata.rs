//! What a manifest says of itself.

use crate::envelope::name::check_name;
use crate::envelope::{Adopt, refuse_interpolation};
use crate::finding::Finding;
use crate::node::{Entry, Node};
use crate::reference;
use crate::shape::{Reader, Shape};
use crate::source::{Span, Spanned};

/// A manifest's `metadata`, its places kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Its identity within its kind.
    pub name: Spanned<String>,
    /// Where it exists; every environment where none are named.
    pub environments: Option<Vec<Spanned<String>>>,
    /// Where it exists; every region where none are named.
    pub regions: Option<Vec<Spanned<String>>>,
    /// Whether what AWS already holds is taken over.
    pub adopt: Adopt,
    /// The place of what `adopt` says.
    pub adopt_span: Span,
    /// The sites that `adopt` names, each an environment alone or with its region.
    pub adopt_sites: Vec<Spanned<String>>,
    /// Whether our tags come off and the resources stay.
    pub forget: bool,
    /// Whether the resources are to be gone.
    pub absent: bool,
    /// The name that it had before.
    pub moved_from: Option<Spanned<String>>,
    /// The whole of it.
    pub span: Span,
}

/// `metadata` as it is written.
#[derive(Debug, Clone, Shape)]
pub struct WrittenMetadata {
    /// The manifest's name, unique within its kind; never interpolated.
    pub name: String,
    /// The environments where it exists; every one where none are named.
    pub environments: Option<Vec<String>>,
    /// The regions where it exists; every one where none are named.
    pub regions: Option<Vec<String>>,
    /// Whether resources that AWS already holds are taken over: `true`, or the id that AWS gave.
    pub adopt: Adopt,
    /// Takes our tags off; the resources stay as they are.
    #[shape(default)]
    pub forget: bool,
    /// Takes the resources away.
    #[shape(default)]
    pub absent: bool,
    /// The name that the manifest had before.
    pub moved_from: Option<String>,
}

impl Metadata {
    /// Reads and checks a manifest's metadata.
    pub(crate) fn read(node: &Node, owner: Span, findings: &mut Vec<Finding>) -> Self {
        refuse_interpolation(node, findings);
        let mut reader = Reader::new(owner);
        let written: Option<WrittenMetadata> = reader.read_under(owner, node);
        findings.extend(reader.into_findings());
        let Some(written) = written else { return Self::unread(owner) };
        let WrittenMetadata { name, environments, regions, adopt, forget, absent, moved_from } = written;
        let at = |key: &str| node.get(key).map_or(owner, |value| value.span);
        let spanned = |key: &str, value: String| Spanned { value, span: at(key) };
        let metadata = Self {
            name: if reference::holds(&name) { unread_name(at("name")) } else { spanned("name", name) },
            environments: environments.map(|_| listed(node, "environments", findings)),
            regions: regions.map(|_| listed(node, "regions", findings)),
            adopt_sites: sites(&adopt, node),
            adopt,
            adopt_span: at("adopt"),
            forget,
            absent,
            moved_from: moved_from.map(|name| spanned("movedFrom", name)),
            span: node.span,
        };
        metadata.check(node, findings);
        metadata
    }

    /// Goes on where none can be read, so that the rest of the manifest is judged.
    pub(crate) fn unread(span: Span) -> Self {
        Self {
            name: unread_name(span),
            environments: None,
            regions: None,
            adopt: Adopt::Never,
            adopt_span: span,
            adopt_sites: Vec::new(),
            forget: false,
            absent: false,
            moved_from: None,
            span,
        }
    }

    fn check(&self, node: &Node, findings: &mut Vec<Finding>) {
        if !self.name.value.contains("${") {
            check_name(&self.name, findings);
        }
        if let Some(name) = self.moved_from.as_ref().filter(|name| !name.value.contains("${")) {
            check_name(name, findings);
        }
        let key = |name: &str| node.entry(name).map(|entry| entry.key.span);
        let ends = [("adopt", self.adopt != Adopt::Never), ("forget", self.forget), ("absent", self.absent)];
        let said: Vec<_> = ends.iter().filter(|(_, said)| *said).filter_map(|(name, _)| key(name)).collect();
        if let [first, others @ ..] = &said[..]
            && !others.is_empty()
        {
            let finding = Finding::error("metadata-ends", *first, "only one of these can be wanted")
                .help("keep one of `adopt`, `forget` and `absent`");
            findings.push(others.iter().fold(finding, |finding, span| finding.also(*span, "and this")));
        }
    }

    /// Whether the manifest exists at a site.
    pub fn exists_at(&self, environment: &str, region: &str) -> bool {
        let named = |names: &Option<Vec<Spanned<String>>>, name: &str| {
            names.as_ref().is_none_or(|names| names.iter().any(|spanned| spanned.value == name))
        };
        named(&self.environments, environment) && named(&self.regions, region)
    }
}

/// The sites that `adopt` names, with their places.
fn sites(adopt: &Adopt, node: &Node) -> Vec<Spanned<String>> {
    match adopt {
        Adopt::Never | Adopt::Everywhere(_) => Vec::new(),
        Adopt::PerSite(_) => {
            let entries = node.get("adopt").map(Node::entries).unwrap_or_default();
            let site = |entry: &Entry| Spanned { value: entry.key.text.clone(), span: entry.key.span };
            entries.iter().map(site).collect()
        }
    }
}

/// A name that no other manifest has and no check judges.
fn unread_name(span: Span) -> Spanned<String> {
    Spanned { value: format!("unnamed-{}-{}", span.source.number(), span.start), span }
}

/// A list of names with their places; an empty one would mean nowhere at all.
fn listed(node: &Node, key: &str, findings: &mut Vec<Finding>) -> Vec<Spanned<String>> {
    let Some(entry) = node.entry(key) else { return Vec::new() };
    let items = entry.value.items();
    if items.is_empty() {
        findings.push(
            Finding::error("metadata-nowhere", entry.key.span, format!("`{key}` names none"))
                .help("take it out for everywhere, or say `absent: true` to have the resources gone"),
        );
    }
    let texts = items.iter().filter_map(|item| Some((item.scalar()?, item.span)));
    texts.map(|(scalar, span)| Spanned { value: scalar.text.clone(), span }).collect()
}
