//! A plan right after an apply is empty; every field is found when it changes, here or there.

use engine::Action;
use engine::contract::Effect;
use engine::plan::change_digest;

use crate::world::{STACK, World, hierarchy, summary};

/// One parameter with every field, and each field's other value.
const WHOLE: [(&str, &str, &str); 6] = [
    ("value", "\"3306\"", "\"3307\""),
    ("description", "the port", "another port"),
    ("tier", "Standard", "Advanced"),
    ("allowedPattern", "\"^[0-9]+$\"", "\"^[0-9]{4}$\""),
    ("labels", "[stable]", "[stable, current]"),
    ("tags", "{Team: shop}", "{Team: ops}"),
];

fn parameter(fields: impl IntoIterator<Item = (&'static str, &'static str)>) -> String {
    let fields: Vec<_> = fields.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    hierarchy(&format!("database/port: {{{}}}", fields.join(", ")))
}

#[tokio::test(start_paused = true)]
async fn every_field_changed_alone_is_one_change_and_converges() {
    for (changed, _, _) in &WHOLE {
        let world = World::new();
        let fields = |other: bool| {
            WHOLE.into_iter().map(move |(name, before, after)| {
                (name, if other && name == *changed { after } else { before })
            })
        };
        let before = world.desired(STACK, &[&parameter(fields(false))]).await;
        world.converge(&before).await;
        let after = world.desired(STACK, &[&parameter(fields(true))]).await;
        let plan = world.plan(&after).await;
        let [change] = plan.changes() else { panic!("{changed}: {:?}", summary(&plan)) };
        assert_eq!(change.action(), Action::Update, "{changed}");
        let found: Vec<_> = change.differences.iter().map(|difference| difference.path.field()).collect();
        assert_eq!(found, [*changed]);
        world.converge(&after).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_type_changes_in_place() {
    let mut world = World::new();
    world.secrets.insert("KEY".into(), "a,b".into());
    let written = ["k: \"a,b\"", "k: [a, b]", "k: {type: SecureString, valueFrom: {env: KEY}}", "k: \"a,b\""];
    for parameter in written {
        let desired = world.desired(STACK, &[&hierarchy(parameter)]).await;
        let applied = world.converge(&desired).await;
        assert_ne!(applied.plan.changes()[0].action(), Action::Replace);
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_taken_out_clears_it_in_aws() {
    let secure = "api/key: {type: SecureString, valueFrom: {env: KEY}, keyId: alias/shop, tier: Advanced, \
                  description: d, allowedPattern: \".*\", tags: {Team: shop}, \
                  policies: [{expirationNotification: {before: 30 days}}, {expiration: 2027-12-31T23:59:59Z}]}";
    let bare = "api/key: {type: SecureString, valueFrom: {env: KEY}}";
    let mut world = World::new();
    world.secrets.insert("KEY".into(), "hunter2".into());
    let full = world.desired(STACK, &[&hierarchy(secure)]).await;
    world.converge(&full).await;
    let desired = world.desired(STACK, &[&hierarchy(bare)]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(
        summary(&plan),
        ["~ Parameter/webshop/api/key [keyId policies tags.Team allowedPattern description]"]
    );
    assert_eq!(plan.changes()[0].effects, [Effect::Rewrites]);
    world.converge(&desired).await;
    let live = world.outside().get_parameter().name("/webshop/api/key").with_decryption(true).send().await;
    let live = live.expect("there").parameter.expect("given");
    assert_eq!((live.value(), live.version()), (Some("hunter2"), 2));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_set_in_the_console_is_found() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: 1\nb: [x, y]\nc: three")]).await;
    world.converge(&desired).await;
    let outside = world.outside();
    let put = |name: &str, value: &str| outside.put_parameter().name(name).value(value).overwrite(true);
    put("/webshop/a", "1").description("by hand").send().await.expect("allowed");
    put("/webshop/b", "y,x").send().await.expect("allowed");
    outside.delete_parameter().name("/webshop/c").send().await.expect("there");
    let plan = world.plan(&desired).await;
    assert_eq!(
        summary(&plan),
        [
            "~ Parameter/webshop/a [description]",
            "~ Parameter/webshop/b [value]",
            "+ Parameter/webshop/c [dataType tags type value]"
        ]
    );
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn spellings_that_aws_rewrites_are_no_difference() {
    let world = World::new();
    let desired = world
        .desired(
            STACK,
            &[&hierarchy(
                "a: {value: x, tier: Intelligent-Tiering}\n\
                 b: {value: y, tags: {B: b, A: a}}\n\
                 c: [10.0.0.0/16, 10.1.0.0/16]\n\
                 d: {value: ami-0c55b159cbfafe1f0, dataType: aws:ec2:image}\n\
                 e: {value: z, tier: Advanced, policies: [{noChangeNotification: {after: 60 days}}]}",
            )],
        )
        .await;
    world.converge(&desired).await;
    world.outside().label_parameter_version().name("/webshop/a").labels("mine").send().await.expect("there");
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn the_order_of_files_and_keys_means_nothing() {
    let world = World::new();
    let a = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: a}\nspec:\n  path: /a\n  parameters: {x: 1, y: 2}\n";
    let b = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: b}\nspec:\n  path: /b\n  parameters: {x: 1}\n";
    let turned = "kind: ParameterHierarchy\nspec:\n  parameters: {y: 2, x: 1}\n  path: /a\nmetadata: {name: a}\napiVersion: trueup/v1\n";
    let first = world.plan(&world.desired(STACK, &[a, b]).await).await;
    let second = world.plan(&world.desired(STACK, &[b, turned]).await).await;
    assert_eq!(summary(&first), summary(&second));
    assert_eq!(change_digest(&first), change_digest(&second));
}

#[tokio::test(start_paused = true)]
async fn a_generated_value_is_made_once() {
    let world = World::new();
    let generated = |description: &str| {
        hierarchy(&format!(
            "password: {{type: SecureString, valueFrom: {{generate: {{length: 12}}}}, description: {description}}}"
        ))
    };
    let desired = world.desired(STACK, &[&generated("first")]).await;
    world.converge(&desired).await;
    let put = world.outside().put_parameter().name("/webshop/password").value("rotated").overwrite(true);
    put.send().await.expect("allowed");
    assert!(world.plan(&desired).await.empty());
    let desired = world.desired(STACK, &[&generated("second")]).await;
    world.converge(&desired).await;
    let live = world.outside().get_parameter().name("/webshop/password").with_decryption(true).send().await;
    assert_eq!(live.expect("there").parameter.expect("given").value(), Some("rotated"));
}

#[tokio::test(start_paused = true)]
async fn a_value_that_is_not_ours_is_kept_and_waited_for() {
    let world = World::new();
    let managed = "api/key: {type: SecureString, manage: metadata, description: Payment provider key}";
    let desired = world.desired(STACK, &[&hierarchy(managed)]).await;
    let plan = world.plan(&desired).await;
    assert!(plan.empty());
    assert_eq!(plan.waiting()[0].address.as_str(), "Parameter/webshop/api/key");

    let adopted = hierarchy(managed).replace("{name: webshop}", "{name: webshop, adopt: true}");
    let put = world.outside().put_parameter().name("/webshop/api/key").value("theirs");
    put.r#type("SecureString".into()).send().await.expect("allowed");
    let desired = world.desired(STACK, &[&adopted]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Adopt);
    let live = world.outside().get_parameter().name("/webshop/api/key").with_decryption(true).send().await;
    assert_eq!(live.expect("there").parameter.expect("given").value(), Some("theirs"));
}

#[tokio::test(start_paused = true)]
async fn only_what_cannot_be_done_in_place_is_replaced_and_the_gap_is_said() {
    let world = World::new();
    let advanced = world.desired(STACK, &[&hierarchy("a: {value: x, tier: Advanced}")]).await;
    world.converge(&advanced).await;
    let standard = world.desired(STACK, &[&hierarchy("a: {value: x, tier: Standard}")]).await;
    let plan = world.plan(&standard).await;
    assert_eq!(plan.changes()[0].action(), Action::Replace);
    assert_eq!(plan.changes()[0].effects, [Effect::Gap { seconds: Some(30) }]);
    assert_eq!(plan.cost().seconds, 31, "and the record is one more put");
    world.converge(&standard).await;
}

#[tokio::test(start_paused = true)]
async fn what_has_expired_is_wanted_gone() {
    let world = World::new();
    let expired =
        hierarchy("a: {value: x, tier: Advanced, policies: [{expiration: 2020-01-01T00:00:00Z}]}\nb: y");
    let (_, findings) = world.resolve(STACK, &[&expired]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["parameter-expired"]);
    let desired = world.desired(STACK, &[&expired]).await;
    assert_eq!(summary(&world.plan(&desired).await), ["+ Parameter/webshop/b [dataType tags type value]"]);
}

#[tokio::test(start_paused = true)]
async fn a_rename_carries_the_value_over() {
    let mut world = World::new();
    world.secrets.insert("KEY".into(), "hunter2".into());
    let before = world
        .desired(STACK, &[&hierarchy("old: {type: SecureString, valueFrom: {generate: {length: 9}}}")])
        .await;
    world.converge(&before).await;
    let moved = "new/name: {type: SecureString, valueFrom: {generate: {length: 9}}, movedFrom: old}";
    let after = world.desired(STACK, &[&hierarchy(moved)]).await;
    let plan = world.plan(&after).await;
    assert_eq!(plan.changes().len(), 1, "{:?}", summary(&plan));
    assert_eq!(plan.changes()[0].action(), Action::Move);
    let value = |name: &'static str| {
        let outside = world.outside();
        async move { outside.get_parameter().name(name).with_decryption(true).send().await }
    };
    let old = value("/webshop/old").await.expect("there").parameter.expect("given");
    world.converge(&after).await;
    let new = value("/webshop/new/name").await.expect("there").parameter.expect("given");
    assert_eq!(old.value(), new.value());
    assert!(value("/webshop/old").await.is_err());
}
