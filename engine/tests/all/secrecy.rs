//! What came from a source is secret to the end: however its resource goes, and whoever looks.

use engine::contract::{Depth, Exposure};
use engine::observe::observe;
use engine::plan::{Frame, Goal, Plan, plan};
use engine::resolve::Desired;
use engine::saved::save;
use engine::tree::to_json;
use sandbox::{Effect, Rule, When};

use crate::world::{End, STACK, World, hierarchy, judged, settings, summary};

const CANARY: &str = "canary-4711";

/// Parameters that AWS shows, with a value that is secret.
const SECRETS: [&str; 4] = [
    "t: {type: String, valueFrom: {env: KEY}}",
    "t: {type: StringList, valueFrom: {env: KEY}}",
    "s: {type: SecureString, valueFrom: {env: KEY}}\nt: \"v ${Parameter/webshop/s.value}\"",
    "s: {type: String, valueFrom: {env: KEY}}\nt: \"v ${Parameter/webshop/s.value}\"",
];

fn world() -> World {
    World::with(settings(), engine::ports::Pace::Unlimited).knowing("KEY", CANARY)
}

/// All that anybody sees of a plan, and what a policy is told of it.
fn seen(plan: &Plan) -> String {
    let mut all = save(&[judged(plan.clone())], "0.1.0");
    for change in plan.changes() {
        for tree in [change.deed.to(), change.deed.was()].into_iter().flatten() {
            all.push_str(&to_json(tree).to_string());
        }
        for difference in &change.differences {
            let sides = [&difference.before, &difference.after].into_iter().flatten();
            sides.filter(|_| !difference.secret()).for_each(|side| all.push_str(&to_json(side).to_string()));
        }
    }
    all
}

async fn planned(world: &World, desired: &Desired, goal: Goal, exposure: Exposure) -> Plan {
    let live = observe(desired, &world.reads(), exposure, Depth::Owned).await;
    plan(desired, &live, Frame { goal, exposure, ..world.frame() })
}

/// Looks at every way in which what was applied may go.
async fn holds(world: &World, written: &str) {
    let kept = hierarchy(written);
    let metadata = |more: &str| kept.replace("{name: webshop}", &format!("{{name: webshop, {more}}}"));
    let moved =
        written.replace("t: {", "t2: {movedFrom: t, ").replace("t: \"", "t2: {movedFrom: t, value: \"");
    let moved = if moved.ends_with('"') { hierarchy(&format!("{moved}}}")) } else { hierarchy(&moved) };
    let plain = hierarchy("t: plain");
    let others =
        [Some(metadata("absent: true")), Some(metadata("forget: true")), Some(moved), Some(plain), None];
    for exposure in [Exposure::Compare, Exposure::Withhold] {
        let desired = world.desired(STACK, &[&kept]).await;
        let destroyed = planned(world, &desired, Goal::Destroy, exposure).await;
        assert!(
            !destroyed.changes().is_empty() && !seen(&destroyed).contains(CANARY),
            "destroyed: {written}"
        );
        for other in &others {
            let manifests: Vec<&str> = other.as_deref().into_iter().collect();
            let desired = world.desired(STACK, &manifests).await;
            let plan = planned(world, &desired, Goal::Converge, exposure).await;
            assert!(!plan.changes().is_empty(), "{other:?}");
            assert!(!seen(&plan).contains(CANARY), "{exposure:?} {other:?}: {:#?}", summary(&plan));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_came_from_a_source_is_never_shown_again() {
    for written in SECRETS {
        let world = world();
        world.converge(&world.desired(STACK, &[&hierarchy(written)]).await).await;
        holds(&world, written).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_tagging_api_that_lags_shows_nothing_either() {
    for written in SECRETS {
        let world = world();
        world.sandbox.set_tag_lag(sandbox::Lag::For(std::time::Duration::from_secs(3_600)));
        let applied = world.apply(&world.desired(STACK, &[&hierarchy(written)]).await).await;
        assert!(applied.outcome.whole());
        holds(&world, written).await;
    }
}

/// At no moment of an apply a value is secret in AWS and not marked, whichever call is its last.
#[tokio::test(start_paused = true)]
async fn wherever_an_apply_is_cut_off_the_mark_is_there_before_the_secret() {
    let mut cut = 0;
    for (before, after) in [
        ("t: plain", SECRETS[0]),
        ("t: [plain]", SECRETS[1]),
        ("o: {value: plain}", "t: {type: String, valueFrom: {env: KEY}, movedFrom: o}"),
        ("x: 1", SECRETS[0]),
        (SECRETS[0], "t: plain"),
        (SECRETS[0], "t: {type: String, manage: metadata, description: kept}"),
    ] {
        for call in 1_u64.. {
            let world = world();
            world.converge(&world.desired(STACK, &[&hierarchy(before)]).await).await;
            let plan = world.plan(&world.desired(STACK, &[&hierarchy(after)]).await).await;
            let end = world.carry_out_killed_at(plan, call).await;
            cut += u32::from(end == End::Killed);
            let none = world.desired(STACK, &[]).await;
            let gone = world.plan(&none).await;
            assert!(!seen(&gone).contains(CANARY), "{before} -> {after}, call {call}: {:#?}", summary(&gone));
            if end == End::Through {
                break;
            }
        }
    }
    assert!(cut > 10, "{cut}");
}

#[tokio::test(start_paused = true)]
async fn letting_go_leaves_the_mark_and_taking_over_sees_it() {
    let world = world();
    let secret = hierarchy(SECRETS[0]);
    world.converge(&world.desired(STACK, &[&secret]).await).await;
    let forget = secret.replace("{name: webshop}", "{name: webshop, forget: true}");
    world.converge(&world.desired(STACK, &[&forget]).await).await;
    let adopt = hierarchy("t: mine").replace("{name: webshop}", "{name: webshop, adopt: true}");
    let plan = world.plan(&world.desired(STACK, &[&adopt]).await).await;
    assert_eq!(summary(&plan), ["@ Parameter/webshop/t [tags.trueup:secret value]"]);
    assert!(!seen(&plan).contains(CANARY));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_secret_is_not_marked() {
    let world = world();
    let desired = world.desired(STACK, &[&hierarchy("a: plain\nb: {type: SecureString, valueFrom: {env: KEY}}\nc: \"${Parameter/webshop/a.value}\"")]).await;
    for declared in desired.declared.values() {
        let tags = declared.tree.get("tags").expect("tags");
        assert!(tags.get("trueup:secret").is_none(), "{}", declared.address);
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_aws_says_is_masked_its_code_too() {
    let world = world();
    let code = format!("Validation{CANARY}Exception");
    world.sandbox.add_fault(Rule::new(
        "PutParameter",
        When::Every,
        Effect::error(&code, &format!("no {CANARY}")),
    ));
    let applied = world.apply(&world.desired(STACK, &[&hierarchy(SECRETS[0])]).await).await;
    let told = format!("{:#?}", applied.outcome);
    assert!(!applied.outcome.whole() && !told.contains(CANARY), "{told}");
    assert!(told.contains("Validation(secret)Exception"), "{told}");
}
