//! LookupEvents: who wrote what.

use std::time::Duration;

use sandbox::{Clock, Fleet, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, elements, settings, text};

async fn events(aws: &Aws, body: Value) -> Vec<Value> {
    aws.pages("LookupEvents", body, "Events", "NextToken").await.concat()
}

fn by(key: &str, value: &str) -> Value {
    json!({"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]})
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["EventName"].as_str()).collect()
}

fn clocked() -> (Clock, Aws) {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    (clock, aws)
}

#[tokio::test]
async fn a_write_is_told_without_its_value() {
    let aws = Aws::new();
    let put = json!({"Name": "/web/key", "Value": "geheim", "Type": "SecureString", "Description": "A key"});
    aws.ok("PutParameter", put).await;
    let all = events(&aws, json!({})).await;
    let [event] = &all[..] else { panic!("one event: {all:?}") };
    assert!(!event.to_string().contains("geheim"), "{event}");
    assert_eq!(event["EventName"], "PutParameter");
    assert_eq!(event["EventSource"], "ssm.amazonaws.com");
    assert_eq!(event["EventTime"], START / 1000);
    assert_eq!((&event["Username"], &event["AccessKeyId"]), (&json!("sandbox"), &json!("123456789012")));
    assert_eq!(event["ReadOnly"], "false");
    let resource = json!([{"ResourceType": "AWS::SSM::Parameter", "ResourceName": "/web/key"}]);
    assert_eq!(event["Resources"], resource);
    let whole: Value = serde_json::from_str(&text(&event["CloudTrailEvent"])).expect("JSON");
    let parameters = json!({
        "name": "/web/key", "value": "HIDDEN_DUE_TO_SECURITY_REASONS", "type": "SecureString",
        "description": "A key",
    });
    assert_eq!(whole["requestParameters"], parameters);
    assert_eq!(whole["userIdentity"]["arn"], "arn:aws:iam::123456789012:user/sandbox");
    assert_eq!(whole["userIdentity"]["type"], "IAMUser");
    assert_eq!(whole["eventTime"], "2027-01-01T00:00:00Z");
    assert_eq!(whole["eventID"], event["EventId"]);
}

#[tokio::test]
async fn no_secret_of_any_service_is_in_the_trail() {
    let aws = Aws::new();
    aws.ok(
        "CreateSecret",
        json!({"Name": "s", "SecretString": "geheim", "ClientRequestToken": "t".repeat(32)}),
    )
    .await;
    let all = events(&aws, json!({})).await;
    assert_eq!(names(&all), ["CreateSecret"]);
    assert!(!json!(all).to_string().contains("geheim"), "{all:?}");
}

#[tokio::test]
async fn reads_and_refusals_leave_no_trace() {
    let aws = Aws::new();
    aws.put("/a", "1").await;
    aws.ok("GetParameter", json!({"Name": "/a"})).await;
    aws.refused("PutParameter", json!({"Name": "/a", "Value": "2", "Type": "String"})).await;
    aws.ok("LookupEvents", json!({})).await;
    assert_eq!(names(&events(&aws, json!({})).await), ["PutParameter"]);
    assert_eq!(names(&events(&aws.at("123456789012", "eu-west-1"), json!({})).await), [""; 0]);
}

#[tokio::test]
async fn a_role_is_told_with_its_session() {
    let aws = Aws::new();
    let role = "arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fops%2FAdmin";
    let form = format!("Version=2011-06-15&Action=AssumeRole&RoleArn={role}&RoleSessionName=jo");
    let key = elements(&aws.sts(&form).await, "AccessKeyId").remove(0);
    let jo = aws.at(&key, "us-east-1");
    jo.put("/a", "1").await;
    let all = events(&jo, by("Username", "jo")).await;
    let whole: Value = serde_json::from_str(&text(&all[0]["CloudTrailEvent"])).expect("JSON");
    assert_eq!(whole["userIdentity"]["type"], "AssumedRole");
    assert_eq!(whole["userIdentity"]["arn"], "arn:aws:sts::111122223333:assumed-role/Admin/jo");
    assert_eq!(whole["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"], "Admin");
    assert_eq!(whole["recipientAccountId"], "111122223333");
}

#[tokio::test]
async fn events_are_looked_up_by_one_attribute_the_newest_first() {
    let (clock, aws) = clocked();
    aws.put("/a", "1").await;
    clock.advance(Duration::from_secs(60));
    aws.overwrite("/a", "2").await;
    let window = json!({"Name": "night", "Schedule": "rate(1 day)", "Duration": 1, "Cutoff": 0, "AllowUnassociatedTargets": false});
    let window = text(&aws.ok("CreateMaintenanceWindow", window).await["WindowId"]);
    clock.advance(Duration::from_secs(60));
    let tag = json!({"ResourceType": "Parameter", "ResourceId": "/a", "Tags": [{"Key": "k", "Value": "v"}]});
    aws.ok("AddTagsToResource", tag).await;
    let found = async |body: Value| events(&aws, body).await;
    let all = ["AddTagsToResource", "CreateMaintenanceWindow", "PutParameter", "PutParameter"];
    assert_eq!(names(&found(json!({})).await), all);
    let puts = ["AddTagsToResource", "PutParameter", "PutParameter"];
    assert_eq!(names(&found(by("ResourceName", "/a")).await), puts);
    assert_eq!(names(&found(by("ResourceName", &window)).await), ["CreateMaintenanceWindow"]);
    assert_eq!(
        names(&found(by("ResourceType", "AWS::SSM::MaintenanceWindow")).await),
        ["CreateMaintenanceWindow"]
    );
    assert_eq!(names(&found(by("EventName", "PutParameter")).await), ["PutParameter"; 2]);
    assert_eq!(names(&found(by("EventSource", "ec2.amazonaws.com")).await), [""; 0]);
    assert_eq!(found(by("AccessKeyId", "123456789012")).await.len(), 4);
    assert_eq!(found(by("ReadOnly", "true")).await.len(), 0);
    let id = text(&found(json!({})).await[3]["EventId"]);
    assert_eq!(found(by("EventId", &id)).await.len(), 1);
    let begin = START / 1000;
    assert_eq!(names(&found(json!({"StartTime": begin + 61})).await), ["AddTagsToResource"]);
    assert_eq!(names(&found(json!({"EndTime": begin})).await), ["PutParameter"]);
    assert_eq!(found(json!({"EventCategory": "insight"})).await.len(), 0);
    let pages = aws.pages("LookupEvents", json!({"MaxResults": 3}), "Events", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    let attribute = json!({"AttributeKey": "Username", "AttributeValue": "x"});
    for (body, code) in [
        (json!({"LookupAttributes": [attribute, attribute]}), "InvalidLookupAttributesException: "),
        (json!({"StartTime": begin + 1, "EndTime": begin}), "InvalidTimeRangeException: "),
        (json!({"NextToken": "x"}), "InvalidNextTokenException: "),
    ] {
        let refused = aws.refused("LookupEvents", body).await;
        assert!(refused.starts_with(code), "{refused}");
    }
}

#[tokio::test]
async fn ninety_days_and_five_thousand_writes_are_told() {
    let (clock, aws) = clocked();
    for _ in 0..5_003 {
        aws.ok("DeleteOpsItem", json!({"OpsItemId": "oi-000000000000"})).await;
    }
    let pages = aws.pages("LookupEvents", json!({}), "Events", "NextToken").await;
    assert_eq!((pages.len(), pages.concat().len()), (100, 5_000));
    clock.advance(Duration::from_secs(90 * 24 * 60 * 60));
    assert_eq!(events(&aws, json!({})).await.len(), 5_000);
    clock.advance(Duration::from_secs(1));
    assert_eq!(events(&aws, json!({})).await.len(), 0);
}

#[tokio::test]
async fn tags_of_instances_are_told_by_the_instance() {
    let aws = Aws::new();
    let fleet = Fleet::read("nodes:\n  - {id: i-0123456789abcdef0, instance: {state: running}}\n");
    aws.sandbox.load_fleet(&fleet.expect("a fleet")).expect("it loads");
    let i = "i-0123456789abcdef0";
    let reply = aws.ec2(&format!("CreateTags&ResourceId.1={i}&Tag.1.Key=a&Tag.1.Value=b")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let all = events(&aws, by("ResourceName", i)).await;
    assert_eq!((names(&all), &all[0]["EventSource"]), (vec!["CreateTags"], &json!("ec2.amazonaws.com")));
}

#[tokio::test]
async fn clients_name_the_service_in_two_ways() {
    let aws = Aws::new();
    for target in ["com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "CloudTrail_20131101"] {
        let mut request = aws.request("LookupEvents", "{}");
        let target = format!("{target}.LookupEvents").parse().expect("a header");
        request.headers_mut().insert("x-amz-target", target);
        assert_eq!(aws.handle(request).await.status, 200);
    }
}
