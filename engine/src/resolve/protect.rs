//! Protection written down where it outlives its manifest: as a tag on the resource.

use std::collections::BTreeMap;

use schema::kinds::tags::MOST;
use schema::{Finding, Tree};

use crate::address::Address;
use crate::contract::{Declared, Presence};
use crate::guardrails::Guardrails;
use crate::site::{PROTECT_TAG, PROTECTED};

/// Gives every declared resource that a guardrail protects, and that can carry tags, the tag that
/// says so. One that has no room for it is a finding.
pub(super) fn protect(
    declared: &mut BTreeMap<Address, Declared>,
    guardrails: &Guardrails,
    findings: &mut Vec<Finding>,
) {
    for one in declared.values_mut().filter(|one| guardrails.protects(&one.address)) {
        match one.presence {
            Presence::Wanted | Presence::Kept => {}
            Presence::Absent | Presence::Forgotten => continue,
        }
        let Tree::Map(state) = &mut one.tree else { continue };
        let Some(Tree::Map(tags)) = state.get_mut("tags") else { continue };
        tags.insert(PROTECT_TAG.into(), Tree::text(PROTECTED));
        // `trueup:stack`, and `trueup:name` where AWS invents the id.
        let ours = if one.id.is_some() { 1 } else { 2 };
        if tags.len() + ours > MOST {
            let message = format!("`{}` has no room for the tag `{PROTECT_TAG}`", one.address);
            findings.push(Finding::error("tag", one.span, message).help(format!(
                "AWS allows {MOST} tags, ours among them: take one out, or do not protect it"
            )));
        }
    }
}
