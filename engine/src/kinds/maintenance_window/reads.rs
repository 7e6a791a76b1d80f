//! Reads of windows: all in pages, and what lists do not carry one by one.

use aws_sdk_ssm::operation::describe_maintenance_window_targets::builders::DescribeMaintenanceWindowTargetsInputBuilder;
use aws_sdk_ssm::operation::describe_maintenance_window_tasks::builders::DescribeMaintenanceWindowTasksInputBuilder;
use aws_sdk_ssm::operation::describe_maintenance_windows::builders::DescribeMaintenanceWindowsInputBuilder;
use aws_sdk_ssm::operation::get_maintenance_window::GetMaintenanceWindowOutput;
use aws_sdk_ssm::operation::get_maintenance_window::builders::GetMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::get_maintenance_window_task::GetMaintenanceWindowTaskOutput;
use aws_sdk_ssm::operation::get_maintenance_window_task::builders::GetMaintenanceWindowTaskInputBuilder;
use aws_sdk_ssm::types::{MaintenanceWindowTarget as AwsTarget, ResourceTypeForTagging};
use schema::kinds::maintenance_window::MaintenanceWindow;

use super::keys;
use crate::contract::Resource;
use crate::kinds::owned::{Line, Listed, Place, Standing};
use crate::ports::{ApiError, Reads, spread};

const PAGE: i32 = 100;

/// A window as the list shows it.
pub(super) struct ListedWindow {
    id: String,
    name: String,
}

/// A window as AWS holds it. What hangs on it is read where the window is ours, or is to be.
pub(super) struct Whole {
    pub(super) window: GetMaintenanceWindowOutput,
    pub(super) targets: Vec<AwsTarget>,
    pub(super) tasks: Vec<Task>,
}

/// A task of a window: its id, its name where it has one, and what it is.
pub(super) struct Task {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) answer: Result<GetMaintenanceWindowTaskOutput, ApiError>,
}

impl Listed for ListedWindow {
    const LINE: Line = Line {
        kind: MaintenanceWindow::NAME,
        ssm: ResourceTypeForTagging::MaintenanceWindow,
        tagging: "ssm:maintenancewindow",
        list: "DescribeMaintenanceWindows",
        missing: keys::MISSING,
    };
    type Whole = Whole;

    async fn list(reads: &Reads) -> Result<Vec<Self>, ApiError> {
        let input = DescribeMaintenanceWindowsInputBuilder::default().max_results(PAGE);
        let pages = reads.pages(input).await?.into_iter();
        let all = pages.flat_map(|page| page.window_identities.unwrap_or_default());
        let named = all.filter_map(|one| Some((one.window_id?, one.name.unwrap_or_default())));
        Ok(named.map(|(id, name)| Self { id, name }).collect())
    }

    async fn read(reads: Reads, place: Place) -> Result<Whole, ApiError> {
        let id = &place.id;
        let get = reads.call(GetMaintenanceWindowInputBuilder::default().window_id(id));
        if place.standing == Standing::InTheWay {
            return Ok(Whole { window: get.await?, targets: Vec::new(), tasks: Vec::new() });
        }
        let (window, targets, tasks) = tokio::join!(get, targets(&reads, id), tasks(&reads, id));
        Ok(Whole { window: window?, targets: targets?, tasks: tasks? })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }
}

async fn targets(reads: &Reads, window: &str) -> Result<Vec<AwsTarget>, ApiError> {
    let input = DescribeMaintenanceWindowTargetsInputBuilder::default().window_id(window).max_results(PAGE);
    let pages = reads.pages(input).await?.into_iter();
    Ok(pages.flat_map(|page| page.targets.unwrap_or_default()).collect())
}

/// The list lacks what belongs to a task's type, so each is read by itself.
async fn tasks(reads: &Reads, window: &str) -> Result<Vec<Task>, ApiError> {
    let input = DescribeMaintenanceWindowTasksInputBuilder::default().window_id(window).max_results(PAGE);
    let pages = reads.pages(input).await?.into_iter();
    let listed = pages.flat_map(|page| page.tasks.unwrap_or_default());
    let listed = listed.filter_map(|task| Some((task.window_task_id?, task.name)));
    let mut tasks = spread(listed.collect(), |(id, name)| {
        let (reads, window) = (reads.clone(), window.to_owned());
        async move {
            let get = GetMaintenanceWindowTaskInputBuilder::default().window_id(window).window_task_id(&id);
            let answer = reads.call(get).await;
            Task { id, name, answer }
        }
    })
    .await;
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(tasks)
}
