//! Accept: what AWS holds is written where the manifests say otherwise, and nowhere else.

use std::collections::BTreeMap;

use engine::Address;
use engine::accept::{Ask, Refusal, Scene, Sites, Terms, Unread, Why, accept};
use engine::contract::Depth;
use engine::drift::{Past, drift};
use engine::plan::plan;
use engine::record::{Applied, Record};
use engine::resolve::{Desired, desired_digest, places};

use crate::world::{ACCOUNT, REGION, STACK, World, hierarchy, now, read, summary};

/// The texts of a stack, its manifests in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    pub stack: String,
    pub manifests: Vec<String>,
}

impl Texts {
    pub fn of(manifests: &[&str]) -> Self {
        Self { stack: STACK.into(), manifests: manifests.iter().map(|text| (*text).to_owned()).collect() }
    }

    fn manifests(&self) -> Vec<&str> {
        self.manifests.iter().map(String::as_str).collect()
    }
}

/// A secret that the run knows.
pub const KNOWN: &str = "hunter2";

/// What git asks for is what was applied.
fn applied_now(desired: &Desired) -> Past {
    let mut record = Record::default();
    record.last = Some(Applied { commit: None, digest: desired_digest(desired) });
    Past::of(Some(&record), desired, |_| None)
}

/// The texts after what is named was accepted at the first site; all that differs where nothing is named.
pub async fn accepted(
    world: &World,
    texts: &Texts,
    named: &[&str],
    terms: &Terms,
) -> Result<(Texts, BTreeMap<String, String>), Vec<Refusal>> {
    let (read, _) = read(&texts.stack, &texts.manifests(), &world.files);
    let desired = world.desired(&texts.stack, &texts.manifests()).await;
    let live = world.live(&desired, Depth::Paths).await;
    let plan = plan(&desired, &live, world.frame());
    let past = applied_now(&desired);
    let drift = drift(&plan, &desired, &live, &past);
    let regions = [REGION.to_owned()];
    let mut places = places(&read.stack, &regions);
    places[0].site.account = ACCOUNT.into();
    let scene = Scene {
        read: &read,
        place: &places[0],
        regions: &regions,
        desired: &desired,
        live: &live,
        drift: &drift,
        hidden: &|text| text.contains(KNOWN),
        now: now(),
    };
    let asks: Vec<Ask> = match named {
        [] => {
            plan.changes().iter().map(|change| Ask { address: change.address.clone(), field: None }).collect()
        }
        named => named.iter().map(|text| Ask::read(text, &scene).expect("it is there")).collect(),
    };
    let made = accept(&scene, &asks, terms)?;
    let mut after = texts.clone();
    let mut files = world.files.clone();
    for (id, text) in made.texts {
        let path = read.sources.get(id).path.clone();
        match path.strip_prefix("manifests/").and_then(|rest| rest.strip_suffix(".yaml")) {
            _ if path == "trueup.yaml" => after.stack = text,
            Some(number) => after.manifests[number.parse::<usize>().expect("a number") - 1] = text,
            None => drop(files.insert(path, text)),
        }
    }
    Ok((after, files))
}

/// The texts after all was accepted; the plan of them is empty.
pub async fn settled(world: &World, texts: &Texts) -> Texts {
    let (after, _) = accepted(world, texts, &[], &Terms::default())
        .await
        .unwrap_or_else(|refusals| panic!("{refusals:#?}\n{}", texts.manifests.join("---\n")));
    let plan = world.plan(&world.desired(&after.stack, &after.manifests()).await).await;
    assert!(plan.empty(), "{:?}\n{}", summary(&plan), after.manifests.join("---\n"));
    after
}

pub async fn converged(texts: &Texts) -> World {
    let world = World::new().knowing("KEY", "hunter2");
    world.converge(&world.desired(&texts.stack, &texts.manifests()).await).await;
    world
}

pub async fn puts(world: &World, name: &str, value: &str) {
    let put = world.outside().put_parameter().name(name).value(value).overwrite(true);
    put.send().await.expect("taken");
}

fn whys(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| format!("{}: {}", refusal.address, refusal.why)).collect()
}

#[tokio::test]
async fn a_value_a_description_and_tags_are_written_where_they_stand() {
    let written = hierarchy(
        "# the port\nport: 3306 # mysql\nhost: 'db.internal'\nwhole: {value: \"1\", tags: {Team: a}}",
    );
    let texts = Texts::of(&[&written]);
    let world = converged(&texts).await;
    puts(&world, "/webshop/port", "99").await;
    puts(&world, "/webshop/host", "db.example").await;
    let client = world.outside();
    let put = client.put_parameter().name("/webshop/port").value("99").description("by hand").overwrite(true);
    put.send().await.expect("taken");
    let tag = |key: &str, value: &str| {
        aws_sdk_ssm::types::Tag::builder().key(key).value(value).build().expect("a tag")
    };
    let tags = client
        .add_tags_to_resource()
        .resource_type(aws_sdk_ssm::types::ResourceTypeForTagging::Parameter)
        .resource_id("/webshop/whole")
        .tags(tag("Team", "b"))
        .tags(tag("Cost", "1"));
    tags.send().await.expect("taken");
    let after = settled(&world, &texts).await;
    let wanted = hierarchy(
        "# the port\nport:\n  description: by hand\n  value: 99 # mysql\nhost: 'db.example'\nwhole: {value: \"1\", tags: {Team: b, Cost: \"1\"}}",
    );
    assert_eq!(after.manifests, [wanted]);
}

#[tokio::test]
async fn only_what_is_named_is_accepted() {
    let written = hierarchy("port: 3306\nhost: {value: a, description: d}");
    let texts = Texts::of(&[&written]);
    let world = converged(&texts).await;
    puts(&world, "/webshop/port", "99").await;
    let put =
        world.outside().put_parameter().name("/webshop/host").value("b").description("e").overwrite(true);
    put.send().await.expect("taken");
    let (after, _) = accepted(&world, &texts, &["Parameter/webshop/host.value"], &Terms::default())
        .await
        .expect("accepted");
    assert_eq!(after.manifests, [written.replace("value: a", "value: b")]);
    let (after, _) =
        accepted(&world, &texts, &["Parameter/webshop/port"], &Terms::default()).await.expect("accepted");
    assert_eq!(after.manifests, [written.replace("3306", "99")]);
}

#[tokio::test]
async fn what_aws_does_not_have_any_more_goes() {
    let written = hierarchy("# one\none: 1\n# two\ntwo: 2\nthree: 3");
    let texts = Texts::of(&[&written]);
    let world = converged(&texts).await;
    world.outside().delete_parameter().name("/webshop/two").send().await.expect("deleted");
    let after = settled(&world, &texts).await;
    assert_eq!(after.manifests, [hierarchy("# one\none: 1\nthree: 3")]);
}

#[tokio::test]
async fn what_a_whole_manifest_declares_goes_with_it_where_its_file_has_others() {
    let baseline = |name: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {{name: {name}}}\nspec: {{operatingSystem: SUSE}}\n"
        )
    };
    let parameters = hierarchy("port: 1");
    let all = [baseline("one"), parameters.clone(), baseline("two")].join("---\n");
    let texts = Texts::of(&[&all]);
    let world = converged(&texts).await;
    let client = world.outside();
    let own = aws_sdk_ssm::types::PatchOrchestratorFilter::builder().key("OWNER").values("Self").build();
    let listed = client.describe_patch_baselines().filters(own).send().await.expect("a list");
    for baseline in listed.baseline_identities() {
        client
            .delete_patch_baseline()
            .set_baseline_id(baseline.baseline_id.clone())
            .send()
            .await
            .expect("deleted");
    }
    puts(&world, "/webshop/port", "2").await;
    let after = settled(&world, &texts).await;
    assert_eq!(after.manifests, [parameters.replace("port: 1", "port: 2")]);

    let alone = Texts::of(&[&baseline("one"), &parameters]);
    let refusals =
        accepted(&world, &alone, &["PatchBaseline/one"], &Terms::default()).await.expect_err("alone");
    assert_eq!(refusals[0].why, Why::Whole);
}

#[tokio::test]
async fn a_secret_is_never_written() {
    let texts = Texts::of(&[&hierarchy("key: {type: SecureString, valueFrom: {env: KEY}}")]);
    let world = converged(&texts).await;
    let put = world.outside().put_parameter().name("/webshop/key").value("other").overwrite(true);
    put.r#type(aws_sdk_ssm::types::ParameterType::SecureString).send().await.expect("taken");
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("a secret");
    assert_eq!(
        whys(&refusals),
        ["Parameter/webshop/key: it is a secret, and a secret is never written into a file"]
    );
}

#[tokio::test]
async fn what_an_alias_brought_is_refused_with_its_place() {
    let written = hierarchy("one: &x {value: a, description: d}\ntwo: *x\nthree: {<<: *x, value: c}");
    let texts = Texts::of(&[&written]);
    let world = converged(&texts).await;
    puts(&world, "/webshop/two", "b").await;
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("an alias");
    assert_eq!(refusals.len(), 1);
    assert_eq!(
        (&refusals[0].why, refusals[0].place.as_ref().map(|place| place.line)),
        (&Why::Elsewhere, Some(7))
    );

    puts(&world, "/webshop/two", "a").await;
    puts(&world, "/webshop/one", "b").await;
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("an anchor");
    assert_eq!(refusals[0].why, Why::Others(vec![Address::from("Parameter/webshop/two")]));

    puts(&world, "/webshop/one", "a").await;
    puts(&world, "/webshop/three", "d").await;
    let after = settled(&world, &texts).await;
    assert_eq!(after.manifests, [written.replace("value: c", "value: d")]);
}

pub const SITES: &str = "\
apiVersion: trueup/v1
kind: Stack
metadata: {name: webshop}
spec:
  variables: {shared: s}
  environments:
    one:
      account: \"123456789012\"
      regions: [us-east-1]
      variables: {own: o}
    two:
      account: \"210987654321\"
      regions: [us-east-1]
      variables: {own: p}
";

#[tokio::test]
async fn another_site_is_not_changed_by_the_way() {
    let written =
        hierarchy("port: 3306\nown: \"${var.own}\"\nhost: db.${var.own}.internal\nshared: ${var.shared}");
    let texts = Texts { stack: SITES.into(), manifests: vec![written.clone()] };
    let world = converged(&texts).await;
    puts(&world, "/webshop/port", "99").await;
    let refused = |terms: Terms| {
        let (world, texts) = (&world, &texts);
        async move { accepted(world, texts, &["Parameter/webshop/port"], &terms).await }
    };
    let refusals = refused(Terms::default()).await.expect_err("another site");
    assert_eq!(refusals[0].why, Why::Sites(vec!["two/us-east-1".into()]));
    let all = Terms { sites: Sites::All, ..Terms::default() };
    let (after, _) = refused(all).await.expect("all sites");
    assert_eq!(after.manifests, [written.replace("3306", "99")]);
    let variable = Terms { sites: Sites::Variable("port".into()), ..Terms::default() };
    let (after, _) = refused(variable).await.expect("a variable");
    assert_eq!(after.manifests, [written.replace("3306", "${var.port}")]);
    let stack = SITES.replace("{shared: s}", "{shared: s, port: \"3306\"}");
    assert_eq!(after.stack, stack.replace("{own: o}", "{own: o, port: \"99\"}"));

    puts(&world, "/webshop/port", "3306").await;
    puts(&world, "/webshop/host", "db.o.example").await;
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("another site");
    assert_eq!(refusals[0].why, Why::Sites(vec!["two/us-east-1".into()]));
    puts(&world, "/webshop/host", "db.o.internal").await;
    puts(&world, "/webshop/shared", "t").await;
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("another site");
    assert_eq!(refusals[0].why, Why::Sites(vec!["two/us-east-1".into()]));
}

#[tokio::test]
async fn a_variable_of_the_site_alone_takes_the_value() {
    let written = hierarchy("own: \"${var.own}\"\nother: x");
    let texts = Texts { stack: SITES.into(), manifests: vec![written.clone()] };
    let world = converged(&texts).await;
    puts(&world, "/webshop/own", "q").await;
    let after = settled(&world, &texts).await;
    assert_eq!(after, Texts { stack: SITES.replace("own: o", "own: q"), manifests: vec![written] });

    let twice = hierarchy("own: \"${var.own}\"\nother: ${var.own}");
    let texts = Texts { stack: SITES.into(), manifests: vec![twice] };
    let world = converged(&texts).await;
    puts(&world, "/webshop/own", "q").await;
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("used twice");
    assert_eq!(refusals[0].why, Why::Others(vec![Address::from("Parameter/webshop/other")]));
}

#[tokio::test]
async fn what_is_filled_in_stays_where_it_fits() {
    let written = hierarchy("host: db\nurl: mysql://${Parameter/webshop/host.value}:3306/${site.region}");
    let texts = Texts::of(&[&written]);
    let world = converged(&texts).await;
    puts(&world, "/webshop/url", "mysql://db:3307/us-east-1").await;
    let after = settled(&world, &texts).await;
    assert_eq!(after.manifests, [written.replace("3306", "3307")]);
    puts(&world, "/webshop/url", "nothing of it").await;
    let refusals = accepted(&world, &texts, &[], &Terms::default()).await.expect_err("filled in");
    assert_eq!(refusals[0].why, Why::Filled("${Parameter/webshop/host.value}".into()));
    let texts = Texts::of(&[&hierarchy("host: db")]);
    let world = converged(&texts).await;
    puts(&world, "/webshop/host", "${var.x} {y} $${").await;
    let after = settled(&world, &texts).await;
    assert_eq!(after.manifests, [hierarchy("host: \"$${var.x} {y} $$${\"").replace('"', "")]);
}

#[tokio::test]
async fn tags_of_more_than_one_resource_stay_and_are_written_over() {
    let written = format!("{}  tags: {{Team: a}}\n", hierarchy("one: 1\ntwo: {value: 2}"));
    let texts = Texts::of(&[&written]);
    let world = converged(&texts).await;
    let tag = aws_sdk_ssm::types::Tag::builder().key("Team").value("b").build().expect("a tag");
    let parameter = aws_sdk_ssm::types::ResourceTypeForTagging::Parameter;
    let client = world.outside();
    let add = client.add_tags_to_resource().resource_type(parameter.clone()).resource_id("/webshop/one");
    add.tags(tag).send().await.expect("taken");
    let after = settled(&world, &texts).await;
    let wanted = written.replace("one: 1", "one:\n      tags:\n        Team: b\n      value: 1");
    assert_eq!(after.manifests, [wanted]);
    let remove = client.remove_tags_from_resource().resource_type(parameter).resource_id("/webshop/two");
    remove.tag_keys("Team").send().await.expect("taken");
    let refusals = accepted(&world, &after, &[], &Terms::default()).await.expect_err("the manifest's");
    assert_eq!(refusals[0].why, Why::Above);
}

#[tokio::test]
async fn a_document_s_file_is_its_own() {
    let manifest = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart}\nspec:\n  type: Command\n  content: {file: restart.yaml}\n";
    let script = |what: &str| {
        format!(
            "# why\nschemaVersion: '2.2'\nmainSteps:\n  - action: aws:runShellScript\n    name: run\n    inputs: {{runCommand: [{what}]}}\n"
        )
    };
    let mut world = World::new();
    world.files.insert("restart.yaml".into(), script("two"));
    let texts = Texts::of(&[manifest]);
    world.converge(&world.desired(STACK, &[manifest]).await).await;
    world.files.insert("restart.yaml".into(), script("one"));
    let (after, files) = accepted(&world, &texts, &[], &Terms::default()).await.expect("accepted");
    assert_eq!((after, &files["restart.yaml"]), (texts.clone(), &script("two")));
    world.files = files;
    assert!(world.plan(&world.desired(STACK, &[manifest]).await).await.empty());
}

#[tokio::test]
async fn a_document_s_file_is_edited_where_it_stands() {
    let manifest = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart}\nspec:\n  type: Command\n  content: {file: restart.yaml}\n";
    let script = |what: &str| {
        format!(
            "# header\nschemaVersion: \"2.2\"\nmainSteps:\n  - action: aws:runShellScript # c\n    name: run\n    inputs: {{runCommand: [{what}]}}\n"
        )
    };
    let json = |what: &str| {
        let step = format!(
            "{{\"action\":\"aws:runShellScript\",\"name\":\"run\",\"inputs\":{{\"runCommand\":[{what}]}}}}"
        );
        format!("{{\"schemaVersion\":\"2.2\",\"mainSteps\":[{step}]}}")
    };
    let texts = Texts::of(&[manifest]);
    let mut world = World::new();
    // What means something else in a manifest is itself in a file.
    for (what, kept) in [("\"two\"", true), ("\"${HOME}/x\"", false)] {
        world.files.insert("restart.yaml".into(), json(what));
        world.converge(&world.desired(STACK, &[manifest]).await).await;
        world.files.insert("restart.yaml".into(), script("one"));
        let (_, files) = accepted(&world, &texts, &[], &Terms::default()).await.expect("accepted");
        if kept {
            assert_eq!(files["restart.yaml"], script("two"));
        }
        world.files = files;
        assert!(world.plan(&world.desired(STACK, &[manifest]).await).await.empty());
    }
}

/// What comes into a window of several sites is asked for at each of them.
#[tokio::test]
async fn what_comes_at_all_sites_comes() {
    let written = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec:\n  schedule: rate(7 days)\n  duration: 4h\n  cutoff: 1h\n  targets:\n    web: {where: {\"tag:Role\": web}}\n";
    let after = format!("{written}    databases: {{where: {{\"tag:Role\": db}}}}\n");
    let (before, texts) = (
        Texts { stack: SITES.into(), manifests: vec![after] },
        Texts { stack: SITES.into(), manifests: vec![written.into()] },
    );
    let world = converged(&before).await;
    let named = ["MaintenanceWindow/weekly/target/databases"];
    let refusals = accepted(&world, &texts, &named, &Terms::default()).await.expect_err("another site");
    assert_eq!(refusals[0].why, Why::Sites(vec!["two/us-east-1".into()]));
    let all = Terms { sites: Sites::All, ..Terms::default() };
    let (after, _) = accepted(&world, &texts, &named, &all).await.expect("all sites");
    assert!(
        after.manifests[0].ends_with("    databases:\n      where:\n        tag:Role: [db]\n"),
        "{after:?}"
    );
}

#[tokio::test]
async fn a_setting_s_value_is_its_manifest_s() {
    let written = "apiVersion: trueup/v1\nkind: ServiceSetting\nmetadata: {name: tier}\nspec:\n  setting: parameterStore.defaultTier\n  value: Advanced # why\n";
    let texts = Texts::of(&[written]);
    let world = converged(&texts).await;
    let setting = "/ssm/parameter-store/default-parameter-tier";
    let update = world.outside().update_service_setting().setting_id(setting);
    update.setting_value("Intelligent-Tiering").send().await.expect("taken");
    let after = settled(&world, &texts).await;
    assert_eq!(after.manifests, [written.replace("Advanced", "Intelligent-Tiering")]);
}

#[tokio::test]
async fn what_was_made_by_hand_in_a_window_comes_into_its_manifest() {
    let written = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec:\n  schedule: rate(7 days)\n  duration: 4h\n  cutoff: 1h\n  targets:\n    # the web\n    web: {where: {\"tag:Role\": web}}\n";
    let texts = Texts::of(&[written]);
    let world = converged(&texts).await;
    let client = world.outside();
    let windows = client.describe_maintenance_windows().send().await.expect("a list");
    let id = windows.window_identities()[0].window_id().expect("an id");
    let target = aws_sdk_ssm::types::Target::builder().key("tag:Role").values("db").build();
    let register = client.register_target_with_maintenance_window().window_id(id).name("by-hand");
    let register = register.resource_type(aws_sdk_ssm::types::MaintenanceWindowResourceType::Instance);
    register.targets(target).send().await.expect("taken");
    let after = settled(&world, &texts).await;
    let came = "    by-hand:\n      where:\n        tag:Role: [db]\n";
    assert_eq!(after.manifests, [format!("{written}{came}")]);
}

#[tokio::test]
async fn what_looks_like_a_secret_or_is_known_as_one_is_never_written() {
    let content = "{schemaVersion: '2.2', mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {runCommand: [id]}}]}";
    let document = |content: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: tidy}}\nspec: {{type: Command, content: {content}}}\n"
        )
    };
    let written = hierarchy("plain: x\napi-token: \"1\"\nlist: [a, b]\nnote: {value: x, description: d}");
    let texts = Texts::of(&[&written, &document(content)]);
    let world = converged(&texts).await;
    let token = format!("ghp_{}", "x".repeat(36));
    for (name, value) in [
        ("plain", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"),
        ("plain", "export PASSWORD=correct-horse"),
        ("plain", "the one: hunter2"),
        ("api-token", "correct-horse"),
        ("list", &format!("a,{token}")),
    ] {
        puts(&world, &format!("/webshop/{name}"), value).await;
        let address = format!("Parameter/webshop/{name}");
        let refusals = accepted(&world, &texts, &[&address], &Terms::default()).await.expect_err(value);
        assert_eq!(refusals.iter().map(|one| &one.why).collect::<Vec<_>>(), [&Why::Secret], "{value}");
        assert_eq!(refusals[0].place.as_ref().expect("a place").path, "manifests/1.yaml");
        let variable = Terms { sites: Sites::Variable("v".into()), ..Terms::default() };
        accepted(&world, &texts, &[&address], &variable).await.expect_err(value);
    }
    let put = world.outside().put_parameter().name("/webshop/note").value("x").description(&token);
    put.overwrite(true).send().await.expect("taken");
    accepted(&world, &texts, &["Parameter/webshop/note"], &Terms::default())
        .await
        .expect_err("a description");
    let after = document(&content.replace("[id]", &format!("['curl -H x:{token}']")));
    world.converge(&world.desired(STACK, &[&written, &after]).await).await;
    let refusals =
        accepted(&world, &texts, &["Document/tidy"], &Terms::default()).await.expect_err("a content");
    assert_eq!(refusals[0].why, Why::Secret);
}

#[tokio::test]
async fn a_place_of_what_is_missing_takes_nothing_away() {
    let texts = Texts::of(&[&hierarchy(
        "gone: {value: a, description: d}\nport: {value: 1, tags: {app.version: a}}",
    )]);
    let world = converged(&texts).await;
    world.outside().delete_parameter().name("/webshop/gone").send().await.expect("deleted");
    for field in ["description", "nonsense"] {
        let named = format!("Parameter/webshop/gone.{field}");
        let refusals = accepted(&world, &texts, &[&named], &Terms::default()).await.expect_err("a place");
        assert_eq!(refusals[0].why, Why::Part);
    }
    let tag = aws_sdk_ssm::types::Tag::builder().key("app.version").value("b").build().expect("a tag");
    let tags = world.outside().add_tags_to_resource().resource_id("/webshop/port").tags(tag);
    let parameter = aws_sdk_ssm::types::ResourceTypeForTagging::Parameter;
    tags.resource_type(parameter).send().await.expect("taken");
    for field in ["tags.app.version", "tags.\"app.version\"", "tags"] {
        let named = format!("Parameter/webshop/port.{field}");
        let (after, _) = accepted(&world, &texts, &[&named], &Terms::default()).await.expect("accepted");
        assert!(after.manifests[0].contains("{app.version: b}"), "{after:?}");
    }
}

/// Events are a list in a manifest, and go by their summaries in AWS.
#[tokio::test]
async fn events_of_a_calendar_are_items_of_its_list() {
    let calendar = |events: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {{name: freeze}}\nspec:\n  default: open\n  timezone: Europe/Berlin\n  events:\n{events}"
        )
    };
    let event = |summary: &str, rest: &str| format!("    - summary: {summary} # why\n{rest}");
    let black = event("Black Friday", "      start: 2026-11-27T00:00\n      end: 2026-12-01T00:00\n");
    let white = event("White Friday", "      start: 2026-12-04T00:00\n      duration: 2d\n");
    let before = calendar(&[black.as_str(), white.as_str()].concat());
    let texts = Texts::of(&[&before]);
    let red = black.replace("Black", "Red");
    let cases = [
        calendar(&[red.as_str(), white.as_str()].concat()),
        calendar(&[&*black.replace("12-01", "12-02"), white.as_str()].concat()),
        calendar(&black),
        calendar(&white),
        calendar(
            &[
                black.as_str(),
                &*white.replace("12-04", "12-05").replace("duration: 2d", "end: 2026-12-07T00:00"),
            ]
            .concat(),
        ),
    ];
    for after in cases {
        let world = World::new();
        world.converge(&world.desired(STACK, &[&after]).await).await;
        assert_eq!(
            settled(&world, &texts).await.manifests,
            [after.replace("end: 2026-12-07T00:00", "end: \"2026-12-07T00:00\"")]
        );
    }
    let both = calendar(
        &[
            black.as_str(),
            white.as_str(),
            &event("New", "      start: 2027-01-01\n      end: 2027-01-02\n      repeat: FREQ=YEARLY\n"),
        ]
        .concat(),
    );
    let world = World::new();
    world.converge(&world.desired(STACK, &[&both]).await).await;
    let made = settled(&world, &texts).await;
    assert!(made.manifests[0].starts_with(&before), "{}", made.manifests[0]);
}

#[tokio::test]
async fn events_of_a_calendar_s_file_change_there() {
    let manifest = "apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {name: freeze}\nspec:\n  ics: {file: freeze.ics}\n";
    let ics = |end: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//AWS//Change Calendar 1.0//EN\r\nVERSION:2.0\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nBEGIN:VEVENT\r\nDTSTAMP:20261101T000000Z\r\nUID:one\r\nSUMMARY:Black Friday\r\nDTSTART:20261127T000000Z\r\nDTEND:{end}T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    let texts = Texts::of(&[manifest]);
    let mut world = World::new();
    world.files.insert("freeze.ics".into(), ics("20261202"));
    world.converge(&world.desired(STACK, &[manifest]).await).await;
    world.files.insert("freeze.ics".into(), ics("20261201"));
    let (after, files) = accepted(&world, &texts, &[], &Terms::default()).await.expect("accepted");
    assert_eq!(after, texts);
    assert!(files["freeze.ics"].contains("DTEND:20261202T000000Z"), "{}", files["freeze.ics"]);
    world.files = files;
    assert!(world.plan(&world.desired(STACK, &[manifest]).await).await.empty());
}

#[tokio::test]
async fn a_name_that_can_be_read_in_two_ways_is_none() {
    let texts = Texts::of(&[&hierarchy("a: 1\na.value: 2\nb: 3\nd: 4")]);
    let world = converged(&texts).await;
    puts(&world, "/webshop/b", "5").await;
    let (read, _) = read(STACK, &texts.manifests(), &world.files);
    let desired = world.desired(STACK, &texts.manifests()).await;
    let live = world.live(&desired, Depth::Paths).await;
    let plan = plan(&desired, &live, world.frame());
    let drift = drift(&plan, &desired, &live, &applied_now(&desired));
    let places = places(&read.stack, &[REGION.to_owned()]);
    let scene = Scene {
        read: &read,
        place: &places[0],
        regions: &[],
        desired: &desired,
        live: &live,
        drift: &drift,
        hidden: &|text| text.contains(KNOWN),
        now: now(),
    };
    let ask = |address: &str, field: Option<&str>| Ask {
        address: Address::from(address),
        field: field.map(str::to_owned),
    };
    assert_eq!(Ask::read("Parameter/webshop/b.value", &scene), Ok(ask("Parameter/webshop/b", Some("value"))));
    assert_eq!(
        Ask::read("Parameter/webshop/a.value", &scene),
        Err(Unread::Two([ask("Parameter/webshop/a", Some("value")), ask("Parameter/webshop/a.value", None)]))
    );
    let same = Unread::Same(ask("Parameter/webshop/d", Some("value")));
    assert_eq!(Ask::read("Parameter/webshop/d.value", &scene), Err(same));
    for (field, near) in [("vlaue", Some("value")), ("nonsense", None)] {
        let place = Unread::Place(ask("Parameter/webshop/b", Some(field)), near.map(str::to_owned));
        assert_eq!(Ask::read(&format!("Parameter/webshop/b.{field}"), &scene), Err(place));
    }
    let near = Some(Address::from("Parameter/webshop/b"));
    assert_eq!(
        Ask::read("Parameter/webshop/c", &scene).map_err(|why| matches!(why, Unread::Unknown(_))),
        Err(true)
    );
    assert_eq!(Ask::read("Parameter/webshob/b", &scene), Err(Unread::Unknown(near)));
}
