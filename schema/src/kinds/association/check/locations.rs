//! The rules of accounts, regions and maps of targets.

use super::limits::{Least, alarm, rate};
use crate::finding::Finding;
use crate::kinds::association::AssociationBody;
use crate::kinds::places::{key, value};
use crate::node::Node;

const MOST_LOCATIONS: usize = 100;
const MOST_MAPS: usize = 300;

pub(super) fn check(body: &AssociationBody, spec: &Node, findings: &mut Vec<Finding>) {
    if body.target_locations.len() > MOST_LOCATIONS {
        let message = format!("an association has at most {MOST_LOCATIONS} locations");
        findings.push(Finding::error("association-limit", key(spec, "targetLocations"), message));
    }
    let nodes = spec.get("targetLocations").map(Node::items).unwrap_or_default();
    for (location, node) in body.target_locations.iter().zip(nodes) {
        let place = |field: &str| value(node, field);
        rate(location.max_concurrency.as_deref(), Least::One, place("maxConcurrency"), findings);
        rate(location.max_errors.as_deref(), Least::None, place("maxErrors"), findings);
        rate(
            location.targets_max_concurrency.as_deref(),
            Least::One,
            place("targetsMaxConcurrency"),
            findings,
        );
        rate(location.targets_max_errors.as_deref(), Least::None, place("targetsMaxErrors"), findings);
        alarm(location.alarm_configuration.as_ref(), key(node, "alarmConfiguration"), findings);
        if location.accounts.is_empty() || location.regions.is_empty() {
            findings.push(
                Finding::error("association-target", node.head(), "a location needs accounts and regions")
                    .help("write both, such as `{accounts: [\"123456789012\"], regions: [us-east-1]}`"),
            );
        }
    }
    if body.target_maps.len() > MOST_MAPS {
        let message = format!("an association has at most {MOST_MAPS} maps of targets");
        findings.push(Finding::error("association-limit", key(spec, "targetMaps"), message));
    }
    if !body.target_maps.is_empty() && body.aim.is_some() {
        findings.push(
            Finding::error(
                "association-target",
                key(spec, "targetMaps"),
                "maps of targets stand in the place of targets",
            )
            .help("take one of the two out"),
        );
    }
}
