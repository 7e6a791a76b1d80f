//! The desk: one OpsItem for each address that has drifted, and nothing else.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::OpsItemSummary;
use engine::contract::{Depth, Exposure};
use engine::desk::{Case, Category, Outcome, Severity, round};
use engine::drift::{Past, What, drift};
use engine::look::look;
use engine::plan::Frame;
use engine::resolve::Desired;
use proptest::prelude::*;
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, hierarchy, only};

const NAMES: [&str; 3] = ["host", "port", "url"];
const PARAMETERS: &str = "host: db.internal\nport: 3306\nurl: mysql";
const VALUES: [&str; 3] = ["db.internal", "3306", "mysql"];

struct Night {
    world: World,
    desired: Desired,
}

impl Night {
    async fn new() -> Self {
        let world = World::new();
        let desired = world.desired(STACK, &[&hierarchy(PARAMETERS)]).await;
        assert!(world.apply(&desired).await.outcome.whole());
        Self { world, desired }
    }

    async fn sets(&self, at: usize, value: &str) {
        let put = self.world.outside().put_parameter().name(format!("/webshop/{}", NAMES[at])).value(value);
        put.overwrite(true).send().await.expect("taken");
    }

    /// A run with `--ops-item`, about a part or all of it.
    async fn runs(&self, part: &[&str]) -> Outcome {
        let frame = Frame { only: only(part), ..self.world.frame() };
        let reads = self.world.reads();
        let (plan, live) = look(&self.desired, &reads, Exposure::Compare, Depth::Paths, &frame).await;
        let past = Past::of(None, &self.desired, |_| None);
        let differs = drift(&plan, &self.desired, &live, &past);
        let cases = differs.entries.iter().filter(|entry| entry.class.drift()).filter_map(|entry| {
            let What::Change(change) = entry.what else { return None };
            Some(Case {
                address: change.address.clone(),
                title: change.address.to_string(),
                description: live.found.get(&change.address).and_then(|found| found.version.clone())?,
                who: None,
                severity: Severity::Medium,
                category: Category::Security,
                resources: vec![(change.resource.arn)(&self.desired.site, change.id.as_deref()?)],
            })
        });
        let cases: Vec<Case> = cases.collect();
        round(&self.world.desk(), &plan, &cases).await
    }

    /// What is not resolved, by address.
    async fn open(&self) -> BTreeMap<String, Vec<OpsItemSummary>> {
        let answer = self.world.outside().describe_ops_items().send().await.expect("a list");
        let mut open: BTreeMap<String, Vec<OpsItemSummary>> = BTreeMap::new();
        for item in answer.ops_item_summaries() {
            let address = item.operational_data().and_then(|data| data.get("trueup-address")?.value());
            if item.status().is_some_and(|status| status.as_str() != "Resolved") {
                open.entry(address.unwrap_or_default().to_owned()).or_default().push(item.clone());
            }
        }
        open
    }

    fn refuse(&self, operation: &str) {
        let effect = Effect::error("AccessDeniedException", "no");
        self.world.sandbox.add_fault(Rule::new(operation, When::Every, effect));
    }
}

fn numbers(outcome: &Outcome) -> [usize; 5] {
    let Outcome { opened, updated, resolved, kept, unread, troubles } = outcome;
    assert!(troubles.is_empty(), "{troubles:#?}");
    [*opened, *updated, *resolved, *kept, *unread]
}

#[tokio::test(start_paused = true)]
async fn what_drifts_is_opened_once_updated_and_resolved() {
    let night = Night::new().await;
    assert_eq!(numbers(&night.runs(&[]).await), [0; 5]);
    night.sets(1, "1").await;
    assert_eq!(numbers(&night.runs(&[]).await), [1, 0, 0, 0, 0]);
    night.world.calls();
    assert_eq!(numbers(&night.runs(&[]).await), [0, 0, 0, 1, 0]);
    let calls = night.world.calls();
    assert_eq!(calls.get("DescribeOpsItems"), Some(&1));
    for write in ["CreateOpsItem", "UpdateOpsItem", "GetOpsItem"] {
        assert_eq!(calls.get(write), None, "{write}");
    }
    night.sets(1, "2").await;
    assert_eq!(numbers(&night.runs(&[]).await), [0, 1, 0, 0, 0]);
    night.sets(1, VALUES[1]).await;
    assert_eq!(numbers(&night.runs(&[]).await), [0, 0, 1, 0, 0]);
    assert_eq!(numbers(&night.runs(&[]).await), [0; 5]);
    night.sets(1, "3").await;
    assert_eq!(numbers(&night.runs(&[]).await), [1, 0, 0, 0, 0], "what was resolved stays so");
    let open = night.open().await;
    let item = &open["Parameter/webshop/port"][0];
    assert_eq!((item.source(), item.severity()), (Some("trueup"), Some("3")));
    let resources = item.operational_data().and_then(|data| data.get("/aws/resources")?.value());
    let arn = r#"[{"arn":"arn:aws:ssm:us-east-1:123456789012:parameter/webshop/port"}]"#;
    assert_eq!(resources, Some(arn));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_no_second_one_and_one_that_was_opened_again_is_resolved() {
    let night = Night::new().await;
    night.sets(0, "1").await;
    let effect = Effect::LoseAnswer;
    night.world.sandbox.add_fault(Rule::new("CreateOpsItem", When::Nth(1), effect));
    let outcome = night.runs(&[]).await;
    assert_eq!((outcome.opened + outcome.kept, outcome.troubles.len()), (1, 0), "{outcome:#?}");
    assert_eq!(night.open().await["Parameter/webshop/host"].len(), 1);

    // Somebody makes another one that says the same place.
    let held = night.open().await["Parameter/webshop/host"][0].clone();
    let mut data = held.operational_data().cloned().expect("data");
    data.remove("/aws/dedup");
    data.remove("/aws/resources");
    let made = night.world.outside().create_ops_item().source("trueup").title("x").description("x");
    made.set_operational_data(Some(data)).send().await.expect("made");
    assert_eq!(night.open().await["Parameter/webshop/host"].len(), 2);
    night.runs(&[]).await;
    assert_eq!(night.open().await["Parameter/webshop/host"].len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_resolved_that_was_not_read() {
    let night = Night::new().await;
    night.sets(0, "1").await;
    night.sets(1, "1").await;
    assert_eq!(numbers(&night.runs(&[]).await), [2, 0, 0, 0, 0]);
    night.sets(0, VALUES[0]).await;
    night.sets(1, VALUES[1]).await;
    assert_eq!(numbers(&night.runs(&["Parameter/webshop/url"]).await), [0, 0, 0, 0, 2]);
    night.refuse("DescribeParameters");
    assert_eq!(numbers(&night.runs(&[]).await), [0, 0, 0, 0, 2]);
    night.world.sandbox.clear_faults();
    assert_eq!(night.open().await.len(), 2);
    assert_eq!(numbers(&night.runs(&[]).await), [0, 0, 2, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn what_fails_at_the_desk_is_told_and_the_rest_goes_on() {
    let night = Night::new().await;
    night.sets(0, "1").await;
    night.sets(1, "1").await;
    let effect = Effect::error("OpsItemLimitExceededException", "full");
    night.world.sandbox.add_fault(Rule::new("CreateOpsItem", When::Nth(1), effect));
    let outcome = night.runs(&[]).await;
    assert_eq!((outcome.opened, outcome.troubles.len()), (1, 1));
    assert_eq!(outcome.troubles[0].address.as_deref(), Some("Parameter/webshop/host"));
    night.refuse("DescribeOpsItems");
    night.world.calls();
    let outcome = night.runs(&[]).await;
    assert_eq!(outcome.troubles[0].address, None);
    assert_eq!(night.world.calls().get("CreateOpsItem"), None, "what is there is not known");
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Drifts(usize),
    Mends(usize),
    Runs,
    RunsBlind,
    RunsNarrowed(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..NAMES.len()).prop_map(Act::Drifts),
        (0..NAMES.len()).prop_map(Act::Mends),
        Just(Act::Runs),
        Just(Act::RunsBlind),
        (0..NAMES.len()).prop_map(Act::RunsNarrowed),
    ]
}

async fn hold(acts: &[Act]) {
    let night = Night::new().await;
    let mut drifted = [false; 3];
    for (step, act) in acts.iter().enumerate() {
        let before = night.open().await;
        match *act {
            Act::Drifts(at) => {
                night.sets(at, &format!("by hand {step}")).await;
                drifted[at] = true;
            }
            Act::Mends(at) => {
                night.sets(at, VALUES[at]).await;
                drifted[at] = false;
            }
            Act::Runs => {
                numbers(&night.runs(&[]).await);
                let open: Vec<String> = night.open().await.into_keys().collect();
                let expected = NAMES.iter().zip(drifted).filter(|(_, drifted)| *drifted);
                let expected: Vec<String> =
                    expected.map(|(name, _)| format!("Parameter/webshop/{name}")).collect();
                assert_eq!(open, expected, "{acts:?}");
                let [opened, updated, resolved, ..] = numbers(&night.runs(&[]).await);
                assert_eq!([opened, updated, resolved], [0; 3], "a second run has nothing to say: {acts:?}");
            }
            Act::RunsBlind => {
                night.refuse("DescribeParameters");
                numbers(&night.runs(&[]).await);
                night.world.sandbox.clear_faults();
                assert!(before.keys().eq(night.open().await.keys()), "{acts:?}");
            }
            Act::RunsNarrowed(at) => {
                let part = format!("Parameter/webshop/{}", NAMES[at]);
                let [.., resolved, _, _] = numbers(&night.runs(&[&part]).await);
                assert_eq!(resolved, 0, "{acts:?}");
            }
        }
        let twice = night.open().await.into_values().find(|items| items.len() > 1);
        assert!(twice.is_none(), "{acts:?}: {twice:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn at_most_one_is_open_whatever_happens(acts in prop::collection::vec(act(), 1..10)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        runtime.expect("a runtime").block_on(hold(&acts));
    }
}
