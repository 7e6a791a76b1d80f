//! What a window does.

use serde_json::{Value, json};

use super::patch;
use crate::support::{Aws, text, with};

const ROLE: &str =
    "arn:aws:iam::123456789012:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM";

#[tokio::test]
async fn a_task_reads_back_with_aws_defaults() {
    let aws = Aws::new();
    let window = aws.window().await;
    let target = aws.target(&window).await;
    let task = aws.task(&window, &target).await;
    let read = aws.ok("GetMaintenanceWindowTask", json!({"WindowId": window, "WindowTaskId": task})).await;
    let shared = json!({
        "WindowId": window, "WindowTaskId": task, "Name": "patch", "TaskArn": "AWS-RunPatchBaseline",
        "Targets": [{"Key": "WindowTargetIds", "Values": [target]}],
        "MaxConcurrency": "50%", "MaxErrors": "25%", "Priority": 0,
        "ServiceRoleArn": ROLE, "TaskParameters": {},
    });
    let own = json!({"RunCommand": {"Parameters": {"Operation": ["Install"]}, "TimeoutSeconds": 3600}});
    assert_eq!(
        read,
        with(shared.clone(), json!({"TaskType": "RUN_COMMAND", "TaskInvocationParameters": own}))
    );
    let listed = aws.ok("DescribeMaintenanceWindowTasks", json!({"WindowId": window})).await;
    assert_eq!(listed["Tasks"], json!([with(shared, json!({"Type": "RUN_COMMAND"}))]));
}

#[tokio::test]
async fn a_task_without_targets_reads_one_for_both_rates() {
    let aws = Aws::new();
    let window = aws.window().await;
    let lambda = json!({
        "WindowId": window, "TaskArn": "arn:aws:lambda:us-east-1:123456789012:function:tidy", "TaskType": "LAMBDA",
        "TaskInvocationParameters": {"Lambda": {"Payload": "e30=", "Qualifier": "live"}},
    });
    let task = text(&aws.ok("RegisterTaskWithMaintenanceWindow", lambda.clone()).await["WindowTaskId"]);
    let read = aws.ok("GetMaintenanceWindowTask", json!({"WindowId": window, "WindowTaskId": task})).await;
    assert_eq!(
        (&read["MaxConcurrency"], &read["MaxErrors"], &read["Targets"]),
        (&json!("1"), &json!("1"), &json!([]))
    );
    let rates = json!({"MaxErrors": "1", "MaxConcurrency": "1"});
    assert_eq!(
        aws.refused("RegisterTaskWithMaintenanceWindow", with(lambda, rates)).await,
        "ValidationException: Maintenance window tasks without targets do not support MaxErrors values. Maintenance \
         window tasks without targets do not support MaxConcurrency values."
    );
}

#[tokio::test]
async fn what_belongs_to_the_type_is_replaced_as_one() {
    let aws = Aws::new();
    let window = aws.window().await;
    let target = aws.target(&window).await;
    let task = aws.task(&window, &target).await;
    let on = json!({"WindowId": window, "WindowTaskId": task});
    let read = || aws.ok("GetMaintenanceWindowTask", on.clone());
    let comment = json!({"TaskInvocationParameters": {"RunCommand": {"Comment": "c"}}, "Priority": 3, "Description": "d"});
    aws.ok("UpdateMaintenanceWindowTask", with(on.clone(), comment)).await;
    let now = read().await;
    assert_eq!(
        now["TaskInvocationParameters"],
        json!({"RunCommand": {"Comment": "c", "TimeoutSeconds": 3600}})
    );
    assert_eq!((&now["Priority"], &now["MaxErrors"]), (&json!(3), &json!("25%")));
    let mut whole = with(patch(&window, &target), json!({"WindowTaskId": task, "Replace": true}));
    whole.as_object_mut().expect("members").remove("TaskType");
    aws.ok("UpdateMaintenanceWindowTask", whole).await;
    let now = read().await;
    assert_eq!(now["Priority"], 0);
    assert!(now.get("Description").is_none());
    let bare = aws.refused("UpdateMaintenanceWindowTask", with(on.clone(), json!({"Replace": true}))).await;
    assert!(bare.contains("TaskArn is required"), "{bare}");
    aws.ok("DeregisterTaskFromMaintenanceWindow", on.clone()).await;
    assert!(aws.refused("GetMaintenanceWindowTask", on).await.starts_with("DoesNotExistException"));
}

#[tokio::test]
async fn what_cannot_be_a_task_is_refused() {
    let aws = Aws::new();
    let window = aws.window().await;
    let target = aws.target(&window).await;
    let own = |own: Value| json!({"TaskInvocationParameters": own});
    for (more, why) in [
        (own(json!({"Automation": {"DocumentVersion": "1"}})), "TaskInvocationParameters.Automation"),
        (own(json!({"RunCommand": {"DocumentHash": "abc"}})), "DocumentHashType"),
        (json!({"Targets": [{"Key": "tag:a", "Values": ["b"]}]}), "tag:a"),
        (json!({"Targets": []}), "do not support"),
        (json!({"MaxErrors": "0%%"}), "maxErrors"),
        (json!({"LoggingInfo": {"S3BucketName": "logs", "S3Region": "us-east-1"}}), "LoggingInfo"),
        (json!({"AlarmConfiguration": {"Alarms": []}}), "alarmConfiguration"),
    ] {
        let refusal =
            aws.refused("RegisterTaskWithMaintenanceWindow", with(patch(&window, &target), more)).await;
        assert!(refusal.starts_with("ValidationException") && refusal.contains(why), "{why}: {refusal}");
    }
    let mut no_rate = patch(&window, &target);
    no_rate.as_object_mut().expect("members").remove("MaxErrors");
    assert!(aws.refused("RegisterTaskWithMaintenanceWindow", no_rate).await.contains("MaxErrors"));
    let foreign = "01234567-89ab-cdef-0123-456789abcdef";
    let refusal = aws.refused("RegisterTaskWithMaintenanceWindow", patch(&window, foreign)).await;
    assert!(refusal.starts_with("DoesNotExistException"), "{refusal}");
}

#[tokio::test]
async fn every_member_of_every_type_is_kept() {
    let aws = Aws::new();
    let window = aws.window().await;
    let target = aws.target(&window).await;
    let cases = [
        (
            "RUN_COMMAND",
            json!({"RunCommand": {
                "Comment": "c", "DocumentVersion": "3", "DocumentHash": "ab", "DocumentHashType": "Sha256",
                "NotificationConfig": {
                    "NotificationArn": "arn:aws:sns:us-east-1:123456789012:t", "NotificationEvents": ["All"],
                    "NotificationType": "Invocation",
                },
                "OutputS3BucketName": "logs", "OutputS3KeyPrefix": "p", "Parameters": {"a": ["b"]},
                "ServiceRoleArn": "arn:aws:iam::123456789012:role/sns", "TimeoutSeconds": 60,
                "CloudWatchOutputConfig": {"CloudWatchLogGroupName": "g", "CloudWatchOutputEnabled": true},
            }}),
        ),
        ("AUTOMATION", json!({"Automation": {"DocumentVersion": "$LATEST", "Parameters": {"a": ["b"]}}})),
        ("STEP_FUNCTIONS", json!({"StepFunctions": {"Input": "{}", "Name": "n"}})),
        ("LAMBDA", json!({"Lambda": {"ClientContext": "e30=", "Qualifier": "1", "Payload": "e30="}})),
    ];
    for (kind, own) in cases {
        let more = json!({
            "TaskType": kind, "TaskInvocationParameters": own, "ServiceRoleArn": "arn:aws:iam::123456789012:role/own",
            "AlarmConfiguration": {"Alarms": [{"Name": "high"}], "IgnorePollAlarmFailure": true},
            "CutoffBehavior": "CANCEL_TASK",
        });
        let body = with(patch(&window, &target), more.clone());
        let id = text(&aws.ok("RegisterTaskWithMaintenanceWindow", body).await["WindowTaskId"]);
        let read = aws.ok("GetMaintenanceWindowTask", json!({"WindowId": window, "WindowTaskId": id})).await;
        assert_eq!(with(read.clone(), more), read);
    }
}
