//! CreateSecret, PutSecretValue, GetSecretValue, DescribeSecret, DeleteSecret, ListSecrets,
//! UpdateSecretVersionStage.

use serde_json::{Value, json};

use crate::support::{Aws, START, text, with};

const FIRST: &str = "11111111-1111-4111-8111-111111111111";
const SECOND: &str = "22222222-2222-4222-8222-222222222222";

async fn made(aws: &Aws) -> Value {
    let body = json!({"Name": "shop/db", "SecretString": "hunter2", "ClientRequestToken": FIRST,
        "Description": "Database admin", "Tags": [{"Key": "Team", "Value": "shop"}]});
    aws.ok("CreateSecret", body).await
}

async fn value(aws: &Aws, more: Value) -> Value {
    aws.ok("GetSecretValue", with(json!({"SecretId": "shop/db"}), more)).await
}

#[tokio::test]
async fn a_secret_has_versions_and_the_current_one_is_read() {
    let aws = Aws::new();
    let created = made(&aws).await;
    assert_eq!(created["VersionId"], FIRST);
    let arn = text(&created["ARN"]);
    assert!(arn.starts_with("arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/db-"), "{arn}");
    assert_eq!(value(&aws, json!({})).await["SecretString"], "hunter2");
    let put = json!({"SecretId": arn, "SecretString": "hunter3", "ClientRequestToken": SECOND});
    assert_eq!(aws.ok("PutSecretValue", put.clone()).await["VersionStages"], json!(["AWSCURRENT"]));
    // The token is the version's id: the same again is the same version, with another value it is refused.
    assert_eq!(aws.ok("PutSecretValue", put).await["VersionId"], SECOND);
    let other = json!({"SecretId": arn, "SecretString": "hunter4", "ClientRequestToken": SECOND});
    assert!(aws.refused("PutSecretValue", other).await.starts_with("ResourceExistsException: "));
    let current = value(&aws, json!({})).await;
    assert_eq!((&current["SecretString"], &current["VersionId"]), (&json!("hunter3"), &json!(SECOND)));
    assert_eq!(value(&aws, json!({"VersionStage": "AWSPREVIOUS"})).await["SecretString"], "hunter2");
    assert_eq!(value(&aws, json!({"VersionId": FIRST})).await["SecretString"], "hunter2");
    let wrong = json!({"SecretId": "shop/db", "VersionId": FIRST, "VersionStage": "AWSCURRENT"});
    assert!(aws.refused("GetSecretValue", wrong).await.starts_with("InvalidRequestException: "));
    let described = aws.ok("DescribeSecret", json!({"SecretId": "shop/db"})).await;
    let stages = json!({FIRST: ["AWSPREVIOUS"], SECOND: ["AWSCURRENT"]});
    assert_eq!(described["VersionIdsToStages"], stages);
    assert_eq!(described["Tags"], json!([{"Key": "Team", "Value": "shop"}]));
    assert_eq!(described["CreatedDate"], START / 1000);
}

#[tokio::test]
async fn labels_move() {
    let aws = Aws::new();
    made(&aws).await;
    let pending = json!({"SecretId": "shop/db", "SecretString": "next", "ClientRequestToken": SECOND, "VersionStages": ["AWSPENDING"]});
    aws.ok("PutSecretValue", pending).await;
    assert_eq!(value(&aws, json!({})).await["SecretString"], "hunter2");
    let silent = json!({"SecretId": "shop/db", "VersionStage": "AWSCURRENT", "MoveToVersionId": SECOND});
    assert!(aws.refused("UpdateSecretVersionStage", silent.clone()).await.contains("RemoveFromVersionId"));
    let mut moved = silent;
    moved["RemoveFromVersionId"] = json!(FIRST);
    aws.ok("UpdateSecretVersionStage", moved).await;
    assert_eq!(value(&aws, json!({})).await["SecretString"], "next");
    assert_eq!(value(&aws, json!({"VersionStage": "AWSPREVIOUS"})).await["VersionId"], FIRST);
    let off = json!({"SecretId": "shop/db", "VersionStage": "AWSCURRENT", "RemoveFromVersionId": SECOND});
    assert!(aws.refused("UpdateSecretVersionStage", off).await.starts_with("InvalidParameterException: "));
}

#[tokio::test]
async fn what_is_to_be_deleted_is_told_and_not_read() {
    let aws = Aws::new();
    made(&aws).await;
    let deleted = aws.ok("DeleteSecret", json!({"SecretId": "shop/db", "RecoveryWindowInDays": 7})).await;
    assert_eq!(deleted["DeletionDate"], START / 1000 + 7 * 24 * 3600);
    let gone = aws.refused("GetSecretValue", json!({"SecretId": "shop/db"})).await;
    assert!(gone.contains("marked for deletion"), "{gone}");
    let again = aws.refused("CreateSecret", json!({"Name": "shop/db"})).await;
    assert!(again.contains("scheduled for deletion"), "{again}");
    assert_eq!(aws.ok("ListSecrets", json!({})).await["SecretList"], json!([]));
    let planned = aws.ok("ListSecrets", json!({"IncludePlannedDeletion": true})).await;
    assert_eq!(planned["SecretList"].as_array().map(Vec::len), Some(1));
    let force = json!({"SecretId": "shop/db", "ForceDeleteWithoutRecovery": true});
    aws.ok("DeleteSecret", force.clone()).await;
    let missing = aws.refused("DescribeSecret", json!({"SecretId": "shop/db"})).await;
    assert_eq!(missing, "ResourceNotFoundException: Secrets Manager can't find the specified secret.");
    assert_eq!(aws.ok("DeleteSecret", force).await["Name"], "shop/db");
    made(&aws).await;
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let aws = Aws::new();
    made(&aws).await;
    for name in ["shop/api", "web/key"] {
        aws.ok("CreateSecret", json!({"Name": name})).await;
    }
    let names = async |body: Value| -> Vec<Value> {
        let pages = aws.pages("ListSecrets", body, "SecretList", "NextToken").await;
        pages.concat().iter().map(|item| item["Name"].clone()).collect()
    };
    let by_name = json!({"SortBy": "name", "SortOrder": "asc", "MaxResults": 1});
    assert_eq!(names(by_name).await, ["shop/api", "shop/db", "web/key"]);
    let filter =
        |key: &str, value: &str| json!({"Filters": [{"Key": key, "Values": [value]}], "SortBy": "name"});
    assert_eq!(names(filter("name", "shop/")).await, ["shop/db", "shop/api"]);
    assert_eq!(names(filter("name", "!shop/")).await, ["web/key"]);
    assert_eq!(names(filter("description", "ADMIN")).await, ["shop/db"]);
    assert_eq!(names(filter("tag-value", "shop")).await, ["shop/db"]);
}

#[tokio::test]
async fn what_makes_no_secret_is_refused() {
    let aws = Aws::new();
    let both = json!({"Name": "x", "SecretString": "a", "SecretBinary": "YQ=="});
    assert!(aws.refused("CreateSecret", both).await.starts_with("InvalidParameterException: "));
    assert!(
        aws.refused("CreateSecret", json!({"Name": "a b"})).await.starts_with("InvalidParameterException")
    );
    let window = json!({"SecretId": "x", "RecoveryWindowInDays": 3});
    assert!(aws.refused("DeleteSecret", window).await.contains("between 7 and 30"));
    aws.ok("CreateSecret", json!({"Name": "empty"})).await;
    let empty = aws.refused("GetSecretValue", json!({"SecretId": "empty"})).await;
    assert!(empty.ends_with("for staging label: AWSCURRENT"), "{empty}");
    let dump = aws.sandbox.dump(sandbox::Secrets::Masked).to_string();
    made(&aws).await;
    assert!(!aws.sandbox.dump(sandbox::Secrets::Masked).to_string().contains("hunter2"), "{dump}");
}
