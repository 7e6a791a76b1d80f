//! GetParameterHistory.

use serde_json::json;

use crate::support::{Aws, START};

#[tokio::test]
async fn every_version_is_told_as_it_was() {
    let aws = Aws::new();
    let first = json!({"Name": "x", "Value": "one", "Type": "SecureString", "Description": "first"});
    aws.ok("PutParameter", first).await;
    aws.ok("LabelParameterVersion", json!({"Name": "x", "Labels": ["b", "a"]})).await;
    aws.ok(
        "PutParameter",
        json!({"Name": "x", "Value": "two", "Type": "String", "Description": "second", "Overwrite": true}),
    )
    .await;
    let history = aws.ok("GetParameterHistory", json!({"Name": "/x", "WithDecryption": true})).await;
    let user = "arn:aws:iam::123456789012:user/sandbox";
    assert_eq!(
        history,
        json!({"Parameters": [
            {
                "Name": "x", "Type": "SecureString", "KeyId": "alias/aws/ssm", "LastModifiedDate": START / 1000,
                "LastModifiedUser": user, "Description": "first", "Value": "one", "Version": 1,
                "Labels": ["b", "a"], "Tier": "Standard", "Policies": [], "DataType": "text",
            },
            {
                "Name": "x", "Type": "String", "LastModifiedDate": START / 1000, "LastModifiedUser": user,
                "Description": "second", "Value": "two", "Version": 2, "Labels": [], "Tier": "Standard",
                "Policies": [], "DataType": "text",
            },
        ]})
    );
    let encrypted = aws.ok("GetParameterHistory", json!({"Name": "x"})).await;
    assert_ne!(encrypted["Parameters"][0]["Value"], "one");
    assert_eq!(encrypted["Parameters"][1]["Value"], "two");
    assert_eq!(aws.refused("GetParameterHistory", json!({"Name": "none"})).await, "ParameterNotFound");
}

#[tokio::test]
async fn history_comes_in_pages() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    for _ in 0..24 {
        aws.overwrite("x", "1").await;
    }
    let pages = aws
        .pages("GetParameterHistory", json!({"Name": "x", "MaxResults": 10}), "Parameters", "NextToken")
        .await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    let versions: Vec<_> = pages.concat().iter().map(|row| row["Version"].as_i64()).collect();
    assert_eq!(versions, (1..=25).map(Some).collect::<Vec<_>>());
}
