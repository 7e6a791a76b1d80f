//! What holds after any calls in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sandbox::{Effect, Rule, Sandbox, Secrets, When};
use serde_json::{Value, json};

use crate::support::{Aws, settings};

const NAMES: &[&str] = &["x", "/x", "/a/b", "/a/b/c", "/a", "y", "bad name", "/aws/x"];

/// A call, valid or not.
fn call() -> impl Strategy<Value = (&'static str, Value)> {
    let name = || prop::sample::select(NAMES);
    let label = || prop::sample::select(vec!["one", "two", "1bad"]);
    let word = || prop::sample::select(vec!["v", "w", ""]);
    prop_oneof![
        4 => (name(), word(), any::<bool>(), prop::option::of(prop::sample::select(vec!["String", "SecureString"])))
            .prop_map(|(name, value, overwrite, kind)| {
                ("PutParameter", json!({"Name": name, "Value": value, "Overwrite": overwrite, "Type": kind}))
            }),
        2 => (name(), word()).prop_map(|(name, value)| {
            let tags = json!([{"Key": "k", "Value": value}]);
            ("PutParameter", json!({"Name": name, "Value": "t", "Type": "String", "Tier": "Advanced", "Tags": tags}))
        }),
        1 => name().prop_map(|name| ("DeleteParameter", json!({"Name": name}))),
        1 => (name(), name()).prop_map(|(one, two)| ("DeleteParameters", json!({"Names": [one, two]}))),
        2 => (name(), label(), prop::option::of(1..4)).prop_map(|(name, label, version)| {
            ("LabelParameterVersion", json!({"Name": name, "Labels": [label], "ParameterVersion": version}))
        }),
        1 => (name(), label(), 1..4).prop_map(|(name, label, version)| {
            ("UnlabelParameterVersion", json!({"Name": name, "Labels": [label], "ParameterVersion": version}))
        }),
        1 => (name(), word()).prop_map(|(name, value)| {
            let tags = json!([{"Key": "k", "Value": value}, {"Key": "l", "Value": "m"}]);
            ("AddTagsToResource", json!({"ResourceType": "Parameter", "ResourceId": name, "Tags": tags}))
        }),
        1 => name().prop_map(|name| {
            ("RemoveTagsFromResource", json!({"ResourceType": "Parameter", "ResourceId": name, "TagKeys": ["k"]}))
        }),
    ]
}

fn calls() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    prop::collection::vec(call(), 1..40)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A refused call leaves no trace, whatever it was; a server's error is never an answer.
    #[test]
    fn a_refusal_leaves_no_trace(calls in calls()) {
        run(async {
            let aws = Aws::new();
            for (operation, body) in calls {
                let before = aws.sandbox.dump(Secrets::Shown);
                let reply = aws.send(operation, &body.to_string()).await;
                prop_assert!(reply.status == 200 || reply.status == 400, "{operation} {body}: {}", reply.text);
                if reply.status == 400 {
                    prop_assert_eq!(aws.sandbox.dump(Secrets::Shown), before);
                }
            }
            Ok(())
        })?;
    }

    /// What the operations tell of the parameters fits together.
    #[test]
    fn every_view_of_the_parameters_agrees(calls in calls()) {
        run(async {
            let aws = Aws::new();
            for (operation, body) in calls {
                aws.send(operation, &body.to_string()).await;
            }
            let described = aws.names("DescribeParameters", json!({"MaxResults": 2})).await;
            let walked = aws.names("GetParametersByPath", json!({"Path": "/", "Recursive": true, "MaxResults": 1})).await;
            prop_assert_eq!(&described, &walked);
            let mut tiers = BTreeMap::<String, i64>::new();
            for name in &described {
                consistent(&aws, name, &mut tiers).await?;
            }
            let dump = aws.sandbox.dump(Secrets::Shown);
            let counts = dump["123456789012"]["us-east-1"]["parameter-count"].as_object().cloned().unwrap_or_default();
            for (tier, count) in counts {
                prop_assert_eq!(count["Count"].as_i64(), Some(tiers.get(&tier).copied().unwrap_or_default()));
            }
            Ok(())
        })?;
    }

    /// A file holds exactly what memory holds.
    #[test]
    fn a_file_is_the_same_as_memory(calls in prop::collection::vec(call(), 1..15)) {
        run(async {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("sandbox");
            let file = Aws::of(Sandbox::open(&path, settings()).expect("it opens"));
            let memory = Aws::new();
            for (operation, body) in calls {
                let replies = (file.send(operation, &body.to_string()).await, memory.send(operation, &body.to_string()).await);
                prop_assert_eq!(replies.0.text, replies.1.text);
            }
            drop(file);
            let again = Sandbox::open(&path, settings()).expect("it opens");
            prop_assert_eq!(again.dump(Secrets::Shown), memory.sandbox.dump(Secrets::Shown));
            Ok(())
        })?;
    }

    /// Retrying what was lost ends where a run without losses ends, but for versions.
    #[test]
    fn lost_answers_and_requests_change_no_values(calls in calls(), seed in any::<u64>()) {
        run(async {
            let calm = Aws::new();
            let stormy = Aws::with(sandbox::Settings { seed, ..settings() });
            stormy.sandbox.add_fault(Rule::everywhere(When::Chance(0.2), Effect::LoseRequest));
            for (operation, body) in calls.iter().filter(|(operation, _)| *operation == "PutParameter") {
                let mut body = body.clone();
                body["Overwrite"] = json!(true);
                body["Tags"] = Value::Null;
                calm.send(operation, &body.to_string()).await;
                while stormy.sandbox.handle(stormy.request(operation, &body.to_string())).await.is_err() {}
            }
            stormy.sandbox.clear_faults();
            prop_assert_eq!(calm.sandbox.dump(Secrets::Shown), stormy.sandbox.dump(Secrets::Shown));
            Ok(())
        })?;
    }
}

/// One parameter's versions, labels and reads fit together.
async fn consistent(aws: &Aws, name: &str, tiers: &mut BTreeMap<String, i64>) -> Result<(), TestCaseError> {
    let history = aws.ok("GetParameterHistory", json!({"Name": name, "WithDecryption": true})).await;
    let versions = history["Parameters"].as_array().expect("a list").clone();
    let numbers: Vec<i64> = versions.iter().map(|row| row["Version"].as_i64().expect("a number")).collect();
    prop_assert_eq!(&numbers, &(1..=i64::try_from(numbers.len()).expect("few")).collect::<Vec<_>>());
    let mut labels: Vec<&Value> =
        versions.iter().flat_map(|row| row["Labels"].as_array().expect("a list")).collect();
    let count = labels.len();
    labels.sort_by_key(|label| label.to_string());
    labels.dedup();
    prop_assert_eq!(labels.len(), count, "a label lies on one version");
    for row in &versions {
        let selected = format!("{name}:{}", row["Version"]);
        let read = aws.ok("GetParameter", json!({"Name": selected, "WithDecryption": true})).await;
        prop_assert_eq!(&read["Parameter"]["Value"], &row["Value"]);
        for label in row["Labels"].as_array().expect("a list") {
            let selected = format!("{name}:{}", label.as_str().expect("a text"));
            let read = aws.ok("GetParameter", json!({"Name": selected})).await;
            prop_assert_eq!(&read["Parameter"]["Version"], &row["Version"]);
        }
    }
    let tier = versions.last().expect("one at least")["Tier"].as_str().expect("a text").to_owned();
    *tiers.entry(tier).or_default() += 1;
    Ok(())
}
