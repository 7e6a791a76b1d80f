//! What an association acts on.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::maintenance_window::ResourceGroup;
use crate::kinds::values::ValueSet;
use crate::shape::Shape;

/// What an association acts on.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub enum Aim {
    /// Nodes by their tags: `tag:Name` with values of which one fits, or `tag-key` with names; all must fit.
    Where(BTreeMap<String, ValueSet>),
    /// Nodes by their ids; `*` is every managed node.
    Instances(BTreeSet<String>),
    /// A group of AWS Resource Groups: its name, or a map of name and types.
    ResourceGroup(ResourceGroup),
    /// Values of the runbook's parameter that `automationTargetParameterName` names.
    ParameterValues(BTreeSet<String>),
    /// One node of a document of schema version 1.2, in AWS's older form. Another node is another association.
    #[shape(replace)]
    InstanceId(String),
}
