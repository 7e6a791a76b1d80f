//! LabelParameterVersion and UnlabelParameterVersion.

use serde_json::{Value, json};

use crate::support::Aws;

async fn labels(aws: &Aws) -> Vec<Value> {
    let history = aws.ok("GetParameterHistory", json!({"Name": "x"})).await;
    history["Parameters"].as_array().expect("a list").iter().map(|row| row["Labels"].clone()).collect()
}

#[tokio::test]
async fn a_label_moves_by_itself() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    aws.overwrite("x", "2").await;
    let label = async |version: Value, names: Value| {
        aws.ok("LabelParameterVersion", json!({"Name": "x", "ParameterVersion": version, "Labels": names}))
            .await
    };
    assert_eq!(
        label(Value::Null, json!(["prod", "a"])).await,
        json!({"InvalidLabels": [], "ParameterVersion": 2})
    );
    label(json!(1), json!(["prod"])).await;
    assert_eq!(labels(&aws).await, [json!(["prod"]), json!(["a"])]);
    aws.overwrite("x", "3").await;
    assert_eq!(labels(&aws).await, [json!(["prod"]), json!(["a"]), json!([])], "a new version has none");
    label(json!(3), json!(["prod"])).await;
    assert_eq!(labels(&aws).await, [json!([]), json!(["a"]), json!(["prod"])]);
}

#[tokio::test]
async fn bad_labels_are_told_and_do_not_fail() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    let sent = json!(["good", "1st", "aws-x", "SSM", "a b", "also.good-_"]);
    let reply = aws.ok("LabelParameterVersion", json!({"Name": "x", "Labels": sent})).await;
    assert_eq!(reply, json!({"InvalidLabels": ["1st", "aws-x", "SSM", "a b"], "ParameterVersion": 1}));
    assert_eq!(labels(&aws).await, [json!(["good", "also.good-_"])]);
    let refused =
        aws.refused("LabelParameterVersion", json!({"Name": "x", "Labels": ["l".repeat(101)]})).await;
    assert!(
        refused.starts_with("ValidationException: 1 validation error detected: Value '[lll"),
        "{refused}"
    );
    assert!(
        refused.ends_with("at 'labels' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 100, Member must have length greater than or equal to 1]"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_version_has_ten_labels_at_most() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    let ten: Vec<String> = (0..10).map(|number| format!("l{number}")).collect();
    aws.ok("LabelParameterVersion", json!({"Name": "x", "Labels": ten})).await;
    let refused = aws.refused("LabelParameterVersion", json!({"Name": "x", "Labels": ["more"]})).await;
    assert!(refused.starts_with("ParameterVersionLabelLimitExceeded: "), "{refused}");
    aws.ok("LabelParameterVersion", json!({"Name": "x", "Labels": ["l3"]})).await;
}

#[tokio::test]
async fn labels_come_off() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    aws.ok("LabelParameterVersion", json!({"Name": "x", "Labels": ["a", "b"]})).await;
    let reply = aws
        .ok("UnlabelParameterVersion", json!({"Name": "x", "ParameterVersion": 1, "Labels": ["a", "c"]}))
        .await;
    assert_eq!(reply, json!({"RemovedLabels": ["a"], "InvalidLabels": ["c"]}));
    assert_eq!(labels(&aws).await, [json!(["b"])]);
}

#[tokio::test]
async fn what_is_not_there_is_not_labelled() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    let label = async |name: &str, version: i64| {
        aws.refused(
            "LabelParameterVersion",
            json!({"Name": name, "ParameterVersion": version, "Labels": ["a"]}),
        )
        .await
    };
    assert_eq!(label("none", 1).await, "ParameterNotFound");
    assert_eq!(
        label("x", 2).await,
        "ParameterVersionNotFound: Systems Manager could not find version 2 of x. Verify the version and try again."
    );
}
