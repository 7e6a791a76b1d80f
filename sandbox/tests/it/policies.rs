//! Parameter policies.

use std::time::Duration;

use sandbox::{Clock, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, text};

const EXPIRATION: &str =
    r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2027-01-11T00:00:00.000Z"}}"#;
const NOTICE: &str =
    r#"{"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"5","Unit":"Days"}}"#;
const NO_CHANGE: &str =
    r#"{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}}"#;
const DAY: Duration = Duration::from_secs(24 * 3600);

fn put(policies: &str) -> Value {
    json!({"Name": "x", "Value": "1", "Type": "String", "Tier": "Advanced", "Policies": policies, "Overwrite": true})
}

/// A sandbox and the clock that it goes by.
fn with_clock() -> (Aws, Clock) {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    (Aws::with(Settings { clock: clock.clone(), ..settings() }), clock)
}

async fn shown(aws: &Aws) -> Vec<(String, String)> {
    let described = aws.ok("DescribeParameters", json!({})).await;
    let policies = described["Parameters"][0]["Policies"].as_array().expect("a list").clone();
    policies.iter().map(|policy| (text(&policy["PolicyType"]), text(&policy["PolicyStatus"]))).collect()
}

#[tokio::test]
async fn text_goes_in_and_a_list_comes_out() {
    let aws = Aws::new();
    aws.ok("PutParameter", put(&format!("[{EXPIRATION}]"))).await;
    let described = aws.ok("DescribeParameters", json!({})).await;
    let policies = &described["Parameters"][0]["Policies"];
    assert_eq!(policies[0]["PolicyType"], "Expiration");
    assert_eq!(policies[0]["PolicyStatus"], "Pending");
    let inner: Value = serde_json::from_str(&text(&policies[0]["PolicyText"])).expect("JSON");
    assert_eq!(inner, serde_json::from_str::<Value>(EXPIRATION).expect("JSON"));
    let history = aws.ok("GetParameterHistory", json!({"Name": "x"})).await;
    assert_eq!(&history["Parameters"][0]["Policies"], policies);
    aws.overwrite("x", "2").await;
    assert_eq!(shown(&aws).await.len(), 1, "they stay until others come");
    for none in ["[{}]", "[]"] {
        aws.ok("PutParameter", put(&format!("[{EXPIRATION}]"))).await;
        aws.ok("PutParameter", put(none)).await;
        assert_eq!(shown(&aws).await, [], "{none:?} clears");
    }
}

#[tokio::test]
async fn the_keys_of_a_policy_keep_their_order() {
    let aws = Aws::new();
    let spaced = EXPIRATION.replace("\":", "\": ").replace(',', " ,\n");
    aws.ok("PutParameter", put(&format!("[ {{}}, {spaced} ]"))).await;
    let described = aws.ok("DescribeParameters", json!({})).await;
    assert_eq!(described["Parameters"][0]["Policies"][0]["PolicyText"], EXPIRATION);
}

#[tokio::test]
async fn an_expired_parameter_is_gone() {
    let (aws, clock) = with_clock();
    aws.ok("PutParameter", put(&format!("[{EXPIRATION},{NOTICE},{NO_CHANGE}]"))).await;
    let status = |index: usize, statuses: &[(String, String)]| statuses[index].1.clone();
    clock.advance(DAY);
    let after_a_day = shown(&aws).await;
    assert_eq!((status(1, &after_a_day), status(2, &after_a_day)), ("Pending".into(), "Finished".into()));
    clock.advance(4 * DAY);
    assert_eq!(status(1, &shown(&aws).await), "Finished");
    clock.advance(5 * DAY - Duration::from_secs(1));
    aws.ok("GetParameter", json!({"Name": "x"})).await;
    clock.advance(Duration::from_secs(1));
    assert_eq!(aws.refused("GetParameter", json!({"Name": "x"})).await, "ParameterNotFound");
    assert_eq!(aws.put("x", "1").await["Version"], 1, "its name is free");
}

#[tokio::test]
async fn a_later_expiration_takes_the_place_of_the_earlier() {
    let (aws, clock) = with_clock();
    aws.ok("PutParameter", put(&format!("[{EXPIRATION}]"))).await;
    aws.ok("PutParameter", put(&format!("[{}]", EXPIRATION.replace("2027-01-11", "2027-02-01")))).await;
    clock.advance(15 * DAY);
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Version"], 2);
    clock.advance(20 * DAY);
    assert_eq!(aws.refused("GetParameter", json!({"Name": "x"})).await, "ParameterNotFound");
}

#[tokio::test]
async fn policies_need_the_advanced_tier() {
    let aws = Aws::new();
    let mut body = put(&format!("[{EXPIRATION}]"));
    body["Tier"] = json!("Standard");
    assert!(aws.refused("PutParameter", body.clone()).await.starts_with("ValidationException: "));
    body["Tier"] = json!("Intelligent-Tiering");
    assert_eq!(aws.ok("PutParameter", body).await["Tier"], "Advanced");
}

#[tokio::test]
async fn wrong_policies_are_refused_in_awss_words() {
    let aws = Aws::new();
    let eleven = [NO_CHANGE; 11].join(",");
    for (policies, refusal) in [
        ("nonsense".to_owned(), "InvalidPolicyAttributeException: Invalid policies input"),
        (
            format!("[{eleven}]"),
            "PoliciesLimitExceededException: Number of policies attached to a parameter cannot exceed 10",
        ),
        (
            format!("[{EXPIRATION},{EXPIRATION}]"),
            "IncompatiblePolicyException: There can be only one expiration policy",
        ),
        (
            format!("[{NOTICE}]"),
            "IncompatiblePolicyException: Expiration notification policies are missing expiration policy",
        ),
        (
            format!("[{}]", EXPIRATION.replace("Expiration", "Expiry")),
            "InvalidPolicyTypeException: Policy type Expiry is not supported.",
        ),
        (
            format!("[{}]", EXPIRATION.replace("1.0", "2.0")),
            "InvalidPolicyAttributeException: Unsupported policy version.",
        ),
        (
            r#"[{"Type":"Expiration","Version":"1.0"}]"#.to_owned(),
            "InvalidPolicyAttributeException: Mandatory policy attribute Attributes is missing.",
        ),
        (
            format!("[{}]", EXPIRATION.replace("Timestamp", "When")),
            "InvalidPolicyAttributeException: A valid Expiration policy must have an attribute of Timestamp.",
        ),
        (
            format!("[{}]", EXPIRATION.replace("2027-01-11", "tomorrow")),
            "InvalidPolicyAttributeException: Invalid timestamp format",
        ),
        (
            format!("[{}]", NO_CHANGE.replace("After", "Later")),
            "InvalidPolicyAttributeException: Mandatory policy attribute After is missing.",
        ),
        (
            format!("[{}]", NO_CHANGE.replace("20", "none")),
            "InvalidPolicyAttributeException: Attribute After must be a positive integer.",
        ),
        (
            format!("[{}]", NO_CHANGE.replace("Hours", "Weeks")),
            "InvalidPolicyAttributeException: Supported time units: DAYS HOURS",
        ),
    ] {
        assert_eq!(aws.refused("PutParameter", put(&policies)).await, refusal, "{policies}");
    }
}
