//! Values of the data type `aws:ec2:image`: answered first, looked at afterwards.

use std::time::Duration;

use sandbox::{Clock, Fleet, Secrets, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, with};

const IMAGE: &str = "ami-0123456789abcdef0";
const OTHER: &str = "ami-0fedcba9876543210";
const MINUTE: Duration = Duration::from_secs(60);

fn put(value: &str) -> Value {
    json!({"Name": "ami", "Value": value, "Type": "String", "DataType": "aws:ec2:image", "Overwrite": true})
}

/// A sandbox in which a value is looked at after a minute, and the clock that it goes by.
fn slow() -> (Aws, Clock) {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), settling: MINUTE, ..settings() });
    (aws, clock)
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
    let (aws, clock) = slow();
    let tags = json!({"Tags": [{"Key": "Team", "Value": "web"}], "Overwrite": false});
    let first = with(put(IMAGE), tags.clone());
    assert_eq!(aws.ok("PutParameter", first).await, json!({"Version": 1, "Tier": "Standard"}));
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    assert_eq!(aws.ok("DescribeParameters", json!({})).await["Parameters"], json!([]));
    clock.advance(MINUTE);
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)));
    let listed =
        aws.ok("ListTagsForResource", json!({"ResourceType": "Parameter", "ResourceId": "ami"})).await;
    assert_eq!(listed["TagList"], tags["Tags"]);
    assert_eq!(aws.ok("PutParameter", put("nonsense")).await["Version"], 2);
    assert_eq!(aws.ok("PutParameter", put(OTHER)).await["Version"], 2);
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)), "until then it is the one before");
    clock.advance(MINUTE);
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

#[tokio::test]
async fn what_waits_goes_with_its_parameter() {
    let (aws, clock) = slow();
    let name = json!({"Name": "ami"});
    aws.ok("PutParameter", put(IMAGE)).await;
    clock.advance(MINUTE);
    aws.ok("PutParameter", put(OTHER)).await;
    aws.ok("DeleteParameter", name.clone()).await;
    clock.advance(MINUTE);
    assert_eq!(aws.refused("GetParameter", name.clone()).await, "ParameterNotFound");

    aws.ok("PutParameter", put(IMAGE)).await;
    clock.advance(MINUTE);
    aws.ok("PutParameter", put(OTHER)).await;
    aws.ok("DeleteParameter", name.clone()).await;
    aws.put("ami", "text").await;
    clock.advance(MINUTE);
    assert_eq!(aws.ok("GetParameter", name).await["Parameter"]["Value"], "text", "another one has the name");
}

#[tokio::test]
async fn a_parameter_made_in_the_place_of_one_that_waits_stays() {
    let (aws, clock) = slow();
    aws.ok("PutParameter", put(IMAGE)).await;
    aws.put("ami", "text").await;
    clock.advance(MINUTE);
    let held = aws.ok("GetParameter", json!({"Name": "ami"})).await["Parameter"].take();
    assert_eq!((&held["Value"], &held["Version"]), (&json!("text"), &json!(1)));
    aws.ok("DeleteParameter", json!({"Name": "ami"})).await;
    clock.advance(MINUTE);
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
}

#[tokio::test]
async fn what_is_due_is_done_in_the_order_of_its_instants() {
    let (aws, clock) = slow();
    let expires = |second: u32| {
        format!(
            r#"[{{"Type":"Expiration","Version":"1.0","Attributes":{{"Timestamp":"2027-01-01T00:{:02}:{:02}Z"}}}}]"#,
            second / 60,
            second % 60
        )
    };
    let until = |second| with(put(IMAGE), json!({"Tier": "Advanced", "Policies": expires(second)}));
    aws.ok("PutParameter", until(100)).await;
    clock.advance(MINUTE);
    assert_eq!(read(&aws).await.1, json!(1));
    aws.ok("PutParameter", until(300)).await;
    clock.advance(2 * MINUTE);
    let gone = aws.refused("GetParameter", json!({"Name": "ami"})).await;
    assert_eq!(gone, "ParameterNotFound", "it expired before the later policy was looked at");

    aws.ok("PutParameter", until(250)).await;
    clock.advance(MINUTE);
    assert_eq!((read(&aws).await.1, count(&aws, "Advanced")), (json!(1), 1));
    clock.advance(MINUTE);
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    assert_eq!(count(&aws, "Advanced"), 0);
}

/// How many parameters of a tier are counted.
fn count(aws: &Aws, tier: &str) -> i64 {
    let held = aws.sandbox.dump(Secrets::Masked);
    held["123456789012"]["us-east-1"]["parameter-count"][tier]["Count"].as_i64().unwrap_or_default()
}

#[tokio::test]
async fn a_version_that_finds_no_room_is_counted_nowhere() {
    let (aws, clock) = slow();
    aws.ok("PutParameter", put(IMAGE)).await;
    clock.advance(MINUTE);
    for _ in 1..100 {
        aws.ok("PutParameter", put(IMAGE)).await;
    }
    clock.advance(MINUTE);
    assert_eq!(read(&aws).await.1, json!(100));
    aws.ok("PutParameter", with(put(OTHER), json!({"Tier": "Advanced"}))).await;
    let label = json!({"Name": "ami", "ParameterVersion": 1, "Labels": ["first"]});
    aws.ok("LabelParameterVersion", label).await;
    let refused = aws.refused("PutParameter", put(OTHER)).await;
    assert!(refused.starts_with("ParameterMaxVersionLimitExceeded"), "{refused}");
    clock.advance(MINUTE);
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(100)));
    assert_eq!((count(&aws, "Standard"), count(&aws, "Advanced")), (1, 0));
}

#[tokio::test]
async fn what_never_settles_never_appears() {
    let aws = Aws::with(Settings { settling: Duration::MAX, ..settings() });
    assert_eq!(aws.ok("PutParameter", put(IMAGE)).await["Version"], 1);
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    let content =
        json!({"schemaVersion": "0.3", "mainSteps": [{"name": "a", "action": "aws:sleep", "inputs": {}}]});
    let document = json!({"Name": "wait", "DocumentType": "Automation", "Content": content.to_string()});
    aws.ok("CreateDocument", document).await;
    assert_eq!(aws.ok("DescribeDocument", json!({"Name": "wait"})).await["Document"]["Status"], "Creating");
    let made = aws.ok("CreateAssociation", json!({"Name": "AWS-Noop"})).await;
    let id = json!({"AssociationId": made["AssociationDescription"]["AssociationId"]});
    let described = aws.ok("DescribeAssociation", id).await;
    assert_eq!(described["AssociationDescription"]["Overview"]["Status"], "Pending");
}

#[tokio::test]
async fn the_images_of_the_accounts_nodes_are_its_own() {
    let own = format!(
        "images: [{IMAGE}]\nnodes: [{{name: web, account: '123456789012', region: us-east-1, instance: {{image: {OTHER}}}}}, \
         {{id: mi-0aaaaaaaaaaaaaaaa, instance: {{image: ami-0bbbbbbbbbbbbbbbb}}}}, \
         {{name: far, account: '210987654321', instance: {{image: ami-0cccccccccccccccc}}}}]"
    );
    let aws = Aws::new();
    aws.sandbox.load_fleet(&Fleet::read(&own).expect("a fleet")).expect("it loads");
    aws.ok("PutParameter", put(OTHER)).await;
    assert_eq!(read(&aws).await, (json!(OTHER), json!(1)));
    for not_here in ["ami-0bbbbbbbbbbbbbbbb", "ami-0cccccccccccccccc"] {
        aws.ok("PutParameter", put(not_here)).await;
        assert_eq!(read(&aws).await, (json!(OTHER), json!(1)), "{not_here}");
    }
}

#[tokio::test]
async fn a_fleet_may_say_that_there_are_no_images() {
    let aws = Aws::new();
    let load = |fleet: &str| aws.sandbox.load_fleet(&Fleet::read(fleet).expect("a fleet")).expect("it loads");
    load("images: []");
    aws.ok("PutParameter", put(IMAGE)).await;
    assert_eq!(aws.refused("GetParameter", json!({"Name": "ami"})).await, "ParameterNotFound");
    load(&format!("nodes: [{{name: web, instance: {{image: {IMAGE}}}}}]"));
    aws.ok("PutParameter", put(IMAGE)).await;
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)), "a node that comes later has its image");
    aws.ok("PutParameter", put(OTHER)).await;
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(1)));
}

#[tokio::test]
async fn nodes_alone_do_not_say_which_images_there_are() {
    let aws = Aws::new();
    let fleet = format!("nodes: [{{name: web, instance: {{image: {IMAGE}}}}}]");
    aws.sandbox.load_fleet(&Fleet::read(&fleet).expect("a fleet")).expect("it loads");
    aws.ok("PutParameter", put(OTHER)).await;
    assert_eq!(read(&aws).await, (json!(OTHER), json!(1)));
}

#[tokio::test]
async fn a_version_is_laid_over_the_one_that_waits_before_it() {
    let (aws, clock) = slow();
    aws.ok("PutParameter", put(IMAGE)).await;
    clock.advance(MINUTE);
    let more = json!({"Description": "the newest", "Tier": "Advanced"});
    let answered = aws.ok("PutParameter", with(put(OTHER), more.clone())).await;
    assert_eq!(answered, json!({"Version": 2, "Tier": "Advanced"}));
    let never = with(put("nonsense"), json!({"Description": "none"}));
    assert_eq!(aws.ok("PutParameter", never).await["Version"], 3);
    assert_eq!(aws.ok("PutParameter", put(IMAGE)).await, json!({"Version": 3, "Tier": "Advanced"}));
    clock.advance(MINUTE);
    assert_eq!(read(&aws).await, (json!(IMAGE), json!(3)));
    let described = aws.ok("DescribeParameters", json!({})).await["Parameters"][0].take();
    assert_eq!((&described["Description"], &described["Tier"]), (&more["Description"], &more["Tier"]));
    assert_eq!((count(&aws, "Standard"), count(&aws, "Advanced")), (0, 1));
}
