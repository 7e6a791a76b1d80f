//! Indexes that lag behind.

use std::time::Duration;

use sandbox::{Lag, Settings};
use serde_json::json;

use crate::support::{Aws, settings};

async fn tagged(aws: &Aws) -> usize {
    let found = aws.ok("GetResources", json!({})).await;
    found["ResourceTagMappingList"].as_array().expect("a list").len()
}

async fn put_tagged(aws: &Aws, name: &str) {
    let tags = json!([{"Key": "a", "Value": "b"}]);
    aws.ok("PutParameter", json!({"Name": name, "Value": "1", "Type": "String", "Tags": tags})).await;
}

#[tokio::test]
async fn the_tagging_api_lags_by_calls() {
    let aws = Aws::with(Settings { tag_lag: Lag::Calls(2), ..settings() });
    put_tagged(&aws, "a").await;
    assert_eq!(tagged(&aws).await, 0);
    put_tagged(&aws, "b").await;
    let direct = aws.ok("ListTagsForResource", json!({"ResourceType": "Parameter", "ResourceId": "b"})).await;
    assert_eq!(direct["TagList"][0]["Key"], "a", "a direct read sees it at once");
    assert_eq!(aws.names("DescribeParameters", json!({})).await, ["a", "b"], "and so does the listing");
    assert_eq!((tagged(&aws).await, tagged(&aws).await, tagged(&aws).await), (0, 1, 2));
    aws.ok("DeleteParameter", json!({"Name": "a"})).await;
    assert_eq!(
        (tagged(&aws).await, tagged(&aws).await, tagged(&aws).await),
        (2, 2, 1),
        "what is gone is listed too"
    );
}

#[tokio::test(start_paused = true)]
async fn the_listing_lags_by_time() {
    let aws = Aws::with(Settings { describe_lag: Lag::For(Duration::from_secs(5)), ..settings() });
    aws.put("a", "1").await;
    let listed = async || aws.names("DescribeParameters", json!({})).await;
    assert_eq!(listed().await, Vec::<String>::new());
    assert_eq!(aws.ok("GetParameter", json!({"Name": "a"})).await["Parameter"]["Value"], "1");
    tokio::time::advance(Duration::from_secs(3)).await;
    aws.put("b", "1").await;
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(listed().await, ["a"]);
    tokio::time::advance(Duration::from_secs(3)).await;
    assert_eq!(listed().await, ["a", "b"]);
}

#[tokio::test]
async fn a_lag_can_begin_and_end() {
    let aws = Aws::new();
    put_tagged(&aws, "a").await;
    aws.sandbox.set_tag_lag(Lag::Calls(1000));
    put_tagged(&aws, "b").await;
    assert_eq!(tagged(&aws).await, 1);
    aws.sandbox.set_tag_lag(Lag::None);
    assert_eq!(tagged(&aws).await, 2);
}
