//! Create, Get, Update, Delete and the list of windows; their tags.

use serde_json::{Value, json};

use super::weekly;
use crate::support::{Aws, START, text, with};

#[tokio::test]
async fn a_window_reads_back_as_it_was_made_and_enabled() {
    let aws = Aws::new();
    let id = aws.window().await;
    assert!(id.starts_with("mw-") && id.len() == 20, "{id}");
    assert_eq!(
        aws.ok("GetMaintenanceWindow", json!({"WindowId": id})).await,
        json!({
            "WindowId": id,
            "Name": "weekly",
            "Schedule": "cron(0 2 ? * SUN *)",
            "NextExecutionTime": "2027-01-03T02:00Z",
            "Duration": 4,
            "Cutoff": 1,
            "AllowUnassociatedTargets": false,
            "Enabled": true,
            "CreatedDate": START / 1000,
            "ModifiedDate": START / 1000,
        })
    );
    let listed = aws.ok("DescribeMaintenanceWindows", json!({})).await;
    let listed = listed["WindowIdentities"].as_array().expect("a list").clone();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["NextExecutionTime"], "2027-01-03T02:00Z");
    assert!(listed[0].get("AllowUnassociatedTargets").is_none());
}

#[tokio::test]
async fn the_same_token_makes_one_window() {
    let aws = Aws::new();
    let body = with(weekly(), json!({"ClientToken": "t"}));
    let first = aws.ok("CreateMaintenanceWindow", body.clone()).await;
    assert_eq!(aws.ok("CreateMaintenanceWindow", body.clone()).await, first);
    let other = aws.refused("CreateMaintenanceWindow", with(body, json!({"Duration": 5}))).await;
    assert!(other.starts_with("IdempotentParameterMismatch"), "{other}");
    assert_ne!(aws.window().await, text(&first["WindowId"]), "names are not unique");
}

#[tokio::test]
async fn an_update_is_a_patch_unless_it_replaces() {
    let aws = Aws::new();
    let whole = json!({
        "Description": "patches", "StartDate": "2027-02-01T00:00:00Z", "EndDate": "2028-01-01T00:00:00Z",
        "ScheduleTimezone": "America/Los_Angeles", "ScheduleOffset": 2,
    });
    let id = text(&aws.ok("CreateMaintenanceWindow", with(weekly(), whole.clone())).await["WindowId"]);
    let read = || aws.ok("GetMaintenanceWindow", json!({"WindowId": id}));
    assert_eq!(read().await["NextExecutionTime"], "2027-02-02T02:00-08:00");

    aws.ok("UpdateMaintenanceWindow", json!({"WindowId": id, "Enabled": false})).await;
    let disabled = read().await;
    assert_eq!(disabled["Description"], "patches");
    assert_eq!(disabled["StartDate"], "2027-02-01T00:00:00Z");
    assert!(disabled.get("NextExecutionTime").is_none(), "{disabled}");

    let body = with(weekly(), json!({"WindowId": id, "Replace": true}));
    let answered = aws.ok("UpdateMaintenanceWindow", body).await;
    let now = read().await;
    for name in whole.as_object().expect("members").keys() {
        assert!(now.get(name).is_none() && answered.get(name).is_none(), "{name} stays: {now}");
    }
    assert_eq!(now["Enabled"], false);
    let lacking =
        aws.refused("UpdateMaintenanceWindow", json!({"WindowId": id, "Replace": true, "Name": "new"}));
    assert!(lacking.await.starts_with("ValidationException: Schedule is required"));
}

#[tokio::test]
async fn what_cannot_be_a_window_is_refused() {
    let aws = Aws::new();
    let refused = |more: Value| {
        let aws = aws.clone();
        async move { aws.refused("CreateMaintenanceWindow", with(weekly(), more)).await }
    };
    assert_eq!(
        refused(json!({"Duration": 5, "Cutoff": 12})).await,
        "ValidationException: Cuttoff was 12 but must be smaller than 5 (Duration - 1 )"
    );
    aws.ok("CreateMaintenanceWindow", with(weekly(), json!({"Duration": 3, "Cutoff": 2}))).await;
    for more in [
        json!({"Schedule": "cron(0 2 * * SUN *)"}),
        json!({"Schedule": "rate(1 minutes)"}),
        json!({"Schedule": "every Sunday"}),
        json!({"ScheduleTimezone": "Mars/Olympus"}),
        json!({"StartDate": "tomorrow"}),
        json!({"StartDate": "2028-01-01T00:00:00Z", "EndDate": "2027-01-01T00:00:00Z"}),
        json!({"ScheduleOffset": 7}),
        json!({"Schedule": "rate(7 days)", "ScheduleOffset": 2}),
        json!({"Description": ""}),
        json!({"Name": "it"}),
    ] {
        let refusal = refused(more.clone()).await;
        assert!(refusal.starts_with("ValidationException: "), "{more}: {refusal}");
    }
}

#[tokio::test]
async fn a_window_takes_all_that_hangs_on_it_along() {
    let aws = Aws::new();
    let id = aws.window().await;
    let target = aws.target(&id).await;
    aws.task(&id, &target).await;
    assert_eq!(aws.ok("DeleteMaintenanceWindow", json!({"WindowId": id})).await, json!({"WindowId": id}));
    for operation in
        ["GetMaintenanceWindow", "DescribeMaintenanceWindowTargets", "DescribeMaintenanceWindowTasks"]
    {
        assert_eq!(
            aws.refused(operation, json!({"WindowId": id})).await,
            format!("DoesNotExistException: Maintenance window {id} does not exist")
        );
    }
    assert_eq!(aws.ok("DeleteMaintenanceWindow", json!({"WindowId": id})).await, json!({"WindowId": id}));
    let dump = aws.sandbox.dump(sandbox::Secrets::Masked).to_string();
    assert!(!dump.contains("maintenance-window"), "{dump}");
}

#[tokio::test]
async fn windows_are_listed_in_pages_and_filtered() {
    let aws = Aws::new();
    for at in 0..25 {
        aws.ok("CreateMaintenanceWindow", with(weekly(), json!({"Name": format!("w{:02}x", at % 5)}))).await;
    }
    let pages =
        aws.pages("DescribeMaintenanceWindows", json!({"MaxResults": 10}), "WindowIdentities", "NextToken");
    let sizes: Vec<_> = pages.await.iter().map(Vec::len).collect();
    assert_eq!(sizes, [10, 10, 5]);
    let named = json!({"Filters": [{"Key": "Name", "Values": ["w01x", "w02x"]}, {"Key": "Enabled", "Values": ["True"]}]});
    let found = aws.ok("DescribeMaintenanceWindows", named).await;
    assert_eq!(found["WindowIdentities"].as_array().expect("a list").len(), 10);
    let unknown = json!({"Filters": [{"Key": "Colour", "Values": ["red"]}]});
    assert!(aws.refused("DescribeMaintenanceWindows", unknown).await.contains("Colour"));
}

#[tokio::test]
async fn fifty_windows_are_all() {
    let aws = Aws::new();
    for _ in 0..50 {
        aws.window().await;
    }
    let refusal = aws.refused("CreateMaintenanceWindow", weekly()).await;
    assert!(refusal.starts_with("ResourceLimitExceededException"), "{refusal}");
}

#[tokio::test]
async fn a_window_carries_tags() {
    let aws = Aws::new();
    let body = with(weekly(), json!({"Tags": [{"Key": "Team", "Value": "ops"}]}));
    let id = text(&aws.ok("CreateMaintenanceWindow", body).await["WindowId"]);
    let on = json!({"ResourceType": "MaintenanceWindow", "ResourceId": id});
    aws.ok("AddTagsToResource", with(on.clone(), json!({"Tags": [{"Key": "Stage", "Value": "prod"}]}))).await;
    assert_eq!(
        aws.ok("ListTagsForResource", on.clone()).await,
        json!({"TagList": [{"Key": "Team", "Value": "ops"}, {"Key": "Stage", "Value": "prod"}]})
    );
    let found = aws.ok("GetResources", json!({"ResourceTypeFilters": ["ssm:maintenancewindow"]})).await;
    assert_eq!(
        found["ResourceTagMappingList"][0]["ResourceARN"],
        format!("arn:aws:ssm:us-east-1:123456789012:maintenancewindow/{id}")
    );
    aws.ok("DeleteMaintenanceWindow", json!({"WindowId": id})).await;
    assert_eq!(aws.refused("ListTagsForResource", on).await.split(':').next(), Some("InvalidResourceId"));
}
