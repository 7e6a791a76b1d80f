//! Tiers and quotas.

use sandbox::{Quotas, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, settings};

const DEFAULT_TIER: &str = "/ssm/parameter-store/default-parameter-tier";

async fn put(aws: &Aws, name: &str, length: usize, tier: Value) -> Value {
    let mut body = json!({"Name": name, "Value": "v".repeat(length), "Type": "String", "Overwrite": true});
    if !tier.is_null() {
        body["Tier"] = tier;
    }
    let reply = aws.send("PutParameter", &body.to_string()).await;
    if reply.status == 200 { reply.json()["Tier"].clone() } else { json!(reply.error()) }
}

#[tokio::test]
async fn each_tier_holds_its_bytes() {
    let aws = Aws::new();
    assert_eq!(put(&aws, "a", 4096, Value::Null).await, "Standard");
    let standard = put(&aws, "b", 4097, Value::Null).await;
    assert!(standard.as_str().is_some_and(|text| text.starts_with(
        "ValidationException: Standard tier parameters support a maximum parameter value of 4096 characters."
    )));
    assert_eq!(put(&aws, "b", 8192, json!("Advanced")).await, "Advanced");
    assert_eq!(
        put(&aws, "c", 8193, json!("Intelligent-Tiering")).await,
        "ValidationException: The specified parameter value is too large. Advanced-tier parameters support a maximum parameter value of 8192 characters."
    );
    assert_eq!(
        aws.refused("PutParameter", json!({"Name": "x", "Type": "String", "Value": "v".repeat(32769)})).await,
        "ValidationException: 1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length less than or equal to 32768"
    );
}

#[tokio::test]
async fn a_tier_goes_up_and_never_down() {
    let aws = Aws::new();
    assert_eq!(put(&aws, "x", 1, json!("Standard")).await, "Standard");
    assert_eq!(put(&aws, "x", 1, json!("Advanced")).await, "Advanced");
    assert_eq!(put(&aws, "x", 1, Value::Null).await, "Advanced", "left out, it stays");
    assert_eq!(put(&aws, "x", 1, json!("Intelligent-Tiering")).await, "Advanced");
    let down = put(&aws, "x", 1, json!("Standard")).await;
    assert!(down.as_str().is_some_and(|text| text.starts_with(
        "ValidationException: This parameter uses the advanced-parameter tier. You can't downgrade"
    )));
}

#[tokio::test]
async fn intelligent_tiering_reads_back_as_what_it_chose() {
    let aws = Aws::new();
    assert_eq!(put(&aws, "small", 4096, json!("Intelligent-Tiering")).await, "Standard");
    assert_eq!(put(&aws, "large", 4097, json!("Intelligent-Tiering")).await, "Advanced");
    assert_eq!(put(&aws, "small", 5000, json!("Intelligent-Tiering")).await, "Advanced");
}

#[tokio::test]
async fn the_accounts_default_tier_is_that_of_new_parameters() {
    let aws = Aws::new();
    aws.ok("UpdateServiceSetting", json!({"SettingId": DEFAULT_TIER, "SettingValue": "Advanced"})).await;
    assert_eq!(put(&aws, "x", 1, Value::Null).await, "Advanced");
    let elsewhere = aws.at("123456789012", "eu-west-1");
    assert_eq!(put(&elsewhere, "x", 1, Value::Null).await, "Standard", "a setting is regional");
}

#[tokio::test]
async fn ten_thousand_standard_parameters_are_all() {
    let aws = Aws::new();
    for number in 0..10_000 {
        aws.put(&format!("p{number}"), "1").await;
    }
    let refused =
        aws.refused("PutParameter", json!({"Name": "one-more", "Value": "1", "Type": "String"})).await;
    assert_eq!(
        refused,
        "ParameterLimitExceeded: You have reached the maximum number of standard parameters for this AWS account and Region (10000). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply)."
    );
    assert_eq!(aws.overwrite("p7", "2").await["Version"], 2, "an overwrite adds none");
    assert_eq!(put(&aws, "one-more", 1, json!("Intelligent-Tiering")).await, "Advanced");
    aws.ok("DeleteParameter", json!({"Name": "p7"})).await;
    aws.put("another", "1").await;
}

#[tokio::test]
async fn quotas_can_be_off() {
    let aws = Aws::with(Settings { quotas: Quotas::Unlimited, ..settings() });
    for number in 0..10_001 {
        aws.put(&format!("p{number}"), "1").await;
    }
}

#[tokio::test]
async fn where_aws_is_to_choose_a_large_value_becomes_advanced() {
    let aws = Aws::new();
    assert_eq!(put(&aws, "before", 1, Value::Null).await, "Standard");
    let choose = json!({"SettingId": DEFAULT_TIER, "SettingValue": "Intelligent-Tiering"});
    aws.ok("UpdateServiceSetting", choose).await;
    for name in ["before", "after"] {
        assert_eq!(put(&aws, name, 1, Value::Null).await, "Standard", "{name}");
        assert_eq!(put(&aws, name, 5000, Value::Null).await, "Advanced", "{name}");
    }
}
