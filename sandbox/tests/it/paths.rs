//! GetParametersByPath.

use serde_json::json;

use crate::support::{Aws, names};

async fn filled() -> Aws {
    let aws = Aws::new();
    for name in ["/a", "/a/b", "/a/b/c", "/a/b/d/e", "/a/c", "/a-b/c", "/ab", "x"] {
        aws.put(name, name).await;
    }
    aws
}

#[tokio::test]
async fn a_path_gives_what_lies_below_it() {
    let aws = filled().await;
    let below = async |path: &str, recursive: bool| {
        aws.names("GetParametersByPath", json!({"Path": path, "Recursive": recursive})).await
    };
    assert_eq!(below("/a", false).await, ["/a/b", "/a/c"]);
    assert_eq!(below("/a/", false).await, ["/a/b", "/a/c"]);
    assert_eq!(below("/a", true).await, ["/a/b", "/a/b/c", "/a/b/d/e", "/a/c"]);
    assert_eq!(below("/", false).await, ["/a", "/ab", "x"]);
    assert_eq!(below("/", true).await.len(), 8);
    assert_eq!(below("/a/b/d/e", true).await, Vec::<String>::new());
    assert_eq!(below("/none", true).await, Vec::<String>::new());
}

#[tokio::test]
async fn pages_hold_ten_at_most_and_everything_comes_once() {
    let aws = Aws::new();
    for number in 0..25 {
        aws.put(&format!("/p/{number:02}"), "1").await;
        aws.put(&format!("/p/{number:02}/below"), "1").await;
    }
    let pages = aws.pages("GetParametersByPath", json!({"Path": "/p"}), "Parameters", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    let found = names(&pages.concat());
    assert_eq!(found, (0..25).map(|number| format!("/p/{number:02}")).collect::<Vec<_>>());
    let all =
        aws.names("GetParametersByPath", json!({"Path": "/p", "Recursive": true, "MaxResults": 7})).await;
    assert_eq!(all.len(), 50);
    assert_eq!(
        aws.refused("GetParametersByPath", json!({"Path": "/p", "MaxResults": 11})).await,
        "ValidationException: 1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10"
    );
}

#[tokio::test]
async fn a_token_fits_its_question_only() {
    let aws = filled().await;
    let first = aws.ok("GetParametersByPath", json!({"Path": "/a", "MaxResults": 1})).await;
    let token = first["NextToken"].clone();
    let other = aws.refused("GetParametersByPath", json!({"Path": "/", "NextToken": token})).await;
    assert!(other.starts_with("InvalidNextToken"), "{other}");
    let nonsense = aws.refused("GetParametersByPath", json!({"Path": "/a", "NextToken": "nonsense"})).await;
    assert!(nonsense.starts_with("InvalidNextToken"), "{nonsense}");
    // What went meanwhile does not disturb the walk.
    aws.ok("DeleteParameter", json!({"Name": "/a/b"})).await;
    let next = aws.ok("GetParametersByPath", json!({"Path": "/a", "NextToken": token})).await;
    assert_eq!(names(next["Parameters"].as_array().expect("a list")), ["/a/c"]);
}

#[tokio::test]
async fn filters_know_type_key_and_label() {
    let aws = filled().await;
    aws.ok(
        "PutParameter",
        json!({"Name": "/a/s", "Value": "1", "Type": "SecureString", "KeyId": "alias/own"}),
    )
    .await;
    aws.overwrite("/a/c", "newer").await;
    aws.ok("LabelParameterVersion", json!({"Name": "/a/c", "ParameterVersion": 1, "Labels": ["prod"]})).await;
    let filtered = async |key: &str, option: &str, value: &str| {
        let filter = json!([{"Key": key, "Option": option, "Values": [value]}]);
        aws.ok("GetParametersByPath", json!({"Path": "/a", "ParameterFilters": filter})).await["Parameters"]
            .clone()
    };
    let found = |value: &serde_json::Value| names(value.as_array().expect("a list"));
    assert_eq!(found(&filtered("Type", "Equals", "SecureString").await), ["/a/s"]);
    assert_eq!(found(&filtered("Type", "BeginsWith", "String").await), ["/a/b", "/a/c"]);
    assert_eq!(found(&filtered("KeyId", "Equals", "alias/own").await), ["/a/s"]);
    let labelled = filtered("Label", "Equals", "prod").await;
    assert_eq!((&labelled[0]["Value"], &labelled[0]["Version"]), (&json!("/a/c"), &json!(1)));
    let refused = async |key: &str, option: &str| {
        let filter = json!([{"Key": key, "Option": option, "Values": ["x"]}]);
        aws.refused("GetParametersByPath", json!({"Path": "/a", "ParameterFilters": filter})).await
    };
    assert_eq!(
        refused("Name", "Equals").await,
        "InvalidFilterKey: The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId, Label]."
    );
    assert_eq!(
        refused("Label", "BeginsWith").await,
        "InvalidFilterOption: The following filter option is not valid: BeginsWith. Valid options include: [Equals]."
    );
}

#[tokio::test]
async fn a_path_must_look_like_one() {
    let aws = Aws::new();
    for path in ["a", "/a//b", "/a b"] {
        let refused = aws.refused("GetParametersByPath", json!({"Path": path})).await;
        assert!(
            refused.starts_with("ValidationException: The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash \"/\"."),
            "{refused}"
        );
    }
}
