//! AWS's words for what targets and tasks are chosen by.

/// A target that is a resource group.
pub(super) const RESOURCE_GROUP: &str = "RESOURCE_GROUP";
/// A target that is nodes.
pub(super) const INSTANCE: &str = "INSTANCE";
/// The key of a resource group's name.
pub(super) const GROUP: &str = "resource-groups:Name";
/// The key of the types of a group's resources.
pub(super) const GROUP_TYPES: &str = "resource-groups:ResourceTypeFilters";
/// The key of nodes' ids.
pub(super) const INSTANCES: &str = "InstanceIds";
/// The key of the ids of a window's targets.
pub(super) const WINDOW_TARGETS: &str = "WindowTargetIds";
/// What AWS's codes say of a window, a target or a task that is not there.
pub(super) const MISSING: &str = "DoesNotExistException";
