//! What several sites have wrong at one place is one mistake, and one finding.

use std::collections::{HashMap, HashSet};

use schema::{Finding, Label, Span};

/// A code and its places.
type Place = (&'static str, Vec<Span>);

/// What the sites have wrong.
#[derive(Default)]
pub(super) struct Told {
    findings: Vec<Finding>,
    /// What was said, in these words.
    said: HashSet<(Place, String)>,
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
            let place: Place = (finding.code, finding.labels.iter().map(|label| label.span).collect());
            if !self.said.insert((place.clone(), finding.message.clone())) {
                continue;
            }
            let new = (self.sites, self.findings.len());
            let (site, at) = *self.first.entry(place).or_insert(new);
            if site == self.sites {
                self.findings.push(finding);
                continue;
            }
            let room = finding.labels.len() + AGAIN;
            let labels = &mut self.findings[at].labels;
            if labels.len() < room {
                labels.push(Label { span: finding.labels[0].span, text: finding.message });
            }
        }
    }

    /// Everything, in the order of the sites.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
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
}
