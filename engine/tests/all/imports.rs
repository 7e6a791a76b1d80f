//! Laws of taking an account over: what is there is written as manifests that read back as it.

use engine::Action;
use engine::import::{Draft, Import, Left};
use engine::plan::Plan;
use engine::ports::Pace;
use proptest::prelude::*;
use proptest::sample::subsequence;

use aws_sdk_ssm::primitives::Blob;
use aws_sdk_ssm::types::{
    DocumentFormat, DocumentType, MaintenanceWindowLambdaParameters, MaintenanceWindowResourceType,
    MaintenanceWindowStepFunctionsParameters, MaintenanceWindowTaskInvocationParameters,
    MaintenanceWindowTaskType, ParameterType, ResourceTypeForTagging, Tag, Target,
};

use sandbox::{Effect, ReservedTags, Rule, Settings, When};

mod secrets;

use crate::patch_laws::told;
use crate::world::{STACK, World, summary};

/// A stack that made things once and has let them go.
const BEFORE: &str = "\
apiVersion: trueup/v1
kind: Stack
metadata: {name: before}
spec: {manifests: [manifests/*.yaml], tags: {Owner: platform}}
";

/// What an account may hold: each by itself, the ones that others refer to first.
const HELD: [&str; 14] = [
    "kind: Document\nmetadata: {name: run}\nspec:\n  content:\n    schemaVersion: '2.2'\n    parameters: {service: {type: String, default: web}}\n    mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {runCommand: [id]}}]",
    "kind: Document\nmetadata: {name: book}\nspec:\n  name: Our-Runbook\n  type: Automation\n  versionName: v1\n  share: [\"210987654321\"]\n  content: |\n    schemaVersion: '0.3'\n    description: ${not.ours}\n    mainSteps:\n      - {name: wait, action: 'aws:sleep', inputs: {Duration: PT1M}}\n",
    "kind: ChangeCalendar\nmetadata: {name: freeze}\nspec:\n  default: open\n  description: No changes\n  timezone: Europe/Berlin\n  events:\n    - {summary: Christmas, start: 2026-12-24, end: 2026-12-27}\n    - {summary: Nights, start: 2026-11-27T22:00, duration: 8h, repeat: FREQ=DAILY}",
    "kind: PatchBaseline\nmetadata: {name: linux}\nspec:\n  operatingSystem: AMAZON_LINUX_2023\n  description: for all\n  default: true\n  approvalRules:\n    - {filters: {CLASSIFICATION: [Security], SEVERITY: [Critical, Important]}, approveAfterDays: 7, complianceLevel: CRITICAL}\n    - {filters: {PRODUCT: ['*']}, approveUntilDate: 2027-01-31}\n  rejectedPatches: [kernel-livepatch*]\n  rejectedPatchesAction: BLOCK",
    "kind: PatchBaseline\nmetadata: {name: windows}\nspec:\n  name: Windows.servers\n  tags: {Cost: \"0042\"}\n  globalFilters: {PRODUCT: [WindowsServer2022]}\n  approvedPatches: [KB2032276]\n  availableSecurityUpdatesComplianceStatus: NON_COMPLIANT",
    "kind: PatchGroup\nmetadata: {name: nodes}\nspec:\n  name: All nodes\n  baselines: [linux, windows, AWS-UbuntuDefaultPatchBaseline]",
    "kind: MaintenanceWindow\nmetadata: {name: weekly}\nspec:\n  schedule: cron(0 2 ? * SUN *)\n  timezone: America/New_York\n  duration: 4h\n  cutoff: 1h\n  startDate: 2027-01-01T00:00:00Z\n  targets:\n    servers: {where: {\"tag:Role\": [web, db]}, ownerInformation: night}\n    group: {resourceGroup: {name: web, types: ['AWS::EC2::Instance']}}\n  tasks:\n    patch: {targets: [servers], maxConcurrency: 25%, maxErrors: 1, runCommand: {document: AWS-RunPatchBaseline, parameters: {Operation: Install}, timeout: 20m}}\n    script: {targets: [servers], maxConcurrency: 1, maxErrors: 0, priority: 5, serviceRole: 'arn:aws:iam::123456789012:role/tasks', runCommand: {document: run, parameters: {service: api}, cloudWatchLogGroup: logs}}",
    "kind: MaintenanceWindow\nmetadata: {name: idle}\nspec:\n  name: idle.window\n  enabled: false\n  schedule: rate(7 days)\n  duration: 2h\n  cutoff: 0h\n  allowUnassociatedTargets: true\n  tasks:\n    book: {automation: {document: book}}\n    tidy: {lambda: {function: tidy, payload: '{\"a\": \"${b}\"}', qualifier: live}}",
    "kind: Association\nmetadata: {name: agent}\nspec: {document: AWS-UpdateSSMAgent, instances: ['*'], schedule: rate(1 day), applyOnlyAtCronInterval: false}",
    "kind: Association\nmetadata: {name: script}\nspec:\n  document: run\n  where: {\"tag:Role\": web}\n  parameters: {service: [api]}\n  schedule: cron(0 2 ? * SUN *)\n  onlyWhenOpen: [freeze]\n  complianceSeverity: HIGH\n  output: {s3: {bucket: logs, prefix: p}}\n  tags: {Team: shop}",
    "kind: ServiceSetting\nmetadata: {name: sharing}\nspec: {setting: documents.publicSharing, value: Disable}",
    "kind: ResourceDataSync\nmetadata: {name: inventory}\nspec: {s3Destination: {bucketName: inventory, prefix: all, region: us-east-1}}",
    "kind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  path: /shop/production\n  tags: {Team: shop}\n  parameters:\n    port: 5432\n    hosts: [a.internal, b.internal]\n    one: [alone]\n    db/config: {value: \"{\\\"a\\\": \\\"$${x}\\\"}\\n\", description: how, allowedPattern: '[\\s\\S]*', tags: {Cost: \"1\"}}\n    script: {value: \"set -e\\nuptime\\n\", tier: Advanced, policies: [{expiration: 2027-03-01T00:00:00Z}]}",
    "kind: ParameterHierarchy\nmetadata: {name: keys}\nspec:\n  path: /shop/keys\n  keyId: alias/shop\n  parameters:\n    one: {type: SecureString, valueFrom: {env: KEY}}\n    two: {type: SecureString, valueFrom: {env: KEY}, description: d}",
];

/// A secret that no file may hold.
const CANARY: &str = "canary-4f0c2b";

fn manifest(held: &str) -> String {
    format!("apiVersion: trueup/v1\n{held}\n")
}

/// The same manifest that lets go of what it says.
fn let_go(held: &str) -> String {
    manifest(&held.replacen("metadata: {name: ", "metadata: {forget: true, name: ", 1))
}

/// A world in which a stack made something and has let it go: nothing says whose it is.
async fn account(held: &[&str]) -> World {
    let world = World::standing_still().knowing("KEY", CANARY);
    let texts = |write: fn(&str) -> String| held.iter().map(|held| write(held)).collect::<Vec<_>>();
    for manifests in [texts(manifest), texts(let_go)] {
        let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
        let applied = world.apply(&world.desired(BEFORE, &manifests).await).await;
        assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    }
    world
}

async fn put(world: &World, name: &str, value: &str, kind: ParameterType) {
    world.outside().put_parameter().name(name).value(value).r#type(kind).send().await.expect("allowed");
}

/// Whatever a plan changes but for the tags that say whose a thing is.
fn more_than_adopted(plan: &Plan) -> Vec<String> {
    let more = |change: &&engine::plan::Change| {
        let mut differences = change.differences.iter();
        // Tags come to what is there, and none goes.
        let tags = differences.all(|one| one.path.to_string().starts_with("tags") && one.before.is_none());
        change.action() != Action::Adopt || !tags
    };
    let changes = plan
        .changes()
        .iter()
        .filter(more)
        .map(|change| format!("{} {:?}", change.address, change.differences));
    changes.chain(plan.conflicts().iter().map(|conflict| format!("{conflict:?}"))).collect()
}

fn texts(drafts: &[Draft]) -> Vec<&str> {
    drafts.iter().map(|draft| draft.text.as_str()).collect()
}

/// Takes an account over, and expects nothing but adoptions and then nothing at all.
async fn taken_over(world: &mut World) -> Import {
    let import = world.import(STACK, &[]).await;
    for draft in &import.drafts {
        world.files.extend(draft.files.iter().cloned());
        let all = draft.files.iter().map(|(_, text)| text).chain([&draft.text]);
        all.for_each(|text| assert!(!text.contains(CANARY), "{text}"));
    }
    let manifests = texts(&import.drafts);
    let desired = world.desired(STACK, &manifests).await;
    let plan = world.plan(&desired).await;
    let all = manifests.join("---\n");
    assert!(more_than_adopted(&plan).is_empty(), "{:#?}\n{all}", more_than_adopted(&plan));
    assert_eq!(plan.unreadable().len(), 0, "{:#?}", plan.unreadable());
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes().len(), plan.changes().len(), "{:?}", summary(&applied.plan));
    let again = world.import(STACK, &manifests).await;
    assert!(again.drafts.is_empty(), "{:#?}", texts(&again.drafts));
    import
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_an_account_holds_is_adopted_and_then_there_is_nothing_to_do(
        held in subsequence((0..HELD.len()).collect::<Vec<_>>(), 1..=HELD.len()),
        parameters in prop::collection::btree_map("/(shop|web)(/[a-z]{1,3}){0,4}|solo[a-z]", "[ -~\n\t]{1,20}", 0..8),
    ) {
        told(async {
            // What is referred to is there.
            let needed = |one: usize| match one { 5 => vec![3, 4], 6 => vec![0], 7 => vec![1], 9 => vec![0, 2], _ => vec![] };
            let mut all: Vec<usize> = held.iter().flat_map(|one| needed(*one)).chain(held.iter().copied()).collect();
            all.sort_unstable();
            all.dedup();
            let held: Vec<&str> = all.into_iter().map(|one| HELD[one]).collect();
            let mut world = account(&held).await;
            for (name, value) in &parameters {
                put(&world, name, value, ParameterType::String).await;
            }
            let import = taken_over(&mut world).await;
            assert!(import.unsaid.is_empty(), "{:#?}", import.unsaid);
        });
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_written_reads_as_a_person_would_have_written_it() {
    let mut world = account(&HELD).await;
    let import = taken_over(&mut world).await;
    let all = texts(&import.drafts).join("---\n");
    assert_eq!(all, include_str!("imports/account.yaml"), "{all}");
    assert_eq!(import.left.get(&Left::Record), Some(&1), "{:?}", import.left);
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_written() {
    let mut world = World::standing_still();
    put(&world, "/shop/secure", CANARY, ParameterType::SecureString).await;
    put(&world, "/shop/db/password", CANARY, ParameterType::String).await;
    put(&world, "/shop/url", &format!("postgres://shop:{CANARY}@db/shop"), ParameterType::String).await;
    put(&world, "/shop/marked", CANARY, ParameterType::String).await;
    let secret = Tag::builder().key("trueup:secret").value("true").build().expect("a tag");
    let tag = world.outside().add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter);
    tag.resource_id("/shop/marked").tags(secret).send().await.expect("allowed");
    let import = taken_over(&mut world).await;
    assert!(import.unsaid.is_empty(), "{:#?}", import.unsaid);
    let all = texts(&import.drafts).join("");
    assert_eq!(all.matches("manage: metadata").count(), 4, "{all}");
}

/// What a task of a function or of a state machine is given.
fn run(
    kind: &MaintenanceWindowTaskType,
    given: impl AsRef<[u8]>,
) -> MaintenanceWindowTaskInvocationParameters {
    let run = MaintenanceWindowTaskInvocationParameters::builder();
    match kind {
        MaintenanceWindowTaskType::Lambda => {
            let payload = Blob::new(given.as_ref());
            run.lambda(MaintenanceWindowLambdaParameters::builder().payload(payload).build()).build()
        }
        _ => {
            let input = String::from_utf8_lossy(given.as_ref());
            run.step_functions(MaintenanceWindowStepFunctionsParameters::builder().input(input).build())
                .build()
        }
    }
}

/// Makes a window and what hangs on it, and gives its id.
async fn window(world: &World, tasks: [Option<&str>; 2]) -> String {
    let outside = world.outside();
    let made =
        outside.create_maintenance_window().name("by-hand").schedule("rate(7 days)").duration(2).cutoff(1);
    let made = made.allow_unassociated_targets(true).send().await.expect("allowed");
    let id = made.window_id().expect("an id").to_owned();
    let nodes = Target::builder().key("tag:Role").values("web").build();
    let target = outside.register_target_with_maintenance_window().window_id(&id).targets(nodes);
    let target = target.resource_type(MaintenanceWindowResourceType::Instance).send().await.expect("allowed");
    let aim =
        Target::builder().key("WindowTargetIds").values(target.window_target_id().expect("an id")).build();
    for (priority, name) in (0..).zip(tasks) {
        let task = outside.register_task_with_maintenance_window().window_id(&id).targets(aim.clone());
        let task = task.task_arn("AWS-RunPatchBaseline").task_type(MaintenanceWindowTaskType::RunCommand);
        let task =
            task.max_concurrency("1").max_errors("0").priority(priority).set_name(name.map(str::to_owned));
        task.send().await.expect("allowed");
    }
    id
}

#[tokio::test(start_paused = true)]
async fn what_has_no_name_gets_one_and_that_is_said() {
    let world = World::standing_still();
    window(&world, [None, None]).await;
    let nodes = Target::builder().key("tag:Role").values("web").build();
    world
        .outside()
        .create_association()
        .name("AWS-UpdateSSMAgent")
        .targets(nodes)
        .send()
        .await
        .expect("allowed");
    let import = world.import(STACK, &[]).await;
    let notes: Vec<&str> = import.drafts.iter().flat_map(|draft| &draft.unsaid).map(String::as_str).collect();
    assert_eq!(notes.len(), 4, "{notes:#?}");
    let manifests = texts(&import.drafts);
    assert!(notes.iter().all(|note| manifests.join("").contains(&format!("# {note}\n"))), "{manifests:#?}");
    let desired = world.desired(STACK, &manifests).await;
    let plan = world.plan(&desired).await;
    let named = |path: &str| path == "name" || path.starts_with("tags");
    for change in plan.changes() {
        let paths: Vec<String> = change.differences.iter().map(|one| one.path.to_string()).collect();
        assert!(
            change.action() != Action::Create
                && change.action() != Action::Delete
                && paths.iter().all(|path| named(path)),
            "{}: {paths:?}",
            change.address
        );
    }
    world.converge(&desired).await;
    assert!(world.import(STACK, &manifests).await.drafts.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_no_manifest_can_say_is_named_and_the_rest_is_written() {
    let mut world = World::standing_still();
    let id = window(&world, [Some("patch"), Some("patch")]).await;
    put(&world, "/shop/fine", "1", ParameterType::String).await;
    put(&world, "/shop/full", "1", ParameterType::String).await;
    // AWS takes as many, and one more is ours.
    let tags = (0..50).map(|at| Tag::builder().key(format!("k{at}")).value("v").build().expect("a tag"));
    let tag = world.outside().add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter);
    tag.resource_id("/shop/full").set_tags(Some(tags.collect())).send().await.expect("allowed");
    let key = format!("AKIA{}", "Z".repeat(16));
    let step =
        "{\"action\": \"aws:runShellScript\", \"name\": \"a\", \"inputs\": {\"runCommand\": [\"KEY\"]}}";
    let content = format!("{{\"schemaVersion\": \"2.2\", \"mainSteps\": [{step}]}}").replace("KEY", &key);
    world.outside().create_document().name("shows").content(content).send().await.expect("allowed");
    put(&world, "/shop/text", &format!("KEY={key}"), ParameterType::String).await;
    let import = world.import(STACK, &[]).await;
    let mut unsaid: Vec<String> =
        import.unsaid.iter().map(|one| format!("{}: {}", one.address, one.why)).collect();
    unsaid.sort();
    assert_eq!(unsaid.len(), 3, "{unsaid:#?}");
    assert_eq!(unsaid[0], "Document/shows: it shows what looks like a secret, which no file may hold");
    assert!(unsaid[1].starts_with(&format!("MaintenanceWindow/{id}: two of its tasks are called `patch`")));
    assert!(unsaid[2].starts_with("Parameter/shop/full: ") && unsaid[2].contains("50"), "{}", unsaid[2]);
    let all = texts(&import.drafts).join("");
    assert!(
        all.contains("    fine: 1\n") && all.contains("    text: {type: String, manage: metadata}\n"),
        "{all}"
    );
    assert!(!all.contains(&key) && !all.contains("full"), "{all}");
    world.files.clear();
}

#[tokio::test(start_paused = true)]
async fn whatever_cannot_be_read_nothing_is_written_without_a_part_of_it() {
    let mut world = account(&HELD).await;
    window(&world, [Some("first"), Some("second")]).await;
    world.calls();
    let whole = world.import(STACK, &[]).await;
    let calls = world.calls().values().sum();
    for call in 1..=calls {
        world.sandbox.add_fault(Rule::everywhere(When::Overall(call), Effect::error("AccessDenied", "no")));
        let (import, unreadable) = world.import_in_part(STACK, &[]).await;
        world.sandbox.clear_faults();
        assert!(import.drafts.len() == whole.drafts.len() || !unreadable.is_empty(), "{call}");
        world.files = import.drafts.iter().flat_map(|draft| draft.files.iter().cloned()).collect();
        let manifests = texts(&import.drafts);
        let plan = world.plan(&world.desired(STACK, &manifests).await).await;
        // What had no name gets one.
        let more = more_than_adopted(&plan).into_iter().filter(|one| !one.contains("/target/target-1 "));
        let more: Vec<String> = more.collect();
        assert!(more.is_empty(), "{call}: {unreadable:#?}: {more:#?}");
        let part = unreadable.iter().filter_map(|one| one.address.as_ref());
        for part in
            part.filter(|part| part.as_str().matches('/').count() > 1 && part.kind() == "MaintenanceWindow")
        {
            let named = import.unsaid.iter().any(|one| one.why.contains(part.as_str()));
            assert!(named, "{part}: {:#?}", import.unsaid);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_left_behind_is_said() {
    let world = World::standing_still();
    let content = |text: &str| {
        let step =
            "{\"action\": \"aws:runShellScript\", \"name\": \"a\", \"inputs\": {\"runCommand\": [\"TEXT\"]}}";
        format!("{{\"schemaVersion\": \"2.2\", \"mainSteps\": [{step}]}}").replace("TEXT", text)
    };
    let outside = world.outside();
    outside.create_document().name("newer").content(content("one")).send().await.expect("allowed");
    for text in ["two", "three"] {
        let newer = outside.update_document().name("newer").document_version("$LATEST");
        newer.content(content(text)).send().await.expect("allowed");
    }
    let event = "BEGIN:VEVENT\nUID:1@elsewhere\nDTSTAMP:20200101T000000Z\nSUMMARY:Freeze\nDTSTART:20270101T000000Z\nDTEND:20270102T000000Z\nEND:VEVENT";
    let calendar = format!(
        "BEGIN:VCALENDAR\nPRODID:-//AWS//Change Calendar 1.0//EN\nVERSION:2.0\nX-CALENDAR-TYPE:DEFAULT_OPEN\nX-WR-CALDESC:\nX-WR-CALNAME:ours\n{event}\nEND:VCALENDAR\n"
    );
    let made = outside.create_document().name("calendar").document_type(DocumentType::ChangeCalendar);
    made.document_format(DocumentFormat::Text).content(calendar).send().await.expect("allowed");
    let id = window(&world, [Some("patch"), None]).await;
    let bytes = run(&MaintenanceWindowTaskType::Lambda, b"\xff\x00".as_slice());
    let task = outside.register_task_with_maintenance_window().window_id(&id).name("bytes");
    let task = task.task_arn("arn:aws:lambda:us-east-1:123456789012:function:f");
    let task = task.task_type(MaintenanceWindowTaskType::Lambda).task_invocation_parameters(bytes);
    task.send().await.expect("allowed");
    let import = world.import(STACK, &[]).await;
    let unsaid: Vec<String> =
        import.unsaid.iter().map(|one| format!("{}: {}", one.address, one.why)).collect();
    assert_eq!(unsaid, [format!("MaintenanceWindow/{id}: the payload of a task of it is no text")]);
    let said: Vec<&str> = import.drafts.iter().flat_map(|draft| &draft.unsaid).map(String::as_str).collect();
    assert_eq!(
        said,
        [
            "UID, X-WR-CALNAME: the first change of its events leaves these lines out",
            "version 1 is the default one and is written here; AWS has newer ones up to version 3, which no manifest says"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_anothers_is_left_alone_and_counted() {
    let world =
        World::with(Settings { reserved_tags: ReservedTags::Taken, ..Settings::default() }, Pace::Unlimited);
    for (name, key, value) in [
        ("/a", "trueup:stack", "billing/production"),
        ("/b", "trueup:stack", "billing/production"),
        ("/c", "trueup:stack", "webshop/default"),
        ("/d", "aws:cloudformation:stack-name", "legacy"),
    ] {
        put(&world, name, "1", ParameterType::String).await;
        let tag = Tag::builder().key(key).value(value).build().expect("a tag");
        let tagging = world.outside().add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter);
        tagging.resource_id(name).tags(tag).send().await.expect("allowed");
    }
    put(&world, "/trueup/billing/production", "{}", ParameterType::String).await;
    let nodes = Target::builder().key("InstanceIds").values("*").build();
    let quick = world.outside().create_association().name("AWS-UpdateSSMAgent").targets(nodes);
    quick.association_name("AWS-QuickSetup-SSM-Agent").send().await.expect("allowed");
    let import = world.import(STACK, &[]).await;
    assert!(import.drafts.is_empty() && import.unsaid.is_empty(), "{:#?}", texts(&import.drafts));
    let left = [
        (Left::Ours, 1),
        (Left::Other("billing/production".into()), 2),
        (Left::CloudFormation, 1),
        (Left::QuickSetup, 1),
        (Left::Record, 1),
    ];
    assert_eq!(import.left, left.into());
}

#[tokio::test(start_paused = true)]
async fn of_several_sites_a_manifest_is_of_the_one_that_holds_the_thing() {
    let world = World::standing_still();
    put(&world, "/shop/port", "5432", ParameterType::String).await;
    let environment =
        |name: &str| format!("{name}: {{account: \"123456789012\", regions: [us-east-1, eu-west-1]}}");
    let environments = format!("{{{}, {}}}", environment("production"), environment("staging"));
    let stack = STACK.replace("spec: {", &format!("spec: {{environments: {environments}, "));
    let import = world.import(&stack, &[]).await;
    let expected =
        "metadata:\n  name: shop\n  environments: [production]\n  regions: [us-east-1]\n  adopt: true\n";
    assert!(texts(&import.drafts)[0].contains(expected), "{}", texts(&import.drafts)[0]);
}
