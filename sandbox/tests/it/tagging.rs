//! The Resource Groups Tagging API.

use serde_json::{Value, json};

use crate::support::{Aws, text};

const PREFIX: &str = "arn:aws:ssm:us-east-1:123456789012:parameter";

async fn filled() -> Aws {
    let aws = Aws::new();
    for (name, team) in [("/a/x", "one"), ("/b", "two"), ("c", "one")] {
        let tags = json!([{"Key": "team", "Value": team}, {"Key": "all", "Value": ""}]);
        aws.ok("PutParameter", json!({"Name": name, "Value": "1", "Type": "String", "Tags": tags})).await;
    }
    aws.put("never-tagged", "1").await;
    aws
}

async fn found(aws: &Aws, body: Value) -> Vec<String> {
    let pages = aws.pages("GetResources", body, "ResourceTagMappingList", "PaginationToken").await;
    pages.concat().iter().map(|mapping| text(&mapping["ResourceARN"]).replace(PREFIX, "")).collect()
}

#[tokio::test]
async fn resources_are_found_by_tag_type_and_arn() {
    let aws = filled().await;
    let one = json!({"TagFilters": [{"Key": "team", "Values": ["one"]}]});
    assert_eq!(
        aws.ok("GetResources", one.clone()).await,
        json!({"PaginationToken": "", "ResourceTagMappingList": [
            {"ResourceARN": format!("{PREFIX}/a/x"), "Tags": [{"Key": "team", "Value": "one"}, {"Key": "all", "Value": ""}]},
            {"ResourceARN": format!("{PREFIX}/c"), "Tags": [{"Key": "team", "Value": "one"}, {"Key": "all", "Value": ""}]},
        ]})
    );
    assert_eq!(found(&aws, json!({})).await, ["/a/x", "/b", "/c"]);
    assert_eq!(
        found(&aws, json!({"TagFilters": [{"Key": "team", "Values": ["one", "two"]}, {"Key": "all"}]}))
            .await
            .len(),
        3
    );
    assert_eq!(
        found(&aws, json!({"TagFilters": [{"Key": "team", "Values": ["one"]}, {"Key": "none"}]})).await.len(),
        0
    );
    for (kind, count) in [("ssm", 3), ("ssm:parameter", 3), ("ssm:document", 0), ("ec2", 0), ("ss", 0)] {
        assert_eq!(found(&aws, json!({"ResourceTypeFilters": [kind]})).await.len(), count, "{kind}");
    }
    assert_eq!(found(&aws, json!({"ResourceTypeFilters": ["ec2", "ssm:parameter"]})).await.len(), 3);
    let arns = json!({"ResourceARNList": [format!("{PREFIX}/b"), format!("{PREFIX}/none"), format!("{PREFIX}/never-tagged")]});
    assert_eq!(found(&aws, arns).await, ["/b"]);
}

#[tokio::test]
async fn what_was_tagged_once_is_listed_without_tags() {
    let aws = filled().await;
    aws.ok(
        "RemoveTagsFromResource",
        json!({"ResourceType": "Parameter", "ResourceId": "c", "TagKeys": ["team", "all"]}),
    )
    .await;
    let all = aws.ok("GetResources", json!({"ResourceTypeFilters": ["ssm:parameter"]})).await;
    assert_eq!(all["ResourceTagMappingList"][2], json!({"ResourceARN": format!("{PREFIX}/c"), "Tags": []}));
}

#[tokio::test]
async fn pages_end_with_an_empty_token() {
    let aws = filled().await;
    let pages = aws
        .pages("GetResources", json!({"ResourcesPerPage": 2}), "ResourceTagMappingList", "PaginationToken")
        .await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    let first = aws.ok("GetResources", json!({"ResourcesPerPage": 2})).await;
    let other = json!({"PaginationToken": first["PaginationToken"], "TagFilters": [{"Key": "team"}]});
    assert!(aws.refused("GetResources", other).await.starts_with("InvalidParameterException: "));
    aws.ok("GetResources", json!({"PaginationToken": ""})).await;
    assert_eq!(
        aws.refused("GetResources", json!({"ResourcesPerPage": 101})).await,
        "ValidationException: 1 validation error detected: Value '101' at 'resourcesPerPage' failed to satisfy constraint: Member must have value less than or equal to 100"
    );
}

#[tokio::test]
async fn arguments_that_do_not_go_together_are_refused() {
    let aws = filled().await;
    for body in [
        json!({"ResourceARNList": [format!("{PREFIX}/b")], "TagFilters": [{"Key": "team"}]}),
        json!({"ResourceARNList": [format!("{PREFIX}/b")], "ResourcesPerPage": 10}),
        json!({"TagsPerPage": 150}),
        json!({"ExcludeCompliantResources": true}),
        json!({"TagFilters": [{"Values": ["x"]}]}),
    ] {
        let refused = aws.refused("GetResources", body).await;
        assert!(refused.starts_with("InvalidParameterException: "), "{refused}");
    }
    let checked =
        json!({"ExcludeCompliantResources": true, "IncludeComplianceDetails": true, "TagsPerPage": 200});
    assert_eq!(found(&aws, checked).await.len(), 0);
}

#[tokio::test]
async fn tags_change_here_too_and_failures_are_told_by_arn() {
    let aws = filled().await;
    let arns = json!([
        format!("{PREFIX}/a/x"),
        format!("{PREFIX}/never-tagged"),
        format!("{PREFIX}/none"),
        "arn:aws:ssm:eu-west-1:123456789012:parameter/b"
    ]);
    let reply = aws.ok("TagResources", json!({"ResourceARNList": arns, "Tags": {"new": "1"}})).await;
    let failed: Vec<&String> = reply["FailedResourcesMap"].as_object().expect("a map").keys().collect();
    assert_eq!(failed, ["arn:aws:ssm:eu-west-1:123456789012:parameter/b", &format!("{PREFIX}/none")]);
    assert_eq!(
        found(&aws, json!({"TagFilters": [{"Key": "new", "Values": ["1"]}]})).await,
        ["/a/x", "/never-tagged"]
    );
    let reply =
        aws.ok("UntagResources", json!({"ResourceARNList": [arns[0], arns[1]], "TagKeys": ["new"]})).await;
    assert_eq!(reply, json!({"FailedResourcesMap": {}}));
    assert_eq!(found(&aws, json!({"TagFilters": [{"Key": "new"}]})).await.len(), 0);
    assert!(
        aws.refused("TagResources", json!({"ResourceARNList": arns, "Tags": {"aws:x": "1"}}))
            .await
            .starts_with("InvalidParameterException: ")
    );
}

#[tokio::test]
async fn keys_and_values_in_use_are_listed() {
    let aws = filled().await;
    assert_eq!(
        aws.ok("GetTagKeys", json!({})).await,
        json!({"PaginationToken": "", "TagKeys": ["all", "team"]})
    );
    assert_eq!(
        aws.ok("GetTagValues", json!({"Key": "team"})).await,
        json!({"PaginationToken": "", "TagValues": ["one", "two"]})
    );
}
