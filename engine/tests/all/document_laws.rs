//! Laws of documents over generated specs.

use engine::plan::change_digest;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::one_line;
use crate::patch_laws::told;
use crate::world::{STACK, World};

/// A spec: its content and more fields, each on a line.
#[derive(Debug, Clone)]
pub struct Spec {
    script: &'static str,
    fields: Vec<&'static str>,
    share: Vec<&'static str>,
}

pub fn spec() -> impl Strategy<Value = Spec> {
    let fields = vec![
        "displayName: Restart",
        "targetType: /AWS::EC2::Instance",
        "tags: {Team: shop, Cost: \"1\"}",
        "requires: [{name: AWS-Noop, version: \"1\"}, {name: AWS-RunShellScript}]",
    ];
    let accounts = vec!["210987654321", "310987654321", "410987654321"];
    (select(vec!["one", "two", "three"]), subsequence(fields, 0..=4), subsequence(accounts, 0..=3))
        .prop_map(|(script, fields, share)| Spec { script, fields, share })
}

impl Spec {
    pub fn manifest(&self) -> String {
        let mut lines = vec![self.content("json")];
        lines.extend(self.fields.iter().map(|field| (*field).to_owned()));
        lines.push(format!("share: [{}]", self.accounts().join(", ")));
        manifest(&lines)
    }

    /// The same said in the opposite order, and the content as YAML.
    pub fn turned(&self) -> String {
        let mut accounts = self.accounts();
        accounts.reverse();
        let mut lines = vec![format!("share: [{}]", accounts.join(", "))];
        lines.extend(self.fields.iter().rev().map(|field| (*field).to_owned()));
        lines.push(self.content("yaml"));
        manifest(&lines)
    }

    fn accounts(&self) -> Vec<String> {
        self.share.iter().map(|account| format!("\"{account}\"")).collect()
    }

    fn content(&self, format: &str) -> String {
        let script = self.script;
        match format {
            "json" => format!(
                "content: '{{\"schemaVersion\": \"2.2\", \"mainSteps\": [{{\"name\": \"run\", \"action\": \"aws:runShellScript\", \"inputs\": {{\"runCommand\": [\"{script}\"]}}}}]}}'"
            ),
            _ => format!(
                "content: |\n    mainSteps:\n    - action: aws:runShellScript\n      inputs:\n        runCommand: [{script}]\n      name: run\n    schemaVersion: '2.2'"
            ),
        }
    }
}

fn manifest(lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: restart}}\nspec:\n{lines}")
}

/// Fields that can be taken away in place.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let lines = vec![
        "displayName: Restart",
        "tags: {Team: shop, Cost: \"1\"}",
        "share: [\"210987654321\", \"310987654321\"]",
    ];
    subsequence(lines, 1..=3).prop_map(|lines| lines.into_iter().map(str::to_owned).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_spec_to_any_other_and_back_and_then_nothing(first in spec(), second in spec()) {
        told(async {
            let world = World::new();
            for spec in [&first, &second, &first] {
                world.converge(&world.desired(STACK, &[&spec.manifest()]).await).await;
            }
            let desired = world.desired(STACK, &[&first.manifest()]).await;
            assert!(world.destroy(&desired).await.outcome.whole());
            assert!(world.outside().describe_document().name("restart").send().await.is_err());
        });
    }

    #[test]
    fn order_and_spelling_mean_nothing(spec in spec()) {
        told(async {
            let world = World::new();
            let one = world.desired(STACK, &[&spec.manifest()]).await;
            let two = world.desired(STACK, &[&spec.turned()]).await;
            world.converge(&one).await;
            assert!(world.plan(&two).await.empty());
            let (a, b) = (world.plan(&one).await, world.plan(&two).await);
            assert_eq!(change_digest(&a), change_digest(&b));
        });
    }

    #[test]
    fn a_line_alone(script in select(vec!["one", "two"]), lines in lines(), at in any::<Index>()) {
        let at = at.index(lines.len());
        told(async {
            let content = Spec { script, fields: Vec::new(), share: Vec::new() }.content("json");
            let manifest = |lines: &[String]| {
                vec![manifest(&[std::slice::from_ref(&content), lines].concat())]
            };
            one_line::holds(&World::new(), &manifest, &lines, at, &[]).await;
        });
    }
}
