//! The published rates, on a paused clock.

use std::time::Duration;

use sandbox::{Rates, Settings};
use serde_json::json;

use crate::support::{Aws, settings};

fn published() -> Aws {
    Aws::with(Settings { rates: Rates::Published, ..settings() })
}

/// How many of so many calls are answered.
async fn answered(aws: &Aws, operation: &str, body: serde_json::Value, calls: usize) -> usize {
    let mut answered = 0;
    for _ in 0..calls {
        let reply = aws.send(operation, &body.to_string()).await;
        match reply.status {
            200 => answered += 1,
            _ => assert!(reply.error().ends_with(": Rate exceeded"), "{}", reply.text),
        }
    }
    answered
}

#[tokio::test(start_paused = true)]
async fn a_bucket_holds_one_second_and_fills_with_time() {
    let aws = published();
    assert_eq!(answered(&aws, "DescribeParameters", json!({}), 10).await, 3);
    tokio::time::advance(Duration::from_millis(334)).await;
    assert_eq!(answered(&aws, "DescribeParameters", json!({}), 10).await, 1);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(
        answered(&aws, "DescribeParameters", json!({}), 10).await,
        3,
        "no more than one second's worth"
    );
    let count = aws.sandbox.calls()["DescribeParameters"];
    assert_eq!((count.answered, count.throttled, count.failed), (7, 23, 0));
}

#[tokio::test(start_paused = true)]
async fn the_three_reads_share_one_bucket() {
    let aws = published();
    let read = json!({"Names": ["none"]});
    assert_eq!(answered(&aws, "GetParameters", read.clone(), 30).await, 30);
    assert_eq!(answered(&aws, "GetParametersByPath", json!({"Path": "/"}), 20).await, 10);
    assert_eq!(answered(&aws, "GetParameters", read.clone(), 5).await, 0);
    let elsewhere = aws.at("123456789012", "eu-west-1");
    assert_eq!(answered(&elsewhere, "GetParameters", read, 50).await, 40, "each region has its own");
}

#[tokio::test(start_paused = true)]
async fn high_throughput_raises_the_rates_and_parts_the_reads() {
    let aws = published();
    let setting =
        json!({"SettingId": "/ssm/parameter-store/high-throughput-enabled", "SettingValue": "true"});
    aws.ok("UpdateServiceSetting", setting).await;
    assert_eq!(answered(&aws, "DescribeParameters", json!({}), 20).await, 10);
    assert_eq!(answered(&aws, "GetParametersByPath", json!({"Path": "/"}), 120).await, 100);
    assert_eq!(answered(&aws, "GetParameters", json!({"Names": ["none"]}), 150).await, 150);
}

#[tokio::test(start_paused = true)]
async fn each_service_has_its_own_code() {
    let aws = published();
    let mut last = String::new();
    for _ in 0..20 {
        let reply = aws.send("GetResources", "{}").await;
        if reply.status != 200 {
            last = reply.error();
        }
    }
    assert_eq!(last, "ThrottledException: Rate exceeded");
    for _ in 0..4 {
        last = aws.send("PutParameter", "{}").await.error();
    }
    assert_eq!(last, "ThrottlingException: Rate exceeded", "the rate comes before the checks");
}

#[tokio::test(start_paused = true)]
async fn unlimited_is_the_default() {
    let aws = Aws::new();
    assert_eq!(answered(&aws, "DescribeParameters", json!({}), 100).await, 100);
}
