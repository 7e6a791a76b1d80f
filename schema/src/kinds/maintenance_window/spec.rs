//! A window as a person writes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::maintenance_window::{Selection, TargetBody, TaskBody, WindowBody};
use crate::shape::{NotYet, Shape};

/// The spec of a `MaintenanceWindow`.
#[derive(Debug, Clone, Shape)]
pub struct MaintenanceWindowSpec {
    /// AWS's name for it; the manifest's where none is written.
    pub name: Option<String>,
    /// When it is open, and for whom.
    #[shape(inline)]
    pub body: WindowBody,
    /// The change calendars that must be open for its tasks to run.
    pub only_when_open: NotYet,
    /// Tags, over the stack's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// What the window acts on, by names that its tasks refer to.
    #[shape(default)]
    pub targets: BTreeMap<String, WrittenTarget>,
    /// What the window does, by names that are AWS's too.
    #[shape(default)]
    pub tasks: BTreeMap<String, WrittenTask>,
}

/// A target of a window.
#[derive(Debug, Clone, Shape)]
pub struct WrittenTarget {
    /// What it is.
    #[shape(inline)]
    pub selection: Selection,
    /// What else is said of it.
    #[shape(inline)]
    pub body: TargetBody,
}

/// A task of a window.
#[derive(Debug, Clone, Shape)]
pub struct WrittenTask {
    /// The names of the window's targets that it acts on.
    #[shape(default)]
    pub targets: BTreeSet<String>,
    /// The ids of nodes that it acts on, in place of targets.
    #[shape(default)]
    pub instances: BTreeSet<String>,
    /// What it does and how.
    #[shape(inline)]
    pub body: TaskBody,
}
