//! PutParameter: names, types, values, versions, in AWS's words.

use serde_json::json;

use crate::support::{Aws, START, with};

const PATH_RULE: &str = "ValidationException: Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";

#[tokio::test]
async fn a_put_makes_version_1_and_every_overwrite_one_more() {
    let aws = Aws::new();
    assert_eq!(aws.put("/web/port", "80").await, json!({"Version": 1, "Tier": "Standard"}));
    assert_eq!(aws.overwrite("/web/port", "80").await, json!({"Version": 2, "Tier": "Standard"}));
    let exists =
        aws.refused("PutParameter", json!({"Name": "/web/port", "Value": "1", "Type": "String"})).await;
    assert_eq!(
        exists,
        "ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true."
    );
}

#[tokio::test]
async fn an_overwrite_keeps_what_it_leaves_out_and_empty_texts_clear() {
    let aws = Aws::new();
    let first = json!({
        "Name": "x", "Value": "1", "Type": "SecureString", "Description": "about x",
        "AllowedPattern": "\\d", "KeyId": "alias/own", "Tier": "Advanced",
    });
    aws.ok("PutParameter", first).await;
    aws.overwrite("x", "2").await;
    let described = aws.ok("DescribeParameters", json!({})).await;
    assert_eq!(
        described["Parameters"],
        json!([{
            "Name": "x", "ARN": "arn:aws:ssm:us-east-1:123456789012:parameter/x", "Type": "SecureString",
            "KeyId": "alias/own", "LastModifiedDate": START / 1000,
            "LastModifiedUser": "arn:aws:iam::123456789012:user/sandbox", "Description": "about x",
            "AllowedPattern": "\\d", "Version": 2, "Tier": "Advanced", "Policies": [], "DataType": "text",
        }])
    );
    let cleared =
        json!({"Name": "x", "Value": "abc", "Overwrite": true, "Description": "", "AllowedPattern": ""});
    aws.ok("PutParameter", cleared).await;
    let described = aws.ok("DescribeParameters", json!({})).await;
    assert_eq!(described["Parameters"][0].get("Description"), None);
    assert_eq!(described["Parameters"][0].get("AllowedPattern"), None);
}

#[tokio::test]
async fn a_type_is_needed_once_and_may_change() {
    let aws = Aws::new();
    assert_eq!(
        aws.refused("PutParameter", json!({"Name": "x", "Value": "1", "Overwrite": true})).await,
        "ValidationException: A parameter type is required when you create a parameter."
    );
    let put = |kind: &str| json!({"Name": "x", "Value": "1", "Type": kind, "Overwrite": true, "KeyId": "alias/own"});
    aws.ok("PutParameter", put("SecureString")).await;
    aws.ok("PutParameter", put("String")).await;
    let described = aws.ok("DescribeParameters", json!({})).await;
    assert_eq!(described["Parameters"][0]["Type"], "String");
    assert_eq!(described["Parameters"][0].get("KeyId"), None, "a String has no key");
}

#[tokio::test]
async fn names_that_aws_refuses_are_refused_in_its_words() {
    let aws = Aws::new();
    let refused = async |name: &str| {
        aws.refused("PutParameter", json!({"Name": name, "Value": "1", "Type": "String"})).await
    };
    let prefix =
        "ValidationException: Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).";
    for name in ["aws", "AWSome", "ssm-x", "/ssmx"] {
        assert_eq!(refused(name).await, prefix, "{name}");
    }
    for name in
        ["/ssm/x", "/SSMx/y", "/a b", "a:b", "/a//b", "/é", "arn:aws:ssm:us-east-1:123456789012:parameter/x"]
    {
        assert_eq!(refused(name).await, PATH_RULE, "{name}");
    }
    assert_eq!(
        refused("/aws/x").await,
        "AccessDeniedException: No access to reserved parameter name: /aws/x."
    );
    assert_eq!(refused("a/b").await, "ValidationException: Parameter name must be a fully qualified name.");
    assert_eq!(refused("/a/").await, "ValidationException: Parameter name must not end with slash.");
    let deep = "/x".repeat(16);
    assert_eq!(
        refused(&deep).await,
        "HierarchyLevelLimitExceededException: A hierarchy can have a maximum of 15 levels."
    );
    aws.put(&"/x".repeat(15), "1").await;
    let prefix = "arn:aws:ssm:us-east-1:123456789012:parameter/".len();
    aws.put(&"x".repeat(1011 - prefix), "1").await;
    assert!(refused(&"x".repeat(1012 - prefix)).await.starts_with("AccessDeniedException: "));
    assert!(aws.put("  blank  ", "1").await["Version"] == 1, "outer blanks are cut off");
    assert_eq!(aws.ok("GetParameter", json!({"Name": "blank"})).await["Parameter"]["Name"], "blank");
}

#[tokio::test]
async fn values_are_held_against_pattern_type_and_nesting() {
    let aws = Aws::new();
    let refused = async |more: serde_json::Value| {
        aws.refused("PutParameter", with(json!({"Name": "x", "Value": "1", "Type": "String"}), more)).await
    };
    assert_eq!(
        refused(json!({"Value": "ab", "AllowedPattern": "[a-z]"})).await,
        "ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: [a-z]"
    );
    assert_eq!(
        refused(json!({"AllowedPattern": "[a"})).await,
        "InvalidAllowedPatternException: The request does not meet the regular expression requirement."
    );
    assert_eq!(
        refused(json!({"Value": "a,2", "Type": "StringList", "AllowedPattern": "[a-z]"})).await,
        "ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: [a-z]"
    );
    assert_eq!(
        refused(json!({"Value": "a {{ b }}"})).await,
        "ValidationException: Parameter value can't nest another parameter. Do not use \"{{}}\" in the value."
    );
    assert_eq!(
        refused(json!({"DataType": "Text"})).await,
        "ValidationException: The following data type is not supported: Text (Data type names are all lowercase.)"
    );
    assert_eq!(
        refused(json!({"Type": "StringList", "DataType": "aws:ec2:image"})).await,
        "ValidationException: The aws:ec2:image data type is not supported for the following input type: StringList"
    );
    assert_eq!(
        refused(json!({"Type": "SecureString", "KeyId": "nonsense"})).await,
        "InvalidKeyId: Invalid keyId nonsense"
    );
    aws.ok(
        "PutParameter",
        json!({"Name": "x", "Value": "a,b", "Type": "StringList", "AllowedPattern": "(?=a)a|b"}),
    )
    .await;
}

#[tokio::test]
async fn tags_come_with_a_create_and_never_with_an_overwrite() {
    let aws = Aws::new();
    let put = |overwrite: bool| json!({"Name": "x", "Value": "1", "Type": "String", "Overwrite": overwrite, "Tags": [{"Key": "a", "Value": "b"}]});
    assert_eq!(
        aws.refused("PutParameter", put(true)).await,
        "ValidationException: Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource."
    );
    aws.ok("PutParameter", put(false)).await;
    let tags = aws.ok("ListTagsForResource", json!({"ResourceType": "Parameter", "ResourceId": "/x"})).await;
    assert_eq!(tags, json!({"TagList": [{"Key": "a", "Value": "b"}]}));
}

#[tokio::test]
async fn a_name_with_and_without_its_slash_is_one_parameter() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    assert!(
        aws.refused("PutParameter", json!({"Name": "/x", "Value": "2", "Type": "String"}))
            .await
            .starts_with("ParameterAlreadyExists")
    );
    assert_eq!(aws.overwrite("/x", "2").await["Version"], 2);
    for name in ["x", "/x"] {
        let read = aws.ok("GetParameter", json!({"Name": name})).await["Parameter"].clone();
        assert_eq!(read["Name"], name, "the name is echoed as it was asked for");
        assert_eq!(read["ARN"], "arn:aws:ssm:us-east-1:123456789012:parameter/x");
        assert_eq!(read["Value"], "2");
    }
    aws.ok("DeleteParameter", json!({"Name": "/x"})).await;
    assert_eq!(aws.refused("GetParameter", json!({"Name": "x"})).await, "ParameterNotFound");
}

#[tokio::test]
async fn the_hundred_and_first_version_drops_the_first_unless_it_is_labelled() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    for version in 2..=101 {
        assert_eq!(aws.overwrite("x", "1").await["Version"], version);
    }
    let pages = aws.pages("GetParameterHistory", json!({"Name": "x"}), "Parameters", "NextToken").await;
    let versions: Vec<i64> =
        pages.concat().iter().map(|row| row["Version"].as_i64().expect("a number")).collect();
    assert_eq!(versions, (2..=101).collect::<Vec<_>>());
    aws.ok("LabelParameterVersion", json!({"Name": "x", "ParameterVersion": 2, "Labels": ["keep"]})).await;
    assert_eq!(
        aws.refused("PutParameter", json!({"Name": "x", "Value": "1", "Overwrite": true})).await,
        "ParameterMaxVersionLimitExceeded: You attempted to create a new version of x by calling the PutParameter API with the overwrite flag. Version 2, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again."
    );
    aws.ok("LabelParameterVersion", json!({"Name": "x", "Labels": ["keep"]})).await;
    assert_eq!(aws.overwrite("x", "1").await["Version"], 102);
}
