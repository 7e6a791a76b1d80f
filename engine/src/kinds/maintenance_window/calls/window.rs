//! Which calls make a step of a window.

use aws_sdk_ssm::operation::create_maintenance_window::CreateMaintenanceWindowOutput;
use aws_sdk_ssm::operation::create_maintenance_window::builders::CreateMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::delete_maintenance_window::builders::DeleteMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::update_maintenance_window::builders::UpdateMaintenanceWindowInputBuilder;
use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::kinds::maintenance_window::{MaintenanceWindow, WindowBody, WindowDate};
use schema::shape::Duration;

use crate::contract::{Already, Call, Deed, Step, Suspend, Turn, Verdict};
use crate::kinds::maintenance_window::keys;
use crate::kinds::tags;
use crate::site::{NAME_TAG, OWNER_TAG};

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::MaintenanceWindow;

/// The calls of a step.
pub(in super::super) fn calls(step: &Step<'_, MaintenanceWindow>) -> Vec<Call> {
    match step.deed {
        Deed::Create { to } => create(step, to),
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            update(step, to, was)
        }
        Deed::Replace { to, .. } => replace(step, to),
        Deed::Delete { .. } => vec![delete(step.there())],
        Deed::Forget { was } => vec![tags::leave(TAGGED, step.there(), &was.tags, [OWNER_TAG, NAME_TAG])],
    }
}

/// Sets the old one aside and keeps it from running, makes the new one, and takes the old one away last.
fn replace(step: &Step<'_, MaintenanceWindow>, desired: &MaintenanceWindow) -> Vec<Call> {
    let old = step.there();
    let aside = tags::set_aside(TAGGED, step);
    let halt = is_suspended(step, desired).then(|| Call::new(switch(false).window_id(old)));
    let mut made = create(step, desired);
    let resume = made.pop_if(|call| call.turn == Turn::Resume);
    let calls = [aside].into_iter().chain(halt).chain(made);
    calls.chain([delete(old).last()]).chain(resume).collect()
}

/// The fields that CreateMaintenanceWindow and UpdateMaintenanceWindow both take.
macro_rules! body {
    ($builder:expr, $window:expr) => {{
        let MaintenanceWindow { name, body, tags: _, next_execution: _, modified: _ } = $window;
        let WindowBody {
            description,
            enabled: _,
            schedule,
            timezone,
            schedule_offset,
            start_date,
            end_date,
            duration,
            cutoff,
            allow_unassociated_targets,
        } = body;
        $builder
            .name(name)
            .set_description(description.clone())
            .schedule(schedule)
            .set_schedule_timezone(timezone.clone())
            .set_schedule_offset(schedule_offset.and_then(Duration::whole_days).map(whole))
            .set_start_date(date(start_date))
            .set_end_date(date(end_date))
            .duration(whole(duration.whole_hours().unwrap_or_default()))
            .cutoff(whole(cutoff.whole_hours().unwrap_or_default()))
            .allow_unassociated_targets(*allow_unassociated_targets)
    }};
}

fn date(date: &Option<WindowDate>) -> Option<String> {
    date.as_ref().map(|date| date.as_str().to_owned())
}

fn whole(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// AWS makes every window enabled, so one that must not run is disabled before it has any task.
fn create(step: &Step<'_, MaintenanceWindow>, desired: &MaintenanceWindow) -> Vec<Call> {
    let own = desired.tags.iter().map(|(key, value)| (key.clone(), value.clone()));
    let tags = own.chain(tags::ours(step.site, step.name));
    let builder = CreateMaintenanceWindowInputBuilder::default()
        .client_token(&step.token)
        .set_tags(Some(tags::listed(tags)));
    let create = Call::new(body!(builder, desired))
        .checked(|made: &CreateMaintenanceWindowOutput| Verdict::made(made.window_id()));
    let suspended = is_suspended(step, desired);
    let mut calls = vec![create];
    if suspended || !desired.body.enabled {
        calls.push(of_made(switch(false)));
    }
    if suspended {
        calls.push(of_made(switch(true)).resuming());
    }
    calls
}

fn update(
    step: &Step<'_, MaintenanceWindow>,
    desired: &MaintenanceWindow,
    base: &MaintenanceWindow,
) -> Vec<Call> {
    let suspended = is_suspended(step, desired);
    let enabled = desired.body.enabled && !suspended;
    let mut calls = Vec::new();
    if body_changes(desired, base) {
        let builder = UpdateMaintenanceWindowInputBuilder::default()
            .window_id(step.there())
            .replace(true)
            .enabled(enabled);
        calls.push(Call::new(body!(builder, desired)));
    } else if enabled != base.body.enabled {
        calls.push(Call::new(switch(enabled).window_id(step.there())));
    }
    calls.extend(tags::retag(TAGGED, step.there(), &desired.tags, &base.tags, tags::claimed(step)));
    if suspended {
        calls.push(Call::new(switch(true).window_id(step.there())).resuming());
    }
    calls
}

/// Whether the window is kept from running until its targets and tasks are as wanted.
fn is_suspended(step: &Step<'_, MaintenanceWindow>, desired: &MaintenanceWindow) -> bool {
    desired.body.enabled && step.suspend == Suspend::WhilePartsChange
}

/// Whether anything but tags and being enabled changes.
fn body_changes(desired: &MaintenanceWindow, base: &MaintenanceWindow) -> bool {
    let MaintenanceWindow { name, body, tags: _, next_execution: _, modified: _ } = desired;
    *name != base.name || *body != WindowBody { enabled: body.enabled, ..base.body.clone() }
}

fn switch(enabled: bool) -> UpdateMaintenanceWindowInputBuilder {
    UpdateMaintenanceWindowInputBuilder::default().enabled(enabled)
}

/// An update of the window that was just made.
fn of_made(update: UpdateMaintenanceWindowInputBuilder) -> Call {
    Call::new(update).following(|answers, update: UpdateMaintenanceWindowInputBuilder| {
        let made = answers.last::<CreateMaintenanceWindowOutput>().and_then(|made| made.window_id());
        Ok(update.window_id(made.ok_or("AWS did not say which window it made")?))
    })
}

/// Deletes a window with whatever still hangs on it; one that is gone is deleted.
fn delete(id: &str) -> Call {
    Call::new(DeleteMaintenanceWindowInputBuilder::default().window_id(id))
        .already(Already::Done(keys::MISSING))
}
