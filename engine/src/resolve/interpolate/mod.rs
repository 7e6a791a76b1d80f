//! `${…}` in a manifest's strings: variables and the site become text, references become marks,
//! everything else stays as written.
//!
//! What a pull request can make of it is bounded: how deep they lie in one another, how long a text
//! grows, and how much is made at a site in all.

mod beside;
mod groups;
mod meaning;
mod places;
mod replace;
mod room;
mod scan;

use std::collections::BTreeMap;

use globset::GlobSet;
use schema::shape::Vocabulary;
use schema::{Finding, Node, SourceId, Sources, Span, Style, Value};

pub(super) use self::beside::Beside;
pub(crate) use self::groups::{Group, groups};
use self::replace::text;
use self::room::Room;
use crate::address::Address;
use crate::contract::KindLine;
use crate::site::Site;

/// What `${…}` may stand for.
pub(super) struct Values<'a> {
    /// The site's variables, merged.
    pub(super) variables: &'a BTreeMap<String, String>,
    /// The site itself.
    pub(super) site: &'a Site,
    /// The texts, to point into them.
    pub(super) sources: &'a Sources,
    names: Vocabulary<'a>,
    /// What stays as it is written, for others to fill in.
    leave: GlobSet,
    room: Room,
}

impl<'a> Values<'a> {
    /// The values of a site, with room for all that may be made of its manifests once.
    pub(super) fn new(variables: &'a BTreeMap<String, String>, site: &'a Site, sources: &'a Sources) -> Self {
        let names = Vocabulary::new(variables.keys().map(String::as_str));
        Self { variables, site, sources, names, leave: GlobSet::empty(), room: Room::new() }
    }

    /// The same, with patterns of what is meant to stay.
    pub(super) fn leaving(self, leave: GlobSet) -> Self {
        Self { leave, ..self }
    }

    /// Bytes that were made with them.
    #[cfg(test)]
    pub(super) fn made(&self) -> usize {
        self.room.taken()
    }
}

/// A reference that a manifest makes.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// Where it stands.
    pub(super) span: Span,
    /// Where the manifest has it: there, or where it names the file that it stands in.
    pub(super) inside: Span,
    /// Whose attribute.
    pub(super) address: Address,
    /// Which attribute.
    pub(super) attribute: String,
}

/// What an interpolation found.
#[derive(Default)]
pub(super) struct Interpolated {
    pub(super) findings: Vec<Finding>,
    pub(super) mentions: Vec<Mention>,
    /// Where a `${…}` stays as it is written, in what is no script's.
    pub(super) stays: Vec<Span>,
    /// Whether what is looked at is no script's, so that what stays is most likely a slip.
    strict: bool,
}

/// Replaces every `${…}` in the values of a kind's spec. No reference may stand in the fields that make
/// identity.
pub(super) fn interpolate(spec: &mut Node, kind: &KindLine, values: &Values<'_>) -> Interpolated {
    let mut found = Interpolated::default();
    if let Value::Map(entries) = &mut spec.value {
        for entry in entries {
            let before = found.mentions.len();
            found.strict = !kind.scripts.contains(&entry.key.text.as_str());
            all(&mut entry.value, values, &mut found);
            if kind.identity.contains(&entry.key.text.as_str()) {
                for mention in found.mentions.drain(before..).collect::<Vec<_>>() {
                    let message = format!("`{}` cannot hold a reference", entry.key.text);
                    found.findings.push(
                        Finding::error("unknown-reference", mention.span, message)
                            .label("known only after an apply")
                            .help("a name must be known before anything is read; use a variable"),
                    );
                }
            }
        }
    }
    found
}

/// Replaces every `${…}` of one value whose findings are told elsewhere.
fn interpolate_value(node: &mut Node, values: &Values<'_>) {
    all(node, values, &mut Interpolated::default());
}

/// Replaces every `${…}` of one text, and the findings. References mean nothing there.
pub(super) fn interpolate_text(written: &str, span: Span, values: &Values<'_>) -> (String, Vec<Finding>) {
    let mut found = Interpolated::default();
    let made = text(written, span, values, &mut found);
    for mention in found.mentions {
        let finding =
            Finding::error("unknown-reference", mention.span, "a stack's tag cannot hold a reference");
        found.findings.push(finding.help("use a variable"));
    }
    (made, found.findings)
}

/// Replaces every `${…}` of a file that asks for it.
pub(super) fn interpolate_file(source: SourceId, values: &Values<'_>) -> (String, Interpolated) {
    let mut found = Interpolated::default();
    let held = &values.sources.get(source).text;
    let whole = Span { end: held.len() as u32, ..Span::start_of(source) };
    let made = text(held, whole, values, &mut found);
    (made, found)
}

fn all(node: &mut Node, values: &Values<'_>, found: &mut Interpolated) {
    for (span, scalar) in node.scalars_mut().filter(|(_, scalar)| scalar.text.contains("${")) {
        scalar.text = text(&scalar.text, span, values, found);
        if scalar.text.is_empty() {
            // Empty and plain would mean that nothing was written.
            scalar.style = Style::Quoted;
        }
    }
}

#[cfg(test)]
mod tests;
