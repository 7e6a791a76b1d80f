//! EC2: the instances of a fleet and their tags, on EC2's own wire.

use sandbox::{Fleet, Rates, Settings};
use serde_json::json;

use crate::support::{Aws, Reply, elements, settings};

const FIVE: &str = "\
nodes:
  - {id: i-00000000000000001, tags: {Environment: Production, Name: one}, instance: {state: running}}
  - {id: i-00000000000000002, tags: {Environment: Production, Name: two}, instance: {state: stopped}}
  - {id: i-00000000000000003, tags: {Environment: Staging}, instance: {state: running, metadataTags: true}}
  - {id: i-00000000000000004, instance: {state: terminated}}
  - {id: i-00000000000000005, platform: {type: Windows}}
";

fn fleet(text: &str) -> Aws {
    let aws = Aws::new();
    aws.sandbox.load_fleet(&Fleet::read(text).expect("a fleet")).expect("it loads");
    aws
}

/// The last digits of the ids that a form's reply lists.
async fn ids(aws: &Aws, form: &str) -> String {
    let reply = aws.ec2(&format!("DescribeInstances{form}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    elements(&reply, "instanceId").iter().map(|id| id[18..].to_owned()).collect()
}

/// Status, code and message of a refusal.
fn refusal(reply: &Reply) -> (u16, String, String) {
    (reply.status, elements(reply, "Code").concat(), elements(reply, "Message").concat())
}

#[tokio::test]
async fn an_instance_is_shown_in_ec2s_xml() {
    let aws = fleet(FIVE);
    let reply = aws.ec2("DescribeInstances&InstanceId.1=i-00000000000000001").await;
    assert_eq!(reply.headers["content-type"], "text/xml;charset=UTF-8");
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DescribeInstancesResponse \
                xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>";
    assert!(reply.text.starts_with(head), "{}", reply.text);
    let tags = "<tagSet><item><key>Environment</key><value>Production</value></item>\
                <item><key>Name</key><value>one</value></item></tagSet>";
    assert!(reply.text.contains(tags), "{}", reply.text);
    assert!(reply.text.contains("<instanceState><code>16</code><name>running</name></instanceState>"));
    assert!(reply.text.contains("<reservationSet><item><reservationId>r-00000000000000001</reservationId>"));
    assert_eq!(elements(&reply, "launchTime"), ["2027-01-01T00:00:00.000Z"]);
    assert_eq!(elements(&reply, "nextToken"), [""; 0]);
}

#[tokio::test]
async fn filters_are_joined_and_know_patterns() {
    let aws = fleet(FIVE);
    for (filters, found) in [
        ("", "12345"),
        ("&Filter.1.Name=tag:Environment&Filter.1.Value.1=Production", "12"),
        ("&Filter.1.Name=tag:Environment&Filter.1.Value.1=Production&Filter.1.Value.2=Staging", "123"),
        ("&Filter.1.Name=tag:Environment&Filter.1.Value.1=P*", "12"),
        ("&Filter.1.Name=tag:Environment&Filter.1.Value.1=production", ""),
        ("&Filter.1.Name=tag-key&Filter.1.Value.1=Name", "12"),
        (
            "&Filter.1.Name=tag-key&Filter.1.Value.1=Name&Filter.2.Name=instance-state-name&Filter.2.Value.1=running",
            "1",
        ),
        ("&Filter.1.Name=instance-state-name&Filter.1.Value.1=terminated", "4"),
        ("&Filter.1.Name=instance-state-code&Filter.1.Value.1=80", "2"),
        ("&Filter.1.Name=instance-id&Filter.1.Value.1=i-0000000000000000?", "12345"),
        ("&Filter.1.Name=platform&Filter.1.Value.1=windows", "5"),
        ("&InstanceId.1=i-00000000000000005&InstanceId.2=i-00000000000000002", "25"),
    ] {
        assert_eq!(ids(&aws, filters).await, found, "{filters}");
    }
    let other = aws.ec2("DescribeInstances&Filter.1.Name=colour&Filter.1.Value.1=red").await;
    assert_eq!(
        refusal(&other),
        (400, "InvalidParameterValue".into(), "The filter 'colour' is invalid".into())
    );
}

#[tokio::test]
async fn pages_hold_from_5_to_1000_and_go_on_where_they_ended() {
    let aws = fleet("nodes: [{name: web, count: 13}]");
    let mut token = String::new();
    let mut sizes = Vec::new();
    loop {
        let reply = aws.ec2(&format!("DescribeInstances&MaxResults=5{token}")).await;
        sizes.push(elements(&reply, "instanceId").len());
        let Some(next) = elements(&reply, "nextToken").pop() else { break };
        token = format!("&NextToken={}", next.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"));
    }
    assert_eq!(sizes, [5, 5, 3]);
    assert_eq!(ids(&aws, "").await.len(), 13);
    let code = async |form: &str| refusal(&aws.ec2(form).await).1;
    assert_eq!(code("DescribeInstances&MaxResults=4").await, "InvalidParameterValue");
    assert_eq!(code("DescribeInstances&MaxResults=1001").await, "InvalidParameterValue");
    assert_eq!(code("DescribeInstances&MaxResults=many").await, "InvalidParameterValue");
    assert_eq!(code("DescribeInstances&NextToken=none").await, "InvalidParameterValue");
    let both = "DescribeInstances&MaxResults=5&InstanceId.1=i-00000000000000001";
    assert_eq!(code(both).await, "InvalidParameterCombination");
}

#[tokio::test]
async fn tags_come_and_go_on_all_resources_or_on_none() {
    let aws = fleet(FIVE);
    let create = "CreateTags&ResourceId.1=i-00000000000000001&ResourceId.2=i-00000000000000005\
                  &Tag.1.Key=Patch+Group&Tag.1.Value=Production&Tag.2.Key=Empty";
    let reply = aws.ec2(create).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(elements(&reply, "return"), ["true"]);
    assert!(reply.text.contains("<CreateTagsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"));
    let grouped = "&Filter.1.Name=tag:Patch+Group&Filter.1.Value.1=Production";
    assert_eq!(ids(&aws, grouped).await, "15");
    assert_eq!(ids(&aws, "&Filter.1.Name=tag:Empty&Filter.1.Value.1=").await, "15");

    let gone = "CreateTags&ResourceId.1=i-00000000000000002&ResourceId.2=i-0ffffffffffffffff&Tag.1.Key=Patch+Group&Tag.1.Value=x";
    let message = "The instance ID 'i-0ffffffffffffffff' does not exist";
    assert_eq!(refusal(&aws.ec2(gone).await), (400, "InvalidInstanceID.NotFound".into(), message.into()));
    let two = "DeleteTags&ResourceId.1=i-0fffffffffffffffe&ResourceId.2=i-0ffffffffffffffff";
    let message = "The instance IDs 'i-0fffffffffffffffe, i-0ffffffffffffffff' do not exist";
    assert_eq!(refusal(&aws.ec2(two).await).2, message);
    assert_eq!(ids(&aws, "&Filter.1.Name=tag:Patch+Group&Filter.1.Value.1=x").await, "");

    let delete = async |rest: &str| {
        let reply = aws.ec2(&format!("DeleteTags&ResourceId.1=i-00000000000000001{rest}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    };
    delete("&Tag.1.Key=Patch+Group&Tag.1.Value=").await;
    assert_eq!(ids(&aws, grouped).await, "15", "an empty value takes only an empty one");
    delete("&Tag.1.Key=Patch+Group&Tag.1.Value=Production&Tag.2.Key=Empty&Tag.2.Value=").await;
    assert_eq!(ids(&aws, grouped).await, "5");
    delete("&Tag.1.Key=Environment").await;
    assert_eq!(ids(&aws, "&Filter.1.Name=tag-key&Filter.1.Value.1=Environment").await, "23");
    delete("").await;
    assert_eq!(ids(&aws, "&Filter.1.Name=tag-key&Filter.1.Value.1=Name").await, "2");
}

#[tokio::test]
async fn refusals_are_ec2s() {
    let aws = fleet(FIVE);
    let one = "CreateTags&ResourceId.1=i-00000000000000003";
    let long = "k".repeat(128);
    for (form, status, code, message) in [
        (
            "CreateTags&Tag.1.Key=a".to_owned(),
            400,
            "MissingParameter",
            "The request must contain the parameter ResourceId",
        ),
        (
            format!("{one}&Tag.1.Key=aws:x"),
            400,
            "InvalidParameterValue",
            "Tag keys starting with 'aws:' are reserved for internal use",
        ),
        (
            format!("{one}&Tag.1.Key={long}"),
            400,
            "InvalidParameterValue",
            "A tag's key has from 1 to 127 characters",
        ),
        (
            format!("{one}&Tag.1.Key=a&DryRun=true"),
            412,
            "DryRunOperation",
            "Request would have succeeded, but DryRun flag is set.",
        ),
        (
            "CreateTags&ResourceId.1=i-12&Tag.1.Key=a".to_owned(),
            400,
            "InvalidInstanceID.Malformed",
            "Invalid id: &quot;i-12&quot;",
        ),
        (
            "CreateTags&ResourceId.1=vol-1&Tag.1.Key=a".to_owned(),
            400,
            "InvalidID",
            "The ID 'vol-1' is not valid",
        ),
        (
            "MakeCoffee".to_owned(),
            400,
            "InvalidAction",
            "The action MakeCoffee is not valid for this web service.",
        ),
        (
            "RunInstances".to_owned(),
            400,
            "InvalidAction",
            "AWS has the operation RunInstances, but it is not covered by this sandbox",
        ),
    ] {
        assert_eq!(refusal(&aws.ec2(&form).await), (status, code.into(), message.into()), "{form}");
    }
    let blank = refusal(&aws.ec2(&format!("{one}&Tag.1.Key=Patch+Group&Tag.1.Value=x")).await);
    assert_eq!(blank.1, "InvalidParameterValue");
    assert!(blank.2.starts_with("'Patch Group' is not a valid tag key. Tag keys must match"), "{}", blank.2);
    let reply = aws.ec2("MakeCoffee").await;
    assert!(reply.text.contains("<Response><Errors><Error><Code>InvalidAction</Code>"), "{}", reply.text);
    assert_eq!(elements(&reply, "RequestID")[0], reply.headers["x-amzn-requestid"].to_str().expect("a text"));
    assert_eq!(aws.ec2(&format!("{one}&Tag.1.Key=PatchGroup&Tag.1.Value=x")).await.status, 200);
}

#[tokio::test]
async fn at_most_fifty_tags_are_held_and_ec2_throttles_in_its_own_words() {
    let aws = fleet(FIVE);
    let many: String = (1..=51).map(|at| format!("&Tag.{at}.Key=k{at}")).collect();
    let reply = aws.ec2(&format!("CreateTags&ResourceId.1=i-00000000000000005{many}")).await;
    assert_eq!(refusal(&reply).1, "TagLimitExceeded");
    let aws = Aws::with(Settings { rates: Rates::Published, ..settings() });
    let mut last = aws.ec2("CreateTags").await;
    for _ in 0..10 {
        last = aws.ec2("CreateTags").await;
    }
    assert_eq!(refusal(&last), (503, "RequestLimitExceeded".into(), "Request limit exceeded.".into()));
}

#[tokio::test]
async fn tags_are_listed_by_themselves_and_in_the_tagging_apis_index() {
    let aws = fleet(FIVE);
    let reply = aws.ec2("DescribeTags&Filter.1.Name=resource-id&Filter.1.Value.1=i-00000000000000002").await;
    assert_eq!(elements(&reply, "key"), ["Environment", "Name"]);
    assert_eq!(elements(&reply, "resourceType"), ["instance", "instance"]);
    let reply = aws
        .ec2("DescribeTags&Filter.1.Name=key&Filter.1.Value.1=Name&Filter.2.Name=value&Filter.2.Value.1=o*")
        .await;
    assert_eq!(elements(&reply, "resourceId"), ["i-00000000000000001"]);
    let found = aws.ok("GetResources", json!({"TagFilters": [{"Key": "Name", "Values": ["two"]}]})).await;
    let arn = "arn:aws:ec2:us-east-1:123456789012:instance/i-00000000000000002";
    assert_eq!(found["ResourceTagMappingList"][0]["ResourceARN"], arn);
    let tagged = aws.ok("TagResources", json!({"ResourceARNList": [arn], "Tags": {"Team": "shop"}})).await;
    assert_eq!(tagged["FailedResourcesMap"], json!({}));
    assert_eq!(ids(&aws, "&Filter.1.Name=tag:Team&Filter.1.Value.1=shop").await, "2");
}

#[tokio::test]
async fn loading_again_keeps_what_is_there() {
    let aws = fleet(FIVE);
    aws.ec2("CreateTags&ResourceId.1=i-00000000000000001&Tag.1.Key=Name&Tag.1.Value=mine").await;
    aws.sandbox.load_fleet(&Fleet::read(FIVE).expect("a fleet")).expect("it loads");
    assert_eq!(ids(&aws, "&Filter.1.Name=tag:Name&Filter.1.Value.1=mine").await, "1");
    assert_eq!(ids(&aws.at("210987654321", "us-east-1"), "").await, "");
    assert_eq!(ids(&aws.at("123456789012", "eu-west-1"), "").await, "");
    aws.sandbox.forget_instance("123456789012", "us-east-1", "i-00000000000000001");
    assert_eq!(ids(&aws, "").await, "2345");
}

#[tokio::test]
async fn hosts_are_named_as_in_their_region() {
    let aws = fleet("nodes: [{id: i-00000000000000001}, {id: i-00000000000000002, region: eu-west-1}]");
    for (region, end) in [("us-east-1", ".ec2.internal"), ("eu-west-1", ".eu-west-1.compute.internal")] {
        let reply = aws.at("123456789012", region).ec2("DescribeInstances").await;
        let host = elements(&reply, "privateDnsName").concat();
        assert!(host.starts_with("ip-10-") && host.ends_with(end), "{host}");
    }
}
