//! DeleteParameter and DeleteParameters.

use serde_json::json;

use crate::support::Aws;

#[tokio::test]
async fn a_deleted_parameter_leaves_nothing_behind() {
    let aws = Aws::new();
    aws.ok(
        "PutParameter",
        json!({"Name": "x", "Value": "1", "Type": "String", "Tags": [{"Key": "a", "Value": "b"}]}),
    )
    .await;
    aws.overwrite("x", "2").await;
    aws.ok("LabelParameterVersion", json!({"Name": "x", "ParameterVersion": 1, "Labels": ["old"]})).await;
    assert_eq!(aws.ok("DeleteParameter", json!({"Name": "x"})).await, json!({}));
    assert_eq!(aws.refused("DeleteParameter", json!({"Name": "x"})).await, "ParameterNotFound");
    assert_eq!(aws.ok("GetResources", json!({})).await["ResourceTagMappingList"], json!([]));
    assert_eq!(aws.put("x", "3").await["Version"], 1);
    let history = aws.ok("GetParameterHistory", json!({"Name": "x"})).await;
    assert_eq!(history["Parameters"].as_array().map(Vec::len), Some(1));
    let tags = aws.ok("ListTagsForResource", json!({"ResourceType": "Parameter", "ResourceId": "x"})).await;
    assert_eq!(tags, json!({"TagList": []}));
}

#[tokio::test]
async fn delete_parameters_never_fails_for_a_name() {
    let aws = Aws::new();
    aws.put("/a", "1").await;
    aws.put("/b/c", "1").await;
    let reply = aws.ok("DeleteParameters", json!({"Names": ["/b/c", "none", "a"]})).await;
    assert_eq!(reply, json!({"DeletedParameters": ["/b/c", "a"], "InvalidParameters": ["none"]}));
    let eleven: Vec<String> = (0..11).map(|number| format!("n{number}")).collect();
    let refused = aws.refused("DeleteParameters", json!({"Names": eleven})).await;
    assert!(refused.ends_with(
        "at 'names' failed to satisfy constraint: Member must have length less than or equal to 10"
    ));
}

#[tokio::test]
async fn neighbours_stay() {
    let aws = Aws::new();
    for name in ["/a", "/a/b", "/ab", "/a-"] {
        aws.put(name, "1").await;
        aws.overwrite(name, "2").await;
    }
    aws.ok("DeleteParameter", json!({"Name": "/a"})).await;
    for name in ["/a/b", "/ab", "/a-"] {
        aws.ok("GetParameter", json!({"Name": format!("{name}:1")})).await;
    }
}
