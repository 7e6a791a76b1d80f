//! What several sites have wrong at one place is one mistake, and one finding.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use schema::{Finding, Label, Severity, Span};

/// A code, how bad it is, and its places.
type Place = (&'static str, Severity, Vec<Span>);

/// What the sites have wrong.
#[derive(Default)]
pub(super) struct Told {
    findings: Vec<Finding>,
    /// What was said, in these words, and which finding says it.
    said: HashMap<(Place, String), usize>,
    /// The site that said something first at a place, and which finding that is.
    first: HashMap<Place, (usize, usize)>,
    sites: usize,
}

/// In how many words of other sites a finding is said again.
const AGAIN: usize = 4;

impl Told {
    /// Takes in what one more site has wrong.
    pub(super) fn site(&mut self, found: Vec<Finding>) {
        self.sites += 1;
        for finding in found {
            let spans = finding.labels.iter().map(|label| label.span).collect();
            let place: Place = (finding.code, finding.severity, spans);
            let next = self.findings.len();
            let (site, first) = *self.first.entry(place.clone()).or_insert((self.sites, next));
            match self.said.entry((place, finding.message.clone())) {
                Entry::Occupied(said) => conceal(&mut self.findings[*said.get()], finding.conceal),
                Entry::Vacant(new) if site == self.sites => {
                    new.insert(next);
                    self.findings.push(finding);
                }
                Entry::Vacant(new) => {
                    new.insert(first);
                    add(&mut self.findings[first], finding);
                }
            }
        }
    }

    /// Everything, in the order of the sites.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// Says what another site has wrong at the same place beside the first, where there is room.
fn add(first: &mut Finding, other: Finding) {
    let span = other.span();
    if first.labels.len() < other.labels.len() + AGAIN {
        first.labels.push(Label { span, text: other.message });
    }
    conceal(first, other.conceal);
}

/// What one site conceals is concealed for all.
fn conceal(told: &mut Finding, more: Vec<Span>) {
    for span in more {
        if !told.conceal.contains(&span) {
            told.conceal.push(span);
        }
    }
}

#[cfg(test)]
mod tests {
    use schema::Sources;

    use super::*;

    #[test]
    fn a_place_is_told_of_once_for_all_sites() {
        let span = Span::start_of(Sources::default().add("m.yaml", "a"));
        let finding = |message: &str| Finding::error("c", span, message);
        let mut told = Told::default();
        told.site(vec![finding("one"), finding("two")]);
        told.site(vec![finding("one"), finding("two")]);
        told.site(vec![finding("three")]);
        let findings = told.into_findings();
        let messages: Vec<_> = findings.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(messages, ["one", "two"]);
        let labels = |at: usize| findings[at].labels.iter().map(|one| one.text.as_str()).collect::<Vec<_>>();
        assert_eq!((labels(0), labels(1)), (vec!["", "three"], vec![""]));
    }

    #[test]
    fn an_error_is_not_told_of_by_a_warning() {
        let span = Span::start_of(Sources::default().add("m.yaml", "a"));
        for said in ["one", "two"] {
            let mut told = Told::default();
            told.site(vec![Finding::warning("c", span, "one")]);
            told.site(vec![Finding::error("c", span, said)]);
            let severities: Vec<_> = told.into_findings().iter().map(|one| one.severity).collect();
            assert_eq!(severities, [Severity::Warning, Severity::Error], "{said}");
        }
    }

    #[test]
    fn what_any_site_conceals_is_concealed() {
        let id = Sources::default().add("m.yaml", "abc");
        let at = |start: u32| Span { source: id, start, end: start + 1 };
        for said in ["one", "two"] {
            let mut told = Told::default();
            told.site(vec![Finding::error("c", at(0), "one").conceal(at(1))]);
            told.site(vec![Finding::error("c", at(0), said).conceal(at(2))]);
            assert_eq!(told.into_findings()[0].conceal, [at(1), at(2)], "{said}");
        }
    }
}
