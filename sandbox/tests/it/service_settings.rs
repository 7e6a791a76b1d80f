//! GetServiceSetting, UpdateServiceSetting, ResetServiceSetting.

use std::time::Duration;

use sandbox::{Clock, Settings};
use serde_json::json;

use crate::support::{Aws, START, settings};

const TIER: &str = "/ssm/parameter-store/default-parameter-tier";
const ARN: &str =
    "arn:aws:ssm:us-east-1:123456789012:servicesetting/ssm/parameter-store/default-parameter-tier";

#[tokio::test]
async fn a_setting_always_exists_and_is_changed_and_reset() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    let default = json!({"ServiceSetting": {
        "SettingId": TIER, "SettingValue": "Standard", "LastModifiedDate": 1_704_067_200, "LastModifiedUser": "System",
        "ARN": ARN, "Status": "Default",
    }});
    assert_eq!(aws.ok("GetServiceSetting", json!({"SettingId": TIER})).await, default);
    assert_eq!(aws.ok("GetServiceSetting", json!({"SettingId": ARN})).await, default);
    clock.advance(Duration::from_millis(1500));
    let update = json!({"SettingId": ARN, "SettingValue": "Intelligent-Tiering"});
    assert_eq!(aws.ok("UpdateServiceSetting", update).await, json!({}));
    assert_eq!(
        aws.ok("GetServiceSetting", json!({"SettingId": TIER})).await,
        json!({"ServiceSetting": {
            "SettingId": TIER, "SettingValue": "Intelligent-Tiering", "LastModifiedDate": 1_798_761_601.5,
            "LastModifiedUser": "arn:aws:iam::123456789012:user/sandbox", "ARN": ARN, "Status": "Customized",
        }})
    );
    assert_eq!(aws.ok("ResetServiceSetting", json!({"SettingId": TIER})).await, default);
    assert_eq!(aws.ok("GetServiceSetting", json!({"SettingId": TIER})).await, default);
}

#[tokio::test]
async fn unknown_settings_and_values_are_refused() {
    let aws = Aws::new();
    for operation in ["GetServiceSetting", "ResetServiceSetting"] {
        let refused = aws.refused(operation, json!({"SettingId": "/ssm/none"})).await;
        assert!(refused.starts_with("ServiceSettingNotFound"), "{refused}");
    }
    let refused =
        aws.refused("UpdateServiceSetting", json!({"SettingId": TIER, "SettingValue": "Gold"})).await;
    assert!(refused.starts_with("ValidationException: "), "{refused}");
    let role = json!({
        "SettingId": "/ssm/managed-instance/default-ec2-instance-management-role",
        "SettingValue": "service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole",
    });
    aws.ok("UpdateServiceSetting", role).await;
}
