//! Maintenance windows at the door.

mod executions;
mod schedule;
mod target;
mod task;
mod window;

use serde_json::{Value, json};

use crate::support::{Aws, text};

/// A window that runs on Sundays.
fn weekly() -> Value {
    json!({
        "Name": "weekly",
        "Schedule": "cron(0 2 ? * SUN *)",
        "Duration": 4,
        "Cutoff": 1,
        "AllowUnassociatedTargets": false,
    })
}

impl Aws {
    async fn window(&self) -> String {
        text(&self.ok("CreateMaintenanceWindow", weekly()).await["WindowId"])
    }

    async fn target(&self, window: &str) -> String {
        let target = json!({
            "WindowId": window,
            "ResourceType": "INSTANCE",
            "Targets": [{"Key": "tag:Patch Group", "Values": ["Production"]}],
            "Name": "servers",
        });
        text(&self.ok("RegisterTargetWithMaintenanceWindow", target).await["WindowTargetId"])
    }

    async fn task(&self, window: &str, target: &str) -> String {
        text(&self.ok("RegisterTaskWithMaintenanceWindow", patch(window, target)).await["WindowTaskId"])
    }
}

/// A task that patches what a target names.
fn patch(window: &str, target: &str) -> Value {
    json!({
        "WindowId": window,
        "Name": "patch",
        "TaskArn": "AWS-RunPatchBaseline",
        "TaskType": "RUN_COMMAND",
        "Targets": [{"Key": "WindowTargetIds", "Values": [target]}],
        "MaxConcurrency": "50%",
        "MaxErrors": "25%",
        "TaskInvocationParameters": {"RunCommand": {"Parameters": {"Operation": ["Install"]}}},
    })
}
