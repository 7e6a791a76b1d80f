//! AddTagsToResource, RemoveTagsFromResource, ListTagsForResource.

use serde_json::{Value, json};

use crate::support::Aws;

fn on(name: &str) -> Value {
    json!({"ResourceType": "Parameter", "ResourceId": name})
}

fn with(name: &str, tags: Value) -> Value {
    json!({"ResourceType": "Parameter", "ResourceId": name, "Tags": tags})
}

#[tokio::test]
async fn tags_are_merged_and_taken_away() {
    let aws = Aws::new();
    aws.put("/a/x", "1").await;
    let tags = json!([{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]);
    assert_eq!(aws.ok("AddTagsToResource", with("/a/x", tags)).await, json!({}));
    aws.ok(
        "AddTagsToResource",
        with("/a/x", json!([{"Key": "a", "Value": "2"}, {"Key": "A", "Value": "3"}])),
    )
    .await;
    assert_eq!(
        aws.ok("ListTagsForResource", on("/a/x")).await,
        json!({"TagList": [{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}, {"Key": "A", "Value": "3"}]})
    );
    let removal = json!({"ResourceType": "Parameter", "ResourceId": "/a/x", "TagKeys": ["a", "none"]});
    assert_eq!(aws.ok("RemoveTagsFromResource", removal).await, json!({}));
    assert_eq!(
        aws.ok("ListTagsForResource", on("/a/x")).await,
        json!({"TagList": [{"Key": "b", "Value": ""}, {"Key": "A", "Value": "3"}]})
    );
}

#[tokio::test]
async fn what_is_not_there_has_no_tags() {
    let aws = Aws::new();
    assert_eq!(aws.refused("ListTagsForResource", on("none")).await, "InvalidResourceId");
    assert_eq!(
        aws.refused("AddTagsToResource", with("none", json!([{"Key": "a", "Value": "1"}]))).await,
        "InvalidResourceId"
    );
    let window = json!({"ResourceType": "MaintenanceWindow", "ResourceId": "mw-0123456789abcdef0"});
    assert_eq!(aws.refused("ListTagsForResource", window).await, "InvalidResourceId");
    let unknown =
        aws.refused("ListTagsForResource", json!({"ResourceType": "Window", "ResourceId": "x"})).await;
    assert!(unknown.starts_with("ValidationException: 1 validation error detected: Value 'Window' at 'resourceType' failed to satisfy constraint: Member must satisfy enum value set: ["), "{unknown}");
}

#[tokio::test]
async fn fifty_tags_are_all_and_aws_keys_are_reserved() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    let tags: Vec<Value> = (0..50).map(|number| json!({"Key": format!("k{number}"), "Value": "v"})).collect();
    aws.ok("AddTagsToResource", with("x", json!(tags))).await;
    assert_eq!(
        aws.refused("AddTagsToResource", with("x", json!([{"Key": "more", "Value": "v"}]))).await,
        "TooManyTagsError"
    );
    aws.ok("AddTagsToResource", with("x", json!([{"Key": "k7", "Value": "other"}]))).await;
    let reserved = aws.refused("AddTagsToResource", with("x", json!([{"Key": "aws:x", "Value": "v"}]))).await;
    assert!(reserved.starts_with("ValidationException: "), "{reserved}");
    let long =
        aws.refused("AddTagsToResource", with("x", json!([{"Key": "k".repeat(129), "Value": "é!"}]))).await;
    assert!(long.starts_with("ValidationException: 2 validation errors detected: Value 'kkk"), "{long}");
    assert!(long.contains("at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128; Value 'é!' at 'tags.1.member.value'"), "{long}");
}
