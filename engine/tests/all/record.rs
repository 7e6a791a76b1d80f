//! The record: it remembers what no tag can tell, and losing it loses nothing else.

use crate::world::{judged, reloaded};
use engine::Action;
use engine::apply::{Fate, Kept};
use engine::approve::{Consent, Incomplete, approve};
use engine::contract::{Depth, Role};
use engine::permissions::policy;
use engine::plan::{Frame, Rival, Waive, again, plan};
use engine::record::Held;
use engine::resolve::{Desired, changed_since, desired_digest};
use sandbox::{Effect, Omission, Rule, When};

use crate::patch_groups::{group, of, register, registered, rows};
use crate::world::{STACK, World, hierarchy, summary};

const NAME: &str = "/trueup/webshop/default";

/// What the record says, as JSON.
async fn said(world: &World) -> Option<serde_json::Value> {
    said_at(world, NAME).await
}

async fn said_at(world: &World, name: &str) -> Option<serde_json::Value> {
    let found = world.outside().get_parameter().name(name).send().await.ok()?;
    let text = found.parameter.expect("given").value.expect("given");
    Some(serde_json::from_str(&text).expect("JSON"))
}

async fn lose(world: &World) {
    world.outside().delete_parameter().name(NAME).send().await.expect("it was there");
}

fn with_origin(origin: &str) -> String {
    STACK.replace("{name: webshop}", &format!("{{name: webshop, origin: {origin}}}"))
}

/// Two baselines and a group that is registered with both.
async fn grouped(world: &World) -> [String; 2] {
    let both = [of("suse", "SUSE"), of("debian", "DEBIAN")];
    let group = group("production", "[suse, debian]");
    let all = [&both[0], &both[1], &group].map(String::as_str);
    world.converge(&world.desired(STACK, &all).await).await;
    both
}

#[tokio::test(start_paused = true)]
async fn it_says_what_was_applied() {
    let world = World::new();
    let desired = world.desired(&with_origin("0a1b"), &[&hierarchy("port: 1")]).await;
    let made = plan(
        &desired,
        &world.live(&desired, Depth::Owned).await,
        Frame { commit: Some("4f2c1aa".into()), ..world.frame() },
    );
    assert_eq!(summary(&made), ["+ Parameter/webshop/port [dataType tags type value]"]);
    assert_eq!(made.cost().calls["PutParameter"], 2);
    let applied = world.carry_out(made).await;
    assert!(applied.outcome.whole());
    let said = said(&world).await.expect("written");
    assert_eq!(
        said,
        serde_json::json!({
            "version": 2,
            "origin": "0a1b",
            "last": { "commit": "4f2c1aa", "digest": desired_digest(&desired) },
        })
    );
    let tags = world.outside().list_tags_for_resource();
    let tags = tags.resource_type("Parameter".into()).resource_id(NAME).send().await.expect("there");
    assert_eq!(tags.tag_list(), []);
}

#[tokio::test(start_paused = true)]
async fn it_is_written_only_where_it_says_something_new() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("port: 1")]).await;
    world.converge(&desired).await;
    world.calls();
    let again = world.plan(&desired).await;
    assert_eq!(world.calls()["GetParameter"], 1);
    assert!(!again.only_records());
    world.carry_out(again).await;
    assert_eq!(world.calls().get("PutParameter"), None);
    let later = Frame { commit: Some("4f2c1aa".into()), ..world.frame() };
    let later = plan(&desired, &world.live(&desired, Depth::Owned).await, later);
    assert!(!later.only_records(), "another commit alone is nothing new");

    for (commit, port) in [("c1", "3"), ("c2", "4")] {
        let desired = world.desired(STACK, &[&hierarchy(&format!("port: {port}"))]).await;
        let frame = Frame { commit: Some(commit.into()), ..world.frame() };
        let plan = plan(&desired, &world.live(&desired, Depth::Owned).await, frame);
        world.carry_out(plan).await;
    }
    assert_eq!(said(&world).await.expect("written")["previous"], "c1");
    let desired = world.desired(STACK, &[&hierarchy("port: 4")]).await;
    let frame = Frame { commit: Some("c3".into()), ..world.frame() };
    let later = plan(&desired, &world.live(&desired, Depth::Owned).await, frame);
    assert!(!later.only_records(), "nor is it where the one before is remembered");

    world
        .outside()
        .put_parameter()
        .name("/webshop/port")
        .value("2")
        .overwrite(true)
        .send()
        .await
        .expect("put");
    let followed = world.desired(STACK, &[&hierarchy("port: 2")]).await;
    let plan = world.plan(&followed).await;
    assert!(plan.empty() && plan.only_records(), "git now says what is there");
    world.carry_out(plan).await;
    assert_eq!(said(&world).await.expect("written")["last"]["digest"], desired_digest(&followed));
    assert!(!world.plan(&followed).await.only_records());
}

#[tokio::test(start_paused = true)]
async fn a_stack_may_keep_none_or_keep_it_elsewhere() {
    let world = World::new();
    let none = STACK.replace("tags:", "record: none, tags:");
    let desired = world.desired(&none, &[&hierarchy("port: 1")]).await;
    world.converge(&desired).await;
    assert_eq!(world.calls().get("GetParameter"), None);
    assert_eq!(said(&world).await, None);
    for record in ["/ops/state", "{path: /ops/state/}"] {
        let world = World::new();
        let elsewhere = STACK.replace("tags:", &format!("record: {record}, tags:"));
        let desired = world.desired(&elsewhere, &[&hierarchy("port: 1")]).await;
        world.converge(&desired).await;
        assert!(said_at(&world, "/ops/state/webshop/default").await.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_no_inventory() {
    let world = World::new();
    let text = hierarchy("trueup/x: 1").replace("path: /webshop", "path: /trueup");
    let desired = world.desired(STACK, &[&text.replace("trueup/x", "webshop/x")]).await;
    world.converge(&desired).await;
    world
        .outside()
        .put_parameter()
        .name("/trueup/webshop/by-hand")
        .value("1")
        .r#type("String".into())
        .send()
        .await
        .expect("put");
    let live = world.live(&desired, Depth::Paths).await;
    assert_eq!(live.unmanaged, ["Parameter/trueup/webshop/by-hand".into()]);
    assert!(matches!(live.record, Held::Record(_, _)));
    let (_, findings) = world.resolve(STACK, &[&text.replace("trueup/x", "webshop/default")]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["stack-record"]);
}

#[tokio::test(start_paused = true)]
async fn what_git_no_longer_declares_is_let_go() {
    let world = World::new();
    let both = grouped(&world).await;
    let one = world.desired(STACK, &[&both[0], &both[1], &group("production", "[suse]")]).await;
    let made = world.plan(&one).await;
    assert_eq!(summary(&made), ["~ PatchGroup/production [baselines.DEBIAN]"]);
    assert_eq!(made.unmanaged(), []);
    world.converge(&one).await;
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "suse")]));

    let none = world.desired(STACK, &[&both[0], &both[1]]).await;
    assert_eq!(summary(&world.plan(&none).await), ["- PatchGroup/production []"]);
    world.converge(&none).await;
    assert_eq!(registered(&world).await, []);
    world.calls();
    assert!(world.plan(&none).await.empty());
    assert_eq!(world.calls().get("DescribePatchGroups"), None, "it knows none any more");
}

#[tokio::test(start_paused = true)]
async fn a_group_and_its_baseline_go_in_one_apply() {
    let world = World::new();
    let both = grouped(&world).await;
    let left = world.desired(STACK, &[&both[0]]).await;
    let made = world.plan(&left).await;
    assert_eq!(summary(&made), ["- PatchBaseline/debian []", "- PatchGroup/production []"]);
    world.converge(&left).await;
    assert_eq!(registered(&world).await, []);
}

#[tokio::test(start_paused = true)]
async fn one_of_the_first_version_is_read_and_written_anew() {
    let world = World::new();
    let both = grouped(&world).await;
    let first = r#"{"version":1,"commit":"0","desired":"d","patchGroups":{"Production":{"name":"production","baselines":{"SUSE":["PatchBaseline/suse"],"DEBIAN":["PatchBaseline/debian"]}}}}"#;
    world.outside().put_parameter().name(NAME).value(first).overwrite(true).send().await.expect("taken");
    let none = world.desired(STACK, &[&both[0], &both[1]]).await;
    assert_eq!(summary(&world.plan(&none).await), ["- PatchGroup/production []"]);
    world.converge(&none).await;
    let said = said(&world).await.expect("written");
    assert_eq!((&said["version"], &said["previous"], &said["kept"]), (&2.into(), &"0".into(), &().into()));
}

/// Patch groups of AWS's own baselines, more than one parameter has room for.
fn many(count: usize) -> Vec<String> {
    let systems = [
        "AlmaLinux",
        "AmazonLinux2",
        "CentOS",
        "Debian",
        "OracleLinux",
        "RedHat",
        "RockyLinux",
        "Suse",
        "Ubuntu",
    ]
    .map(|system| format!("AWS-{system}DefaultPatchBaseline"));
    let one = |at| {
        format!(
            "apiVersion: trueup/v1\nkind: PatchGroup\nmetadata: {{name: group-{at:03}}}\nspec: {{name: Fleet of the {at:03}rd team, baselines: [{}]}}\n",
            systems.join(", ")
        )
    };
    (0..count).map(one).collect()
}

#[tokio::test(start_paused = true)]
async fn one_that_is_too_long_for_a_parameter_lies_in_pieces() {
    let world = World::new();
    let desired = async |groups: &[String]| -> Desired {
        world.desired(STACK, &groups.iter().map(String::as_str).collect::<Vec<_>>()).await
    };
    let all = many(25);
    world.converge(&desired(&all).await).await;
    let head = said(&world).await.expect("written");
    assert!(head["kept"].is_null() && head["pieces"].is_object(), "{head}");
    world.calls();
    assert!(world.plan(&desired(&all).await).await.empty());
    let calls = world.calls();
    assert_eq!((calls["GetParameter"], calls["GetParameters"]), (1, 1));
    // What it remembers is ours, however often it was written.
    let fewer = desired(&all[1..]).await;
    assert_eq!(summary(&world.plan(&fewer).await), ["- PatchGroup/group-000 []"]);
    world.converge(&fewer).await;
    let few = desired(&all[..3]).await;
    world.converge(&few).await;
    let below = async || {
        let found = world.outside().get_parameters_by_path().path(NAME).send().await.expect("allowed");
        found.parameters.unwrap_or_default().len()
    };
    assert_eq!(below().await, 0, "short again, and its pieces are gone");
    world.converge(&desired(&all).await).await;
    assert!(below().await > 0);
    world.destroy(&desired(&all).await).await;
    assert_eq!((below().await, said(&world).await), (0, None));
}

#[tokio::test(start_paused = true)]
async fn an_apply_that_did_a_part_says_which() {
    let world = World::new();
    let first = world.desired(STACK, &[&hierarchy("a: 1\nb: 1")]).await;
    world.converge(&first).await;
    let second = world.desired(STACK, &[&hierarchy("a: 2\nb: 2")]).await;
    let live = world.live(&second, Depth::Owned).await;
    let only = crate::world::only(&["*/a"]);
    let frame = Frame { only, commit: Some("c2".into()), ..world.frame() };
    let made = plan(&second, &live, frame);
    assert_eq!(made.cost().calls["PutParameter"], 2, "the parameter and the record");
    assert!(world.carry_out(made).await.outcome.whole());
    let said = said(&world).await.expect("written");
    assert_eq!(said["last"]["digest"], desired_digest(&first));
    assert_eq!(
        said["parts"],
        serde_json::json!([{ "commit": "c2", "digest": desired_digest(&second), "addresses": ["Parameter/webshop/a"] }])
    );
}

#[tokio::test(start_paused = true)]
async fn without_the_record_it_stays_and_is_shown() {
    let world = World::new();
    let both = grouped(&world).await;
    lose(&world).await;
    let one = world.desired(STACK, &[&both[0], &both[1], &group("production", "[suse]")]).await;
    let made = world.plan(&one).await;
    assert!(made.empty());
    assert_eq!(made.unmanaged(), ["PatchGroup/production/DEBIAN".into()]);
    let none = world.desired(STACK, &[&both[0], &both[1]]).await;
    assert!(world.plan(&none).await.empty());
    world.carry_out(world.plan(&one).await).await;
    assert_eq!(
        said(&world).await.expect("written")["kept"]["PatchGroup"]["Production"]["words"].to_string(),
        "{\"SUSE\":[\"PatchBaseline/suse\"]}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_manifest_and_its_group_change_names() {
    let world = World::new();
    let both = grouped(&world).await;
    let renamed = world.desired(STACK, &[&both[0], &both[1], &group("prod", "[suse]")]).await;
    assert_eq!(summary(&world.plan(&renamed).await), ["~ PatchGroup/prod [baselines.DEBIAN]"]);
    let other = group("production", "[suse]").replace("name: Production", "name: Live");
    let other = world.desired(STACK, &[&both[0], &both[1], &other]).await;
    let made = world.plan(&other).await;
    assert_eq!(
        summary(&made),
        ["+ PatchGroup/production [baselines name]", "- PatchGroup/production/Production []"]
    );
    world.converge(&other).await;
    assert_eq!(registered(&world).await, rows([("Live", "SUSE", "suse")]));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_put_in_its_place_is_theirs() {
    let world = World::new();
    let both = grouped(&world).await;
    let suse = world.outside().get_patch_baseline_for_patch_group().patch_group("Production");
    let suse = suse.operating_system("SUSE".into()).send().await;
    let found = world.outside().describe_patch_groups().send().await.expect("allowed");
    let id = match suse {
        Ok(found) => found.baseline_id.expect("given"),
        Err(_) => found
            .mappings()
            .iter()
            .filter_map(|mapping| mapping.baseline_identity())
            .find(|baseline| baseline.baseline_name() == Some("suse"))
            .and_then(|baseline| baseline.baseline_id())
            .expect("given")
            .to_owned(),
    };
    let free = world.outside().deregister_patch_baseline_for_patch_group();
    free.patch_group("Production").baseline_id(id).send().await.expect("allowed");
    let theirs = world.outside().create_patch_baseline().name("theirs").operating_system("SUSE".into());
    let theirs = theirs.send().await.expect("allowed").baseline_id.expect("given");
    register(&world, "Production", &theirs).await;
    let none = world.desired(STACK, &[&both[0], &both[1]]).await;
    world.converge(&none).await;
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "theirs")]));
}

#[tokio::test(start_paused = true)]
async fn it_is_written_before_what_it_must_remember() {
    for (fault, times) in [
        (
            Rule::new(
                "RegisterPatchBaselineForPatchGroup",
                When::Every,
                Effect::error("ValidationException", "not now"),
            ),
            1,
        ),
        (Rule::new("RegisterPatchBaselineForPatchGroup", When::Nth(1), Effect::LoseAnswer), 2),
        (Rule::new("PutParameter", When::Nth(2), Effect::error("AccessDeniedException", "no")), 1),
        (Rule::new("PutParameter", When::Nth(1), Effect::LoseAnswer), 3),
        (Rule::new("PutParameter", When::Nth(2), Effect::LoseAnswer), 3),
    ] {
        let world = World::new();
        let both = [of("suse", "SUSE"), of("debian", "DEBIAN")];
        let group = group("production", "[suse, debian]");
        let all = [&both[0], &both[1], &group].map(String::as_str);
        world.sandbox.add_fault(fault);
        world.apply(&world.desired(STACK, &all).await).await;
        world.sandbox.clear_faults();
        let calls = world.calls();
        assert!(calls["PutParameter"] >= times, "{calls:?}");
        let baselines = &said(&world).await.expect("written")["kept"]["PatchGroup"]["Production"]["words"];
        assert_eq!(
            baselines.to_string(),
            "{\"DEBIAN\":[\"PatchBaseline/debian\"],\"SUSE\":[\"PatchBaseline/suse\"]}"
        );
        // Whatever was registered goes, although git has forgotten it before an apply was whole.
        world.converge(&world.desired(STACK, &[&both[0], &both[1]]).await).await;
        assert_eq!(registered(&world).await, []);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_registered_that_could_not_be_remembered() {
    let world = World::new();
    let denied = Effect::error("AccessDeniedException", "User is not authorized");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Every, denied));
    let desired = world.desired(STACK, &[&of("suse", "SUSE"), &group("production", "[suse]")]).await;
    let applied = world.apply(&desired).await;
    assert!(!applied.outcome.whole());
    assert!(matches!(applied.outcome.record, Kept::Failed(_)));
    let fates: Vec<bool> =
        applied.outcome.results.iter().map(|result| matches!(result.fate, Fate::Done)).collect();
    assert_eq!(fates, [true, false]);
    assert_eq!(registered(&world).await, []);
    world.sandbox.clear_faults();
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_not_said_to_be_applied() {
    let world = World::new();
    let first = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    world.converge(&first).await;
    let second = world.desired(STACK, &[&hierarchy("a: 2\nb: 2")]).await;
    world.sandbox.add_fault(Rule::new(
        "PutParameter",
        When::Nth(1),
        Effect::error("ValidationException", "no"),
    ));
    let applied = world.apply(&second).await;
    assert!(!applied.outcome.whole());
    assert_eq!(said(&world).await.expect("there")["last"]["digest"], desired_digest(&first));
    world.sandbox.clear_faults();
    world.converge(&second).await;
    assert_eq!(said(&world).await.expect("there")["last"]["digest"], desired_digest(&second));
}

#[tokio::test(start_paused = true)]
async fn a_destroy_leaves_nothing_and_takes_the_record_last() {
    let world = World::new();
    let both = grouped(&world).await;
    let group = group("production", "[suse, debian]");
    let all = [&both[0], &both[1], &group].map(String::as_str);
    let desired = world.desired(STACK, &all).await;
    world.sandbox.add_fault(Rule::new(
        "DeletePatchBaseline",
        When::Nth(1),
        Effect::error("ValidationException", "no"),
    ));
    let cut = world.destroy(&desired).await;
    assert!(!cut.outcome.whole());
    assert!(said(&world).await.is_some(), "it stays while something does");
    world.sandbox.clear_faults();
    let gone = world.destroy(&desired).await;
    assert!(gone.outcome.whole());
    assert_eq!(said(&world).await, None);
    let left = world.outside().describe_parameters().send().await.expect("allowed");
    assert_eq!(left.parameters().len(), 0);
    assert!(!world.plan_to_destroy(&desired).await.only_records());
    // The name is used again at once.
    world.converge(&desired).await;
    assert!(said(&world).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_destroy_takes_what_git_has_forgotten() {
    let world = World::new();
    let both = grouped(&world).await;
    let gone = world.destroy(&world.desired(STACK, &[&both[0]]).await).await;
    assert!(gone.outcome.whole(), "{:#?}", gone.outcome);
    assert_eq!(registered(&world).await, []);
    assert_eq!(said(&world).await, None);
}

#[tokio::test(start_paused = true)]
async fn two_environments_keep_a_record_each() {
    let world = World::new();
    let stack = |name: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Stack\nmetadata: {{name: webshop}}\nspec:\n  manifests: [manifests/*.yaml]\n  environments:\n    {name}: {{account: \"123456789012\", regions: [us-east-1]}}\n"
        )
    };
    let texts =
        [of("suse", "SUSE"), group("production", "[suse]").replace("Production", "${site.environment}")];
    let all = [texts[0].as_str(), texts[1].as_str()];
    for name in ["blue", "green"] {
        let applied = world.apply(&world.desired(&stack(name), &all).await).await;
        assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    }
    let blue = world.desired(&stack("blue"), &all[..1]).await;
    assert_eq!(summary(&world.plan(&blue).await), ["- PatchGroup/production []"]);
    world.carry_out(world.plan(&blue).await).await;
    assert_eq!(registered(&world).await, rows([("green", "SUSE", "suse")]));
    assert!(said_at(&world, "/trueup/webshop/green").await.is_some());
    assert!(world.plan(&world.desired(&stack("green"), &all).await).await.empty());
    world.destroy(&blue).await;
    assert!(said_at(&world, "/trueup/webshop/blue").await.is_none());
    assert!(world.plan(&world.desired(&stack("green"), &all).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_copied_stack_deletes_nothing_of_its_parent() {
    let world = World::new();
    let parent = world.desired(&with_origin("0a1b"), &[&hierarchy("a: 1\nb: 1")]).await;
    world.converge(&parent).await;
    for stack in [with_origin("ffff"), STACK.to_owned()] {
        let copy = world.desired(&stack, &[&hierarchy("a: 2")]).await;
        for made in [world.plan(&copy).await, world.plan_to_destroy(&copy).await] {
            assert!(made.changes().is_empty());
            let rival = Rival::Origin { record: NAME.into(), origin: Some("0a1b".into()) };
            assert_eq!(made.conflicts()[0].rival, rival);
            assert_eq!(made.conflicts()[0].address.as_str(), "Stack/webshop");
            assert_eq!(made.conflicts()[0].location.path, "trueup.yaml");
            assert!(world.approve(made).is_err());
        }
    }
    assert!(world.plan(&parent).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_stack_that_is_given_an_origin_keeps_its_record() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1")]).await).await;
    let silent = world.desired(&with_origin("0a1b"), &[&hierarchy("a: 1")]).await;
    let rival = Rival::Origin { record: NAME.into(), origin: None };
    assert_eq!(world.plan(&silent).await.conflicts()[0].rival, rival);
    let moved = with_origin("0a1b").replace("origin:", "movedFrom: {}, origin:");
    let named = world.desired(&moved, &[&hierarchy("a: 1")]).await;
    world.converge(&named).await;
    assert_eq!(said(&world).await.expect("there")["origin"], "0a1b");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_record_is_never_written_over() {
    for value in ["theirs", "{\"version\":3}"] {
        let world = World::new();
        world
            .outside()
            .put_parameter()
            .name(NAME)
            .value(value)
            .r#type("String".into())
            .send()
            .await
            .expect("put");
        let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
        let made = world.plan(&desired).await;
        assert!(matches!(made.conflicts()[0].rival, Rival::NoRecord(_)));
        assert_eq!(made.changes()[0].action(), Action::Create);
        assert!(world.approve(made).is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_read_makes_the_plan_incomplete() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let denied = Effect::error("AccessDeniedException", "User is not authorized");
    world.sandbox.add_fault(Rule::new("GetParameter", When::Every, denied));
    let made = world.plan(&desired).await;
    assert_eq!(
        made.unreadable()[0].address.as_ref().expect("named").as_str(),
        "Parameter/trueup/webshop/default"
    );
    assert!(made.record().is_none());
}

#[tokio::test(start_paused = true)]
async fn one_answer_is_not_enough_to_say_that_it_is_not_there() {
    let world = World::new();
    let both = grouped(&world).await;
    let one = world.desired(STACK, &[&both[0], &both[1]]).await;
    let gone = Effect::error("ParameterNotFound", "");
    for when in [When::Nth(1), When::Every] {
        world.sandbox.add_fault(Rule::new("GetParameter", when, gone.clone()));
        let made = world.plan(&one).await;
        assert_eq!(summary(&made), ["- PatchGroup/production []"], "{when:?}");
        assert!(made.record().expect("kept").was.is_some(), "{when:?}");
        world.sandbox.clear_faults();
    }
    // Where there is none it costs one more call.
    lose(&world).await;
    world.calls();
    assert!(world.plan(&one).await.empty());
    let calls = world.calls();
    assert_eq!((calls["GetParameter"], calls["GetParameters"]), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn one_answer_is_not_enough_to_lose_what_its_pieces_say() {
    let world = World::new();
    let all = many(25);
    let texts: Vec<&str> = all.iter().map(String::as_str).collect();
    world.converge(&world.desired(STACK, &texts).await).await;
    let fewer = world.desired(STACK, &texts[1..]).await;
    let below = world.outside().get_parameters_by_path().path(NAME).send().await.expect("allowed");
    let pieces = below.parameters.unwrap_or_default();
    assert!(!pieces.is_empty());
    for piece in pieces {
        let omit = Effect::Omit(piece.name.expect("named"), Omission::Invalid);
        world.sandbox.add_fault(Rule::new("GetParameters", When::Nth(1), omit));
        assert_eq!(summary(&world.plan(&fewer).await), ["- PatchGroup/group-000 []"]);
        world.sandbox.clear_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn a_saved_plan_writes_it_and_never_says_more_than_it_did() {
    let world = World::new();
    let first = world.desired(STACK, &[&of("suse", "SUSE"), &group("production", "[suse]")]).await;
    let saved = reloaded(world.plan(&first).await);
    let fresh = world.plan(&first).await;
    assert!(
        world
            .carry_out(again(&saved, fresh, Waive::Unread).unwrap_or_else(|moved| panic!("{moved:?}")))
            .await
            .outcome
            .whole()
    );
    assert_eq!(said(&world).await.expect("written")["last"]["digest"], desired_digest(&first));

    let second = world
        .desired(STACK, &[&of("suse", "SUSE"), &group("production", "[suse]"), &hierarchy("a: 1")])
        .await;
    let saved = reloaded(world.plan(&second).await);
    let third = [&of("suse", "SUSE"), &group("production", "[suse]"), &hierarchy("a: 1\nb: 1")]
        .map(|text| text.to_owned());
    let third: Vec<&str> = third.iter().map(String::as_str).collect();
    let third = world.desired(STACK, &third).await;
    let narrowed =
        again(&saved, world.plan(&third).await, Waive::Unread).unwrap_or_else(|moved| panic!("{moved:?}"));
    assert_eq!(summary(&narrowed).len(), 1);
    assert!(world.carry_out(narrowed).await.outcome.whole());
    assert_eq!(
        said(&world).await.expect("there")["last"]["digest"],
        desired_digest(&first),
        "`b` was not applied"
    );
}

#[tokio::test(start_paused = true)]
async fn what_git_changed_is_told_with_what_follows_from_it() {
    let world = World::new();
    let url = "url: \"tcp://${Parameter/webshop/host.value}:${Parameter/webshop/port.value}\"";
    let at = |lines: &str| hierarchy(&format!("{lines}\n{url}"));
    let desired = async |text: String| -> Desired { world.desired(STACK, &[&text]).await };
    let before = desired(at("host: {value: a, description: x}\nport: 1\ngone: 1")).await;
    let told = |now: &Desired| -> Vec<String> {
        changed_since(&before, now).iter().map(|address| address.name().to_owned()).collect()
    };
    assert_eq!(told(&before), Vec::<String>::new());
    let now = desired(at("host: {value: b, description: x}\nport: 1\ngone: 1")).await;
    assert_eq!(told(&now), ["webshop/host", "webshop/url"]);
    let now = desired(at("host: {value: a, description: y}\nport: 1\nnew: 1")).await;
    assert_eq!(told(&now), ["webshop/gone", "webshop/host", "webshop/new"]);
}

#[tokio::test(start_paused = true)]
async fn its_digest_knows_secrets_by_their_source_only() {
    let digest = async |value: &str, source: &str| {
        let mut world = World::new();
        world.secrets.insert("KEY".into(), value.into());
        world.secrets.insert("OTHER".into(), value.into());
        let text = hierarchy(&format!("key: {{type: SecureString, valueFrom: {{env: {source}}}}}"));
        let desired = world.desired(STACK, &[&text]).await;
        world.converge(&desired).await;
        assert!(!said(&world).await.expect("written").to_string().contains(value));
        desired_digest(&desired)
    };
    assert_eq!(digest("canary-1", "KEY").await, digest("canary-2", "KEY").await);
    assert_ne!(digest("canary-1", "KEY").await, digest("canary-1", "OTHER").await);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_was_just_deleted_is_waited_for() {
    let world = World::new();
    let refused = Effect::error("ParameterAlreadyExists", "The parameter already exists.");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Nth(2), refused));
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    world.converge(&desired).await;
    assert_eq!(world.calls()["PutParameter"], 3);
    assert!(said(&world).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn an_incomplete_destroy_keeps_what_is_still_to_be_remembered() {
    for (manifest, stays) in
        [(hierarchy("a: 1"), false), (group("production", "[AWS-SuseDefaultPatchBaseline]"), true)]
    {
        let world = World::new();
        let desired = world.desired(STACK, &[&manifest]).await;
        world.converge(&desired).await;
        let denied = Effect::error("AccessDeniedException", "User is not authorized");
        world.sandbox.add_fault(Rule::new("ListAssociations", When::Every, denied));
        let made = world.plan_to_destroy(&desired).await;
        assert!(!made.complete());
        let consent = Consent { incomplete: Incomplete::Allow, ..Consent::default() };
        let approved = approve(judged(made), &world.guardrails, consent)
            .unwrap_or_else(|refusal| panic!("{refusal:#?}"));
        assert!(world.carry_out_approved(approved).await.whole());
        assert_eq!(said(&world).await.is_some(), stays);
    }
}

#[tokio::test(start_paused = true)]
async fn roles_may_read_and_write_it() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let statement = |role| {
        let policy = policy(&[&desired], role, &[]);
        let all = policy["Statement"].as_array().expect("a list").clone();
        all.into_iter().find(|statement| statement["Sid"] == "Record").expect("it is there")
    };
    let arn = "arn:aws:ssm:us-east-1:123456789012:parameter/trueup/webshop/default";
    let plan = ["ssm:GetParameter", "ssm:GetParameters"];
    assert_eq!(statement(Role::Plan)["Action"], serde_json::json!(plan));
    let apply = [
        "ssm:DeleteParameters",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
        "ssm:PutParameter",
    ];
    assert_eq!(statement(Role::Apply)["Action"], serde_json::json!(apply));
    // Its pieces lie below it, and the leases.
    let below = format!("{arn}/*");
    for role in [Role::Plan, Role::Apply] {
        assert_eq!(statement(role)["Resource"], serde_json::json!([arn, below]));
    }
    let none = world.desired(&STACK.replace("tags:", "record: none, tags:"), &[&hierarchy("a: 1")]).await;
    assert!(!policy(&[&none], Role::Apply, &[]).to_string().contains("\"Record\""));
}

#[tokio::test(start_paused = true)]
async fn a_registration_stays_ours_while_its_baseline_is_renamed() {
    let world = World::new();
    let before = [of("before", "SUSE"), group("production", "[before]")];
    world.converge(&world.desired(STACK, &[&before[0], &before[1]]).await).await;
    // The baseline has its new name, and the registration goes only in the next run.
    let after = of("after", "SUSE").replace("{name: after}", "{name: after, movedFrom: before}");
    let desired = world.desired(STACK, &[&after]).await;
    let refused = Effect::error("AccessDeniedException", "not now");
    world.sandbox.add_fault(Rule::new("DeregisterPatchBaselineForPatchGroup", When::Every, refused));
    assert!(!world.apply(&desired).await.outcome.whole());
    world.sandbox.clear_faults();
    world.converge(&desired).await;
    assert_eq!(registered(&world).await, []);
}
