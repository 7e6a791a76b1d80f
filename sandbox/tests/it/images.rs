//! Values of the data type `aws:ec2:image`: answered first, looked at afterwards.

use std::time::Duration;

use sandbox::{Clock, Fleet, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings};

const IMAGE: &str = "ami-0123456789abcdef0";
const OTHER: &str = "ami-0fedcba9876543210";

fn put(value: &str) -> Value {
    json!({"Name": "ami", "Value": value, "Type": "String", "DataType": "aws:ec2:image", "Overwrite": true})
}

async fn read(aws: &Aws) -> (Value, Value) {
    let read = aws.ok("GetParameter", json!({"Name": "ami"})).await["Parameter"].take();
    assert_eq!(read["DataType"], "aws:ec2:image");
    (read["Value"].clone(), read["Version"].clone())
}

#[tokio::test]
async fn what_is_no_image_is_answered_and_never_appears() {
    let aws = Aws::new();
    assert_eq!(aws.ok("PutParameter", put("nonsense")).await["Version"], 1);
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    assert_eq!(aws.ok("PutParameter", put(IMAGE)).await["Version"], 1);
    assert_eq!(aws.ok("PutParameter", put("nonsense")).await["Version"], 2);
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)));
}

#[tokio::test]
async fn a_value_appears_when_it_was_looked_at() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), settling: Duration::from_secs(60), ..settings() });
    let tags = json!({"Tags": [{"Key": "Team", "Value": "web"}], "Overwrite": false});
    let mut first = put(IMAGE);
    first.as_object_mut().expect("a map").extend(tags.as_object().expect("a map").clone());
    assert_eq!(aws.ok("PutParameter", first).await, json!({"Version": 1, "Tier": "Standard"}));
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    assert_eq!(aws.ok("DescribeParameters", json!({})).await["Parameters"], json!([]));
    clock.advance(Duration::from_secs(60));
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)));
    let listed =
        aws.ok("ListTagsForResource", json!({"ResourceType": "Parameter", "ResourceId": "ami"})).await;
    assert_eq!(listed["TagList"], tags["Tags"]);
    assert_eq!(aws.ok("PutParameter", put("nonsense")).await["Version"], 2);
    assert_eq!(aws.ok("PutParameter", put(OTHER)).await["Version"], 2);
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)), "until then it is the one before");
    clock.advance(Duration::from_secs(60));
    assert_eq!(read(&aws).await, (json!(OTHER), json!(2)));
}

#[tokio::test]
async fn a_fleet_says_which_images_there_are() {
    let aws = Aws::new();
    let fleet =
        format!("images: [{IMAGE}]\nnodes: [{{name: web, instance: {{image: ami-0aaaaaaaaaaaaaaaa}}}}]");
    aws.sandbox.load_fleet(&Fleet::read(&fleet).expect("a fleet")).expect("it loads");
    aws.ok("PutParameter", put(OTHER)).await;
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    for (version, image) in [(1, IMAGE), (2, "ami-0aaaaaaaaaaaaaaaa")] {
        aws.ok("PutParameter", put(image)).await;
        assert_eq!(read(&aws).await, (json!(image), json!(version)));
    }
    let elsewhere = aws.at("123456789012", "eu-west-1");
    elsewhere.ok("PutParameter", put(OTHER)).await;
    assert_eq!(read(&elsewhere).await.0, json!(OTHER), "where no fleet speaks, every id is an image");
}

#[tokio::test]
async fn a_data_type_is_for_life() {
    let aws = Aws::new();
    aws.ok("PutParameter", put(IMAGE)).await;
    let text = json!({"Name": "ami", "Value": "x", "DataType": "text", "Overwrite": true});
    assert!(aws.refused("PutParameter", text).await.starts_with("ValidationException: The data type"));
    aws.put("plain", "x").await;
    let image = json!({"Name": "plain", "Value": IMAGE, "DataType": "aws:ec2:image", "Overwrite": true});
    assert!(aws.refused("PutParameter", image).await.starts_with("ValidationException: The data type"));
    aws.ok("PutParameter", json!({"Name": "plain", "Value": "y", "DataType": "text", "Overwrite": true}))
        .await;
}
