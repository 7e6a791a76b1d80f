//! Laws of parameters over generated specs.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::patch_laws::told;
use crate::world::{STACK, World, hierarchy, summary};
use crate::{one_line, order};

/// What a parameter is, as lines of which the first says its value.
fn parameter() -> impl Strategy<Value = Vec<String>> {
    let value = vec![
        "value: one",
        "value: \"two\"",
        "value: [x, y, z]",
        "value: [z, y, x]",
        "type: SecureString, valueFrom: {env: KEY}",
    ];
    let fields = vec![
        "description: a description",
        "allowedPattern: \".*\"",
        "labels: [stable, current]",
        "tags: {Team: shop, Cost: \"1\"}",
        "tier: Advanced, policies: [{noChangeNotification: {after: 60 days}}, {expirationNotification: {before: 30 days}}, {expiration: 2027-12-31T23:59:59Z}]",
    ];
    (select(value), subsequence(fields, 0..=5), any::<bool>()).prop_map(|(value, fields, key)| {
        let mut lines = vec![value.to_owned()];
        lines.extend(fields.into_iter().map(str::to_owned));
        if key && value.contains("Secure") {
            lines.push("keyId: alias/shop".to_owned());
        }
        lines
    })
}

pub fn parameters() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(parameter(), 1..4)
}

pub fn manifest(parameters: &[Vec<String>]) -> String {
    let lines = parameters.iter().enumerate();
    let lines: Vec<_> = lines.map(|(at, fields)| format!("a/b{at}: {{{}}}", fields.join(", "))).collect();
    hierarchy(&lines.join("\n"))
}

/// The same said in the opposite order.
fn turned(parameters: &[Vec<String>]) -> String {
    let lines = parameters.iter().enumerate().rev().map(|(at, fields)| {
        let fields: Vec<_> = fields.iter().rev().map(String::as_str).collect();
        let fields = fields.join(", ").replace("[stable, current]", "[current, stable]");
        format!("a/b{at}: {{{}}}", fields.replace("Team: shop, Cost: \"1\"", "Cost: \"1\", Team: shop"))
    });
    hierarchy(&lines.collect::<Vec<_>>().join("\n"))
}

fn world() -> World {
    World::new().knowing("KEY", "hunter2")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_spec_to_any_other_and_then_nothing(first in parameters(), second in parameters()) {
        told(async {
            let world = world();
            world.converge(&world.desired(STACK, &[&manifest(&first)]).await).await;
            let desired = world.desired(STACK, &[&manifest(&second)]).await;
            world.converge(&desired).await;
            assert!(world.destroy(&desired).await.outcome.whole());
            let left = world.outside().describe_parameters().send().await.expect("allowed");
            assert!(left.parameters().is_empty());
        });
    }

    #[test]
    fn order_means_nothing(parameters in parameters()) {
        told(async {
            let world = world();
            let one = world.desired(STACK, &[&manifest(&parameters)]).await;
            let two = world.desired(STACK, &[&turned(&parameters)]).await;
            order::means_nothing(&world, &one, &two).await;
        });
    }

    #[test]
    fn a_new_order_of_a_list_is_a_change(items in prop::collection::vec("[a-z]{1,3}", 2..5).prop_shuffle()) {
        told(async {
            let world = world();
            let written = |items: &[String]| hierarchy(&format!("a: [{}]", quoted(items)));
            world.converge(&world.desired(STACK, &[&written(&items)]).await).await;
            let turned: Vec<String> = items.iter().rev().cloned().collect();
            let desired = world.desired(STACK, &[&written(&turned)]).await;
            let plan = world.plan(&desired).await;
            assert_eq!(plan.changes().len(), usize::from(turned != items), "{:?}", summary(&plan));
            world.converge(&desired).await;
        });
    }

    #[test]
    fn a_line_alone(lines in parameter(), at in any::<Index>()) {
        let optional: Vec<usize> = (1..lines.len()).filter(|at| !lines[*at].starts_with("tier")).collect();
        prop_assume!(!optional.is_empty());
        let at = *at.get(&optional);
        told(async {
            let manifest = |lines: &[String]| vec![manifest(&[lines.to_vec()])];
            one_line::holds(&world(), &manifest, &lines, at, &["labels"]).await;
        });
    }
}

fn quoted(items: &[String]) -> String {
    items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(", ")
}
