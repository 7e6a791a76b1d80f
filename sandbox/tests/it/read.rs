//! GetParameter and GetParameters.

use serde_json::json;

use crate::support::{Aws, START, names, text};

#[tokio::test]
async fn a_parameter_reads_back() {
    let aws = Aws::new();
    aws.put("/web/port", "80").await;
    assert_eq!(
        aws.ok("GetParameter", json!({"Name": "/web/port"})).await,
        json!({"Parameter": {
            "Name": "/web/port", "Type": "String", "Value": "80", "Version": 1, "LastModifiedDate": START / 1000,
            "ARN": "arn:aws:ssm:us-east-1:123456789012:parameter/web/port", "DataType": "text",
        }})
    );
    assert_eq!(aws.refused("GetParameter", json!({"Name": "/web"})).await, "ParameterNotFound");
}

#[tokio::test]
async fn a_secure_string_reads_encrypted_unless_decryption_is_asked_for() {
    let aws = Aws::new();
    aws.ok("PutParameter", json!({"Name": "s", "Value": "plain text", "Type": "SecureString"})).await;
    let read = async |decrypt: bool| {
        let read = aws.ok("GetParameter", json!({"Name": "s", "WithDecryption": decrypt})).await;
        text(&read["Parameter"]["Value"])
    };
    let cipher = read(false).await;
    assert_ne!(cipher, "plain text");
    let bytes = aws_smithy_types::base64::decode(&cipher).expect("base64");
    assert!(!bytes.windows(5).any(|part| part == b"plain"));
    assert_eq!(read(false).await, cipher, "one version has one ciphertext");
    assert_eq!(read(true).await, "plain text");
    aws.overwrite("s", "plain text").await;
    assert_ne!(read(false).await, cipher);
    let described = aws.ok("DescribeParameters", json!({})).await;
    assert_eq!(described["Parameters"][0]["KeyId"], "alias/aws/ssm", "the default key is told");
}

#[tokio::test]
async fn versions_and_labels_select() {
    let aws = Aws::new();
    aws.put("/a/x", "one").await;
    aws.overwrite("/a/x", "two").await;
    aws.ok("LabelParameterVersion", json!({"Name": "/a/x", "ParameterVersion": 1, "Labels": ["old"]})).await;
    let read = async |name: &str| aws.ok("GetParameter", json!({"Name": name})).await["Parameter"].clone();
    for (name, value, selector) in
        [("/a/x:1", "one", ":1"), ("/a/x:2", "two", ":2"), ("/a/x:old", "one", ":old")]
    {
        let read = read(name).await;
        assert_eq!(
            (&read["Value"], &read["Selector"], &read["Name"]),
            (&json!(value), &json!(selector), &json!("/a/x"))
        );
    }
    let arn = read("arn:aws:ssm:us-east-1:123456789012:parameter/a/x:1").await;
    assert_eq!((&arn["Value"], &arn["Name"]), (&json!("one"), &json!("/a/x")));
    let refused = async |name: &str| aws.refused("GetParameter", json!({"Name": name})).await;
    assert_eq!(
        refused("/a/x:3").await,
        "ParameterVersionNotFound: Systems Manager could not find version 3 of /a/x. Verify the version and try again."
    );
    assert_eq!(refused("/a/x:1:2").await, "ParameterNotFound");
    assert_eq!(refused("/a/y:1").await, "ParameterNotFound");
    assert_eq!(refused("arn:aws:ssm:eu-west-1:123456789012:parameter/a/x").await, "ParameterNotFound");
    assert_eq!(refused("arn:aws:ssm:us-east-1:210987654321:parameter/a/x").await, "ParameterNotFound");
    for name in ["{x}", "a b", "a/b"] {
        assert!(
            refused(name).await.starts_with("ValidationException: Parameter name: can't be prefixed with"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn get_parameters_never_fails_for_a_name() {
    let aws = Aws::new();
    for name in ["/b", "/a", "/c/d"] {
        aws.put(name, name).await;
    }
    let read = aws.ok("GetParameters", json!({"Names": ["/c/d", "/b", "/none", "/a:7", "/a:1", "a"]})).await;
    assert_eq!(names(read["Parameters"].as_array().expect("a list")), ["/a", "/b", "/c/d", "a"]);
    assert_eq!(read["InvalidParameters"], json!(["/none", "/a:7"]));
    let eleven: Vec<String> = (0..11).map(|number| format!("n{number}")).collect();
    assert_eq!(
        aws.refused("GetParameters", json!({"Names": eleven})).await,
        "ValidationException: 1 validation error detected: Value '[n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10"
    );
}

#[tokio::test]
async fn accounts_and_regions_are_apart() {
    let aws = Aws::new();
    aws.put("x", "here").await;
    for (key, region) in [("210987654321", "us-east-1"), ("123456789012", "eu-west-1")] {
        let elsewhere = aws.at(key, region);
        assert_eq!(elsewhere.refused("GetParameter", json!({"Name": "x"})).await, "ParameterNotFound");
        elsewhere.put("x", "there").await;
        let read = elsewhere.ok("GetParameter", json!({"Name": "x"})).await;
        assert_eq!(read["Parameter"]["ARN"], format!("arn:aws:ssm:{region}:{key}:parameter/x"));
    }
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "here");
    let unknown = aws.at("AKIAIOSFODNN7EXAMPLE", "us-east-1");
    assert_eq!(unknown.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "here");
}

#[tokio::test]
async fn public_parameters_can_be_read() {
    let aws = Aws::new();
    let name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    let read = aws.ok("GetParameter", json!({"Name": name})).await["Parameter"].clone();
    assert_eq!(read["DataType"], "aws:ec2:image");
    assert_eq!(read["ARN"], format!("arn:aws:ssm:us-east-1::parameter{name}"));
    let regions = "/aws/service/global-infrastructure/regions";
    let names = aws.names("GetParametersByPath", json!({"Path": regions, "MaxResults": 3})).await;
    assert_eq!(names.len(), 4);
    assert!(names.iter().all(|name| name.starts_with(regions)));
    let own = aws.names("DescribeParameters", json!({})).await;
    assert_eq!(own, Vec::<String>::new(), "they are nobody's own");
}
