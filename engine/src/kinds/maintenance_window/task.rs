//! A window's task as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::maintenance_window::{MaintenanceWindowTask, TaskBody, TaskRun};

use super::{absorb, calls, gist, grants};
use crate::caution::{Caution, PINNED_DIGEST};
use crate::contract::{Attribute, Call, Declared, Effect, InPlace, Resource, Role, Statement, Step};
use crate::kinds::limits;
use crate::site::Site;

impl Resource for MaintenanceWindowTask {
    const NAME: &'static str = "MaintenanceWindow/task";
    const TERRAFORM: &'static str = "aws_ssm_maintenance_window_task";
    const ATTRIBUTES: &'static [&'static str] = &["id"];
    const TOLD: &'static [&'static str] = &["window", "name"];
    const GAP: Duration = Duration::ZERO;
    type State = MaintenanceWindowTask;

    fn absorb(desired: &mut MaintenanceWindowTask, live: &mut MaintenanceWindowTask) {
        absorb::json(desired, live);
    }

    fn in_place(desired: &MaintenanceWindowTask, live: &MaintenanceWindowTask) -> InPlace {
        if desired.window != live.window {
            let reason = "its window is made anew".to_owned();
            return InPlace::Replace { field: "window", reason };
        }
        let (wanted, there) = (desired.body.run.task_type(), live.body.run.task_type());
        if wanted == there {
            return InPlace::Yes;
        }
        let reason = format!("a task of type {there} cannot become one of {wanted} in place");
        InPlace::Replace { field: "taskType", reason }
    }

    fn gist(task: &MaintenanceWindowTask) -> Option<String> {
        task.name.is_none().then(|| gist::task(task))
    }

    fn attribute(name: &str, _: &Site, id: Option<&str>, _: &MaintenanceWindowTask) -> Attribute {
        match name {
            "id" => Attribute::of(id.map(Tree::text)),
            _ => Attribute::Later,
        }
    }

    fn cautions(state: &MaintenanceWindowTask) -> Vec<Caution> {
        let TaskBody { max_concurrency, max_errors, run, .. } = &state.body;
        let many = !state.targets.is_empty() || state.instances.len() > 1;
        let looks = match run {
            TaskRun::RunCommand(command) => limits::only_looks(run.arn(), &command.parameters),
            _ => false,
        };
        let limits =
            (many && !looks).then(|| limits::none(max_concurrency.as_ref(), max_errors.as_ref())).flatten();
        let digest = matches!(run, TaskRun::RunCommand(command) if command.document_hash.is_some());
        let pinned = (digest && limits::awss(run.arn()))
            .then(|| Caution::of(&PINNED_DIGEST, format!("pins AWS's `{}` by a digest", run.arn())));
        limits.into_iter().chain(pinned).collect()
    }

    fn effects(_: &Step<'_, MaintenanceWindowTask>) -> Vec<Effect> {
        Vec::new()
    }

    fn calls(step: &Step<'_, MaintenanceWindowTask>) -> Vec<Call> {
        calls::task(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("windowtask/{id}"))
    }

    fn grants(_: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        grants::roles(declared, role)
    }
}
