//! A parameter that changes its name takes everything along, and ends under its old name last.

use std::time::Duration;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ParameterType, Tag};
use engine::Action;
use engine::approve::{Objection, Protector};
use engine::contract::{Depth, Effect as Said};
use engine::guardrails::{Guardrails, Limit};
use engine::plan::{Frame, Rival};
use engine::ports::Pace;
use sandbox::{Effect, Rule, Sandbox, When};

use crate::world::{End, STACK, World, copy, hierarchy, only, settings, summary};

/// Parameters whose value git does not have, as `${name}: {…}` is written for each.
const SOURCELESS: [&str; 5] = [
    "{type: SecureString, valueFrom: {generate: {length: 20}}}",
    "{type: String, valueFrom: {generate: {length: 20}}}",
    "{type: SecureString, manage: metadata}",
    "{type: String, manage: metadata}",
    "{type: StringList, manage: metadata}",
];

fn line(name: &str, written: &str, more: &str) -> String {
    hierarchy(&format!("{name}: {}{more}}}", written.strip_suffix('}').expect("a map")))
}

async fn value(aws: &Client, name: &str) -> Option<String> {
    let read = aws.get_parameter().name(name).with_decryption(true).send().await.ok()?;
    read.parameter()?.value().map(str::to_owned)
}

/// The account where one of these was made, by us or by somebody else.
async fn account(written: &str) -> Sandbox {
    let world = World::with(settings(), Pace::Unlimited);
    let aws = world.outside();
    if written.contains("manage") {
        let kind = written.split([' ', ',']).nth(1).expect("a type");
        let put =
            aws.put_parameter().name("/webshop/old").value("PRECIOUS").r#type(ParameterType::from(kind));
        put.send().await.expect("taken");
        let adopted = line("old", written, "").replace("{name: webshop}", "{name: webshop, adopt: true}");
        world.converge(&world.desired(STACK, &[&adopted]).await).await;
    } else {
        world.converge(&world.desired(STACK, &[&line("old", written, "")]).await).await;
    }
    world.sandbox
}

#[tokio::test(start_paused = true)]
async fn what_git_does_not_have_is_carried() {
    for written in SOURCELESS {
        let account = account(written).await;
        let world = World::process(&account, 1);
        let before = value(&world.outside(), "/webshop/old").await.expect("there");
        let desired = world.desired(STACK, &[&line("new", written, ", movedFrom: old")]).await;
        let plan = world.plan(&desired).await;
        let moved: Vec<_> =
            plan.changes().iter().map(|change| (change.action(), change.address.as_str())).collect();
        assert_eq!(moved, [(Action::Move, "Parameter/webshop/new")], "{written}");
        world.converge(&desired).await;
        assert_eq!(value(&world.outside(), "/webshop/new").await, Some(before), "{written}");
        assert_eq!(value(&world.outside(), "/webshop/old").await, None, "{written}");
    }
}

/// The law of moves: wherever a run is cut off, the value is there under one name or the other, and
/// the next run ends it.
#[tokio::test(start_paused = true)]
async fn a_move_that_is_cut_off_anywhere_loses_nothing() {
    let (mut cut, mut late) = (0, 0);
    for written in SOURCELESS {
        let start = account(written).await;
        for call in 1_u64.. {
            let account = copy(&start);
            let world = World::process(&account, 1);
            let before = value(&world.outside(), "/webshop/old").await.expect("there");
            let desired = world.desired(STACK, &[&line("new", written, ", movedFrom: old")]).await;
            let plan = world.plan(&desired).await;
            let end = world.carry_out_killed_at(plan, call).await;
            cut += u32::from(end == End::Killed);
            let world = World::process(&account, 2);
            let aws = world.outside();
            let held = [value(&aws, "/webshop/old").await, value(&aws, "/webshop/new").await];
            assert!(held.contains(&Some(before.clone())), "{written}, call {call}: {held:?}");
            late += u32::from(held.iter().flatten().count() == 2);
            world.converge(&desired).await;
            let held = [value(&aws, "/webshop/old").await, value(&aws, "/webshop/new").await];
            assert_eq!(held, [None, Some(before)], "{written}, call {call}");
            if end == End::Through {
                break;
            }
        }
    }
    assert!(cut > 10 && late > 5, "{cut} runs were cut off, {late} with both names there");
}

#[tokio::test(start_paused = true)]
async fn the_old_one_stays_where_the_new_one_does_not_read_back() {
    for written in SOURCELESS {
        let account = account(written).await;
        let world = World::process(&account, 1);
        let before = value(&world.outside(), "/webshop/old").await;
        let desired = world.desired(STACK, &[&line("new", written, ", movedFrom: old")]).await;
        let plan = world.plan(&desired).await;
        // The new one is written, and read back a second later: somebody writes over it in between.
        let slow = Effect::Delay(Duration::from_secs(1));
        account.add_fault(Rule::new("GetParameters", When::Every, slow));
        let aws = world.outside();
        let (applied, ()) = tokio::join!(world.carry_out(plan), async {
            while value(&aws, "/webshop/new").await.is_none() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let over = aws.put_parameter().name("/webshop/new").value("OTHER").overwrite(true);
            over.send().await.expect("taken");
        });
        assert!(!applied.outcome.whole(), "{written}: {:#?}", applied.outcome);
        let held = [value(&aws, "/webshop/old").await, value(&aws, "/webshop/new").await];
        assert_eq!(held, [before, Some("OTHER".into())], "{written}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_git_gives_instead_is_shown_and_written() {
    let mut world = World::new();
    world.secrets.insert("KEY".into(), "hunter2".into());
    let before = "a: one\nb: {type: SecureString, valueFrom: {env: KEY}}";
    world.converge(&world.desired(STACK, &[&hierarchy(before)]).await).await;
    world.secrets.insert("KEY".into(), "hunter3".into());
    let after = "c: {value: two, movedFrom: a}\nd: {type: SecureString, valueFrom: {env: KEY}, movedFrom: b}";
    let desired = world.desired(STACK, &[&hierarchy(after)]).await;
    assert_eq!(
        summary(&world.plan(&desired).await),
        ["→ Parameter/webshop/c [value]", "→ Parameter/webshop/d [value]"]
    );
    world.converge(&desired).await;
    let aws = world.outside();
    assert_eq!(value(&aws, "/webshop/c").await.as_deref(), Some("two"));
    assert_eq!(value(&aws, "/webshop/d").await.as_deref(), Some("hunter3"));
}

#[tokio::test(start_paused = true)]
async fn what_is_let_go_under_a_new_name_stays_under_its_old_one() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: one")]).await).await;
    let renamed = hierarchy("b: {value: one, movedFrom: a}");
    let forgotten = renamed.replace("{name: webshop}", "{name: webshop, forget: true}");
    let desired = world.desired(STACK, &[&forgotten]).await;
    let plan = world.plan(&desired).await;
    let changes: Vec<_> =
        plan.changes().iter().map(|change| (change.action(), change.address.as_str())).collect();
    assert_eq!(changes, [(Action::Forget, "Parameter/webshop/a")]);
    world.converge(&desired).await;
    assert_eq!(value(&world.outside(), "/webshop/a").await.as_deref(), Some("one"));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_can_give_again_is_not_made_anew() {
    for written in SOURCELESS {
        let world = World::process(&account(written).await, 1);
        let desired = world.desired(STACK, &[&line("old", written, "")]).await;
        let live = world.live(&desired, engine::contract::Depth::Owned).await;
        let mut frame = world.frame();
        frame.replace.insert("Parameter/webshop/old".into());
        let plan = engine::plan::plan(&desired, &live, frame);
        let [conflict] = plan.conflicts() else { panic!("{written}: {:?}", summary(&plan)) };
        assert!(
            matches!(&conflict.rival, Rival::Irreplaceable(why) if why.contains("nobody can give")),
            "{written}"
        );
        // Neither is it for a field that cannot change in place.
        let tier = line("old", written, ", tier: Advanced");
        world.converge(&world.desired(STACK, &[&tier]).await).await;
        let back = world.desired(STACK, &[&line("old", written, ", tier: Standard")]).await;
        assert_eq!(world.plan(&back).await.conflicts().len(), 1, "{written}");
    }
}

#[tokio::test(start_paused = true)]
async fn protection_holds_the_name_that_is_given_up() {
    let stack = |guardrails: &str| STACK.replace("tags: {Application: webshop}", guardrails);
    let protects = stack("guardrails: {protect: [\"Parameter/webshop/a\"]}");
    let open = stack("tags: {Application: webshop}");
    let moved = hierarchy("b: {value: one, movedFrom: a}");
    for (after, by) in [(&protects, Protector::Guardrail), (&open, Protector::Tag)] {
        let mut world = World::new();
        let desired = world.desired(&protects, &[&hierarchy("a: one")]).await;
        world.guardrails = desired_guardrails(&["Parameter/webshop/a"]);
        world.converge(&desired).await;
        if by == Protector::Tag {
            world.guardrails = desired_guardrails(&[]);
        }
        let desired = world.desired(after, &[&moved]).await;
        let refusal = world.approve(world.plan(&desired).await).err().expect("refused");
        let expected = Objection::Protected("Parameter/webshop/b".into(), Action::Move, by);
        assert_eq!(refusal.objections, [expected]);
    }
}

fn desired_guardrails(protect: &[&str]) -> Guardrails {
    let mut set = globset::GlobSetBuilder::new();
    for pattern in protect {
        set.add(globset::Glob::new(pattern).expect("a pattern"));
    }
    Guardrails {
        max_deletes: Limit::Count(10),
        protect: set.build().expect("patterns"),
        ..Guardrails::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_given_up_counts_among_the_deletions() {
    let mut world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: one")]).await).await;
    world.guardrails = Guardrails { max_deletes: Limit::Count(0), ..Guardrails::default() };
    let desired = world.desired(STACK, &[&hierarchy("b: {value: one, movedFrom: a}")]).await;
    let refusal = world.approve(world.plan(&desired).await).err().expect("refused");
    let expected = Objection::TooManyDeletes { deletes: 1, allowed: 0, limit: Limit::Count(0) };
    assert_eq!(refusal.objections, [expected]);
}

#[tokio::test(start_paused = true)]
async fn what_stands_in_the_new_place_is_no_reason_to_lose_the_old_one() {
    for written in SOURCELESS {
        let world = World::process(&account(written).await, 1);
        let before = value(&world.outside(), "/webshop/old").await;
        let put = world
            .outside()
            .put_parameter()
            .name("/webshop/new")
            .value("FOREIGN")
            .r#type(ParameterType::String);
        put.send().await.expect("taken");
        let adopts = line("new", written, ", movedFrom: old")
            .replace("{name: webshop}", "{name: webshop, adopt: true}");
        let plan = world.plan(&world.desired(STACK, &[&adopts]).await).await;
        assert_eq!((plan.changes().len(), plan.conflicts().len()), (0, 1), "{written}: {:?}", summary(&plan));
        assert_eq!(value(&world.outside(), "/webshop/old").await, before, "{written}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_tier_that_nobody_wrote_is_carried_along() {
    let world = World::new();
    let put = world.outside().put_parameter().name("/webshop/old").value("x".repeat(6_000));
    put.r#type(ParameterType::SecureString).tier("Advanced".into()).send().await.expect("taken");
    let adopted = line("old", SOURCELESS[2], "").replace("{name: webshop}", "{name: webshop, adopt: true}");
    world.converge(&world.desired(STACK, &[&adopted]).await).await;
    world.converge(&world.desired(STACK, &[&line("new", SOURCELESS[2], ", movedFrom: old")]).await).await;
    assert_eq!(value(&world.outside(), "/webshop/new").await, Some("x".repeat(6_000)));
}

async fn tags(aws: &Client, name: &str) -> Vec<(String, String)> {
    let kind = aws_sdk_ssm::types::ResourceTypeForTagging::Parameter;
    let read = aws.list_tags_for_resource().resource_type(kind).resource_id(name).send().await;
    let tags = read.expect("allowed").tag_list.unwrap_or_default().into_iter();
    let mut tags: Vec<_> = tags.map(|tag| (tag.key, tag.value)).collect();
    tags.sort();
    tags
}

/// Whoever sets tags of their own on what is ours finds them under the new name.
#[tokio::test(start_paused = true)]
async fn tags_that_others_set_go_along() {
    let stack = STACK.replace("tags:", "ignoreTags: ['cost:*'], tags:");
    let first = World::with(settings(), Pace::Unlimited);
    for written in ["{value: one, tags: {Team: shop}}", SOURCELESS[0]] {
        first.converge(&first.desired(&stack, &[&line("old", written, "")]).await).await;
        let aws = first.outside();
        let tag = aws_sdk_ssm::types::Tag::builder().key("cost:center").value("4711").build().expect("whole");
        let kind = aws_sdk_ssm::types::ResourceTypeForTagging::Parameter;
        let set = aws.add_tags_to_resource().resource_type(kind).resource_id("/webshop/old").tags(tag);
        set.send().await.expect("taken");
        let before = tags(&aws, "/webshop/old").await;
        for call in 1_u64.. {
            let account = copy(&first.sandbox);
            let world = World::process(&account, 1);
            let desired = world.desired(&stack, &[&line("new", written, ", movedFrom: old")]).await;
            let plan = world.plan(&desired).await;
            let end = world.carry_out_killed_at(plan, call).await;
            let next = World::process(&account, 2);
            next.converge(&desired).await;
            assert_eq!(tags(&next.outside(), "/webshop/new").await, before, "{written}, call {call}");
            if end == End::Through {
                break;
            }
        }
    }
}

/// A name that is not there gives nothing to carry: who has renamed twice before the first apply is told.
#[tokio::test(start_paused = true)]
async fn what_is_drawn_anew_is_said() {
    let world = World::with(settings(), Pace::Unlimited);
    world.converge(&world.desired(STACK, &[&line("a", SOURCELESS[0], "")]).await).await;
    let desired = world.desired(STACK, &[&line("c", SOURCELESS[0], ", movedFrom: b")]).await;
    let plan = world.plan(&desired).await;
    let create = plan.change(&"Parameter/webshop/c".into()).expect("it is made");
    let anew = engine::contract::Effect::DrawnAnew { from: "Parameter/webshop/b".into() };
    assert!(create.effects.contains(&anew), "{:?}", create.effects);
    assert_eq!(summary(&plan)[0], "- Parameter/webshop/a []");
}

#[tokio::test(start_paused = true)]
async fn what_looks_like_a_rename_is_said_where_it_can_be_one_thing_only() {
    let world = World::new().knowing("KEY", "hunter2");
    let secret = "{type: SecureString, valueFrom: {env: KEY}}";
    let before = hierarchy(&format!("size: 10\none: yes-sir\nkey: {secret}"));
    world.converge(&world.desired(STACK, &[&before]).await).await;
    let after = hierarchy(&format!("batch: 10\ntwo: yes-sir\nthree: yes-sir\nlock: {secret}"));
    let plan = world.plan(&world.desired(STACK, &[&after]).await).await;
    let hints = plan.changes().iter().flat_map(|change| {
        let to = |effect: &Said| match effect {
            Said::LooksRenamed { to } => Some((change.address.to_string(), to.to_string())),
            _ => None,
        };
        change.effects.iter().filter_map(to)
    });
    let expected = ("Parameter/webshop/size".to_owned(), "Parameter/webshop/batch".to_owned());
    assert_eq!(hints.collect::<Vec<_>>(), [expected]);
}

#[tokio::test(start_paused = true)]
async fn labels_go_along_with_the_value_that_they_sit_on() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: one")]).await).await;
    let label = async |label: &str| {
        let put = world.outside().label_parameter_version().name("/webshop/a").labels(label);
        put.send().await.expect("allowed");
    };
    label("current").await;
    let desired = world.desired(STACK, &[&hierarchy("b: {value: one, movedFrom: a}")]).await;
    let reviewed = world.plan(&desired).await;
    // One that comes since is part of what was reviewed.
    label("stable").await;
    let moved = world.met(&reviewed, &desired).await.err().expect("it has another label");
    assert_eq!(moved[0].field.as_deref(), Some("labels"));
    world.converge(&desired).await;
    for label in ["current", "stable"] {
        let got = world.outside().get_parameter().name(format!("/webshop/b:{label}")).send().await;
        let value = got.expect("there").parameter.and_then(|parameter| parameter.value);
        assert_eq!(value.as_deref(), Some("one"), "{label}");
    }
}

/// Both names are ours, and each holds a value of its own: neither goes for the other.
#[tokio::test(start_paused = true)]
async fn a_name_that_is_ours_and_holds_something_else_is_in_the_way() {
    for written in SOURCELESS {
        let world = World::process(&account(written).await, 1);
        let aws = world.outside();
        let kind = if written.contains("StringList") { "StringList" } else { "String" };
        let kind = if written.contains("SecureString") { "SecureString" } else { kind };
        let owner = Tag::builder().key("trueup:stack").value("webshop/default").build().expect("whole");
        let put = aws.put_parameter().name("/webshop/new").value("OWN").r#type(ParameterType::from(kind));
        put.tags(owner).send().await.expect("taken");
        let before = value(&aws, "/webshop/old").await;
        let desired = world.desired(STACK, &[&line("new", written, ", movedFrom: old")]).await;
        let plan = world.plan(&desired).await;
        let [conflict] = plan.conflicts() else { panic!("{written}: {:?}", summary(&plan)) };
        assert_eq!((conflict.address.as_str(), plan.changes().len()), ("Parameter/webshop/new", 0));
        assert!(matches!(&conflict.rival, Rival::Irreplaceable(why) if why.contains("holds something else")));
        // Once it holds the same it is a move that was cut off: whatever else it lacks comes first.
        let same = aws.put_parameter().name("/webshop/new").value(before.clone().expect("there"));
        same.overwrite(true).r#type(ParameterType::from(kind)).send().await.expect("taken");
        world.apply(&desired).await;
        world.converge(&desired).await;
        let held = [value(&aws, "/webshop/old").await, value(&aws, "/webshop/new").await];
        assert_eq!(held, [None, before], "{written}");
    }
}

/// Whatever keeps the new one from being made: the old one belongs to it, and no choice of a part takes it away.
#[tokio::test(start_paused = true)]
async fn the_old_name_is_no_stray_while_nothing_can_be_done_about_the_new_one() {
    for written in ["{value: one}", "{type: StringList, value: [a, b]}"].into_iter().chain(SOURCELESS) {
        let world = World::process(&account(written).await, 1);
        let aws = world.outside();
        let owner = Tag::builder().key("trueup:stack").value("other/default").build().expect("whole");
        let put = aws.put_parameter().name("/webshop/new").value("x").r#type(ParameterType::String);
        put.tags(owner).send().await.expect("taken");
        let desired = world.desired(STACK, &[&line("new", written, ", movedFrom: old")]).await;
        let stays = |plan: &engine::plan::Plan| {
            let old = plan.change(&"Parameter/webshop/old".into());
            assert!(old.is_none(), "{written}: {:?}", summary(plan));
        };
        let plan = world.plan(&desired).await;
        assert_eq!(plan.conflicts().len(), 1, "{written}");
        stays(&plan);
        let live = world.live(&desired, Depth::Owned).await;
        let only = only(&["Parameter/webshop/old"]);
        stays(&engine::plan::plan(&desired, &live, Frame { only, ..world.frame() }));
        // Nor while nobody knows what is there.
        let denied = Effect::error("AccessDeniedException", "no");
        world.sandbox.add_fault(Rule::new("ListTagsForResource", When::Every, denied));
        let plan = world.plan(&desired).await;
        assert!(!plan.complete(), "{written}");
        stays(&plan);
        world.sandbox.clear_faults();
        assert_eq!(world.plan_to_destroy(&desired).await.changes().len(), 1, "{written}");
    }
}
