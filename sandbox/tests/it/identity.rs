//! STS.

use std::time::Duration;

use sandbox::{Clock, Settings};
use serde_json::json;

use crate::support::{Aws, Reply, START, settings};

const ASSUME: &str = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fteam%2Fdeploy&RoleSessionName=ci";

fn element(reply: &Reply, name: &str) -> String {
    let text = reply.text.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once("</"));
    text.expect("the element").0.to_owned()
}

#[tokio::test]
async fn a_caller_is_told_who_it_is() {
    let aws = Aws::new().at("210987654321", "us-east-1");
    let reply = aws.sts("Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "text/xml");
    let id = reply.headers["x-amzn-requestid"].to_str().expect("a text");
    assert_eq!(
        reply.text,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <UserId>AIDA210987654321SBOX</UserId><Account>210987654321</Account>\
             <Arn>arn:aws:iam::210987654321:user/sandbox</Arn></GetCallerIdentityResult>\
             <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        )
    );
}

#[tokio::test]
async fn an_assumed_role_acts_in_its_own_account_until_it_expires() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    let reply =
        aws.sts(&format!("{ASSUME}&DurationSeconds=900&Tags.member.1.Key=a&Tags.member.1.Value=b")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(element(&reply, "Expiration"), "2027-01-01T00:15:00Z");
    let key = element(&reply, "AccessKeyId");
    assert!(key.starts_with("ASIA"), "{key}");
    let role = aws.at(&key, "us-east-1");
    let arn = "arn:aws:sts::210987654321:assumed-role/deploy/ci";
    assert_eq!(element(&role.sts("Action=GetCallerIdentity&Version=2011-06-15").await, "Arn"), arn);
    role.put("x", "1").await;
    let described = aws.at("210987654321", "us-east-1").ok("DescribeParameters", json!({})).await;
    assert_eq!(described["Parameters"][0]["LastModifiedUser"], arn);
    clock.advance(Duration::from_secs(900));
    assert_eq!(
        role.refused("GetParameter", json!({"Name": "x"})).await,
        "ExpiredTokenException: The security token included in the request is expired"
    );
}

#[tokio::test]
async fn refusals_are_xml() {
    let aws = Aws::new();
    let code = async |form: &str| {
        let reply = aws.sts(form).await;
        (reply.status, element(&reply, "Code"), element(&reply, "Message"))
    };
    let role =
        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=ci&RoleArn=arn:aws:iam::12:user/somebody";
    let (status, name, message) = code(role).await;
    assert_eq!((status, &*name), (400, "ValidationError"));
    assert_eq!(message, "arn:aws:iam::12:user/somebody is invalid");
    let (status, name, message) =
        code("Action=AssumeRole&Version=2011-06-15&RoleSessionName=c&RoleArn=").await;
    assert_eq!((status, &*name), (400, "ValidationError"));
    assert!(message.starts_with("3 validation errors detected: Value '' at 'roleArn' failed"), "{message}");
    let (status, name, _) = code("Action=None&Version=2011-06-15").await;
    assert_eq!((status, &*name), (400, "InvalidAction"));
    let (status, name, _) = code("Action=GetFederationToken&Version=2011-06-15&Name=xy").await;
    assert_eq!((status, &*name), (400, "InvalidAction"));
}
