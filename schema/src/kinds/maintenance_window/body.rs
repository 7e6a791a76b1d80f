//! What a manifest and a state say in the same words.

use crate::kinds::maintenance_window::{AlarmConfiguration, CutoffBehavior, TaskRun, WindowDate};
use crate::shape::{AwsDecides, Duration, Shape, Word};

/// When a window is open, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct WindowBody {
    /// What the window is for.
    pub description: Option<String>,
    /// Whether the window runs.
    #[shape(default = true)]
    pub enabled: bool,
    /// When the window opens: `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`.
    pub schedule: String,
    /// The time zone that the schedule goes by, such as `America/Los_Angeles`; UTC where none is written.
    pub timezone: Option<String>,
    /// How long after the date that a cron schedule names the window opens, from 1 to 6 days.
    pub schedule_offset: Option<Duration>,
    /// When the schedule begins to count, with an offset: `2027-01-01T00:00:00Z`.
    pub start_date: Option<WindowDate>,
    /// When the schedule ends.
    pub end_date: Option<WindowDate>,
    /// How long the window is open, from 1 to 24 hours.
    pub duration: Duration,
    /// How long before its end the window starts no new task, in hours.
    pub cutoff: Duration,
    /// Whether tasks may act on nodes that are not among the window's targets.
    #[shape(default)]
    pub allow_unassociated_targets: bool,
}

/// What is said of a target beside what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Shape)]
pub struct TargetBody {
    /// What the target is.
    pub description: Option<String>,
    /// Who owns the nodes: a text that goes along with the events of the window's runs.
    pub owner_information: Option<String>,
}

/// What a task does and how, its targets aside.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct TaskBody {
    /// What the task is for.
    pub description: Option<String>,
    /// When its turn is: 0 comes first, and equal ones run side by side.
    #[shape(default)]
    pub priority: u32,
    /// On how many targets at once: a number, or a share such as `50%`. A task with targets needs it.
    pub max_concurrency: Option<String>,
    /// How many errors are allowed, as a number or a share such as `25%`: with one more no new target is begun. A task with targets needs it.
    pub max_errors: Option<String>,
    /// The ARN of the role that Systems Manager takes for the task; its own service-linked one where none is written.
    pub service_role: AwsDecides<String>,
    /// What happens to a running task when the cutoff comes.
    #[shape(default = Word::Known(CutoffBehavior::ContinueTask))]
    pub cutoff_behavior: Word<CutoffBehavior>,
    /// The CloudWatch alarm that stops the task.
    pub alarm_configuration: Option<AlarmConfiguration>,
    /// What is done.
    #[shape(inline)]
    pub run: TaskRun,
}
