//! Laws of planning, whatever git asks for, somebody names and AWS holds: it never fails, and the same
//! inputs are the same plan, to the byte.

use std::collections::BTreeSet;

use engine::contract::{Depth, Found, Owner, Taken, Unreadable};
use engine::observe::Live;
use engine::plan::{Change, Frame, Goal, Plan, change_digest, plan};
use engine::ports::{ApiError, Cause, Earlier};
use engine::record;
use engine::resolve::Desired;
use engine::saved::save;
use engine::{Action, Address};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use schema::Severity;
use tokio::sync::OnceCell;

use crate::patch_laws::told;
use crate::world::{STACK, World, judged, only};

/// A manifest, and its spec before and after a commit.
struct Manifest {
    kind: &'static str,
    name: &'static str,
    before: &'static str,
    after: &'static str,
}

const fn manifest(
    kind: &'static str,
    name: &'static str,
    before: &'static str,
    after: &'static str,
) -> Manifest {
    Manifest { kind, name, before, after }
}

/// One of every kind, bound to one another.
const POOL: [Manifest; 10] = [
    manifest(
        "ParameterHierarchy",
        "webshop",
        "{path: /webshop, parameters: {host: db, port: 3306, old: x, \
         password: {type: SecureString, valueFrom: {generate: {length: 8}}}, \
         url: {type: SecureString, value: \"${Parameter/webshop/password.value}@${Parameter/webshop/host.value}\"}}}",
        "{path: /webshop, parameters: {host: [a, b], port: {value: 3307, movedFrom: old}, \
         password: {type: SecureString, valueFrom: {generate: {length: 9}}}, \
         url: {type: SecureString, value: \"${Parameter/webshop/password.value}:${Parameter/webshop/port.value}\"}}}",
    ),
    manifest(
        "ParameterHierarchy",
        "ids",
        "{path: /ids, parameters: {web: \"${PatchBaseline/web.id}\"}}",
        "{path: /ids, parameters: {web: \"${PatchBaseline/web.id} ${Document/tidy.name}\"}}",
    ),
    manifest(
        "Document",
        "tidy",
        "{type: Command, targetType: /AWS::EC2::Instance, content: {schemaVersion: \"2.2\", mainSteps: \
         [{name: a, action: aws:runShellScript, inputs: {runCommand: [ls]}}]}}",
        "{type: Command, content: {schemaVersion: \"2.2\", mainSteps: \
         [{name: a, action: aws:runShellScript, inputs: {runCommand: [pwd]}}]}}",
    ),
    manifest(
        "Association",
        "run",
        "{document: tidy, where: {\"tag:Role\": web}}",
        "{document: tidy, name: other, onlyWhenOpen: [freeze], schedule: rate(1 day), where: {\"tag:Role\": db}}",
    ),
    manifest(
        "PatchBaseline",
        "web",
        "{default: true, description: old}",
        "{operatingSystem: UBUNTU, description: new}",
    ),
    manifest("PatchGroup", "production", "{baselines: [web]}", "{name: live, baselines: [web]}"),
    manifest(
        "MaintenanceWindow",
        "weekly",
        "{schedule: cron(0 2 ? * TUE *), duration: 4h, cutoff: 1h, targets: {all: {where: {\"tag:Role\": web}}}, tasks: \
         {one: {targets: [all], maxConcurrency: 1, maxErrors: 1, runCommand: {document: tidy}}}}",
        "{schedule: rate(1 hour), duration: 4h, cutoff: 1h, targets: {some: {where: {\"tag:Role\": db}}}, tasks: \
         {one: {targets: [some], maxConcurrency: 2, maxErrors: 1, runCommand: {document: tidy}}}}",
    ),
    manifest("ChangeCalendar", "freeze", "{default: open}", "{default: closed}"),
    manifest(
        "ServiceSetting",
        "tier",
        "{setting: parameterStore.defaultTier, value: Advanced}",
        "{setting: parameterStore.defaultTier, value: Intelligent-Tiering}",
    ),
    manifest(
        "ResourceDataSync",
        "inventory",
        "{s3Destination: {bucketName: example-inventory, region: eu-central-1}}",
        "{s3Destination: {bucketName: example-inventory, region: eu-central-1, prefix: nodes}}",
    ),
];

/// What git says of one manifest.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Gone,
    Before,
    After,
    With(&'static str),
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        1 => Just(Wish::Gone),
        3 => Just(Wish::Before),
        4 => Just(Wish::After),
        2 => select(vec!["adopt: true", "forget: true", "absent: true"]).prop_map(Wish::With),
    ]
}

impl Manifest {
    fn text(&self, wish: Wish) -> Option<String> {
        let (spec, more) = match wish {
            Wish::Gone => return None,
            Wish::Before => (self.before, ""),
            Wish::After => (self.after, ""),
            Wish::With(more) => (self.before, more),
        };
        let Self { kind, name, .. } = self;
        Some(format!(
            "apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: {name}, {more}}}\nspec: {spec}\n"
        ))
    }
}

/// What becomes of one resource that AWS holds before it is planned.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Stays,
    Gone,
    Of(Whose),
    Unread,
    Twins,
    Taken,
}

#[derive(Debug, Clone, Copy)]
enum Whose {
    Nobody,
    Other,
    CloudFormation,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Stays),
        1 => Just(Fate::Gone),
        2 => select(vec![Whose::Nobody, Whose::Other, Whose::CloudFormation]).prop_map(Fate::Of),
        1 => Just(Fate::Unread),
        1 => Just(Fate::Twins),
        1 => Just(Fate::Taken),
    ]
}

/// Which manifests AWS holds.
#[derive(Debug, Clone, Copy)]
enum Held {
    Before,
    After,
}

/// What is planned from.
#[derive(Debug, Clone)]
struct Case {
    wishes: Vec<Wish>,
    order: Vec<Index>,
    held: Held,
    fates: Vec<Fate>,
    unlisted: Vec<&'static str>,
    record: Option<bool>,
    goal: Goal,
    only: Vec<&'static str>,
    replace: Vec<Index>,
}

const ONLY: [&str; 8] = [
    "Parameter/webshop/*",
    "PatchBaseline/web",
    "MaintenanceWindow/weekly/task/*",
    "Document/tidy",
    "*",
    "PatchGroup/nowhere",
    "Association/{run,walk}",
    "Parameter/webshop/old",
];

fn case() -> impl Strategy<Value = Case> {
    let lists = (
        prop::collection::vec(wish(), POOL.len()),
        prop::collection::vec(any::<Index>(), POOL.len()),
        prop::collection::vec(fate(), 24),
        prop::collection::vec(
            select(engine::kinds::resources().map(|line| line.name).collect::<Vec<_>>()),
            0..2,
        ),
        prop::collection::vec(select(ONLY.to_vec()), 0..3),
        prop::collection::vec(any::<Index>(), 0..3),
    );
    let held = select(vec![Held::Before, Held::After]);
    let goal = select(vec![Goal::Converge, Goal::Destroy]);
    (lists, held, goal, any::<Option<bool>>()).prop_map(
        |((wishes, order, fates, unlisted, only, replace), held, goal, record)| Case {
            wishes,
            order,
            held,
            fates,
            unlisted,
            record,
            goal,
            only,
            replace,
        },
    )
}

fn denied() -> ApiError {
    ApiError {
        operation: "DescribeParameters",
        code: "AccessDeniedException".into(),
        message: "no".into(),
        request_id: None,
        cause: Cause::Denied,
        earlier: Earlier::NotDone,
    }
}

impl Case {
    fn manifests(&self) -> Vec<String> {
        POOL.iter().zip(&self.wishes).filter_map(|(manifest, wish)| manifest.text(*wish)).collect()
    }

    /// The same in another order.
    fn shuffled(&self) -> Vec<String> {
        let mut left = self.manifests();
        let mut shuffled = Vec::new();
        for at in &self.order {
            if !left.is_empty() {
                shuffled.push(left.swap_remove(at.index(left.len())));
            }
        }
        shuffled
    }

    /// What AWS holds of everything, but for what has become of it.
    async fn live(&self) -> Live {
        static APPLIED: [OnceCell<Live>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
        let at = match self.held {
            Held::Before => 0,
            Held::After => 1,
        };
        let there = APPLIED[at].get_or_init(|| applied(self.held)).await;
        let record = match self.record {
            Some(true) => there.record.clone(),
            Some(false) => record::Held::Strange("it is none".into()),
            None => record::Held::Unread,
        };
        let mut live = Live { record, ..Live::default() };
        for (found, fate) in there.found.values().zip(self.fates.iter().cycle()) {
            become_of(found.clone(), *fate, &mut live);
        }
        let whole = |kind: &&'static str| Unreadable { address: None, kind, error: denied() };
        live.unreadable.extend(self.unlisted.iter().map(whole));
        live
    }

    fn plan(&self, world: &World, desired: &Desired, live: &Live) -> Plan {
        let addresses: Vec<&Address> = desired.declared.keys().collect();
        let replace = self.replace.iter().filter(|_| !addresses.is_empty());
        let replace: BTreeSet<Address> =
            replace.map(|at| addresses[at.index(addresses.len())].clone()).collect();
        let only = only(&self.only);
        let frame = Frame { id: "one".into(), goal: self.goal, replace, only, ..world.frame() };
        plan(desired, live, frame)
    }
}

/// What AWS holds once all manifests were applied.
async fn applied(held: Held) -> Live {
    let wish = match held {
        Held::Before => Wish::Before,
        Held::After => Wish::After,
    };
    let world = World::new();
    let all: Vec<String> = POOL.iter().filter_map(|manifest| manifest.text(wish)).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let desired = world.desired(STACK, &all).await;
    assert!(world.apply(&desired).await.outcome.whole());
    world.live(&desired, Depth::Owned).await
}

fn become_of(mut found: Found, fate: Fate, live: &mut Live) {
    let address = found.address.clone();
    match fate {
        Fate::Stays => {}
        Fate::Gone => return,
        Fate::Of(Whose::Nobody) => found.owner = Owner::Nobody,
        Fate::Of(Whose::Other) => found.owner = Owner::Other("other/default".into()),
        Fate::Of(Whose::CloudFormation) => found.owner = Owner::CloudFormation("web".into()),
        Fate::Unread => {
            let kind = engine::kinds::resource_of(&address).expect("of a kind").name;
            return live.unreadable.push(Unreadable { address: Some(address), kind, error: denied() });
        }
        Fate::Twins => {
            live.twins.insert(address.clone(), vec![found.id.clone(), format!("{}-2", found.id)]);
        }
        Fate::Taken => {
            let (what, owner) = ("the default".into(), "other/default".into());
            live.taken.insert(address.clone(), Taken { address: address.clone(), what, owner });
        }
    }
    live.found.insert(address, found);
}

/// What is desired, where git is without mistakes.
fn desired(world: &World, manifests: &[String]) -> Option<Desired> {
    let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
    let (desired, findings) = world.resolve(STACK, &manifests);
    (!findings.iter().any(|finding| finding.severity == Severity::Error)).then_some(desired)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_never_fails_and_the_same_is_the_same(case in case()) {
        told(async {
            let world = World::new();
            let Some(one) = desired(&world, &case.manifests()) else { return };
            let live = case.live().await;
            let first = case.plan(&world, &one, &live);
            let again = desired(&world, &case.manifests()).expect("it was before");
            let bytes = |plan: &Plan| save(&[judged(plan.clone())], "0.1.0");
            assert_eq!(bytes(&first), bytes(&case.plan(&world, &again, &live)));

            let other = desired(&world, &case.shuffled()).expect("order is no mistake");
            let other = case.plan(&world, &other, &live);
            assert_eq!(change_digest(&first), change_digest(&other));
            assert_eq!(crate::world::summary(&first), crate::world::summary(&other));
            let whole = first.partial().is_none();
            assert!(whole == case.only.is_empty() || first.conflicts().iter().any(|one| one.of_record()));
            if case.goal == Goal::Destroy {
                let goes = |change: &Change| change.action() == Action::Delete || change.only_suspends();
                assert!(first.changes().iter().all(goes), "{:?}", crate::world::summary(&first));
            }
        });
    }
}
