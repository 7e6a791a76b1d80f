//! What AWS does otherwise than one expects: each test is named for the trap that it stands on.

use aws_sdk_ssm::types::{DocumentType, ResourceTypeForTagging, Tag, Target};
use engine::Action;
use engine::apply::{Fate, Settled};
use engine::plan::Rival;
use engine::ports::Pace;
use sandbox::{Effect, Pages, ReservedTags, Rule, Settings, When};

use crate::world::{STACK, World, hierarchy, summary};

const PARAMETERS: &str = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec: {path: /shop, parameters: {port: 3306}}\n";
const BASELINE: &str =
    "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {name: web}\nspec: {operatingSystem: SUSE}\n";
const GROUP: &str =
    "apiVersion: trueup/v1\nkind: PatchGroup\nmetadata: {name: nodes}\nspec: {baselines: [web]}\n";
const WINDOW: &str = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec: {schedule: rate(7 days), duration: 4h, cutoff: 1h, tasks: {note: {automation: {document: AWS-Noop}}}}\n";
const DOCUMENT: &str = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart}\nspec: {content: {schemaVersion: \"2.2\", mainSteps: [{name: run, action: \"aws:runShellScript\"}]}}\n";
const CALENDAR: &str =
    "apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {name: freeze}\nspec: {default: open}\n";
const ASSOCIATION: &str = "apiVersion: trueup/v1\nkind: Association\nmetadata: {name: scan}\nspec: {document: AWS-RunPatchBaseline, instances: [\"*\"], parameters: {Operation: Scan}}\n";

const SETTING: &str = "apiVersion: trueup/v1\nkind: ServiceSetting\nmetadata: {name: tier}\nspec: {setting: parameterStore.defaultTier, value: Advanced}\n";
const SYNC: &str = "apiVersion: trueup/v1\nkind: ResourceDataSync\nmetadata: {name: nodes}\nspec: {s3Destination: {bucketName: example-nodes, region: eu-west-1}}\n";

/// One of every kind.
const ALL: [&str; 9] = [PARAMETERS, BASELINE, GROUP, WINDOW, DOCUMENT, CALENDAR, ASSOCIATION, SETTING, SYNC];

/// The one failure of an apply.
fn failure(outcome: &engine::apply::Outcome) -> String {
    let failed = outcome.results.iter().find_map(|result| match &result.fate {
        Fate::Failed(failure) => Some(failure.to_string()),
        Fate::Done | Fate::Skipped(_) | Fate::NotTried => None,
    });
    failed.unwrap_or_else(|| panic!("nothing failed: {outcome:#?}"))
}

#[tokio::test(start_paused = true)]
async fn tags_of_aws_itself_and_ignored_ones_are_no_difference() {
    let settings = Settings { reserved_tags: ReservedTags::Taken, ..Settings::default() };
    let world = World::with(settings, Pace::Unlimited);
    let stack = STACK.replace("tags:", "ignoreTags: [\"kubernetes.io/*\"], tags:");
    let desired = world.desired(&stack, &ALL).await;
    world.converge(&desired).await;
    let outside = world.outside();
    let baselines = crate::patch_baselines::own(&world).await;
    let windows = outside.describe_maintenance_windows().send().await.expect("allowed");
    let window = windows.window_identities()[0].window_id().expect("given");
    let associations = outside.list_associations().send().await.expect("allowed");
    let association = associations.associations()[0].association_id().expect("given");
    let resources = [
        (ResourceTypeForTagging::Parameter, "/shop/port"),
        (ResourceTypeForTagging::PatchBaseline, &baselines[0].0),
        (ResourceTypeForTagging::MaintenanceWindow, window),
        (ResourceTypeForTagging::Document, "restart"),
        (ResourceTypeForTagging::Document, "freeze"),
        (ResourceTypeForTagging::Association, association),
    ];
    let tag = |key: &str| Tag::builder().key(key).value("theirs").build().expect("whole");
    let put = |kind: &ResourceTypeForTagging, id: &str, key: &str| {
        outside.add_tags_to_resource().resource_type(kind.clone()).resource_id(id).tags(tag(key)).send()
    };
    for (kind, id) in &resources {
        put(kind, id, "aws:servicecatalog:provisioned").await.expect("taken");
        put(kind, id, "kubernetes.io/cluster").await.expect("taken");
    }
    assert!(world.plan(&desired).await.empty(), "{:?}", summary(&world.plan(&desired).await));
    for (kind, id) in &resources {
        put(kind, id, "Team").await.expect("taken");
    }
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes().len(), resources.len(), "{:?}", summary(&plan));
    assert!(plan.changes().iter().all(|change| change.differences.len() == 1), "{:?}", summary(&plan));
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_with_a_token_is_not_the_end() {
    let world = World::with(Settings { pages: Pages::Sparse, ..Settings::default() }, Pace::Unlimited);
    for at in 0..60 {
        let put = world.outside().put_parameter().name(format!("/a/{at}")).value("theirs");
        put.r#type("String".into()).send().await.expect("allowed");
    }
    let desired = world.desired(STACK, &ALL).await;
    world.converge(&desired).await;
    assert!(world.destroy(&desired).await.outcome.whole());
    // A setting is always there.
    let made = |change: &engine::plan::Change| match change.address.kind() {
        "ServiceSetting" => change.action() == Action::Update,
        _ => change.action() == Action::Create,
    };
    assert!(world.plan(&desired).await.changes().iter().all(made));
}

#[tokio::test(start_paused = true)]
async fn a_read_that_fails_is_never_an_empty_account() {
    let lists = [
        "DescribeParameters",
        "DescribePatchBaselines",
        "DescribePatchGroups",
        "DescribeMaintenanceWindows",
        "ListDocuments",
        "ListAssociations",
        "ListResourceDataSync",
        "GetServiceSetting",
    ];
    let world = World::new();
    let desired = world.desired(STACK, &ALL).await;
    world.converge(&desired).await;
    for list in lists {
        let failing = Effect::error("InternalServerError", "An error occurred on the server side.");
        world.sandbox.add_fault(Rule::new(list, When::Every, failing));
        for manifests in [&ALL[..], &[]] {
            let plan = world.plan(&world.desired(STACK, manifests).await).await;
            assert!(!plan.complete(), "{list}");
            let unread: Vec<_> = plan.unreadable().iter().map(|one| one.kind).collect();
            let touched = plan.changes().iter().find(|change| unread.contains(&change.address.kind()));
            assert!(touched.is_none(), "{list}: {:?}", summary(&plan));
        }
        world.sandbox.clear_faults();
    }
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn tags_never_go_with_an_overwrite() {
    let world = World::new();
    let manifest =
        |value: u8, team: &str| hierarchy(&format!("a: {{value: {value}, tags: {{Team: {team}}}}}"));
    world.converge(&world.desired(STACK, &[&manifest(1, "web")]).await).await;
    let desired = world.desired(STACK, &[&manifest(2, "ops")]).await;
    let applied = world.converge(&desired).await;
    let made: Vec<_> = applied.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(made, ["PutParameter", "AddTagsToResource"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_description_writes_the_value_of_somebody_else_back() {
    let world = World::new();
    let put = world.outside().put_parameter().name("/webshop/key").value("theirs");
    put.r#type("SecureString".into()).send().await.expect("allowed");
    let manifest = |text: &str| {
        hierarchy(&format!("key: {{type: SecureString, manage: metadata, description: {text}}}"))
            .replace("{name: webshop}", "{name: webshop, adopt: true}")
    };
    for text in ["one", "two"] {
        world.converge(&world.desired(STACK, &[&manifest(text)]).await).await;
        let live = world.outside().get_parameter().name("/webshop/key").with_decryption(true).send().await;
        assert_eq!(live.expect("there").parameter.expect("given").value(), Some("theirs"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_tier_that_nobody_wrote_is_the_accounts_default() {
    let world = World::new();
    let default = world.outside().update_service_setting();
    let default = default.setting_id("/ssm/parameter-store/default-parameter-tier").setting_value("Advanced");
    default.send().await.expect("allowed");
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    world.converge(&desired).await;
    let filter = aws_sdk_ssm::types::ParameterStringFilter::builder().key("Name").values("/webshop/a");
    let filter = filter.build().expect("whole");
    let found =
        world.outside().describe_parameters().parameter_filters(filter).send().await.expect("allowed");
    assert_eq!(found.parameters()[0].tier(), Some(&"Advanced".into()));
}

#[tokio::test(start_paused = true)]
async fn an_image_that_aws_takes_and_never_shows_leaves_the_apply_unsettled() {
    let world = World::new();
    // What cannot be one is found before AWS is asked; what only AWS knows is not.
    let (_, findings) =
        world.resolve(STACK, &[&hierarchy("ami: {value: not-an-image, dataType: aws:ec2:image}")]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["parameter-data-type"]);
    let manifest = hierarchy("ami: {value: ami-0c55b159cbfafe1f0, dataType: aws:ec2:image}");
    let desired = world.desired(STACK, &[&manifest]).await;
    let plan = world.plan(&desired).await;
    let applied = world.carry_out(plan).await;
    world.outside().delete_parameter().name("/webshop/ami").send().await.expect("there");
    let Settled::No(left) = world.settle(&desired, &applied.outcome).await else { panic!("settled") };
    assert_eq!(left, ["Parameter/webshop/ami".into()]);
}

#[tokio::test(start_paused = true)]
async fn a_type_that_aws_does_not_change_fails_and_nothing_is_deleted() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: one")]).await).await;
    let desired = world.desired(STACK, &[&hierarchy("a: [one]")]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes()[0].action(), Action::Update);
    let refused = Effect::error("HierarchyTypeMismatchException", "Parameter Store does not support this");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Every, refused));
    world.calls();
    let outcome = world.carry_out(plan).await.outcome;
    assert!(failure(&outcome).contains("does not support"), "{}", failure(&outcome));
    assert!(!world.calls().keys().any(|operation| operation.starts_with("Delete")));
}

#[tokio::test(start_paused = true)]
async fn a_list_keeps_its_spaces_and_its_order() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: [\"x\", \" y\", \"z \"]")]).await;
    world.converge(&desired).await;
    let live = world.outside().get_parameter().name("/webshop/a").send().await.expect("there");
    assert_eq!(live.parameter.expect("given").value(), Some("x, y,z "));
    for other in ["a: [x, \" y\", \"z \"]", "a: [x, y, z]", "a: [\" y\", x, \"z \"]"] {
        let other_desired = world.desired(STACK, &[&hierarchy(other)]).await;
        let plan = world.plan(&other_desired).await;
        assert_eq!(plan.changes().len(), usize::from(!other.starts_with("a: [x, \"")), "{other}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_label_moves_in_one_call() {
    let world = World::new();
    let manifest = |value: u8| hierarchy(&format!("a: {{value: {value}, labels: [stable]}}"));
    world.converge(&world.desired(STACK, &[&manifest(1)]).await).await;
    let applied = world.converge(&world.desired(STACK, &[&manifest(2)]).await).await;
    let made: Vec<_> = applied.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(made, ["PutParameter", "LabelParameterVersion"]);
    let stable = world.outside().get_parameter().name("/webshop/a:stable").send().await.expect("there");
    assert_eq!(stable.parameter.expect("given").value(), Some("2"));
}

#[tokio::test(start_paused = true)]
async fn a_labelled_oldest_version_blocks_a_write_and_says_so() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1")]).await).await;
    let outside = world.outside();
    let label = outside.label_parameter_version().name("/webshop/a").parameter_version(1).labels("keep");
    label.send().await.expect("there");
    for _ in 1..100 {
        let put = outside.put_parameter().name("/webshop/a").value("theirs").overwrite(true);
        put.send().await.expect("allowed");
    }
    let outcome = world.apply(&world.desired(STACK, &[&hierarchy("a: 2")]).await).await.outcome;
    assert!(failure(&outcome).contains("has a label associated with it"), "{}", failure(&outcome));
}

#[tokio::test(start_paused = true)]
async fn attachments_are_sent_with_every_new_content() {
    let world = World::new();
    let package = |version: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: agent}}\nspec:\n  type: Package\n  content: {{schemaVersion: \"2.0\", version: \"{version}\", packages: {{}}, files: {{agent.zip: {{}}}}}}\n  attachments: [{{key: SourceUrl, values: [\"https://bucket.example/agent\"]}}]\n"
        )
    };
    for version in ["1", "2"] {
        world.converge(&world.desired(STACK, &[&package(version)]).await).await;
        let held = world.outside().get_document().name("agent").send().await.expect("there");
        assert!(held.content().is_some_and(|content| content.contains(version)));
        assert_eq!(held.attachments_content().len(), 1, "{version}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_sessions_document_that_the_console_made_is_a_conflict_until_it_is_adopted() {
    let world = World::new();
    let content = "{\"schemaVersion\": \"1.0\", \"sessionType\": \"Standard_Stream\", \"inputs\": {}}";
    let create = world.outside().create_document().name("SSM-SessionManagerRunShell").content(content);
    create.document_type(DocumentType::Session).send().await.expect("taken");
    let manifest = |metadata: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{{metadata}}}\nspec:\n  name: SSM-SessionManagerRunShell\n  type: Session\n  content: {{schemaVersion: \"1.0\", sessionType: Standard_Stream, inputs: {{idleSessionTimeout: \"20\"}}}}\n"
        )
    };
    let plan = world.plan(&world.desired(STACK, &[&manifest("name: preferences")]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Nobody);
    let adopting = world.desired(STACK, &[&manifest("name: preferences, adopt: true")]).await;
    let applied = world.converge(&adopting).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Adopt);
}

#[tokio::test(start_paused = true)]
async fn a_document_that_somebody_elses_association_runs_is_not_deleted() {
    let world = World::new();
    let desired = world.desired(STACK, &[DOCUMENT, PARAMETERS]).await;
    world.converge(&desired).await;
    let target = Target::builder().key("InstanceIds").values("*").build();
    world.outside().create_association().name("restart").targets(target).send().await.expect("taken");
    let without = world.desired(STACK, &[PARAMETERS]).await;
    let outcome = world.apply(&without).await.outcome;
    assert!(failure(&outcome).contains("AssociatedInstances"), "{}", failure(&outcome));
    assert!(world.outside().describe_document().name("restart").send().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_task_without_targets_shows_rates_that_are_not_sent_back() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[WINDOW]).await).await;
    let outside = world.outside();
    let windows = outside.describe_maintenance_windows().send().await.expect("allowed");
    let window = windows.window_identities()[0].window_id().expect("given");
    let shown = || async {
        let tasks =
            outside.describe_maintenance_window_tasks().window_id(window).send().await.expect("there");
        let task = &tasks.tasks()[0];
        (task.max_concurrency().map(str::to_owned), task.description().map(str::to_owned))
    };
    assert_eq!(shown().await, (Some("1".into()), None));
    let described = WINDOW.replace("{automation", "{description: d, automation");
    let desired = world.desired(STACK, &[&described]).await;
    assert_eq!(summary(&world.plan(&desired).await), ["~ MaintenanceWindow/weekly/task/note [description]"]);
    world.converge(&desired).await;
    assert_eq!(shown().await, (Some("1".into()), Some("d".into())));
}

#[tokio::test(start_paused = true)]
async fn an_error_is_known_by_its_code_however_aws_words_it() {
    let world = World::new();
    let desired = world.desired(STACK, &[BASELINE, WINDOW, DOCUMENT, ASSOCIATION]).await;
    let plan = world.plan(&desired).await;
    for (operation, code) in [
        ("CreatePatchBaseline", "ThrottlingException"),
        ("CreateMaintenanceWindow", "InternalServerError"),
        ("CreateDocument", "TooManyUpdates"),
        ("CreateAssociation", "ThrottlingException"),
    ] {
        let reworded = Effect::error(code, "Etwas ist schiefgegangen");
        world.sandbox.add_fault(Rule::new(operation, When::Nth(1), reworded));
    }
    assert!(world.carry_out(plan).await.outcome.whole());
    assert!(world.plan(&desired).await.empty());
}
