//! Managed nodes and their patches, as Systems Manager shows a fleet.

use sandbox::Fleet;
use serde_json::{Value, json};

use crate::support::{Aws, text, with};

const FLEET: &str = "\
nodes:
  - {name: web, count: 12, tags: {Patch Group: Production, Role: web}, patches: {baseline: pb-0123456789abcdef0, counts: {installed: 5}}}
  - id: i-0aaaaaaaaaaaaaaaa
    tags: {PatchGroup: Production}
    agent: {version: 3.1.0.0, latest: false, ping: ConnectionLost}
    platform: {type: Windows, name: Windows Server, version: '10'}
    patches:
      baseline: AWS-DefaultPatchBaseline
      operation: Install
      reboot: NoReboot
      started: 2026-12-01T00:00:00Z
      ended: 2026-12-01T00:10:00Z
      counts: {missing: 2, criticalNonCompliant: 1}
      list:
        - {title: A, kb: KB1, classification: SecurityUpdates, severity: Critical, state: Missing, cves: CVE-1}
        - {title: B, kb: KB2, classification: Updates, severity: Low, state: Installed, installed: 2026-12-01T00:05:00Z}
  - {id: mi-0aaaaaaaaaaaaaaaa, name: printer, tags: {Role: printer}}
  - {id: i-0bbbbbbbbbbbbbbbb, managed: false}
  - {id: i-0cccccccccccccccc, instance: {state: stopped}}
  - {id: i-0dddddddddddddddd, instance: {state: terminated}}
";

fn fleet() -> Aws {
    let aws = Aws::new();
    aws.sandbox.load_fleet(&Fleet::read(FLEET).expect("a fleet")).expect("it loads");
    aws
}

async fn count(aws: &Aws, body: Value) -> usize {
    let pages = aws.pages("DescribeInstanceInformation", body, "InstanceInformationList", "NextToken").await;
    pages.concat().len()
}

#[tokio::test]
async fn nodes_are_listed_in_pages_of_ten() {
    let aws = fleet();
    let pages =
        aws.pages("DescribeInstanceInformation", json!({}), "InstanceInformationList", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 5]);
    let nodes = pages.concat();
    let node = |id: &str| nodes.iter().find(|node| node["InstanceId"] == id).expect("it is listed");
    let windows = node("i-0aaaaaaaaaaaaaaaa");
    assert_eq!(windows["PingStatus"], "ConnectionLost");
    assert_eq!(windows["PlatformType"], "Windows");
    assert_eq!((&windows["AgentVersion"], &windows["IsLatestVersion"]), (&json!("3.1.0.0"), &json!(false)));
    assert_eq!(windows["ResourceType"], "EC2Instance");
    let hybrid = node("mi-0aaaaaaaaaaaaaaaa");
    assert_eq!((&hybrid["ResourceType"], &hybrid["Name"]), (&json!("ManagedInstance"), &json!("printer")));
    assert_eq!(node("i-0cccccccccccccccc")["PingStatus"], "ConnectionLost");
    assert!(!nodes.iter().any(|node| node["InstanceId"] == "i-0bbbbbbbbbbbbbbbb"));
    assert!(!nodes.iter().any(|node| node["InstanceId"] == "i-0dddddddddddddddd"));
}

#[tokio::test]
async fn nodes_are_filtered_both_ways() {
    let aws = fleet();
    let by = |key: &str, values: Value| json!({"Filters": [{"Key": key, "Values": values}]});
    for (key, values, found) in [
        ("PingStatus", json!(["Online"]), 13),
        ("PingStatus", json!(["Online", "ConnectionLost"]), 15),
        ("PlatformTypes", json!(["Windows"]), 1),
        ("ResourceType", json!(["ManagedInstance"]), 1),
        ("InstanceIds", json!(["i-0aaaaaaaaaaaaaaaa", "i-0ffffffffffffffff"]), 1),
        ("AgentVersion", json!(["3.1.0.0"]), 1),
        ("tag:Role", json!(["web", "printer"]), 13),
        ("tag-key", json!(["PatchGroup"]), 1),
    ] {
        assert_eq!(count(&aws, by(key, values.clone())).await, found, "{key} {values}");
    }
    let old = json!({"InstanceInformationFilterList": [{"key": "PlatformTypes", "valueSet": ["Linux"]}]});
    assert_eq!(count(&aws, old.clone()).await, 14);
    let refused = async |body: Value| aws.refused("DescribeInstanceInformation", body).await;
    assert!(refused(by("Colour", json!(["red"]))).await.starts_with("InvalidFilterKey"));
    let unknown = refused(by("PingStatus", json!(["Away"]))).await;
    assert!(unknown.starts_with("InvalidInstanceInformationFilterValue"), "{unknown}");
    assert_eq!(
        refused(by("ResourceType", json!(["EC2Instance", "ManagedInstance"]))).await,
        "InvalidInstanceInformationFilterValue: ResourceType filter may contain only one value."
    );
    assert_eq!(
        refused(by("ResourceType", json!(["Document"]))).await,
        "InvalidInstanceInformationFilterValue: ResourceType filter is invalid, valid values are EC2Instance, ManagedInstance"
    );
    let mut both = by("tag-key", json!(["x"]));
    both["InstanceInformationFilterList"] = old["InstanceInformationFilterList"].clone();
    assert!(refused(both).await.starts_with("ValidationException"));
    assert!(refused(json!({"MaxResults": 4})).await.starts_with("ValidationException"));
    assert!(refused(json!({"NextToken": "none"})).await.starts_with("InvalidNextToken"));
}

#[tokio::test]
async fn patch_states_are_read_by_node_and_by_group() {
    let aws = fleet();
    let by_id = json!({"InstanceIds": ["i-0aaaaaaaaaaaaaaaa", "i-0cccccccccccccccc", "i-0ffffffffffffffff"]});
    let states = aws.ok("DescribeInstancePatchStates", by_id).await["InstancePatchStates"].clone();
    assert_eq!(states.as_array().map(Vec::len), Some(1));
    let state = &states[0];
    assert_eq!((&state["PatchGroup"], &state["Operation"]), (&json!("Production"), &json!("Install")));
    assert_eq!((&state["MissingCount"], &state["InstalledCount"]), (&json!(3), &json!(1)));
    assert!(text(&state["BaselineId"]).starts_with("arn:aws:ssm:us-east-1:"));
    assert_eq!(state["OperationEndTime"], 1_796_083_800);
    assert_eq!((text(&state["SnapshotId"]).len(), &state["RebootOption"]), (36, &json!("NoReboot")));
    assert_eq!(state["LastNoRebootInstallOperationTime"], state["OperationEndTime"]);
    let group = async |more: Value| {
        let body = with(json!({"PatchGroup": "Production"}), more);
        let operation = "DescribeInstancePatchStatesForPatchGroup";
        let pages = aws.pages(operation, body, "InstancePatchStates", "NextToken").await;
        pages.iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!(group(json!({})).await, [13]);
    assert_eq!(group(json!({"MaxResults": 10})).await, [10, 3]);
    let filter = |key: &str, kind: &str, value: &str| json!({"Filters": [{"Key": key, "Type": kind, "Values": [value]}]});
    assert_eq!(group(filter("MissingCount", "GreaterThan", "0")).await, [1]);
    assert_eq!(group(filter("MissingCount", "LessThan", "1")).await, [12]);
    assert_eq!(group(filter("InstalledCount", "Equal", "5")).await, [12]);
    assert_eq!(group(filter("InstalledCount", "NotEqual", "5")).await, [1]);
    let mut wrong = filter("MissingCount", "Equal", "many");
    wrong["PatchGroup"] = json!("Production");
    let refused = aws.refused("DescribeInstancePatchStatesForPatchGroup", wrong).await;
    assert!(refused.starts_with("InvalidFilter"), "{refused}");
}

#[tokio::test]
async fn a_group_is_counted_and_an_unknown_one_is_empty() {
    let aws = fleet();
    let state = aws.ok("DescribePatchGroupState", json!({"PatchGroup": "Production"})).await;
    let counts = [
        "Instances",
        "InstancesWithInstalledPatches",
        "InstancesWithMissingPatches",
        "InstancesWithCriticalNonCompliantPatches",
    ];
    assert_eq!(counts.map(|name| state[name].as_i64().expect("a number")), [13, 13, 1, 1]);
    let none = aws.ok("DescribePatchGroupState", json!({"PatchGroup": "Nobody"})).await;
    assert!(none.as_object().expect("an object").values().all(|count| *count == 0));
    assert_eq!(none.as_object().map(serde_json::Map::len), Some(13));
}

#[tokio::test]
async fn the_patches_of_a_node_are_listed() {
    let aws = fleet();
    let patches = async |more: Value| {
        let body = with(json!({"InstanceId": "i-0aaaaaaaaaaaaaaaa"}), more);
        aws.ok("DescribeInstancePatches", body).await["Patches"].as_array().expect("a list").clone()
    };
    let all = patches(json!({})).await;
    assert_eq!(all.iter().map(|patch| text(&patch["KBId"])).collect::<Vec<_>>(), ["KB1", "KB2"]);
    assert_eq!(
        (&all[0]["State"], &all[0]["InstalledTime"], &all[0]["CVEIds"]),
        (&json!("Missing"), &json!(0), &json!("CVE-1"))
    );
    let low = patches(json!({"Filters": [{"Key": "Severity", "Values": ["Low"]}]})).await;
    assert_eq!(low[0]["Title"], "B");
    let missing = patches(json!({"Filters": [{"Key": "State", "Values": ["Missing"]}]})).await;
    assert_eq!(missing.len(), 1);
    let none = aws.ok("DescribeInstancePatches", json!({"InstanceId": "i-0cccccccccccccccc"})).await;
    assert_eq!(none["Patches"], json!([]));
    let unknown = aws.refused("DescribeInstancePatches", json!({"InstanceId": "i-0ffffffffffffffff"})).await;
    assert!(unknown.starts_with("InvalidInstanceId"), "{unknown}");
    let filter =
        json!({"InstanceId": "i-0aaaaaaaaaaaaaaaa", "Filters": [{"Key": "Colour", "Values": ["x"]}]});
    assert!(aws.refused("DescribeInstancePatches", filter).await.starts_with("InvalidFilter"));
}

#[tokio::test]
async fn systems_manager_tags_hybrid_nodes_only() {
    let aws = fleet();
    let tag = |id: &str| json!({"ResourceType": "ManagedInstance", "ResourceId": id, "Tags": [{"Key": "Patch Group", "Value": "Hybrid"}]});
    aws.ok("AddTagsToResource", tag("mi-0aaaaaaaaaaaaaaaa")).await;
    let filter = json!({"Filters": [{"Key": "tag:Patch Group", "Values": ["Hybrid"]}]});
    assert_eq!(count(&aws, filter).await, 1);
    let words = "ValidationException: resourceId i-0aaaaaaaaaaaaaaaa should be in format mi-[0-9a-f]{17} for resource type ManagedInstance";
    assert_eq!(aws.refused("AddTagsToResource", tag("i-0aaaaaaaaaaaaaaaa")).await, words);
    let list = json!({"ResourceType": "ManagedInstance", "ResourceId": "i-0aaaaaaaaaaaaaaaa"});
    assert_eq!(aws.refused("ListTagsForResource", list).await, words);
    assert_eq!(aws.refused("AddTagsToResource", tag("mi-0ffffffffffffffff")).await, "InvalidResourceId");
}
