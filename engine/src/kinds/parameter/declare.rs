//! A hierarchy's manifest → the parameters that it asks for.

use jiff::Timestamp;
use schema::kinds::parameter::{self, Parameter, ParameterValue, Policy, Surroundings};
use schema::shape::Shape;
use schema::{Finding, Spanned};

use super::address;
use crate::contract::{Adopt, Asked, Declared, Presence, Resource};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let around = Surroundings { region: &asked.site.region, tags: asked.tags };
    let (parameters, mut findings) = parameter::read(asked.spec, around);
    let metadata = &asked.manifest.metadata;
    let adopt = Adopt::of(asked.manifest, asked.site);
    let path = asked.spec.get("path").and_then(|node| node.scalar()).map(|scalar| scalar.text.clone());
    let declared = parameters.into_iter().map(|parameter| {
        let presence = match (metadata.forget, metadata.absent) {
            (true, _) => Presence::Forgotten,
            (_, true) => Presence::Absent,
            (false, false) => presence(&parameter, asked.now, &mut findings),
        };
        Declared {
            address: address(&parameter.name),
            resource: Parameter::LINE,
            id: Some(parameter.name),
            tree: parameter.state.tree(),
            presence,
            adopt: adopt.clone(),
            under: path.clone(),
            moved_from: parameter.moved_from.map(|Spanned { value, .. }| value),
            span: parameter.span,
        }
    });
    (declared.collect(), findings)
}

/// A parameter whose expiration has passed was deleted by AWS, as asked. One whose value is not
/// ours is made by whoever has the value.
fn presence(parameter: &parameter::Declared, now: Timestamp, findings: &mut Vec<Finding>) -> Presence {
    let expired = parameter.state.policies.iter().find_map(|policy| match policy {
        Policy::Expiration(at) if at.0 <= now => Some(at),
        _ => None,
    });
    if let Some(at) = expired {
        let message = format!("`{}` has expired, so it is wanted gone", parameter.name);
        findings.push(
            Finding::warning("parameter-expired", parameter.places.of_field("policies"), message)
                .label(format!("expired at {at}"))
                .help("AWS has deleted it; take it out of the manifest, or give it a later expiration"),
        );
        return Presence::Absent;
    }
    match parameter.state.value {
        ParameterValue::NotOurs => Presence::Kept,
        ParameterValue::Text(_) | ParameterValue::List(_) | ParameterValue::Secret(_) => Presence::Wanted,
    }
}
