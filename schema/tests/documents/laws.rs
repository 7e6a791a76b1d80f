//! Laws of what contents mean.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use schema::kinds::document::same_meaning;
use serde_json::{Map, Value, json};

/// Values as contents have them: numbers are whole, since how fractions are written is AWS's.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~é\n\t]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-zA-Z:. ]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn content() -> impl Strategy<Value = Value> {
    btree_map("[a-z]{1,8}", value(), 1..5).prop_map(|map| Value::Object(map.into_iter().collect()))
}

/// The same map with its entries written the other way round, all the way down.
fn turned(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries = map.iter().rev().map(|(key, value)| format!("{}: {}", json!(key), turned(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(" ,\n "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(turned).collect::<Vec<_>>().join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spelling_means_nothing(content in content()) {
        let compact = content.to_string();
        let pretty = serde_json::to_string_pretty(&content).expect("it is JSON");
        prop_assert!(same_meaning(&compact, &pretty));
        prop_assert!(same_meaning(&compact, &turned(&content)));
        let ended = format!("{compact}\n\n\n");
        prop_assert!(same_meaning(&ended, &compact));
    }

    #[test]
    fn anything_else_means_something_else(content in content(), key in "[A-Z]{3}", more in value()) {
        let mut other: Map<String, Value> = content.as_object().expect("a map").clone();
        other.insert(key, more);
        prop_assert!(!same_meaning(&content.to_string(), &Value::Object(other).to_string()));
    }
}
