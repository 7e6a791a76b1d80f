//! The fields of one map while a record is read from it.

use std::fmt::Display;

use crate::finding::Finding;
use crate::node::{Entry, Node};
use crate::shape::foreign::meant;
use crate::shape::{Reader, Shape, nearest, resembles};
use crate::source::Span;

/// A map's entries, and which of them were asked for.
pub struct Fields<'a> {
    entries: &'a [Entry],
    taken: Vec<bool>,
    known: Vec<&'static str>,
    missing: Vec<Missing>,
    owner: Span,
}

/// What was needed and is not there: one field, or one of several.
struct Missing(Vec<&'static str>);

impl<'a> Fields<'a> {
    /// The fields of a map; `owner` is where what is missing is reported.
    pub fn new(node: &'a Node, owner: Span) -> Self {
        let entries = node.entries();
        let taken = vec![false; entries.len()];
        Self { entries, taken, known: Vec::new(), missing: Vec::new(), owner }
    }

    /// Whether a field is written.
    pub fn holds(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.text == name)
    }

    /// Names fields that may be written here and are not.
    pub fn knows(&mut self, names: impl IntoIterator<Item = &'static str>) {
        self.known.extend(names);
    }

    /// Reads a field, or gives what stands for it unwritten. A mistake in a field is reported and something
    /// goes on in its place, so that the others are judged too.
    pub fn field<T: Shape>(
        &mut self,
        name: &'static str,
        unwritten: impl Fn() -> Option<T>,
        reader: &mut Reader,
    ) -> Option<T> {
        self.known.push(name);
        let Some(at) = self.entries.iter().position(|entry| entry.key.text == name) else {
            let stands = unwritten();
            if stands.is_none() {
                self.missing.push(Missing(vec![name]));
            }
            return stands.or_else(T::stand_in);
        };
        self.taken[at] = true;
        let Entry { key, value } = &self.entries[at];
        reader.read_under(key.span, value).or_else(T::stand_in).or_else(unwritten)
    }

    /// The one field of several that is written; none or many is a finding.
    pub fn only(&mut self, names: &[&'static str], reader: &mut Reader) -> Option<&'static str> {
        self.known.extend(names);
        let mut held = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some(name) = names.iter().find(|name| **name == entry.key.text) {
                self.taken[at] = true;
                held.push((*name, entry.key.span));
            }
        }
        match held[..] {
            [] => {
                self.missing.push(Missing(names.to_vec()));
                None
            }
            [(name, _)] => Some(name),
            [(first, span), ref others @ ..] => {
                let finding = Finding::error("one-of", span, "only one of these can be written");
                let finding = finding.help(format!("keep one of {}", listed(names)));
                reader.report(
                    others.iter().fold(finding, |finding, (_, span)| finding.also(*span, "and here")),
                );
                Some(first)
            }
        }
    }

    /// Reports what nobody asked for and what is missing; a mistyped field is one finding.
    pub fn finish(mut self, reader: &mut Reader) {
        let known = std::mem::take(&mut self.known);
        let taken = std::mem::take(&mut self.taken);
        let strangers = self.entries.iter().zip(taken).filter(|(_, taken)| !taken);
        for (entry, _) in strangers {
            let key = &entry.key;
            let finding = Finding::error("unknown-field", key.span, format!("unknown field `{}`", key.text));
            if let Some((ours, form)) = meant(&key.text, &known) {
                self.missing.retain(|Missing(names)| !names.contains(&ours));
                reader.report(finding.help(format!("here that is {form}")));
                continue;
            }
            let near = self.claim(&key.text).or_else(|| nearest(&key.text, known.iter().copied()));
            reader.report(match near {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None if known.len() <= 12 => finding.help(format!("the fields here are {}", listed(&known))),
                None => finding,
            });
        }
        for Missing(names) in self.missing {
            reader.report(match names[..] {
                [name] => {
                    Finding::error("missing-field", self.owner, format!("the field `{name}` is missing"))
                }
                _ => Finding::error("one-of", self.owner, format!("one of {} is needed", listed(&names))),
            });
        }
    }

    /// Takes what is missing and looks like this word off the list.
    fn claim(&mut self, word: &str) -> Option<&'static str> {
        let missing = self.missing.iter();
        let (at, meant) = missing.enumerate().find_map(|(at, Missing(names))| {
            let alike = names.iter().filter(|name| resembles(word, name)).copied();
            Some((at, nearest(word, alike)?))
        })?;
        self.missing.remove(at);
        Some(meant)
    }
}

/// `a`, `b` and `c`.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] | [_] => quoted(names),
        [others @ .., last] => format!("{} and `{last}`", quoted(others)),
    }
}

/// `a`, `b`, `c`.
pub(crate) fn quoted(words: impl IntoIterator<Item = impl Display>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::node::{Key, Scalar, Style, Value};
    use crate::shape::{COMPARED, decode};
    use crate::source::Sources;

    use super::*;

    /// A record.
    #[derive(Debug, Shape)]
    struct Record {
        /// Needed, and never written.
        description: String,
        /// Needed, and never written either.
        value: String,
    }

    /// The findings of a map of strangers, and how many words were compared for them.
    fn strangers(count: usize) -> (usize, usize) {
        let mut sources = Sources::default();
        let span = Span::start_of(sources.add("m.yaml", ""));
        let value = || Node { span, value: Value::Scalar(Scalar { text: "x".into(), style: Style::Plain }) };
        let entry = |at| Entry { key: Key { text: format!("descripton{at}"), span }, value: value() };
        let node = Node { span, value: Value::Map((0..count).map(entry).collect()) };
        let before = COMPARED.get();
        let (_, findings) = decode::<Record>(&node);
        (findings.len(), COMPARED.get() - before)
    }

    #[test]
    fn twice_as_many_strangers_are_twice_the_work() {
        let (findings, compared) = strangers(1_000);
        // One is what was missing; `value` is like none.
        assert_eq!(findings, 1_001);
        assert!(compared <= 2 * findings, "{compared} comparisons");
        assert!(strangers(2_000).1 <= 2 * compared + 2);
    }
}
