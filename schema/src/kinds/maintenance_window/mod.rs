//! Maintenance windows: one as a person writes it, the states of the window, of its targets and of
//! its tasks, and what can be known of them without AWS.

mod body;
mod check;
mod command;
mod date;
mod document;
mod expand;
mod other;
mod run;
mod selection;
mod spec;
mod target;
mod task;
mod window;

pub use body::{TargetBody, TaskBody, WindowBody};
pub use check::read;
pub use command::{Hash, HashType, Notification, NotificationEvent, NotificationType, RunCommand, S3Output};
pub use date::WindowDate;
pub use document::DocumentName;
pub use expand::{Declared, Part, Surroundings, address, target_address, task_address};
pub use other::{Automation, Lambda, OtherTask, StepFunctions};
pub use run::TaskRun;
pub use selection::{ResourceGroup, Selection};
pub use spec::{MaintenanceWindowSpec, WrittenTarget, WrittenTask};
pub use target::MaintenanceWindowTarget;
pub use task::{AlarmConfiguration, CutoffBehavior, MaintenanceWindowTask};
pub use window::MaintenanceWindow;
