//! What a step gives the document that it runs, where that is one of AWS's.

use super::steps::text;
use crate::finding::Finding;
use crate::kinds::document::{Given, Parameters};
use crate::node::Node;

/// For each action that runs documents: where it names one, and where it gives the parameters.
const RUNS: [(&str, &str, &str); 3] = [
    ("aws:executeAutomation", "DocumentName", "RuntimeParameters"),
    ("aws:runCommand", "DocumentName", "Parameters"),
    ("aws:runDocument", "documentPath", "documentParameters"),
];

pub(super) fn mistakes(step: &Node) -> Vec<Finding> {
    let run = || {
        let (action, _) = text(step, "action")?;
        let (_, named, given) = RUNS.into_iter().find(|(known, _, _)| *known == action)?;
        let inputs = step.get("inputs")?;
        let (document, place) = text(inputs, named)?;
        let parameters = inputs.get(given);
        // A text of its own is put together at the run.
        let known = Parameters::of_amazon(document)
            .filter(|_| parameters.is_none_or(|node| node.scalar().is_none()))?;
        Some(known.mistakes(Given { parameters, filled: &[], place }))
    };
    run().unwrap_or_default()
}
