//! What a task does: exactly one of four things.

use crate::kinds::maintenance_window::{Automation, Lambda, OtherTask, RunCommand, StepFunctions};
use crate::shape::Shape;

/// What a task does. AWS cannot make one kind of task into another.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub enum TaskRun {
    /// A Command document, run on nodes.
    RunCommand(Box<RunCommand>),
    /// An Automation runbook.
    Automation(Automation),
    /// A Lambda function.
    Lambda(Lambda),
    /// A Step Functions state machine.
    StepFunctions(StepFunctions),
    /// A type that only AWS can name so far.
    #[shape(live)]
    Other(OtherTask),
}

impl TaskRun {
    /// AWS's word for the type.
    pub fn task_type(&self) -> &str {
        match self {
            Self::RunCommand(_) => "RUN_COMMAND",
            Self::Automation(_) => "AUTOMATION",
            Self::Lambda(_) => "LAMBDA",
            Self::StepFunctions(_) => "STEP_FUNCTIONS",
            Self::Other(other) => &other.r#type,
        }
    }

    /// What it runs: a document's name, a function, a state machine.
    pub fn arn(&self) -> &str {
        match self {
            Self::RunCommand(command) => &command.document.0,
            Self::Automation(automation) => &automation.document.0,
            Self::Lambda(lambda) => &lambda.function,
            Self::StepFunctions(machine) => &machine.state_machine,
            Self::Other(other) => &other.arn,
        }
    }
}
