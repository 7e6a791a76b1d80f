//! Only ours: conflicts, adoption, environments side by side, deletion behind guardrails.

mod cases;
mod scene;
mod table;
mod tagged;
mod unread;
mod ways;

use engine::Action;
use engine::approve::{Objection, Protector};
use engine::contract::Depth;
use engine::guardrails::{Guardrails, Limit};
use engine::plan::Rival;
use engine::ports::Pace;
use sandbox::{ReservedTags, Settings};

use crate::world::{STACK, World, hierarchy, summary};

async fn console(world: &World, name: &str, value: &str) {
    let put = world.outside().put_parameter().name(name).value(value).r#type("String".into());
    put.send().await.expect("allowed");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_owns_is_a_conflict_until_it_is_adopted() {
    let world = World::new();
    console(&world, "/webshop/a", "by hand").await;
    let manifest = hierarchy("a: ours\nb: new");
    let plan = world.plan(&world.desired(STACK, &[&manifest]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Nobody);
    let refusal = world.approve(plan).err().expect("refused");
    assert!(matches!(refusal.objections[..], [Objection::Conflict(_)]));

    let adopting = manifest.replace("{name: webshop}", "{name: webshop, adopt: true}");
    let desired = world.desired(STACK, &[&adopting]).await;
    let plan = world.plan(&desired).await;
    let shown = summary(&plan);
    assert_eq!(shown[0], "@ Parameter/webshop/a [tags.Application value]");
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn what_another_stack_owns_is_refused_by_name() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: ours")]).await).await;
    let other = STACK.replace("webshop", "billing");
    let adopting = hierarchy("a: mine").replace("{name: webshop}", "{name: webshop, adopt: true}");
    let plan = world.plan(&world.desired(&other, &[&adopting]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Stack("webshop/default".into()));
    assert!(plan.changes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn cloudformation_keeps_what_it_has_unless_told_otherwise() {
    let settings = Settings { reserved_tags: ReservedTags::Taken, ..Settings::default() };
    let world = World::with(settings, Pace::Unlimited);
    console(&world, "/webshop/a", "1").await;
    let row = "aws:cloudformation:stack-name";
    let add =
        world.outside().add_tags_to_resource().resource_type("Parameter".into()).resource_id("/webshop/a");
    let tag = aws_sdk_ssm::types::Tag::builder().key(row).value("legacy").build().expect("whole");
    add.tags(tag).send().await.expect("taken");
    let with = |adopt: &str| {
        hierarchy("a: 1").replace("{name: webshop}", &format!("{{name: webshop, adopt: {adopt}}}"))
    };
    let plan = world.plan(&world.desired(STACK, &[&with("true")]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::CloudFormation("legacy".into()));
    let told = with("{fromCloudFormation: true}");
    world.converge(&world.desired(STACK, &[&told]).await).await;
}

#[tokio::test(start_paused = true)]
async fn two_environments_in_one_account_never_see_each_other() {
    let world = World::new();
    let stack = |first: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Stack\nmetadata: {{name: webshop}}\nspec:\n  manifests: [manifests/*.yaml]\n  environments:\n    {first}: {{account: \"123456789012\", regions: [us-east-1]}}\n"
        )
    };
    let manifest = hierarchy("a: 1\nb: 2").replace("/webshop", "/webshop/${site.environment}");
    let (blue, green) = (stack("blue"), stack("green"));
    let first = world.desired(&blue, &[&manifest]).await;
    world.converge(&first).await;
    let second = world.desired(&green, &[&manifest]).await;
    world.converge(&second).await;
    assert!(world.plan(&first).await.empty());
    let gone = world.destroy(&second).await;
    assert_eq!(gone.outcome.done(), 2);
    assert!(world.plan(&first).await.empty());
}

#[tokio::test(start_paused = true)]
async fn what_git_no_longer_has_goes_behind_guardrails() {
    let mut world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1\nb: 2\nc: 3")]).await).await;
    console(&world, "/webshop/stray", "not ours").await;
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["- Parameter/webshop/b []", "- Parameter/webshop/c []"]);

    let protect = ["Parameter/webshop/b"].map(|glob| globset::Glob::new(glob).expect("a pattern"));
    let set = protect.into_iter().fold(globset::GlobSetBuilder::new(), |mut set, glob| {
        set.add(glob);
        set
    });
    world.guardrails = Guardrails {
        max_deletes: Limit::Count(1),
        protect: set.build().expect("a set"),
        ..Guardrails::default()
    };
    let refusal = world.approve(world.plan(&desired).await).err().expect("refused");
    assert_eq!(
        refusal.objections,
        [
            Objection::TooManyDeletes { deletes: 2, allowed: 1, limit: Limit::Count(1) },
            Objection::Protected("Parameter/webshop/b".into(), Action::Delete, Protector::Guardrail),
        ]
    );
    world.guardrails = Guardrails { max_deletes: Limit::Percent(100), ..Guardrails::default() };
    world.converge(&desired).await;
    let live = world.live(&desired, Depth::Paths).await;
    assert_eq!(
        live.unmanaged.iter().map(|address| address.as_str()).collect::<Vec<_>>(),
        ["Parameter/webshop/stray"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_stack_that_declares_nothing_does_not_delete_by_accident() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1")]).await).await;
    let plan = world.plan(&world.desired(STACK, &[]).await).await;
    let refusal = world.approve(plan).err().expect("refused");
    assert_eq!(refusal.objections, [Objection::Empty(1)]);
}

#[tokio::test(start_paused = true)]
async fn forgotten_means_our_tag_comes_off_and_the_parameter_stays() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1")]).await).await;
    let forgetting = hierarchy("a: 1").replace("{name: webshop}", "{name: webshop, forget: true}");
    let desired = world.desired(STACK, &[&forgetting]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Forget);
    assert!(world.outside().get_parameter().name("/webshop/a").send().await.is_ok());
    let absent = hierarchy("a: 1").replace("{name: webshop}", "{name: webshop, absent: true}");
    assert!(world.plan(&world.desired(STACK, &[&absent]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn one_name_with_and_without_its_slash_is_one_parameter() {
    let world = World::new();
    let at_root = hierarchy("single: 1").replace("path: /webshop", "path: /");
    world.converge(&world.desired(STACK, &[&at_root]).await).await;
    assert!(world.outside().get_parameter().name("single").send().await.is_ok());
}
