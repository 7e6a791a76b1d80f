//! A task's state.

use std::collections::BTreeSet;

use crate::kinds::maintenance_window::TaskBody;
use crate::shape::Shape;

/// A task of a window, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct MaintenanceWindowTask {
    /// The id of the window that it hangs on.
    #[shape(replace)]
    pub window: String,
    /// AWS's name for it; one made by hand may have none.
    pub name: Option<String>,
    /// The ids of the window's targets that it acts on.
    #[shape(default)]
    pub targets: BTreeSet<String>,
    /// The ids of the nodes that it acts on.
    #[shape(default)]
    pub instances: BTreeSet<String>,
    /// What it does and how.
    #[shape(inline)]
    pub body: TaskBody,
}

/// What happens to a running task when the window's cutoff comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Shape)]
pub enum CutoffBehavior {
    /// It goes on, and begins nothing new.
    #[shape(word = "CONTINUE_TASK")]
    ContinueTask,
    /// It is ended.
    #[shape(word = "CANCEL_TASK")]
    CancelTask,
}

/// The CloudWatch alarm that stops a task.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct AlarmConfiguration {
    /// The alarm's name; AWS takes one.
    pub alarms: Vec<String>,
    /// Whether the task goes on where the alarm's state cannot be read.
    #[shape(default)]
    pub ignore_poll_alarm_failure: bool,
}
