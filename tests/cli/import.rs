//! `import`: an account that people made by hand comes under git in one command.

use serde_json::{Value, json};

use crate::common::{CANARY, Server, World};

/// Makes by hand what a small team has: 40 parameters in three paths, two baselines, one of them a group's, a
/// window with a target and two tasks, three associations, two documents and a calendar.
fn hand_made(server: &Server) {
    let call = |operation: &str, body: Value| server.call(operation, &body);
    for number in 1..=20 {
        let name = format!("/webshop/production/app/setting-{number:02}");
        call("PutParameter", json!({"Name": name, "Value": format!("value {number}"), "Type": "String"}));
    }
    for number in 1..=15 {
        let name = format!("/webshop/production/db/{number}");
        call(
            "PutParameter",
            json!({"Name": name, "Value": number.to_string(), "Type": "String",
            "Tags": [{"Key": "Team", "Value": "data"}]}),
        );
    }
    for name in ["/billing/key", "/billing/salt"] {
        call("PutParameter", json!({"Name": name, "Value": CANARY, "Type": "SecureString"}));
    }
    call("PutParameter", json!({"Name": "/billing/api-token", "Value": CANARY, "Type": "String"}));
    call(
        "PutParameter",
        json!({"Name": "/billing/hosts", "Value": "a.internal,b.internal", "Type": "StringList"}),
    );
    call(
        "PutParameter",
        json!({"Name": "/billing/note", "Value": "${not} ours: yes", "Type": "String",
        "Description": "kept as it is"}),
    );

    let rule = json!({"PatchRules": [{"ApproveAfterDays": 7, "ComplianceLevel": "HIGH", "PatchFilterGroup": {
        "PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]}}]});
    let baseline = call(
        "CreatePatchBaseline",
        json!({"Name": "linux", "OperatingSystem": "AMAZON_LINUX_2023",
        "ApprovalRules": rule}),
    );
    call(
        "RegisterPatchBaselineForPatchGroup",
        json!({"BaselineId": baseline["BaselineId"], "PatchGroup": "Web"}),
    );
    call("CreatePatchBaseline", json!({"Name": "windows", "RejectedPatches": ["KB2032276"]}));

    let command = json!({"schemaVersion": "2.2", "parameters": {"service": {"type": "String"}},
        "mainSteps": [{"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": ["id"]}}]});
    call(
        "CreateDocument",
        json!({"Name": "Restart-Service", "DocumentType": "Command",
        "Content": command.to_string()}),
    );
    call(
        "CreateDocument",
        json!({"Name": "tidy", "DocumentType": "Automation", "DocumentFormat": "YAML",
        "Content": "schemaVersion: '0.3'\nmainSteps:\n  - {name: wait, action: 'aws:sleep', inputs: {Duration: PT1M}}\n"}),
    );
    let calendar = "BEGIN:VCALENDAR\r\nPRODID:-//AWS//Change Calendar 1.0//EN\r\nVERSION:2.0\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\n\
        X-WR-CALDESC:\r\nBEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261224T000000Z\r\nDTEND:20261227T000000Z\r\n\
        UID:1\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    call(
        "CreateDocument",
        json!({"Name": "freeze", "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT",
        "Content": calendar}),
    );

    let window = call(
        "CreateMaintenanceWindow",
        json!({"Name": "sunday-patching",
        "Schedule": "cron(0 2 ? * SUN *)", "Duration": 4, "Cutoff": 1, "AllowUnassociatedTargets": false}),
    );
    let window = &window["WindowId"];
    let target = call(
        "RegisterTargetWithMaintenanceWindow",
        json!({"WindowId": window, "Name": "servers",
        "ResourceType": "INSTANCE", "Targets": [{"Key": "tag:Role", "Values": ["web"]}]}),
    );
    for (name, document, given) in [
        ("patch", "AWS-RunPatchBaseline", json!({"Operation": ["Install"]})),
        ("restart", "Restart-Service", json!({"service": ["nginx"]})),
    ] {
        call(
            "RegisterTaskWithMaintenanceWindow",
            json!({"WindowId": window, "Name": name, "TaskType": "RUN_COMMAND",
            "TaskArn": document, "Targets": [{"Key": "WindowTargetIds", "Values": [target["WindowTargetId"]]}],
            "MaxConcurrency": "1", "MaxErrors": "0", "TaskInvocationParameters": {"RunCommand": {"Parameters": given}}}),
        );
    }
    let nodes = json!([{"Key": "tag:Role", "Values": ["web"]}]);
    call(
        "CreateAssociation",
        json!({"AssociationName": "agent", "Name": "AWS-UpdateSSMAgent", "Targets": nodes,
        "ScheduleExpression": "rate(1 day)"}),
    );
    call(
        "CreateAssociation",
        json!({"AssociationName": "restart", "Name": "Restart-Service", "Targets": nodes,
        "Parameters": {"service": ["nginx"]}, "CalendarNames": ["freeze"], "ScheduleExpression": "rate(7 days)"}),
    );
    call(
        "CreateAssociation",
        json!({"AssociationName": "inventory", "Name": "AWS-GatherSoftwareInventory",
        "Targets": [{"Key": "InstanceIds", "Values": ["*"]}], "ScheduleExpression": "rate(12 hours)"}),
    );
}

fn account() -> (Server, World) {
    let server = Server::start(sandbox::Settings::default());
    let mut world = World::empty();
    server.reach(&mut world, "123456789012");
    world.set("AWS_REGION", "us-east-1");
    hand_made(&server);
    (server, world)
}

#[test]
fn a_hand_made_account_is_under_git_with_four_commands() {
    let (server, world) = account();
    let ended = world.run(&["import", "--all", "--name", "webshop"]).exits(0).never_says(CANARY);
    ended
        .says("53 resources in 12 manifests")
        .says("manifests/webshop-production.yaml")
        .says("35 resources")
        .says("documents/Restart-Service.json")
        .says("calendars/freeze.ics")
        .says("api-token: its value is a plain text and looks like a secret");
    assert_eq!(server.count("PutParameter") + server.count("AddTagsToResource"), 40, "only by hand");
    world.run(&["validate", "--fail-on", "warning"]).exits(0);
    let windows = world.read("manifests/maintenance-windows.yaml");
    for line in [
        "      targets: [servers]\n",
        "        document: Restart-Service\n",
        "  schedule: cron(0 2 ? * SUN *)\n",
    ] {
        assert!(windows.contains(line), "{windows}");
    }
    assert!(world.read("manifests/patch-groups.yaml").contains("baselines: [linux]\n"));
    assert!(world.read("manifests/associations.yaml").contains("onlyWhenOpen: [freeze]\n"));
    assert!(world.read("trueup.yaml").contains("account: \"123456789012\"\n"));

    world
        .run(&["plan"])
        .exits(0)
        .says("to adopt")
        .never_says("to create")
        .never_says("to change")
        .never_says("to delete");
    // Nothing is ours yet.
    world.run(&["accept", "--adopted", "--yes"]).exits(0).says("is not ours yet").says("no `adopt` is to be");
    world.run(&["apply", "--yes"]).exits(0).says("`trueup accept --adopted` takes `adopt` out");
    let before = world.read("manifests/maintenance-windows.yaml");
    let patch = world.run(&["accept", "--adopted", "--format", "patch"]).exits(0).says("-  adopt: mw-");
    assert!(
        patch.out.lines().filter(|line| line.starts_with("-  ")).all(|line| line.starts_with("-  adopt: "))
    );
    world.run(&["accept", "--adopted", "--yes"]).exits(0).says("`adopt` is out of");
    let kept = |line: &&str| !line.starts_with("  adopt: ");
    let left = before.lines().filter(kept).map(|line| format!("{line}\n")).collect::<String>();
    assert_eq!(world.read("manifests/maintenance-windows.yaml"), left);
    world.run(&["accept", "--adopted", "--yes"]).exits(0).says("no `adopt` is to be taken out");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    world.run(&["import", "--all"]).exits(0).says("Nothing to import").says("records and leases of trueup");
}

#[test]
fn what_is_named_alone_is_imported_and_no_file_is_written_over() {
    let (_server, world) = account();
    world
        .run(&["import", "MaintenanceWindow/sun*", "PatchBaseline/nothing"])
        .exits(0)
        .says("nothing undeclared is called `PatchBaseline/nothing`")
        .says("4 resources in 1 manifest");
    // What it runs is nobody's here.
    let windows = world.read("manifests/maintenance-windows.yaml");
    assert!(windows.contains("document: {external: Restart-Service}"), "{windows}");
    world
        .run(&["import", "--path", "/billing"])
        .exits(0)
        .says("5 resources in 1 manifest")
        .never_says(CANARY);
    let billing = world.read("manifests/billing.yaml");
    assert!(
        billing.contains("    note: {value: \"$${not} ours: yes\", description: kept as it is}\n"),
        "{billing}"
    );
    world.write("documents/tidy.yaml", "kept");
    world.run(&["import", "Document/tidy"]).exits(0).says("documents/tidy-2.yaml");
    assert_eq!(world.read("documents/tidy.yaml"), "kept");
    world
        .run(&["import", "Document"])
        .exits(0)
        .says("manifests/documents-2.yaml")
        .says("1 resource in 1 manifest");
    world.run(&["plan"]).exits(0).says("to adopt").never_says("to create");
}

#[test]
fn to_look_first_writes_nothing() {
    let (_server, world) = account();
    world
        .run(&["import", "--all", "--format", "yaml"])
        .exits(0)
        .says("kind: PatchGroup\n")
        .never_says(CANARY);
    assert!(!world.stack().join("trueup.yaml").exists() && !world.stack().join("manifests").exists());
    world.run(&["import"]).exits(64).says("`--all` for everything");
    world.run(&["import", "PatchBaselin/x"]).exits(64).says("did you mean `PatchBaseline`");
    world.run(&["import", "--path", "shop"]).exits(64).says("it begins with `/`");
}

#[test]
fn what_cannot_be_read_or_said_is_named_and_the_rest_is_written() {
    let (server, world) = account();
    let call = |operation: &str, body: Value| server.call(operation, &body);
    call(
        "PutParameter",
        json!({"Name": "/stack/made", "Value": "x", "Type": "String",
        "Tags": [{"Key": "trueup:stack", "Value": "other/production"}]}),
    );
    let denied =
        sandbox::Effect::error("AccessDeniedException", "not authorized to perform ssm:ListDocuments");
    server.sandbox.add_fault(sandbox::Rule::new("ListDocuments", sandbox::When::Every, denied));
    world
        .run(&["import", "--all"])
        .exits(7)
        .says("cannot read Document")
        .says("1 of `other/production`, by their tag")
        .says("manifests/patch-baselines.yaml");
    server.sandbox.clear_faults();
    world.run(&["import", "--all"]).exits(0).says("manifests/documents.yaml");
}

#[test]
fn where_one_file_cannot_be_written_none_is() {
    let (_server, world) = account();
    world.write("documents", "a file");
    world.run(&["import", "--all"]).exits(1).says("cannot write `documents/Restart-Service.json`");
    for left in ["trueup.yaml", "schema", "manifests", "calendars"] {
        assert!(!world.stack().join(left).exists(), "{left}");
    }
    std::fs::remove_file(world.stack().join("documents")).expect("there");
    world.run(&["import", "--all"]).exits(0).says("53 resources in 12 manifests");
    world.run(&["validate"]).exits(0);
}

#[test]
fn what_hangs_on_a_window_and_cannot_be_read_keeps_the_window_out() {
    let (server, world) = account();
    let denied = sandbox::Effect::error("AccessDeniedException", "not authorized");
    server.sandbox.add_fault(sandbox::Rule::new("GetMaintenanceWindowTask", sandbox::When::Every, denied));
    world
        .run(&["import", "--all"])
        .exits(7)
        .says("In no manifest")
        .says("could not be read: GetMaintenanceWindowTask");
    server.sandbox.clear_faults();
    assert!(!world.stack().join("manifests/maintenance-windows.yaml").exists());
    world.run(&["plan"]).exits(0).says("to adopt").never_says("to delete");
}

#[test]
fn what_is_masked_is_in_no_file_and_nothing_refers_to_it() {
    let (_server, mut world) = account();
    world.set("TRUEUP_MASKS", "regexp:runShellScript");
    world.run(&["import", "--all"]).exits(0).says("Document/Restart-Service: it shows what");
    assert!(!world.stack().join("documents/Restart-Service.json").exists());
    assert!(world.read("manifests/associations.yaml").contains("document: {external: Restart-Service}"));
    world.run(&["plan"]).exits(0).says("to adopt").never_says("to create");
}

#[test]
fn what_import_reads_is_printed_without_a_stack() {
    let world = World::empty();
    let policy = world.run(&["iam", "import"]).exits(0).json();
    let actions = policy["Statement"][0]["Action"].as_array().expect("a list");
    let named = |name: &str| actions.iter().any(|action| action == name);
    assert!(named("ssm:DescribeParameters") && named("ssm:ListTagsForResource"), "{policy:#}");
    let other = actions.iter().filter_map(Value::as_str).find(|action| {
        ["Put", "Create", "Delete", "Update", "Decrypt", "GetSecretValue"]
            .iter()
            .any(|word| action.contains(word))
    });
    assert_eq!(other, None);
}

#[test]
fn what_is_not_ours_everywhere_keeps_its_adopt() {
    let server = Server::start(sandbox::Settings::default());
    let mut world = World::of(TWO_REGIONS, &[("host.yaml", HOST)]);
    server.reach(&mut world, "123456789012");
    let put = json!({"Name": "/shop/host", "Value": "db.internal", "Type": "String"});
    server.call("PutParameter", &put);
    world.run(&["apply", "--region", "us-east-1", "--yes"]).exits(0);
    let adopted = ["accept", "--adopted", "--yes"];
    world
        .run(&[&adopted[..], &["--region", "us-east-1"]].concat())
        .exits(0)
        .says("production/eu-west-1 too, which was not");
    world.run(&[&adopted[..], &["--all"]].concat()).exits(0).says("Parameter/shop/host is not ours yet");
    assert_eq!(world.read("manifests/host.yaml"), HOST);
    world.run(&["apply", "--all", "--yes"]).exits(0);
    world.run(&[&adopted[..], &["--all"]].concat()).exits(0);
    assert_eq!(world.read("manifests/host.yaml"), HOST.replace("  adopt: true # by hand in May\n", ""));
    world.run(&["plan", "--all", "--detailed-exitcode"]).exits(0);
    world.run(&["accept"]).exits(64);
    world.run(&["accept", "--adopted", "Parameter/shop/host"]).exits(64);
}

const TWO_REGIONS: &str = "apiVersion: trueup/v1
kind: Stack
metadata: {name: shop, origin: 0a1b2c3d}
spec:
  environments:
    production: {account: \"123456789012\", regions: [us-east-1, eu-west-1]}
";

const HOST: &str = "apiVersion: trueup/v1
kind: ParameterHierarchy
metadata:
  name: host # of the database
  adopt: true # by hand in May
spec:
  path: /shop
  parameters: {host: db.internal}
";

#[test]
fn what_a_stack_has_is_exported_and_is_the_same_elsewhere() {
    let (_server, world) = account();
    world.run(&["import", "--all", "--name", "webshop"]).exits(0);
    world.run(&["apply", "--yes"]).exits(0);
    let ended = world.run(&["export"]).exits(0).never_says(CANARY).says("53 resources in");
    assert!(!ended.out.contains("adopt:"), "{}", ended.out);
    let one = world.run(&["export", "MaintenanceWindow"]).exits(0);
    assert!(one.out.starts_with("apiVersion: trueup/v1\nkind: MaintenanceWindow\n"), "{}", one.out);

    // A stack of these manifests alone asks for what AWS holds.
    world.run(&["export", "--into", "copy"]).exits(0);
    assert_eq!(world.read("copy/documents/tidy.yaml"), world.read("documents/tidy.yaml"));
    let again = world.run(&["export", "--into", "copy"]).exits(1);
    again.says("already exists");
    let stack = world.read("trueup.yaml");
    std::fs::remove_dir_all(world.stack().join("manifests")).expect("removed");
    std::fs::create_dir(world.stack().join("manifests")).expect("made");
    world.write("manifests/all.yaml", world.read("copy/manifests.yaml"));
    world.write("trueup.yaml", stack);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    world.run(&["export", "PatchBaseline/nothing"]).exits(0).says("nothing of the stack is called");
}
