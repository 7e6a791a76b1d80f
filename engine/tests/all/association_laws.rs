//! Laws of associations over generated specs.

use engine::Action;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::patch_laws::told;
use crate::world::{STACK, World, summary};
use crate::{one_line, order};

/// A spec as lines, each a field.
pub fn spec() -> impl Strategy<Value = Vec<String>> {
    let aims = vec![
        "where: {\"tag:a\": [y, x], tag-key: [b]}",
        "instances: [\"*\"]",
        "instances: [i-0123456789abcdef0, i-0123456789abcdef1]",
        "resourceGroup: {name: web, types: [b, a]}",
    ];
    let when = vec![
        "schedule: rate(1 day)",
        "schedule: cron(0 2 ? * SUN *)",
        "{schedule: cron(0 2 ? * SUN#1 *), applyOnlyAtCronInterval: true, scheduleOffset: 2 days, duration: 4h}",
        "",
    ];
    let fields = vec![
        "name: other-name",
        "documentVersion: $LATEST",
        "complianceSeverity: HIGH",
        "syncCompliance: MANUAL",
        "maxConcurrency: 50%",
        "maxErrors: \"0\"",
        "output: {s3: {bucket: logs, prefix: a, region: eu-west-1}}",
        "alarmConfiguration: {alarms: [stop], ignorePollAlarmFailure: true}",
        "dispatchAssumeRole: arn:aws:iam::123456789012:role/dispatch",
        "tags: {Team: shop, Cost: \"1\"}",
    ];
    let parameters =
        vec!["{Operation: Scan}", "{Operation: Install, RebootOption: NoReboot}", "{Operation: [Install]}"];
    (select(aims), select(when), subsequence(fields, 0..=10), select(parameters)).prop_map(
        |(aim, when, fields, parameters)| {
            let mut lines = vec![aim.to_owned(), format!("parameters: {parameters}")];
            let when = when.trim_start_matches('{').trim_end_matches('}');
            lines.extend(when.split(", ").filter(|line| !line.is_empty()).map(str::to_owned));
            lines.extend(fields.into_iter().map(str::to_owned));
            lines
        },
    )
}

pub fn manifest(lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!(
        "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: patch}}\nspec:\n  document: AWS-RunPatchBaseline\n{lines}"
    )
}

/// The same said in the opposite order.
fn turned(lines: &[String]) -> String {
    let turn = |line: &String| {
        line.replace("[y, x]", "[x, y]").replace("[b, a]", "[a, b]").replace(
            "[i-0123456789abcdef0, i-0123456789abcdef1]",
            "[i-0123456789abcdef1, i-0123456789abcdef0]",
        )
    };
    manifest(&lines.iter().rev().map(turn).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_spec_to_any_other_and_then_nothing(first in spec(), second in spec()) {
        told(async {
            let world = World::new();
            world.converge(&world.desired(STACK, &[&manifest(&first)]).await).await;
            let desired = world.desired(STACK, &[&manifest(&second)]).await;
            let plan = world.plan(&desired).await;
            assert!(plan.changes().iter().all(|change| change.action() == Action::Update), "{:?}", summary(&plan));
            world.converge(&desired).await;
            let listed = || async {
                let listed = world.outside().list_associations().send().await.expect("a list");
                listed.associations.unwrap_or_default().len()
            };
            assert_eq!(listed().await, 1);
            assert!(world.destroy(&desired).await.outcome.whole());
            assert_eq!(listed().await, 0);
        });
    }

    #[test]
    fn order_means_nothing(lines in spec()) {
        told(async {
            let world = World::new();
            let one = world.desired(STACK, &[&manifest(&lines)]).await;
            let two = world.desired(STACK, &[&turned(&lines)]).await;
            order::means_nothing(&world, &one, &two).await;
        });
    }

    #[test]
    fn a_line_alone(lines in spec(), at in any::<Index>()) {
        let needed = ["where", "instances", "resourceGroup", "parameters", "schedule", "applyOnly", "duration"];
        let optional: Vec<usize> =
            (0..lines.len()).filter(|at| !needed.iter().any(|field| lines[*at].starts_with(field))).collect();
        prop_assume!(!optional.is_empty());
        let at = *at.get(&optional);
        told(async {
            let manifest = |lines: &[String]| vec![manifest(lines)];
            one_line::holds(&World::new(), &manifest, &lines, at, &[]).await;
        });
    }

    #[test]
    fn a_new_order_of_commands_is_a_change(mut commands in prop::collection::vec("[a-z]{1,3}", 2..5)) {
        told(async {
            let world = World::new();
            let written = |commands: &[String]| {
                let commands: Vec<String> = commands.iter().map(|command| format!("\"{command}\"")).collect();
                let lines = ["instances: [\"*\"]".to_owned(), format!("parameters: {{commands: [{}]}}", commands.join(", "))];
                manifest(&lines).replace("AWS-RunPatchBaseline", "AWS-RunShellScript")
            };
            world.converge(&world.desired(STACK, &[&written(&commands)]).await).await;
            let same = commands.iter().eq(commands.iter().rev());
            commands.reverse();
            let desired = world.desired(STACK, &[&written(&commands)]).await;
            assert_eq!(world.plan(&desired).await.changes().len(), usize::from(!same));
            world.converge(&desired).await;
        });
    }
}
