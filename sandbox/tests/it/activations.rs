//! CreateActivation, DescribeActivations, DeleteActivation.

use std::time::Duration;

use sandbox::{Clock, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, text};

const DAY: i64 = 24 * 60 * 60;

async fn listed(aws: &Aws, filters: Value) -> Vec<Value> {
    let pages =
        aws.pages("DescribeActivations", json!({"Filters": filters}), "ActivationList", "NextToken").await;
    pages.concat()
}

#[tokio::test]
async fn an_activation_is_shown_without_its_code_and_expires() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    let made = aws.ok("CreateActivation", json!({"IamRole": "service-role/Machines"})).await;
    let (id, code) = (text(&made["ActivationId"]), text(&made["ActivationCode"]));
    assert_eq!((id.len(), code.len()), (36, 20));
    let begin = START / 1000;
    let mut shown = json!({
        "ActivationId": id, "IamRole": "service-role/Machines", "RegistrationLimit": 1, "RegistrationsCount": 0,
        "ExpirationDate": begin + DAY, "Expired": false, "CreatedDate": begin,
    });
    assert_eq!(listed(&aws, json!([])).await, [shown.clone()]);
    clock.advance(Duration::from_secs(24 * 60 * 60));
    shown["Expired"] = json!(true);
    assert_eq!(listed(&aws, json!([])).await, [shown]);
    assert_eq!(aws.ok("DeleteActivation", json!({"ActivationId": id})).await, json!({}));
    assert!(listed(&aws, json!([])).await.is_empty());
    let gone = aws.refused("DeleteActivation", json!({"ActivationId": id})).await;
    assert!(gone.starts_with("InvalidActivation: "), "{gone}");
}

#[tokio::test]
async fn everything_that_is_said_is_shown_but_what_machines_are_told() {
    let aws = Aws::new();
    let said = json!({
        "IamRole": "Machines", "DefaultInstanceName": "till", "Description": "Tills", "RegistrationLimit": 1000,
        "ExpirationDate": START / 1000 + 30 * DAY, "Tags": [{"Key": "Team", "Value": "shop"}],
    });
    let mut sent = said.clone();
    sent["RegistrationMetadata"] = json!([{"Key": "site", "Value": "north"}]);
    aws.ok("CreateActivation", sent).await;
    let shown = listed(&aws, json!([])).await.remove(0);
    for (member, value) in said.as_object().expect("an object") {
        assert_eq!(&shown[member], value, "{member}");
    }
    assert_eq!(shown.get("RegistrationMetadata"), None);
}

#[tokio::test]
async fn lists_are_filtered_by_every_key_and_come_in_pages() {
    let aws = Aws::new();
    let mut ids = Vec::new();
    for (role, name) in [("one", "a"), ("one", "b"), ("two", "a")] {
        let made = aws.ok("CreateActivation", json!({"IamRole": role, "DefaultInstanceName": name})).await;
        ids.push(text(&made["ActivationId"]));
    }
    let found = async |filters| {
        let mut found: Vec<usize> = listed(&aws, filters)
            .await
            .iter()
            .map(|one| ids.iter().position(|id| one["ActivationId"] == **id).expect("one of them"))
            .collect();
        found.sort_unstable();
        found
    };
    let filter = |key: &str, values: &[&str]| json!({"FilterKey": key, "FilterValues": values});
    assert_eq!(found(json!([filter("IamRole", &["one"])])).await, [0, 1]);
    assert_eq!(found(json!([filter("DefaultInstanceName", &["a", "b"])])).await, [0, 1, 2]);
    assert_eq!(found(json!([filter("IamRole", &["one"]), filter("DefaultInstanceName", &["a"])])).await, [0]);
    assert_eq!(found(json!([filter("ActivationIds", &[&ids[2]])])).await, [2]);
    let pages =
        aws.pages("DescribeActivations", json!({"MaxResults": 2}), "ActivationList", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    let refused = aws.refused("DescribeActivations", json!({"Filters": [{"FilterValues": ["x"]}]})).await;
    assert!(refused.starts_with("InvalidFilter: "), "{refused}");
    let refused = aws.refused("DescribeActivations", json!({"NextToken": "x"})).await;
    assert!(refused.starts_with("InvalidNextToken: "), "{refused}");
}

#[tokio::test]
async fn an_expiration_lies_within_thirty_days() {
    let aws = Aws::new();
    for expires in [START / 1000, START / 1000 + 30 * DAY + 1] {
        let refused =
            aws.refused("CreateActivation", json!({"IamRole": "Machines", "ExpirationDate": expires})).await;
        assert!(refused.starts_with("InvalidParameters: "), "{refused}");
    }
}
