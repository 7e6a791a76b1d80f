//! Managed nodes: what Systems Manager knows of a loaded fleet.

mod describe;

use crate::handler::{Kind, Refusal, is_id, read};
use crate::operations::{instance, tags};
use crate::store::{Table, View};
use crate::tree::Tree;

/// Managed nodes.
pub(super) const KIND: Kind =
    Kind { service: "ssm", entries: &[read("DescribeInstanceInformation", describe::describe)], upkeep: &[] };

/// Whether a text is `mi-` and the digits of an id.
pub(crate) fn is_hybrid(text: &str) -> bool {
    is_id(text, "mi-", &[17])
}

/// The refusal of an id whose tags Systems Manager does not hold.
pub(super) fn untaggable(id: &str) -> Refusal {
    Refusal::validation(format!(
        "resourceId {id} should be in format mi-[0-9a-f]{{17}} for resource type ManagedInstance"
    ))
}

/// The resource part of the ARN of a hybrid node that exists: Systems Manager tags no other.
pub(super) fn resource(view: &View<'_>, id: &str) -> Option<String> {
    view.get(Table::ManagedNode, id).filter(|_| is_hybrid(id))?;
    Some(format!("managed-instance/{id}"))
}

/// A node's tags: EC2's of an instance, Systems Manager's of a hybrid node.
pub(super) fn tags_of<'a>(view: &View<'a>, id: &str) -> &'a [(Box<str>, Tree)] {
    if is_hybrid(id) {
        tags::of(view, &format!("ssm:managed-instance/{id}"))
    } else {
        tags::of(view, &instance::tagged(id))
    }
}
