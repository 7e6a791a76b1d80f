//! A group's manifest → the registrations that it asks for.
//!
//! A registration is one of a group and an operating system, and which operating system a
//! baseline of this stack is for stands in that baseline's manifest.

use std::collections::BTreeMap;

use schema::kinds::patch_baseline::system_of_predefined;
use schema::kinds::patch_group::{self, BaselineReference, PatchGroup, PatchGroupSpec};
use schema::shape::{Shape, Words, decode};
use schema::{Finding, Manifest, Node, Span, reference};

use super::PatchGroups;
use crate::address::Address;
use crate::contract::{Asked, Declared, Kind, Presence, Siblings};
use crate::kinds::patch_baseline::system;

/// The kind of what a group refers to.
const BASELINE: &str = "PatchBaseline";

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (group, mut findings) = patch_group::read(&metadata.name, asked.spec);
    let Some(group) = group else { return (Vec::new(), findings) };
    let name = group.name.clone().unwrap_or_else(|| metadata.name.value.clone());
    let baselines = registrations(asked, &group, &mut findings);
    findings.extend(unable(asked, &group));
    // A group without registrations and instances is nothing that AWS could hold.
    if baselines.is_empty() && group.instances.is_none() {
        return (Vec::new(), findings);
    }
    let id = Some(name.clone());
    let tree = PatchGroup { name, baselines, instances: group.instances }.tree();
    let address = Address::new(PatchGroups::NAME, &metadata.name.value);
    let declared =
        Declared { span: metadata.name.span, ..Declared::whole::<PatchGroup>(asked, address, id, tree) };
    (vec![declared], findings)
}

/// Instances are tagged through a part of trueup that a build may leave out.
fn unable(asked: &Asked<'_>, group: &PatchGroupSpec) -> Option<Finding> {
    if cfg!(feature = "ec2") || group.instances.is_none() {
        return None;
    }
    let span = asked.spec.entry("instances").map_or(asked.spec.span, |entry| entry.key.span);
    let finding = Finding::error("group-instances", span, "this build of trueup cannot tag instances");
    Some(finding.help("use one with the feature `ec2`, which is on unless it was turned off"))
}

/// One manifest lists all baselines of a group, or two would undo each other's work.
pub(super) fn declared_twice(siblings: &Siblings<'_>) -> Vec<Finding> {
    let said = |manifest: &Manifest| {
        let name = siblings.text(manifest, "name");
        Some((name.unwrap_or_else(|| manifest.metadata.name.value.clone()), place(manifest)))
    };
    siblings.twice(
        PatchGroups::NAME,
        said,
        |name| format!("the group `{name}`"),
        "list all its baselines in one manifest",
    )
}

fn place(manifest: &Manifest) -> Span {
    manifest.spec.get("name").map_or(manifest.metadata.name.span, |node| node.span)
}

/// For each operating system the baseline that is wanted.
fn registrations(
    asked: &Asked<'_>,
    group: &PatchGroupSpec,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, String> {
    let nodes = asked.spec.get("baselines").map(Node::items).unwrap_or_default();
    let mut baselines = BTreeMap::new();
    let mut places: BTreeMap<String, Span> = BTreeMap::new();
    // Items that cannot be read are not in the list: each node is read for itself.
    let read = nodes.iter().filter_map(|node| Some((node, decode::<BaselineReference>(node).0?)));
    debug_assert_eq!(read.clone().count(), group.baselines.len());
    for (node, baseline) in read {
        let registration = match baseline {
            BaselineReference::Own(name) => own(asked, &name, node, findings),
            BaselineReference::Predefined(name) => {
                system_of_predefined(&name).map(|system| (system.word().to_owned(), name))
            }
            BaselineReference::External(external) => {
                Some((external.operating_system.word().to_owned(), bare(asked, &external.external)))
            }
        };
        let Some((system, baseline)) = registration else { continue };
        if let Some(first) = places.get(&system) {
            let message = format!("this group has two baselines for {system}");
            findings.push(
                Finding::error("group-system", node.head(), message)
                    .also(*first, "the first is here")
                    .help("keep one: a group is patched by one baseline for each operating system"),
            );
            continue;
        }
        places.insert(system.clone(), node.head());
        baselines.insert(system, baseline);
    }
    baselines
}

/// The operating system of a baseline of this stack, and a reference to its id.
fn own(asked: &Asked<'_>, name: &str, node: &Node, findings: &mut Vec<Finding>) -> Option<(String, String)> {
    let Some(manifest) = asked.siblings.named(BASELINE, name) else {
        findings.push(asked.siblings.unknown(BASELINE, name, node.head()));
        return None;
    };
    if Presence::of(&asked.manifest.metadata) == Presence::Wanted
        && Presence::of(&manifest.metadata) != Presence::Wanted
    {
        let message = format!("`{BASELINE}/{name}` is to go, and this group needs it");
        findings.push(
            Finding::error("group-baseline", node.head(), message)
                .also(manifest.metadata.name.span, "its manifest says so")
                .help("name another baseline, or take the group away too"),
        );
        return None;
    }
    let system = system(asked.siblings, manifest)?;
    Some((system.word().to_owned(), reference::mark(&format!("{BASELINE}/{name}"), "id")))
}

/// The account's own baselines are known by id, whatever form it is written in.
fn bare(asked: &Asked<'_>, id: &str) -> String {
    let own = asked.site.ssm_arn("patchbaseline/");
    id.strip_prefix(&own).unwrap_or(id).to_owned()
}
