//! The texts as they would be.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use schema::edit::{Change, Unfit, edited, without_document};
use schema::{Finding, Location, Manifest, Node, SourceId, Sources, yaml};

use super::Why;
use crate::resolve::Read;

/// The texts as they would be.
pub(super) struct Draft<'a> {
    read: &'a Read,
    texts: BTreeMap<SourceId, String>,
    /// What was parsed of them since each was changed last.
    parsed: RefCell<BTreeMap<SourceId, Rc<Parsed>>>,
}

/// The documents of a text, and the text that their places are of.
struct Parsed {
    documents: Vec<Node>,
    sources: Sources,
}

/// A document of a text, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) source: SourceId,
    /// Which document of the text, counted from 0.
    pub(super) document: usize,
    /// The keys that lead there.
    pub(super) keys: Vec<String>,
}

impl Spot {
    pub(super) fn below<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Self {
        let mut spot = self.clone();
        spot.keys.extend(keys.into_iter().map(str::to_owned));
        spot
    }
}

impl<'a> Draft<'a> {
    pub(super) fn of(read: &'a Read) -> Self {
        Self { read, texts: BTreeMap::new(), parsed: RefCell::default() }
    }

    pub(super) fn into_texts(self) -> BTreeMap<SourceId, String> {
        let same = |id: &SourceId, text: &String| *self.read.sources.get(*id).text == **text;
        self.texts.into_iter().filter(|(id, text)| !same(id, text)).collect()
    }

    pub(super) fn text(&self, source: SourceId) -> &str {
        self.texts.get(&source).map_or(&*self.read.sources.get(source).text, String::as_str)
    }

    /// Gives a source another text, whole.
    pub(super) fn put(&mut self, source: SourceId, text: String) {
        self.parsed.get_mut().remove(&source);
        self.texts.insert(source, text);
    }

    /// What stands at a spot.
    pub(super) fn node(&self, spot: &Spot) -> Option<Node> {
        self.parsed(spot.source)
            .documents
            .get(spot.document)?
            .at(spot.keys.iter().map(String::as_str))
            .cloned()
    }

    /// Edits what stands at a spot.
    pub(super) fn change(&mut self, spot: &Spot, change: Change) -> Result<(), (Why, Option<Location>)> {
        let parsed = self.parsed(spot.source);
        let document = parsed.documents.get(spot.document).ok_or((Why::NoPlace, None))?;
        let text = self.text(spot.source);
        let made = edited(text, document, &spot.keys, change).map_err(|unfit| match unfit {
            Unfit::Elsewhere(span) => (Why::Elsewhere, Some(parsed.sources.locate(span))),
            Unfit::Form(span) => (Why::Form, Some(parsed.sources.locate(span))),
        })?;
        self.put(spot.source, made);
        Ok(())
    }

    /// Takes a document out of its text; `None` where it is the only one.
    pub(super) fn remove(&mut self, spot: &Spot) -> Option<()> {
        let parsed = self.parsed(spot.source);
        let left = without_document(self.text(spot.source), &parsed.documents, spot.document)?;
        self.put(spot.source, left);
        Some(())
    }

    /// Where something stands.
    pub(super) fn locate(&self, spot: &Spot) -> Option<Location> {
        let parsed = self.parsed(spot.source);
        let mut keys = spot.keys.iter().map(String::as_str);
        let node = parsed.documents.get(spot.document)?;
        let mut span = node.head();
        let mut node = node;
        while let Some(entry) = keys.next().and_then(|key| node.entry(key)) {
            (span, node) = (entry.key.span, &entry.value);
        }
        Some(parsed.sources.locate(span))
    }

    /// Which document of its text a manifest is. One that is no manifest is a mistake, and ends a run before.
    pub(super) fn document(&self, manifest: &Manifest) -> Option<usize> {
        let mut beside = self.read.manifests.iter().filter(|other| other.source == manifest.source);
        beside.position(|other| other.span == manifest.span)
    }

    fn parsed(&self, source: SourceId) -> Rc<Parsed> {
        let parse = || {
            let mut sources = Sources::default();
            let id = sources.add(self.read.sources.get(source).path.clone(), self.text(source));
            let (documents, _) = yaml::documents(&sources, id);
            Rc::new(Parsed { documents, sources })
        };
        Rc::clone(self.parsed.borrow_mut().entry(source).or_insert_with(parse))
    }

    /// The stack as it would be read.
    pub(super) fn read(&self) -> (Option<Read>, Vec<Finding>) {
        let mut sources = Sources::default();
        for (id, source) in self.read.sources.iter() {
            sources.add(source.path.clone(), self.text(id));
        }
        let (stack, mut findings) = schema::read_stack(&sources, self.read.stack.name.span.source);
        let mut ids: Vec<SourceId> = self.read.manifests.iter().map(|manifest| manifest.source).collect();
        ids.dedup();
        let (manifests, more) = schema::read_manifests(&sources, ids);
        findings.extend(more);
        let read = stack.map(|stack| Read {
            stack,
            manifests,
            sources: Arc::new(sources),
            files: self.read.files.clone(),
        });
        (read, findings)
    }
}
