//! A String that looks like a secret: everybody who may read the parameter reads it, and so does git.

use crate::finding::Finding;
use crate::kinds::parameter::ParameterValue;
use crate::kinds::parameter::check::all::Candidate;
use crate::reference;
use crate::suspicion::{is_marked, may_be_one, speaks_of_secrets};

pub(super) fn check(candidate: Candidate<'_>, findings: &mut Vec<Finding>) {
    let texts: &[String] = match &candidate.declared.state.value {
        ParameterValue::Text(text) => std::slice::from_ref(text),
        ParameterValue::List(items) => items,
        ParameterValue::Secret(_) | ParameterValue::NotOurs => return,
    };
    if looks_secret(&candidate.entry.key.text, texts) {
        findings.push(
            Finding::warning("parameter-plain", candidate.key(), "this looks like a secret, and is kept as a plain text")
                .help("write `type: SecureString` with `valueFrom: {env: NAME}` or another source; take it out of git and change it")
                .conceal(candidate.value().span),
        );
    }
}

/// Whether a parameter of a name and texts that is kept as a plain text looks like a secret.
pub fn looks_secret(name: &str, texts: &[String]) -> bool {
    let known = || texts.iter().filter(|text| !reference::holds(text));
    let named = speaks_of_secrets(name) && known().any(|text| may_be_one(text));
    named || known().any(|text| is_marked(text))
}
