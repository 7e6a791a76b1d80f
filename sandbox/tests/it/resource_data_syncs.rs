//! CreateResourceDataSync, UpdateResourceDataSync, DeleteResourceDataSync, ListResourceDataSync.

use sandbox::{Quotas, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, with};

fn to_bucket(name: &str) -> Value {
    json!({
        "SyncName": name,
        "S3Destination": {"BucketName": "inventory", "SyncFormat": "JsonSerDe", "Region": "us-east-1", "Prefix": "all"},
    })
}

fn from_regions(name: &str, regions: &[&str]) -> Value {
    json!({
        "SyncName": name, "SyncType": "SyncFromSource",
        "SyncSource": {"SourceType": "SingleAccountMultiRegions", "SourceRegions": regions},
    })
}

async fn names(aws: &Aws, body: Value) -> Vec<Value> {
    let pages = aws.pages("ListResourceDataSync", body, "ResourceDataSyncItems", "NextToken").await;
    pages.concat().iter().map(|item| item["SyncName"].clone()).collect()
}

#[tokio::test]
async fn a_sync_to_a_bucket_is_made_shown_and_deleted() {
    let aws = Aws::new();
    assert_eq!(aws.ok("CreateResourceDataSync", to_bucket("s3")).await, json!({}));
    let now = START / 1000;
    let more = json!({
        "SyncType": "SyncToDestination", "SyncCreatedTime": now, "SyncLastModifiedTime": now, "LastSyncTime": now,
        "LastSuccessfulSyncTime": now, "LastStatus": "Successful", "LastSyncStatusMessage": "The sync was successfully completed",
    });
    let shown = with(to_bucket("s3"), more);
    let list = aws.ok("ListResourceDataSync", json!({})).await;
    assert_eq!(list, json!({"ResourceDataSyncItems": [shown]}));
    let twice = aws.send("CreateResourceDataSync", &to_bucket("s3").to_string()).await;
    assert_eq!(twice.status, 400);
    assert_eq!(twice.json(), json!({"__type": "ResourceDataSyncAlreadyExistsException", "SyncName": "s3"}));
    assert_eq!(aws.ok("DeleteResourceDataSync", json!({"SyncName": "s3"})).await, json!({}));
    assert_eq!(names(&aws, json!({})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_sync_from_a_source_is_changed_and_one_to_a_bucket_is_not() {
    let aws = Aws::new();
    aws.ok("CreateResourceDataSync", from_regions("explorer", &["us-east-1"])).await;
    aws.ok("CreateResourceDataSync", to_bucket("s3")).await;
    aws.ok("UpdateResourceDataSync", from_regions("explorer", &["us-east-1", "eu-west-1"])).await;
    let list = aws.ok("ListResourceDataSync", json!({"SyncType": "SyncFromSource"})).await;
    assert_eq!(
        list["ResourceDataSyncItems"][0]["SyncSource"]["SourceRegions"],
        json!(["us-east-1", "eu-west-1"])
    );
    assert_eq!(names(&aws, json!({"SyncType": "SyncToDestination"})).await, ["s3"]);
    assert_eq!(names(&aws, json!({"MaxResults": 1})).await, ["explorer", "s3"]);
    let mut bucket = from_regions("s3", &["us-east-1"]);
    let missing = aws.refused("UpdateResourceDataSync", bucket.clone()).await;
    assert!(missing.starts_with("ResourceDataSyncNotFoundException: "), "{missing}");
    bucket["SyncType"] = json!("SyncToDestination");
    let refused = aws.refused("UpdateResourceDataSync", bucket).await;
    assert!(refused.starts_with("ResourceDataSyncInvalidConfigurationException: "), "{refused}");
}

#[tokio::test]
async fn what_does_not_fit_the_type_is_refused() {
    let aws = Aws::new();
    let mut both = to_bucket("x");
    both["SyncSource"] = from_regions("x", &["us-east-1"])["SyncSource"].clone();
    let mut organization = from_regions("x", &["us-east-1"]);
    organization["SyncSource"]["SourceType"] = json!("AwsOrganizations");
    let mut unknown = to_bucket("x");
    unknown["SyncType"] = json!("Sync");
    let neither = json!({"SyncName": "x"});
    for body in [both, organization, unknown, neither] {
        let refused = aws.refused("CreateResourceDataSync", body).await;
        assert!(refused.starts_with("ResourceDataSyncInvalidConfigurationException: "), "{refused}");
    }
}

#[tokio::test]
async fn a_missing_sync_is_named() {
    let aws = Aws::new();
    aws.ok("CreateResourceDataSync", to_bucket("s3")).await;
    let body = json!({"SyncName": "s3", "SyncType": "SyncFromSource"});
    let reply = aws.send("DeleteResourceDataSync", &body.to_string()).await;
    assert_eq!(
        (reply.status, reply.json()),
        (
            400,
            json!({
                "__type": "ResourceDataSyncNotFoundException", "SyncName": "s3", "SyncType": "SyncFromSource",
                "Message": "The resource data sync s3 does not exist",
            })
        )
    );
}

#[tokio::test]
async fn an_account_has_five() {
    let aws = Aws::with(Settings { quotas: Quotas::Published, ..settings() });
    for number in 0..5 {
        aws.ok("CreateResourceDataSync", to_bucket(&number.to_string())).await;
    }
    let refused = aws.refused("CreateResourceDataSync", to_bucket("5")).await;
    assert!(refused.starts_with("ResourceDataSyncCountExceededException: "), "{refused}");
}
