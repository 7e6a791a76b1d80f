//! Which calls make a step of a window.

use aws_sdk_ssm::operation::create_maintenance_window::builders::CreateMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::delete_maintenance_window::builders::DeleteMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::update_maintenance_window::builders::UpdateMaintenanceWindowInputBuilder;
use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::kinds::maintenance_window::{MaintenanceWindow, WindowBody, WindowDate};
use schema::shape::Duration;

use super::learned;
use crate::action::Action;
use crate::contract::{Already, Call, Step, Suspend, Turn, Verdict};
use crate::kinds::maintenance_window::keys;
use crate::kinds::tags;
use crate::ports::{Answer, Request};
use crate::site::{NAME_TAG, OWNER_TAG, REPLACED};

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::MaintenanceWindow;

/// The calls of a step.
pub(in super::super) fn calls(step: &Step<'_, MaintenanceWindow>) -> Vec<Call> {
    match (step.action, step.desired, step.base) {
        (Action::Create, Some(desired), _) => create(step, desired),
        (Action::Update | Action::Adopt | Action::Move, Some(desired), Some(base)) => {
            update(step, desired, base)
        }
        (Action::Replace, Some(desired), _) => {
            let aside = format!("{}{REPLACED}", step.name);
            let aside = tags::set(TAGGED, step.id, [(NAME_TAG.to_owned(), aside)]);
            let halt = is_suspended(step, desired).then(|| Call::new(switch(false).window_id(step.id)));
            let mut made = create(step, desired);
            let resume = made.pop_if(|call| call.turn == Turn::Resume);
            let calls = [aside].into_iter().chain(halt).chain(made);
            calls.chain([delete(step.id).last()]).chain(resume).collect()
        }
        (Action::Delete, ..) => vec![delete(step.id)],
        (Action::Forget, ..) => {
            let there = step.base.map(|base| &base.tags);
            vec![tags::leave(TAGGED, step.id, there, [OWNER_TAG, NAME_TAG])]
        }
        (Action::Create | Action::Update | Action::Adopt | Action::Move | Action::Replace, ..) => Vec::new(),
    }
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
    let create = Call::new(body!(builder, desired)).checked(|_, answer| match answer {
        Answer::CreateMaintenanceWindow(made) => learned(made.window_id()),
        _ => Verdict::Failed("AWS answered another operation".into()),
    });
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
        let builder =
            UpdateMaintenanceWindowInputBuilder::default().window_id(step.id).replace(true).enabled(enabled);
        calls.push(Call::new(body!(builder, desired)));
    } else if enabled != base.body.enabled {
        calls.push(Call::new(switch(enabled).window_id(step.id)));
    }
    let more = match step.action {
        Action::Adopt => tags::ours(step.site, step.name).to_vec(),
        Action::Move => vec![(NAME_TAG.to_owned(), step.name.to_owned())],
        Action::Update | Action::Create | Action::Replace | Action::Delete | Action::Forget => Vec::new(),
    };
    calls.extend(tags::retag(TAGGED, step.id, &desired.tags, &base.tags, more));
    if suspended {
        calls.push(Call::new(switch(true).window_id(step.id)).resuming());
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
    Call::new(update).following(|answers, request| {
        let made = answers.iter().rev().find_map(|answer| match answer {
            Answer::CreateMaintenanceWindow(made) => made.window_id(),
            _ => None,
        });
        match (request, made) {
            (Request::UpdateMaintenanceWindow(update), Some(id)) => Ok(update.window_id(id).into()),
            _ => Err("AWS did not say which window it made".into()),
        }
    })
}

/// Deletes a window with whatever still hangs on it; one that is gone is deleted.
fn delete(id: &str) -> Call {
    Call::new(DeleteMaintenanceWindowInputBuilder::default().window_id(id))
        .already(Already::Done(keys::MISSING))
}
