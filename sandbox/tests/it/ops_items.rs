//! OpsItems: made once, found again, resolved.

use std::time::Duration;

use sandbox::{Clock, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, text, with};

/// Operational data that everybody may search.
fn open(value: &str) -> Value {
    json!({"Value": value, "Type": "SearchableString"})
}

fn item(title: &str) -> Value {
    json!({"Title": title, "Description": "What happened", "Source": "monitor"})
}

fn same(title: &str, dedup: &str) -> Value {
    let value = json!({"dedupString": dedup}).to_string();
    with(item(title), json!({"OperationalData": {"/aws/dedup": open(&value)}}))
}

async fn made(aws: &Aws, body: Value) -> String {
    text(&aws.ok("CreateOpsItem", body).await["OpsItemId"])
}

async fn shown(aws: &Aws, id: &str) -> Value {
    aws.ok("GetOpsItem", json!({"OpsItemId": id})).await["OpsItem"].clone()
}

fn clocked() -> (Clock, Aws) {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    (clock, aws)
}

#[tokio::test]
async fn an_ops_item_is_shown_with_all_that_was_said() {
    let aws = Aws::new();
    let said = json!({
        "Title": "Disk", "Description": "Full", "Source": "monitor", "Priority": 2, "Category": "Availability",
        "Severity": "3", "OperationalData": {"host": open("web-1"), "log": {"Value": "…", "Type": "String"}},
        "Notifications": [{"Arn": "arn:aws:sns:us-east-1:123456789012:ops"}],
    });
    let reply =
        aws.ok("CreateOpsItem", with(said.clone(), json!({"Tags": [{"Key": "a", "Value": "b"}]}))).await;
    let id = text(&reply["OpsItemId"]);
    assert!(id.len() == 15 && id.starts_with("oi-"), "{id}");
    let arn = format!("arn:aws:ssm:us-east-1:123456789012:opsitem/{id}");
    assert_eq!(reply["OpsItemArn"], *arn);
    let user = "arn:aws:iam::123456789012:user/sandbox";
    let expected = with(
        said,
        json!({
            "OpsItemId": id, "OpsItemArn": arn, "OpsItemType": "/aws/issue", "Status": "Open", "Version": "1",
            "RelatedOpsItems": [], "CreatedBy": user, "LastModifiedBy": user,
            "CreatedTime": START / 1000, "LastModifiedTime": START / 1000,
        }),
    );
    assert_eq!(shown(&aws, &id).await, expected);
    let tags = aws.ok("ListTagsForResource", json!({"ResourceType": "OpsItem", "ResourceId": id})).await;
    assert_eq!(tags["TagList"], json!([{"Key": "a", "Value": "b"}]));
    let more = json!({"ResourceType": "OpsItem", "ResourceId": id, "Tags": [{"Key": "c", "Value": "d"}]});
    aws.ok("AddTagsToResource", more).await;
    let missing = aws.refused("GetOpsItem", json!({"OpsItemId": "oi-000000000000"})).await;
    assert!(missing.starts_with("OpsItemNotFoundException: "), "{missing}");
}

#[tokio::test]
async fn the_same_is_open_only_once() {
    let aws = Aws::new();
    let first = made(&aws, same("One", "disk web-1")).await;
    let reply = aws.send("CreateOpsItem", &same("Two", "disk web-1").to_string()).await;
    assert_eq!((reply.status, &reply.json()["OpsItemId"]), (400, &json!(first)));
    assert!(reply.error().starts_with("OpsItemAlreadyExistsException: "), "{}", reply.text);
    made(&aws, same("Other", "disk web-2")).await;
    made(&aws, item("None")).await;
    made(&aws, item("None")).await;
    aws.ok("UpdateOpsItem", json!({"OpsItemId": first, "Status": "InProgress"})).await;
    let refused = aws.refused("CreateOpsItem", same("Two", "disk web-1")).await;
    assert!(refused.starts_with("OpsItemAlreadyExistsException: "), "{refused}");
    aws.ok("UpdateOpsItem", json!({"OpsItemId": first, "Status": "Resolved"})).await;
    let second = made(&aws, same("Two", "disk web-1")).await;
    let refused = aws.refused("UpdateOpsItem", json!({"OpsItemId": first, "Status": "Open"})).await;
    assert!(refused.starts_with("OpsItemAlreadyExistsException: "), "{refused}");
    aws.ok("UpdateOpsItem", json!({"OpsItemId": second, "Status": "Resolved"})).await;
    aws.ok("UpdateOpsItem", json!({"OpsItemId": first, "Status": "Open"})).await;
    // Another region is another list.
    made(&aws.at("123456789012", "eu-west-1"), same("One", "disk web-1")).await;
}

#[tokio::test]
async fn an_update_says_what_changes() {
    let (clock, aws) = clocked();
    let data = json!({"OperationalData": {"a": open("1"), "b": open("2")}, "Severity": "2"});
    let id = made(&aws, with(item("One"), data)).await;
    let before = shown(&aws, &id).await;
    clock.advance(Duration::from_secs(60));
    let change = json!({
        "OpsItemId": id, "Description": "More", "OperationalData": {"a": open("3"), "c": open("4")},
        "OperationalDataToDelete": ["b"], "RelatedOpsItems": [{"OpsItemId": id}],
    });
    assert_eq!(aws.ok("UpdateOpsItem", change).await, json!({}));
    let after = json!({
        "Description": "More", "OperationalData": {"a": open("3"), "c": open("4")}, "Version": "2",
        "RelatedOpsItems": [{"OpsItemId": id}], "LastModifiedTime": START / 1000 + 60,
    });
    assert_eq!(shown(&aws, &id).await, with(before, after));
    let twice = json!({"OpsItemId": id, "OperationalDataToDelete": ["/aws/dedup"]});
    let gone = json!({"OpsItemId": "oi-000000000000", "Title": "x"});
    for (body, code) in [
        (twice, "OpsItemInvalidParameterException: "),
        (json!({"OpsItemId": id, "Status": "Approved"}), "OpsItemInvalidParameterException: "),
        (json!({"OpsItemId": id, "Status": "Done"}), "ValidationException: "),
        (gone, "OpsItemNotFoundException: "),
    ] {
        let refused = aws.refused("UpdateOpsItem", body).await;
        assert!(refused.starts_with(code), "{refused}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_parameter() {
    let aws = Aws::new();
    let data = |key: &str, value: &str| json!({"OperationalData": {key: open(value)}});
    let invalid = "OpsItemInvalidParameterException";
    for (change, code, parameter) in [
        (json!({"Source": "my-AWS-thing"}), invalid, "Source"),
        (json!({"Category": "Other"}), invalid, "Category"),
        (json!({"Severity": "5"}), invalid, "Severity"),
        (json!({"OpsItemType": "/aws/changerequest"}), invalid, "OpsItemType"),
        (data("/aws/other", "x"), invalid, "OperationalData"),
        (data("SSMthing", "x"), invalid, "OperationalData"),
        (data("/aws/resources", "x"), invalid, "OperationalData"),
        (data("/aws/resources", r#"[{"id": "x"}]"#), invalid, "OperationalData"),
        (data("/aws/dedup", "{}"), invalid, "OperationalData"),
        (json!({"OperationalData": {"a": {"Type": "String"}}}), invalid, "OperationalData"),
        (
            data("/aws/dedup", &json!({"dedupString": "x".repeat(513)}).to_string()),
            invalid,
            "OperationalData",
        ),
    ] {
        let reply = aws.send("CreateOpsItem", &with(item("x"), change).to_string()).await;
        assert!(reply.error().starts_with(code), "{}", reply.text);
        assert_eq!(reply.json()["ParameterNames"], json!([parameter]));
    }
    let related = json!({"RelatedOpsItems": vec![json!({"OpsItemId": "oi-000000000000"}); 11]});
    for (change, limit) in [(data("a", &"x".repeat(20 * 1024 + 1)), 20 * 1024), (related, 10)] {
        let reply = aws.send("CreateOpsItem", &with(item("x"), change).to_string()).await;
        assert!(reply.error().starts_with("OpsItemLimitExceededException: "), "{}", reply.text);
        assert_eq!(reply.json()["Limit"], limit);
    }
    made(&aws, with(item("x"), data("a", &"x".repeat(20 * 1024)))).await;
    let elsewhere = with(item("x"), json!({"AccountId": "111122223333"}));
    let refused = aws.refused("CreateOpsItem", elsewhere).await;
    assert!(refused.starts_with("OpsItemAccessDeniedException: "), "{refused}");
}

#[tokio::test]
async fn lists_are_filtered_by_every_key() {
    let (clock, aws) = clocked();
    let arn = "arn:aws:ssm:us-east-1:123456789012:parameter/web/port";
    let data = json!({
        "/aws/resources": open(&json!([{"arn": arn}]).to_string()),
        "/aws/automations": open(r#"[{"automationId": "AWS-Restart", "automationType": "AWS:SSM:Automation"}]"#),
        "host": open("web-1"), "hidden": {"Value": "web-9", "Type": "String"},
    });
    let one = json!({"OperationalData": data, "Priority": 1, "Category": "Cost", "Severity": "1"});
    let one = made(&aws, with(item("Disk is full"), one)).await;
    clock.advance(Duration::from_secs(60));
    let two = json!({"Title": "Disk is slow", "Description": "x", "Source": "other", "Severity": "2"});
    let two = made(&aws, two).await;
    aws.ok("UpdateOpsItem", json!({"OpsItemId": two, "Status": "Resolved"})).await;
    let found = async |key: &str, operator: &str, values: &[&str]| {
        let filters = json!([{"Key": key, "Operator": operator, "Values": values}]);
        let reply = aws.ok("DescribeOpsItems", json!({"OpsItemFilters": filters})).await;
        let ids = reply["OpsItemSummaries"].as_array().expect("a list").iter();
        let mut found: Vec<u8> = ids.map(|row| if row["OpsItemId"] == *one { 1 } else { 2 }).collect();
        found.sort_unstable();
        found
    };
    let both: &[u8] = &[1, 2];
    for (key, operator, values, expected) in [
        ("Status", "Equal", &["Open", "InProgress"][..], &[1][..]),
        ("Source", "Equal", &["monitor"], &[1]),
        ("Source", "Contains", &["o"], both),
        ("CreatedBy", "Contains", &["user/"], both),
        ("Priority", "Equal", &["1"], &[1]),
        ("Title", "Equal", &["Disk is full"], &[1]),
        ("Title", "Contains", &["Disk"], both),
        ("OpsItemId", "Equal", &[&*one], &[1]),
        ("CreatedTime", "GreaterThan", &["2027-01-01T00:00:30Z"], &[2]),
        ("CreatedTime", "LessThan", &["2027-01-01T00:00:30Z"], &[1]),
        ("LastModifiedTime", "GreaterThan", &["2026-01-01T00:00:00Z"], both),
        ("OperationalDataKey", "Equal", &["host"], &[1]),
        ("OperationalDataKey", "Equal", &["hidden"], &[]),
        ("OperationalDataValue", "Equal", &["web-1"], &[1]),
        ("OperationalDataValue", "Contains", &["web-9"], &[]),
        ("OperationalData", "Equal", &[r#"{"key":"host","value":"web-1"}"#], &[1]),
        ("OperationalData", "Equal", &[r#"{"key":"host","value":"web-2"}"#], &[]),
        ("ResourceId", "Contains", &["parameter/web/port"], &[1]),
        ("AutomationId", "Equal", &["AWS-Restart"], &[1]),
        ("Category", "Equal", &["Cost"], &[1]),
        ("Severity", "Equal", &["1", "2"], both),
        ("OpsItemType", "Equal", &["/aws/issue"], both),
        ("AccountId", "Equal", &["123456789012"], both),
        ("ChangeRequestByTemplate", "Equal", &["x"], &[]),
    ] {
        assert_eq!(found(key, operator, values).await, expected, "{key} {operator} {values:?}");
    }
    let long = "x".repeat(101);
    for (key, operator, value) in [
        ("Status", "Contains", "O"),
        ("CreatedTime", "Equal", "2027-01-01T00:00:30Z"),
        ("CreatedTime", "LessThan", "yesterday"),
        ("OperationalData", "Equal", "host"),
        ("Title", "Equal", &long),
    ] {
        let filters = json!([{"Key": key, "Operator": operator, "Values": [value]}]);
        let refused = aws.refused("DescribeOpsItems", json!({"OpsItemFilters": filters})).await;
        assert!(refused.starts_with("ValidationException: "), "{refused}");
    }
    let reply = aws.ok("DescribeOpsItems", json!({})).await;
    let rows = reply["OpsItemSummaries"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["OpsItemId"] == *one).expect("the first");
    assert_eq!((&row["OperationalData"]["host"], row.get("Description")), (&open("web-1"), None));
    assert_eq!(row["OperationalData"].get("hidden"), None);
    let pages =
        aws.pages("DescribeOpsItems", json!({"MaxResults": 1}), "OpsItemSummaries", "NextToken").await;
    assert_eq!(pages.len(), 2);
}

#[tokio::test]
async fn what_is_deleted_takes_all_of_it_along() {
    let aws = Aws::new();
    let id = made(&aws, item("One")).await;
    let other = made(&aws, item("Other")).await;
    let uri = "arn:aws:ssm:us-east-1:123456789012:document/Fix";
    let related = json!({
        "OpsItemId": id, "AssociationType": "RelatesTo", "ResourceType": "AWS::SSM::Document", "ResourceUri": uri,
    });
    let association = text(&aws.ok("AssociateOpsItemRelatedItem", related.clone()).await["AssociationId"]);
    let twice = aws.refused("AssociateOpsItemRelatedItem", related.clone()).await;
    assert!(twice.starts_with("OpsItemRelatedItemAlreadyExistsException: "), "{twice}");
    let wrong = with(related.clone(), json!({"AssociationType": "Likes"}));
    let wrong = aws.refused("AssociateOpsItemRelatedItem", wrong).await;
    assert!(wrong.starts_with("OpsItemInvalidParameterException: "), "{wrong}");
    aws.ok("AssociateOpsItemRelatedItem", with(related, json!({"OpsItemId": other}))).await;
    let list = async |body: Value| aws.ok("ListOpsItemRelatedItems", body).await["Summaries"].clone();
    assert_eq!(list(json!({})).await.as_array().map(Vec::len), Some(2));
    let of_it = list(json!({"OpsItemId": id})).await;
    assert_eq!((&of_it[0]["ResourceUri"], &of_it[0]["AssociationId"]), (&json!(uri), &json!(association)));
    let filter = json!([{"Key": "ResourceUri", "Operator": "Equal", "Values": ["x"]}]);
    assert_eq!(list(json!({"Filters": filter})).await, json!([]));
    aws.ok("UpdateOpsItem", json!({"OpsItemId": id, "Title": "Two"})).await;
    let filter = json!([{"Key": "OpsItemId", "Operator": "Equal", "Values": [id]}]);
    let events = aws.ok("ListOpsItemEvents", json!({"Filters": filter})).await["Summaries"].clone();
    let kinds: Vec<&str> =
        events.as_array().expect("a list").iter().filter_map(|row| row["DetailType"].as_str()).collect();
    assert_eq!(kinds, ["OpsItem Create", "OpsItem Update"]);
    for _ in 0..2 {
        assert_eq!(aws.ok("DeleteOpsItem", json!({"OpsItemId": id})).await, json!({}));
    }
    assert_eq!(list(json!({"OpsItemId": id})).await, json!([]));
    let gone = json!({"OpsItemId": id, "AssociationId": association});
    let gone = aws.refused("DisassociateOpsItemRelatedItem", gone).await;
    assert!(gone.starts_with("OpsItemNotFoundException: "), "{gone}");
    let none = json!({"OpsItemId": other, "AssociationId": association});
    let none = aws.refused("DisassociateOpsItemRelatedItem", none).await;
    assert!(none.starts_with("OpsItemRelatedItemAssociationNotFoundException: "), "{none}");
}
