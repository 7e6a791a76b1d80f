//! The manifests beside one at its site, for what none of them can know alone: which operating
//! system a patch group's baseline is for, or that two ask for what there is only one of.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use schema::kinds::document::Parameters;
use schema::shape::Vocabulary;
use schema::{Finding, Manifest, Node, Span};

use super::undeclared;

/// The manifests of a site. Each looks at others by name, so thousands of them cost no more than
/// thousands of looks.
pub struct Siblings<'a> {
    kinds: BTreeMap<&'a str, OfKind<'a>>,
    interpolated: &'a (dyn Fn(&Node) -> Arc<Node> + Sync),
    file: &'a (dyn Fn(&str) -> Option<Arc<str>> + Sync),
    /// What documents may be given, by the names of their manifests.
    parameters: Mutex<BTreeMap<String, Option<Arc<Parameters>>>>,
}

/// The manifests of one kind.
struct OfKind<'a> {
    /// In the order read.
    all: Vec<&'a Manifest>,
    /// The first of each name.
    named: BTreeMap<&'a str, &'a Manifest>,
    names: Vocabulary<'a>,
}

impl<'a> Siblings<'a> {
    /// Manifests in the order read, what tells a value of theirs as it is interpolated at the site, and what
    /// tells the text of a file that they name.
    pub(crate) fn new(
        manifests: &[&'a Manifest],
        interpolated: &'a (dyn Fn(&Node) -> Arc<Node> + Sync),
        file: &'a (dyn Fn(&str) -> Option<Arc<str>> + Sync),
    ) -> Self {
        let mut kinds: BTreeMap<&str, Vec<&Manifest>> = BTreeMap::new();
        for manifest in manifests {
            kinds.entry(&manifest.kind.value).or_default().push(manifest);
        }
        let kinds = kinds.into_iter().map(|(kind, all)| (kind, OfKind::new(all))).collect();
        Self { kinds, interpolated, file, parameters: Mutex::default() }
    }

    /// The manifests of a kind, in the order read.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Manifest> {
        self.kinds.get(kind).into_iter().flat_map(|of_kind| of_kind.all.iter().copied())
    }

    /// The manifest of a kind and name.
    pub fn named(&self, kind: &str, name: &str) -> Option<&'a Manifest> {
        self.kinds.get(kind)?.named.get(name).copied()
    }

    /// A finding wherever a manifest of a kind says by a word and its place what one before it said, such as
    /// a name in AWS: they would undo each other's work.
    pub fn twice(
        &self,
        kind: &str,
        said: impl Fn(&'a Manifest) -> Option<(String, Span)>,
        what: impl Fn(&str) -> String,
        help: &str,
    ) -> Vec<Finding> {
        let mut first = BTreeMap::new();
        let mut findings = Vec::new();
        for (word, here) in self.of_kind(kind).filter_map(said) {
            match first.get(&word) {
                None => drop(first.insert(word, here)),
                Some(there) => findings.push(
                    Finding::error("duplicate-resource", here, format!("{} is declared twice", what(&word)))
                        .label("second here")
                        .also(*there, "first here")
                        .help(help),
                ),
            }
        }
        findings
    }

    /// A finding for a bare name that stands for a manifest of a kind, and no manifest here has it.
    pub fn unknown(&self, kind: &str, name: &str, span: Span) -> Finding {
        let finding = undeclared(&format!("{kind}/{name}"), span);
        match self.kinds.get(kind).and_then(|of_kind| of_kind.names.nearest(name)) {
            Some(near) => finding.label(format!("did you mean `{near}`?")),
            None => finding.help(
                "a bare name is that of a manifest at this site; AWS's own begin with `AWS-`, others are `{external: …}`",
            ),
        }
    }

    /// What the document of a manifest may be given, as whoever asks first has read it.
    pub fn parameters(
        &self,
        document: &Manifest,
        read: impl FnOnce(&Self) -> Option<Parameters>,
    ) -> Option<Arc<Parameters>> {
        let mut all = self.parameters.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || read(self).map(Arc::new);
        all.entry(document.metadata.name.value.clone()).or_insert_with(read).clone()
    }

    /// The text of a file that manifests name, as it was read.
    pub fn file(&self, path: &str) -> Option<Arc<str>> {
        (self.file)(path)
    }

    /// One field of a manifest's spec, interpolated. Its findings are told when the manifest is
    /// declared itself.
    pub fn field(&self, manifest: &Manifest, name: &str) -> Option<Arc<Node>> {
        manifest.spec.get(name).map(self.interpolated)
    }

    /// The text of such a field.
    pub fn text(&self, manifest: &Manifest, name: &str) -> Option<String> {
        let node = self.field(manifest, name)?;
        node.scalar().map(|scalar| scalar.text.clone())
    }
}

impl<'a> OfKind<'a> {
    fn new(all: Vec<&'a Manifest>) -> Self {
        let mut named = BTreeMap::new();
        for manifest in &all {
            named.entry(manifest.metadata.name.value.as_str()).or_insert(*manifest);
        }
        Self { all, names: Vocabulary::new(named.keys().copied()), named }
    }
}
