//! A window's manifest to the resources that it describes.

use crate::kinds::maintenance_window::{
    MaintenanceWindow, MaintenanceWindowSpec, MaintenanceWindowTarget, MaintenanceWindowTask, TaskRun,
    WrittenTarget, WrittenTask,
};
use crate::kinds::tags;
use crate::node::Node;
use crate::reference;
use crate::shape::Volatile;
use crate::source::{Span, Spanned};
use crate::stack::Texts;

/// A window that a manifest declares, with what hangs on it.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The window.
    pub window: MaintenanceWindow,
    /// Its targets, by name.
    pub targets: Vec<Part<MaintenanceWindowTarget>>,
    /// Its tasks, by name.
    pub tasks: Vec<Part<MaintenanceWindowTask>>,
}

/// What hangs on a window.
#[derive(Debug, Clone)]
pub struct Part<S> {
    /// Its name.
    pub name: String,
    /// What is desired of it.
    pub state: S,
    /// Its entry, key and value.
    pub span: Span,
}

/// What a window's manifest needs to know beside its spec.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The manifest's name.
    pub name: &'a Spanned<String>,
    /// The tags of the stack and its environment, interpolated.
    pub tags: &'a Texts,
}

/// The address of a window.
pub fn address(window: &str) -> String {
    format!("MaintenanceWindow/{window}")
}

/// The address of a window's target.
pub fn target_address(window: &str, target: &str) -> String {
    format!("{}/target/{target}", address(window))
}

/// The address of a window's task.
pub fn task_address(window: &str, task: &str) -> String {
    format!("{}/task/{task}", address(window))
}

/// The resources of a manifest. `spec` is the node that it was read from.
pub(super) fn expand(written: &MaintenanceWindowSpec, spec: &Node, around: Surroundings<'_>) -> Declared {
    let MaintenanceWindowSpec { name, body, only_when_open: _, tags: own, targets, tasks } = written;
    let span = |field: &str, name: &str| {
        let entry = spec.get(field).and_then(|parts| parts.entry(name));
        entry.map_or(spec.head(), |entry| entry.key.span.to(entry.value.span))
    };
    Declared {
        window: MaintenanceWindow {
            name: name.clone().unwrap_or_else(|| around.name.value.clone()),
            body: body.clone(),
            tags: tags::merged(around.tags, own),
            next_execution: Volatile(None),
            modified: Volatile(None),
        },
        targets: targets
            .iter()
            .map(|(name, target)| Part {
                state: self::target(target, name, &around.name.value),
                name: name.clone(),
                span: span("targets", name),
            })
            .collect(),
        tasks: tasks
            .iter()
            .map(|(name, task)| Part {
                state: self::task(task, name, &around.name.value),
                name: name.clone(),
                span: span("tasks", name),
            })
            .collect(),
    }
}

fn target(written: &WrittenTarget, name: &str, window: &str) -> MaintenanceWindowTarget {
    let WrittenTarget { selection, body } = written;
    MaintenanceWindowTarget {
        window: reference::mark(&address(window), "id"),
        name: Some(name.to_owned()),
        selection: selection.clone(),
        body: body.clone(),
    }
}

fn task(written: &WrittenTask, name: &str, window: &str) -> MaintenanceWindowTask {
    let WrittenTask { targets, instances, body } = written;
    let mut body = body.clone();
    if let TaskRun::RunCommand(command) = &mut body.run {
        let logged = command.cloud_watch_log_group.is_some();
        command.cloud_watch_output = command.cloud_watch_output.unwrap_or(logged).then_some(true);
    }
    MaintenanceWindowTask {
        window: reference::mark(&address(window), "id"),
        name: Some(name.to_owned()),
        targets: targets
            .iter()
            .map(|target| reference::mark(&target_address(window, target), "id"))
            .collect(),
        instances: instances.clone(),
        body,
    }
}
