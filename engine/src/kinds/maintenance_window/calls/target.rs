//! Which calls make a step of a target.

use aws_sdk_ssm::operation::deregister_target_from_maintenance_window::builders::DeregisterTargetFromMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::register_target_with_maintenance_window::RegisterTargetWithMaintenanceWindowOutput;
use aws_sdk_ssm::operation::register_target_with_maintenance_window::builders::RegisterTargetWithMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::update_maintenance_window_target::builders::UpdateMaintenanceWindowTargetInputBuilder;
use aws_sdk_ssm::types::{MaintenanceWindowResourceType, Target};
use schema::kinds::maintenance_window::{MaintenanceWindowTarget, ResourceGroup, Selection, TargetBody};

use super::chosen;
use crate::contract::{Already, Call, Deed, Step, Verdict};
use crate::kinds::maintenance_window::keys;

/// The calls of a step. What hangs on a window is let go with it: it carries no tag of its own.
pub(in super::super) fn calls(step: &Step<'_, MaintenanceWindowTarget>) -> Vec<Call> {
    match step.deed {
        Deed::Create { to } => vec![register(&step.token, to)],
        Deed::Update { to, .. } | Deed::Adopt { to, .. } | Deed::Move { to, .. } => {
            vec![update(step.there(), to)]
        }
        Deed::Replace { to, was } => {
            vec![register(&step.token, to), deregister(step.there(), was).last()]
        }
        Deed::Delete { was } => vec![deregister(step.there(), was)],
        Deed::Forget { .. } => Vec::new(),
    }
}

/// The fields that registering and updating both take.
macro_rules! body {
    ($builder:expr, $target:expr) => {{
        let MaintenanceWindowTarget { window, name, selection, body } = $target;
        let TargetBody { description, owner_information } = body;
        $builder
            .window_id(window)
            .set_name(name.clone())
            .set_targets(Some(targets(selection)))
            .set_description(description.clone())
            .set_owner_information(owner_information.clone())
    }};
}

fn targets(selection: &Selection) -> Vec<Target> {
    match selection {
        Selection::Where(tags) => tags.iter().map(|(key, values)| chosen(key, &values.0)).collect(),
        Selection::Instances(ids) => vec![chosen(keys::INSTANCES, ids)],
        Selection::ResourceGroup(ResourceGroup { name, types }) => {
            let types = (!types.is_empty()).then(|| chosen(keys::GROUP_TYPES, types));
            let name = name.as_ref().map(|name| chosen(keys::GROUP, [name]));
            name.into_iter().chain(types).collect()
        }
    }
}

fn register(token: &str, desired: &MaintenanceWindowTarget) -> Call {
    let kind = match desired.selection {
        Selection::ResourceGroup(_) => keys::RESOURCE_GROUP,
        Selection::Where(_) | Selection::Instances(_) => keys::INSTANCE,
    };
    let builder = RegisterTargetWithMaintenanceWindowInputBuilder::default()
        .client_token(token)
        .resource_type(MaintenanceWindowResourceType::from(kind));
    Call::new(body!(builder, desired))
        .awaits(keys::MISSING)
        .checked(|made: &RegisterTargetWithMaintenanceWindowOutput| Verdict::made(made.window_target_id()))
}

fn update(id: &str, desired: &MaintenanceWindowTarget) -> Call {
    let builder = UpdateMaintenanceWindowTargetInputBuilder::default().window_target_id(id).replace(true);
    Call::new(body!(builder, desired))
}

/// Lets a target go, unless a task still refers to it; one that is gone is let go.
fn deregister(id: &str, base: &MaintenanceWindowTarget) -> Call {
    let input = DeregisterTargetFromMaintenanceWindowInputBuilder::default()
        .window_id(&base.window)
        .window_target_id(id)
        .safe(true);
    Call::new(input).already(Already::Done(keys::MISSING))
}
