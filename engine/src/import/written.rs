//! One manifest as text.

use super::told::told;
use super::yaml::{Layout, Out, block};
use crate::contract::{Adopting, Written};

/// Where a manifest is to exist: the names of environments and regions, where not everywhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    pub environment: Option<String>,
    pub region: Option<String>,
}

/// The text of a manifest, its comments before it.
pub(super) fn text(kind: &'static str, written: &Written, reach: &Reach) -> String {
    let Written { name, adopting, spec, files: _, says: _, unsaid } = written;
    let mut metadata = vec![("name".to_owned(), Out::Text(name.clone()))];
    let only = |name: &Option<String>| name.as_ref().map(|name| Out::List(vec![Out::Text(name.clone())]));
    metadata.extend(only(&reach.environment).map(|out| ("environments".to_owned(), out)));
    metadata.extend(only(&reach.region).map(|out| ("regions".to_owned(), out)));
    let adopt = match adopting {
        Adopting::AsDeclared => None,
        Adopting::ByName => Some(Out::Literal("true".to_owned())),
        Adopting::ById(id) => Some(Out::Text(id.clone())),
        Adopting::FromCloudFormation(id) => {
            let id = id.as_ref().map(|id| ("id".to_owned(), Out::Text(id.clone())));
            let from = ("fromCloudFormation".to_owned(), Out::Literal("true".to_owned()));
            Some(Out::Map(id.into_iter().chain([from]).collect(), Layout::Inline))
        }
    };
    metadata.extend(adopt.map(|out| ("adopt".to_owned(), out)));
    let form = schema::kinds::find(kind).map(|kind| (kind.spec)()).expect("whatever is written is a kind");
    let spec = match told(spec, &form) {
        Out::Map(entries, _) => Out::Map(entries, Layout::Lines),
        other => other,
    };
    let text = |text: &str| Out::Text(text.to_owned());
    let document = [
        ("apiVersion".to_owned(), text("trueup/v1")),
        ("kind".to_owned(), text(kind)),
        ("metadata".to_owned(), Out::Map(metadata, Layout::Lines)),
        ("spec".to_owned(), spec),
    ];
    let comments: String = unsaid.iter().map(|note| format!("# {}\n", one_line(note))).collect();
    comments + &block(&document, 0)
}

/// A note in a comment must not end it.
fn one_line(note: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    note.chars().map(|c| if breaks(c) { ' ' } else { c }).collect()
}
