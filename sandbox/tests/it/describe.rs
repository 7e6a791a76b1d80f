//! DescribeParameters.

use sandbox::{Pages, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, names, settings};

async fn filled() -> Aws {
    let aws = Aws::new();
    for name in ["/web/db/host", "/web/db/port", "/web/name", "/webshop", "plain", "other"] {
        aws.put(name, "1").await;
    }
    aws.ok(
        "PutParameter",
        json!({"Name": "/web/secret", "Value": "1", "Type": "SecureString", "Tier": "Advanced"}),
    )
    .await;
    for (name, value) in [("/web/name", "a"), ("plain", "ab"), ("other", "b")] {
        let tags = json!([{"Key": "team", "Value": value}, {"Key": "any", "Value": "x"}]);
        aws.ok("AddTagsToResource", json!({"ResourceType": "Parameter", "ResourceId": name, "Tags": tags}))
            .await;
    }
    aws
}

async fn filtered(aws: &Aws, filters: Value) -> Vec<String> {
    aws.names("DescribeParameters", json!({"ParameterFilters": filters, "MaxResults": 2})).await
}

#[tokio::test]
async fn names_filter_by_equality_beginning_and_part() {
    let aws = filled().await;
    let named = async |option: &str, values: Value| {
        filtered(&aws, json!([{"Key": "Name", "Option": option, "Values": values}])).await
    };
    assert_eq!(named("Equals", json!(["/plain", "other", "/none", "/web"])).await, ["other", "plain"]);
    assert_eq!(
        named("BeginsWith", json!(["/web"])).await,
        ["/web/db/host", "/web/db/port", "/web/name", "/web/secret", "/webshop"]
    );
    assert_eq!(named("BeginsWith", json!(["pl", "/oth"])).await, ["other", "plain"]);
    assert_eq!(named("Contains", json!(["o"])).await, ["other", "/web/db/host", "/web/db/port", "/webshop"]);
    assert_eq!(
        filtered(&aws, json!([{"Key": "Name", "Values": ["plain"]}])).await,
        ["plain"],
        "equality unless said"
    );
}

#[tokio::test]
async fn paths_filter_by_level() {
    let aws = filled().await;
    let path = async |option: Value, values: Value| {
        let mut filter = json!({"Key": "Path", "Values": values});
        if !option.is_null() {
            filter["Option"] = option;
        }
        filtered(&aws, json!([filter])).await
    };
    assert_eq!(path(Value::Null, json!(["/web"])).await, ["/web/name", "/web/secret"]);
    assert_eq!(path(json!("OneLevel"), json!(["/"])).await, ["other", "plain", "/webshop"]);
    assert_eq!(path(json!("Recursive"), json!(["/web/db", "/none"])).await, ["/web/db/host", "/web/db/port"]);
    assert_eq!(path(json!("Recursive"), json!(["/web"])).await.len(), 4);
}

#[tokio::test]
async fn tags_types_tiers_and_keys_filter() {
    let aws = filled().await;
    let by = async |key: &str, option: &str, values: Value| {
        filtered(&aws, json!([{"Key": key, "Option": option, "Values": values}])).await
    };
    assert_eq!(by("tag:team", "Equals", json!(["a", "b"])).await, ["other", "/web/name"]);
    assert_eq!(by("tag:team", "BeginsWith", json!(["a"])).await, ["plain", "/web/name"]);
    assert_eq!(filtered(&aws, json!([{"Key": "tag:any"}])).await.len(), 3, "a key alone is enough");
    assert_eq!(by("Type", "Equals", json!(["SecureString"])).await, ["/web/secret"]);
    assert_eq!(by("Tier", "Equals", json!(["Advanced"])).await, ["/web/secret"]);
    assert_eq!(by("KeyId", "BeginsWith", json!(["alias/"])).await, ["/web/secret"]);
    assert_eq!(by("DataType", "Equals", json!(["text"])).await.len(), 7);
    let both = json!([{"Key": "tag:team", "Values": ["a", "b"]}, {"Key": "Path", "Option": "Recursive", "Values": ["/web"]}]);
    assert_eq!(filtered(&aws, both).await, ["/web/name"], "all filters must let it through");
}

#[tokio::test]
async fn the_older_filters_still_work_alone() {
    let aws = filled().await;
    let older = async |key: &str, value: &str| {
        aws.names("DescribeParameters", json!({"Filters": [{"Key": key, "Values": [value]}]})).await
    };
    assert_eq!(older("Name", "/web/db").await, ["/web/db/host", "/web/db/port"]);
    assert_eq!(older("Type", "SecureString").await, ["/web/secret"]);
    assert_eq!(older("KeyId", "alias/aws/ssm").await, ["/web/secret"]);
    let both = json!({"Filters": [{"Key": "Name", "Values": ["x"]}], "ParameterFilters": [{"Key": "Name", "Values": ["x"]}]});
    assert_eq!(
        aws.refused("DescribeParameters", both).await,
        "ValidationException: You can use either Filters or ParameterFilters in a single request."
    );
}

#[tokio::test]
async fn wrong_filters_are_refused_in_awss_words() {
    let aws = Aws::new();
    let refused =
        async |filters: Value| aws.refused("DescribeParameters", json!({"ParameterFilters": filters})).await;
    assert_eq!(
        refused(json!([{"Key": "Label", "Values": ["x"]}])).await,
        "InvalidFilterKey: The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType]."
    );
    assert_eq!(
        refused(json!([{"Key": "Name", "Option": "Near", "Values": ["x"]}])).await,
        "InvalidFilterOption: The following filter option is not valid: Near. Valid options include: [BeginsWith, Equals, Contains]."
    );
    assert_eq!(
        refused(json!([{"Key": "Path", "Option": "Equals", "Values": ["/x"]}])).await,
        "InvalidFilterOption: The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel]."
    );
    assert_eq!(
        refused(json!([{"Key": "Name", "Values": ["x"]}, {"Key": "Name", "Values": ["y"]}])).await,
        "InvalidFilterKey: The following filter is duplicated in the request: Name. A request can contain only one occurrence of a specific filter."
    );
    assert_eq!(
        refused(json!([{"Key": "Type"}])).await,
        "InvalidFilterValue: The following filter values are missing : null for filter key Type."
    );
    assert_eq!(
        refused(json!([{"Key": "Type", "Values": ["Text"]}])).await,
        "InvalidFilterOption: The following filter value is not valid: Text. Valid values include: [String, StringList, SecureString]."
    );
    assert!(refused(json!([{"Key": "Path", "Values": ["/aws/service"]}])).await.starts_with(
        "ValidationException: Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)."
    ));
    assert_eq!(
        refused(json!([{"Key": "Unknown", "Values": ["x"]}])).await,
        "ValidationException: 1 validation error detected: Value 'Unknown' at 'parameterFilters.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType"
    );
}

#[tokio::test]
async fn pages_hold_fifty_at_most_and_everything_comes_once() {
    let aws = Aws::new();
    for number in 0..120 {
        aws.put(&format!("/p/{number:03}"), "1").await;
    }
    let pages = aws.pages("DescribeParameters", json!({}), "Parameters", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20]);
    assert_eq!(names(&pages.concat()), (0..120).map(|number| format!("/p/{number:03}")).collect::<Vec<_>>());
    let refused = aws.refused("DescribeParameters", json!({"NextToken": "nonsense"})).await;
    assert!(refused.starts_with("InvalidNextToken"), "{refused}");
    assert_eq!(aws.ok("DescribeParameters", json!({"Shared": true})).await, json!({"Parameters": []}));
}

#[tokio::test]
async fn sparse_pages_may_be_empty_and_go_on() {
    let aws = Aws::with(Settings { pages: Pages::Sparse, ..settings() });
    for number in 0..20 {
        aws.put(&format!("/p/{number:02}"), "1").await;
    }
    aws.ok(
        "AddTagsToResource",
        json!({"ResourceType": "Parameter", "ResourceId": "/p/17", "Tags": [{"Key": "a", "Value": "b"}]}),
    )
    .await;
    let body = json!({"MaxResults": 5, "ParameterFilters": [{"Key": "tag:a", "Values": ["b"]}]});
    let pages = aws.pages("DescribeParameters", body, "Parameters", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 0, 1]);
    assert_eq!(names(&pages.concat()), ["/p/17"]);
}
