//! What a window acts on.

use serde_json::{Value, json};

use crate::support::{Aws, text, with};

#[tokio::test]
async fn a_target_is_registered_listed_changed_and_let_go() {
    let aws = Aws::new();
    let window = aws.window().await;
    let id = aws.target(&window).await;
    let on = json!({"WindowId": window, "WindowTargetId": id});
    let list = || aws.ok("DescribeMaintenanceWindowTargets", json!({"WindowId": window}));
    assert_eq!(
        list().await["Targets"],
        json!([{
            "WindowId": window,
            "WindowTargetId": id,
            "ResourceType": "INSTANCE",
            "Targets": [{"Key": "tag:Patch Group", "Values": ["Production"]}],
            "Name": "servers",
        }])
    );
    let ids = json!([{"Key": "InstanceIds", "Values": ["i-0123456789abcdef0"]}]);
    let patch = with(on.clone(), json!({"Targets": ids, "Description": "d", "OwnerInformation": "o"}));
    aws.ok("UpdateMaintenanceWindowTarget", patch).await;
    let target = list().await["Targets"][0].clone();
    assert_eq!(
        (&target["Name"], &target["Description"], &target["Targets"]),
        (&json!("servers"), &json!("d"), &ids)
    );
    aws.ok("UpdateMaintenanceWindowTarget", with(on.clone(), json!({"Replace": true, "Targets": ids}))).await;
    let target = list().await["Targets"][0].clone();
    assert!(
        ["Name", "Description", "OwnerInformation"].iter().all(|name| target.get(name).is_none()),
        "{target}"
    );
    assert_eq!(aws.ok("DeregisterTargetFromMaintenanceWindow", on.clone()).await, on);
    let gone = aws.refused("DeregisterTargetFromMaintenanceWindow", on).await;
    assert!(gone.starts_with("DoesNotExistException"), "{gone}");
}

#[tokio::test]
async fn a_target_in_use_stays_where_it_is_safe() {
    let aws = Aws::new();
    let window = aws.window().await;
    let target = aws.target(&window).await;
    let task = aws.task(&window, &target).await;
    let on = json!({"WindowId": window, "WindowTargetId": target});
    let refusal =
        aws.refused("DeregisterTargetFromMaintenanceWindow", with(on.clone(), json!({"Safe": true}))).await;
    assert!(refusal.starts_with("TargetInUseException"), "{refusal}");
    aws.ok("DeregisterTargetFromMaintenanceWindow", on).await;
    let left = aws.ok("GetMaintenanceWindowTask", json!({"WindowId": window, "WindowTaskId": task})).await;
    assert_eq!(left["Targets"], json!([{"Key": "WindowTargetIds", "Values": [target]}]));
}

#[tokio::test]
async fn targets_are_instances_or_one_group() {
    let aws = Aws::new();
    let window = aws.window().await;
    let register = |kind: &'static str, targets: Value| {
        let (aws, window) = (aws.clone(), window.clone());
        async move {
            let body = json!({"WindowId": window, "ResourceType": kind, "Targets": targets}).to_string();
            aws.send("RegisterTargetWithMaintenanceWindow", &body).await.status
        }
    };
    let group = json!([{"Key": "resource-groups:Name", "Values": ["web"]}]);
    let typed = json!([
        {"Key": "resource-groups:Name", "Values": ["web"]},
        {"Key": "resource-groups:ResourceTypeFilters", "Values": ["AWS::EC2::INSTANCE"]},
    ]);
    let tags = json!([{"Key": "tag:a", "Values": ["1"]}, {"Key": "tag-key", "Values": ["b"]}]);
    assert_eq!(register("RESOURCE_GROUP", group.clone()).await, 200);
    assert_eq!(register("RESOURCE_GROUP", typed).await, 200);
    assert_eq!(register("INSTANCE", tags.clone()).await, 200);
    assert_eq!(register("INSTANCE", group).await, 400);
    assert_eq!(register("RESOURCE_GROUP", tags).await, 400);
    assert_eq!(register("INSTANCE", json!([])).await, 400);
    assert_eq!(register("INSTANCE", json!([{"Key": "InstanceIds", "Values": []}])).await, 400);
    assert_eq!(register("INSTANCE", json!([{"Key": "colour", "Values": ["red"]}])).await, 400);
    let two = json!([{"Key": "resource-groups:Name", "Values": ["web", "db"]}]);
    assert_eq!(register("RESOURCE_GROUP", two).await, 400);
    let types = json!([{"Key": "resource-groups:ResourceTypeFilters", "Values": ["AWS::S3::Bucket"]}]);
    assert_eq!(register("RESOURCE_GROUP", types).await, 200, "types alone mean every group");
    for id in ["*", "web-1"] {
        assert_eq!(register("INSTANCE", json!([{"Key": "InstanceIds", "Values": [id]}])).await, 400, "{id}");
    }
}

#[tokio::test]
async fn targets_are_refused_in_awss_words() {
    let aws = Aws::new();
    let window = aws.window().await;
    let refused = |targets: Value| {
        let body = json!({"WindowId": window, "ResourceType": "INSTANCE", "Targets": targets});
        let aws = aws.clone();
        async move { aws.refused("RegisterTargetWithMaintenanceWindow", body).await }
    };
    assert_eq!(
        refused(json!([{"Key": "tag:Patch Group", "Values": []}])).await,
        "ValidationException: Please specify at least one target.  Filter values can't be null and tag:Patch Group is."
    );
    assert_eq!(
        refused(json!([{"Key": "instanceids", "Values": ["i-0123456789abcdef0"]}])).await,
        "ValidationException: Targets must be specified in one of the following formats: 1) 1 target with \
         \"Key=InstanceIds\" and \"Values=\" a list of up to 50 instance IDs, or 2) Up to 5 targets, each of which can \
         be either \"Key=tag:<key>,Values=<tag_values>\" or \"Key=tag-key,Values=<tag_keys>\", and each with up to 5 \
         unique tag keys/values."
    );
    let task = |targets: Value| {
        let body = with(super::patch(&window, "none"), json!({"Targets": targets}));
        let aws = aws.clone();
        async move { aws.refused("RegisterTaskWithMaintenanceWindow", body).await }
    };
    assert_eq!(
        task(json!([{"Key": "tag:a", "Values": ["b"]}])).await,
        "ValidationException: tag:a is an invalid window task target type, use WindowTargetIds or InstanceIds. For \
         Run Command tasks, you must specify at least one resource as the target of the task. You can specify \
         between 1 and 50 instance IDs, or between 1 and 10 maintenance window target IDs"
    );
    let many = vec!["12345678-1234-1234-1234-123456789012"; 11];
    assert_eq!(
        task(json!([{"Key": "WindowTargetIds", "Values": many}])).await,
        "ValidationException: The maximum number of window targets is 10"
    );
}

#[tokio::test]
async fn windows_are_found_by_what_they_act_on() {
    let aws = Aws::new();
    let window = aws.window().await;
    aws.target(&window).await;
    aws.window().await;
    let ask = |value: &str| json!({"ResourceType": "INSTANCE", "Targets": [{"Key": "tag:Patch Group", "Values": [value]}]});
    let found = aws.ok("DescribeMaintenanceWindowsForTarget", ask("Production")).await;
    assert_eq!(found, json!({"WindowIdentities": [{"WindowId": window, "Name": "weekly"}]}));
    let none = aws.ok("DescribeMaintenanceWindowsForTarget", ask("Staging")).await;
    assert_eq!(none, json!({"WindowIdentities": []}));
    let token = aws.ok(
        "RegisterTargetWithMaintenanceWindow",
        json!({
            "WindowId": window, "ResourceType": "INSTANCE", "ClientToken": "t",
            "Targets": [{"Key": "InstanceIds", "Values": ["i-0123456789abcdef0"]}],
        }),
    );
    let first = text(&token.await["WindowTargetId"]);
    let filtered = json!({"WindowId": window, "Filters": [{"Key": "WindowTargetId", "Values": [first]}]});
    let listed = aws.ok("DescribeMaintenanceWindowTargets", filtered).await;
    assert_eq!(listed["Targets"].as_array().expect("a list").len(), 1);
}
