//! What came from a source is secret to the end: however its resource goes, and whoever looks.

use aws_sdk_ssm::types::Tag;
use engine::Address;
use engine::contract::{Depth, Exposure};
use engine::observe::observe;
use engine::plan::{Frame, Goal, Plan, Rival, plan};
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

/// What somebody else has made, and AWS alone tells to be secret.
async fn secret_in_aws(r#type: &str) -> World {
    let world = world();
    let put = world.outside().put_parameter().name("/webshop/t").r#type(r#type.into()).value(CANARY);
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("a tag");
    let put = put.tags(tag("trueup:stack", "webshop/default")).tags(tag("Application", "webshop"));
    let put = if r#type == "SecureString" { put } else { put.tags(tag("trueup:secret", "true")) };
    put.send().await.expect("taken");
    world
}

/// A parameter that git knows nothing of but its name.
const KEPT: &str = "t: {type: String, manage: metadata}";

#[tokio::test(start_paused = true)]
async fn what_refers_to_what_aws_alone_tells_to_be_secret_is_secret_too() {
    let referring = "u: \"see ${Parameter/webshop/t.value}\"\nv: \"and ${Parameter/webshop/u.value}\"";
    for r#type in ["String", "StringList", "SecureString"] {
        let world = secret_in_aws(r#type).await;
        let both = world.desired(STACK, &[&hierarchy(&format!("{KEPT}\n{referring}"))]).await;
        for exposure in [Exposure::Withhold, Exposure::Compare] {
            let planned = planned(&world, &both, Goal::Converge, exposure).await;
            assert!(!seen(&planned).contains(CANARY), "{type} {exposure:?}: {:#?}", summary(&planned));
            let marked = |name| {
                let change = planned.change(&Address::from(name)).expect("planned");
                let tags = change.deed.to().and_then(|to| to.get("tags")).expect("tags");
                tags.get("trueup:secret").is_some()
            };
            assert!(marked("Parameter/webshop/u") && marked("Parameter/webshop/v"), "{type} {exposure:?}");
        }
        world.converge(&both).await;
        for (lines, exposure) in [KEPT.to_owned(), format!("{KEPT}\nu: plain\nv: plain")]
            .iter()
            .flat_map(|lines| [(lines, Exposure::Compare), (lines, Exposure::Withhold)])
        {
            let other = world.desired(STACK, &[&hierarchy(lines)]).await;
            let planned = planned(&world, &other, Goal::Converge, exposure).await;
            assert!(planned.changes().len() > 1, "{:#?}", summary(&planned));
            assert!(!seen(&planned).contains(CANARY), "{type} {exposure:?}: {:#?}", summary(&planned));
        }
    }
}

/// One of its references may come with the apply, and yet it is as secret as the other.
#[tokio::test(start_paused = true)]
async fn what_is_known_only_in_part_is_as_secret_as_that() {
    let world = secret_in_aws("String").await;
    let baseline =
        "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {name: web}\nspec: {operatingSystem: SUSE}\n";
    let kept = hierarchy(KEPT);
    world.converge(&world.desired(STACK, &[&kept]).await).await;
    let referring = "u: \"${Parameter/webshop/t.value} ${PatchBaseline/web.id}\"";
    let both = world.desired(STACK, &[&hierarchy(&format!("{KEPT}\n{referring}")), baseline]).await;
    for _ in 0..2 {
        // What is not known when it is to be written is not sent, and is the next time.
        world.apply(&both).await;
        let gone = world.plan(&world.desired(STACK, &[&kept, baseline]).await).await;
        assert!(!seen(&gone).contains(CANARY), "{:#?}", summary(&gone));
    }
    assert!(world.plan(&both).await.empty());
}

/// Where AWS would show it, it is in the way and says how to get it out.
#[tokio::test(start_paused = true)]
async fn what_aws_alone_tells_to_be_secret_goes_nowhere_where_aws_would_show_it() {
    let association = "apiVersion: trueup/v1\nkind: Association\nmetadata: {name: one}\nspec:\n  document: AWS-X\n  \
                       where: {\"tag:Role\": web}\n  parameters: {a: [\"${Parameter/webshop/t.value}\"]}\n";
    let full: String = (0..48).map(|number| format!("k{number}: x, ")).collect();
    for (lines, more, place) in [
        ("l: {type: StringList, value: [\"${Parameter/webshop/t.value}\", b]}".to_owned(), None, "Parameter/webshop/l"),
        ("l: {value: x, description: \"${Parameter/webshop/t.value}\"}".to_owned(), None, "Parameter/webshop/l"),
        (
            "u: \"${Parameter/webshop/t.value}\"\nl: {type: StringList, value: [\"${Parameter/webshop/u.value}\"]}".to_owned(),
            None,
            "Parameter/webshop/l",
        ),
        (format!("l: {{value: \"${{Parameter/webshop/t.value}}\", tags: {{{full}}}}}"), None, "Parameter/webshop/l"),
        ("x: x".to_owned(), Some(association), "Association/one"),
    ] {
        for r#type in ["String", "SecureString"] {
            let world = secret_in_aws(r#type).await;
            let parameters = hierarchy(&format!("{KEPT}\n{lines}"));
            let manifests: Vec<&str> = [parameters.as_str()].into_iter().chain(more).collect();
            let desired = world.desired(STACK, &manifests).await;
            for goal in [Goal::Converge, Goal::Destroy] {
                let planned = planned(&world, &desired, goal, Exposure::Compare).await;
                assert!(!seen(&planned).contains(CANARY), "{lines}");
                let conflicts: Vec<&str> = planned.conflicts().iter().map(|one| one.address.as_str()).collect();
                assert_eq!(conflicts, if goal == Goal::Converge { vec![place] } else { vec![] }, "{lines}");
                for conflict in planned.conflicts() {
                    let Rival::Reveals(why) = &conflict.rival else { panic!("{conflict:?}") };
                    assert!(why.contains("`Parameter/webshop/") && !conflict.rival.ways().is_empty(), "{why}");
                }
            }
        }
    }
}

/// What git says is secret is told as one, whatever AWS says of what lies in its place.
#[tokio::test(start_paused = true)]
async fn what_lies_where_git_wants_a_secret_is_told_as_one() {
    for secret in
        ["{type: SecureString, manage: metadata}", "{type: String, valueFrom: {generate: {length: 9}}}"]
    {
        let world = world();
        let put = world.outside().put_parameter().name("/webshop/t").r#type("String".into()).value(CANARY);
        put.send().await.expect("taken");
        let lines = hierarchy(&format!("t: {secret}\nu: \"see ${{Parameter/webshop/t.value}}\""));
        let adopted = lines.replace("{name: webshop}", "{name: webshop, adopt: true}");
        let planned = world.plan(&world.desired(STACK, &[&adopted]).await).await;
        assert!(planned.conflicts().is_empty() && !planned.changes().is_empty());
        assert!(!seen(&planned).contains(CANARY), "{secret}");
    }
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
