//! `import --from terraform`: what a state says comes under git, and the first plan adopts it.

use serde_json::{Value, json};

use crate::common::{CANARY, Server, World};

const PROVIDER: &str = "provider[\"registry.terraform.io/hashicorp/aws\"]";

/// A resource of a state file, with one instance or some by key.
fn resource(module: Option<&str>, r#type: &str, name: &str, instances: &[(Value, Value)]) -> Value {
    let instances: Vec<Value> = instances
        .iter()
        .map(|(key, attributes)| {
            let hidden = match r#type {
                "aws_ssm_parameter" => json!([[{"type": "get_attr", "value": "value"}], [{"type": "get_attr", "value": "value_wo"}]]),
                _ => json!([]),
            };
            let mut instance =
                json!({"schema_version": 0, "attributes": attributes, "sensitive_attributes": hidden});
            if !key.is_null() {
                instance["index_key"] = key.clone();
            }
            instance
        })
        .collect();
    let mut resource = json!({"mode": "managed", "type": r#type, "name": name, "provider": PROVIDER,
        "instances": instances});
    if let Some(module) = module {
        resource["module"] = json!(module);
    }
    resource
}

fn one(r#type: &str, name: &str, attributes: Value) -> Value {
    resource(None, r#type, name, &[(Value::Null, attributes)])
}

fn parameter(name: &str, r#type: &str, field: &str, value: &str) -> Value {
    json!({"name": name, "id": name, "type": r#type, field: value, "data_type": "text", "tier": "Standard",
        "arn": format!("arn:aws:ssm:us-east-1:123456789012:parameter{name}"), "tags": null, "tags_all": {},
        "description": "", "allowed_pattern": "", "key_id": "", "overwrite": null, "version": 1})
}

/// Makes what a team keeps by Terraform, and the state that it has of it.
fn kept(server: &Server) -> Value {
    let call = |operation: &str, body: Value| server.call(operation, &body);
    for (name, kind, value) in [
        ("/webshop/production/host", "String", "db.internal"),
        ("/webshop/production/port", "String", "5432"),
        ("/webshop/production/zone", "String", "a"),
        ("/webshop/production/hosts", "StringList", "a,b"),
        ("/webshop/production/password", "SecureString", CANARY),
    ] {
        call("PutParameter", json!({"Name": name, "Type": kind, "Value": value}));
    }
    let rules = json!({"PatchRules": [
        {"ApproveAfterDays": 7, "ComplianceLevel": "HIGH", "EnableNonSecurity": false, "PatchFilterGroup": {
            "PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]}},
        {"ApproveUntilDate": "2027-01-01", "ComplianceLevel": "UNSPECIFIED", "EnableNonSecurity": false, "PatchFilterGroup": {
            "PatchFilters": [{"Key": "SEVERITY", "Values": ["Critical"]}]}}]});
    let linux = call(
        "CreatePatchBaseline",
        json!({"Name": "linux", "OperatingSystem": "AMAZON_LINUX_2023", "ApprovalRules": rules}),
    );
    let linux = &linux["BaselineId"];
    let windows = call("CreatePatchBaseline", json!({"Name": "windows", "ApprovedPatches": ["KB2032276"]}));
    let windows = &windows["BaselineId"];
    call("RegisterDefaultPatchBaseline", json!({"BaselineId": windows}));
    call("RegisterPatchBaselineForPatchGroup", json!({"BaselineId": linux, "PatchGroup": "Web"}));
    let content = json!({"schemaVersion": "2.2", "parameters": {"service": {"type": "String"}},
        "mainSteps": [{"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": ["id"]}}]});
    call(
        "CreateDocument",
        json!({"Name": "Restart-Service", "DocumentType": "Command", "Content": content.to_string()}),
    );
    call(
        "ModifyDocumentPermission",
        json!({"Name": "Restart-Service", "PermissionType": "Share", "AccountIdsToAdd": ["210987654321"]}),
    );
    let window = call(
        "CreateMaintenanceWindow",
        json!({"Name": "sunday", "Schedule": "cron(0 2 ? * SUN *)", "ScheduleTimezone": "Europe/Vienna",
        "Duration": 4, "Cutoff": 1, "AllowUnassociatedTargets": false}),
    );
    let window = &window["WindowId"];
    let nodes = json!([{"Key": "tag:Role", "Values": ["web"]}]);
    let target = call(
        "RegisterTargetWithMaintenanceWindow",
        json!({"WindowId": window, "Name": "web", "ResourceType": "INSTANCE", "Targets": nodes}),
    );
    let target = &target["WindowTargetId"];
    let aimed = json!([{"Key": "WindowTargetIds", "Values": [target]}]);
    let command = call(
        "RegisterTaskWithMaintenanceWindow",
        json!({"WindowId": window, "Name": "restart", "TaskType": "RUN_COMMAND", "TaskArn": "Restart-Service",
        "Targets": aimed, "Priority": 1, "MaxConcurrency": "2", "MaxErrors": "1", "TaskInvocationParameters": {
            "RunCommand": {"Comment": "restart", "TimeoutSeconds": 600, "Parameters": {"service": ["nginx"]}}}}),
    );
    let book = call(
        "RegisterTaskWithMaintenanceWindow",
        json!({"WindowId": window, "Name": "book", "TaskType": "AUTOMATION", "TaskArn": "AWS-RestartEC2Instance",
        "Targets": aimed, "MaxConcurrency": "2", "MaxErrors": "1", "TaskInvocationParameters": {
            "Automation": {"DocumentVersion": "$LATEST", "Parameters": {"InstanceId": ["{{RESOURCE_ID}}"]}}}}),
    );
    let association = call(
        "CreateAssociation",
        json!({"AssociationName": "agent", "Name": "AWS-UpdateSSMAgent", "Targets": nodes,
        "ScheduleExpression": "rate(1 day)", "ComplianceSeverity": "HIGH",
        "OutputLocation": {"S3Location": {"OutputS3BucketName": "logs-bucket", "OutputS3KeyPrefix": "agent"}}}),
    );
    let association = &association["AssociationDescription"]["AssociationId"];
    let setting =
        "arn:aws:ssm:us-east-1:123456789012:servicesetting/ssm/parameter-store/high-throughput-enabled";
    call("UpdateServiceSetting", json!({"SettingId": setting, "SettingValue": "true"}));
    let place = json!({"BucketName": "inventory-bucket", "Region": "us-east-1", "SyncFormat": "JsonSerDe"});
    call("CreateResourceDataSync", json!({"SyncName": "inventory", "S3Destination": place}));

    let selected = json!([{"key": "tag:Role", "values": ["web"]}]);
    let aimed = json!([{"key": "WindowTargetIds", "values": [target]}]);
    let filter = |key: &str, value: &str| json!([{"key": key, "values": [value]}]);
    let resources = vec![
        one(
            "aws_ssm_parameter",
            "host",
            parameter("/webshop/production/host", "String", "insecure_value", "db.internal"),
        ),
        one(
            "aws_ssm_parameter",
            "hosts",
            parameter("/webshop/production/hosts", "StringList", "insecure_value", "a,b"),
        ),
        resource(
            None,
            "aws_ssm_parameter",
            "each",
            &[
                (json!("port"), parameter("/webshop/production/port", "String", "value", "5432")),
                (json!("zone"), parameter("/webshop/production/zone", "String", "value", "a")),
            ],
        ),
        resource(
            None,
            "aws_ssm_parameter",
            "password",
            &[(json!(0), parameter("/webshop/production/password", "SecureString", "value", CANARY))],
        ),
        one(
            "aws_ssm_patch_baseline",
            "linux",
            json!({"id": linux, "name": "linux", "description": "",
            "operating_system": "AMAZON_LINUX_2023", "approved_patches": null, "rejected_patches": null,
            "approved_patches_compliance_level": "UNSPECIFIED", "approved_patches_enable_non_security": false,
            "rejected_patches_action": "ALLOW_AS_DEPENDENCY", "global_filter": [], "source": [], "json": "{}",
            "approval_rule": [
                {"approve_after_days": 7, "approve_until_date": "", "compliance_level": "HIGH",
                 "enable_non_security": false, "patch_filter": filter("CLASSIFICATION", "Security")},
                {"approve_after_days": 0, "approve_until_date": "2027-01-01", "compliance_level": "UNSPECIFIED",
                 "enable_non_security": false, "patch_filter": filter("SEVERITY", "Critical")}]}),
        ),
        one(
            "aws_ssm_patch_baseline",
            "windows",
            json!({"id": windows, "name": "windows",
            "operating_system": "WINDOWS", "approved_patches": ["KB2032276"], "approval_rule": [],
            "approved_patches_compliance_level": "UNSPECIFIED", "rejected_patches_action": "ALLOW_AS_DEPENDENCY"}),
        ),
        one(
            "aws_ssm_default_patch_baseline",
            "windows",
            json!({"baseline_id": windows, "id": "WINDOWS",
            "operating_system": "WINDOWS"}),
        ),
        one(
            "aws_ssm_patch_group",
            "web",
            json!({"baseline_id": linux, "patch_group": "Web", "id": "Web,pb"}),
        ),
        one(
            "aws_ssm_maintenance_window",
            "sunday",
            json!({"id": window, "name": "sunday", "enabled": true,
            "schedule": "cron(0 2 ? * SUN *)", "schedule_timezone": "Europe/Vienna", "schedule_offset": null,
            "duration": 4, "cutoff": 1, "start_date": "", "end_date": "", "description": "",
            "allow_unassociated_targets": false}),
        ),
        one(
            "aws_ssm_maintenance_window_target",
            "web",
            json!({"id": target, "window_id": window, "name": "web",
            "resource_type": "INSTANCE", "targets": selected, "owner_information": "", "description": ""}),
        ),
        one(
            "aws_ssm_maintenance_window_task",
            "restart",
            json!({"id": command["WindowTaskId"], "window_id": window,
            "name": "restart", "task_type": "RUN_COMMAND", "task_arn": "Restart-Service", "priority": 1,
            "max_concurrency": "2", "max_errors": "1", "targets": aimed, "cutoff_behavior": "", "description": "",
            "service_role_arn": "arn:aws:iam::123456789012:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM",
            "task_invocation_parameters": [{"automation_parameters": [], "lambda_parameters": [],
                "step_functions_parameters": [], "run_command_parameters": [{"comment": "restart",
                "timeout_seconds": 600, "cloudwatch_config": [], "notification_config": [], "document_hash": "",
                "document_hash_type": "", "document_version": "", "output_s3_bucket": "", "output_s3_key_prefix": "",
                "service_role_arn": "", "parameter": [{"name": "service", "values": ["nginx"]}]}]}]}),
        ),
        one(
            "aws_ssm_maintenance_window_task",
            "book",
            json!({"id": book["WindowTaskId"], "window_id": window,
            "name": "book", "task_type": "AUTOMATION", "task_arn": "AWS-RestartEC2Instance", "priority": 0,
            "max_concurrency": "2", "max_errors": "1", "targets": aimed,
            "task_invocation_parameters": [{"automation_parameters": [{"document_version": "$LATEST",
                "parameter": [{"name": "InstanceId", "values": ["{{RESOURCE_ID}}"]}]}]}]}),
        ),
        one(
            "aws_ssm_association",
            "agent",
            json!({"association_id": association, "id": association,
            "association_name": "agent", "name": "AWS-UpdateSSMAgent", "schedule_expression": "rate(1 day)",
            "compliance_severity": "HIGH", "document_version": "$DEFAULT", "targets": selected, "parameters": {},
            "output_location": [{"s3_bucket_name": "logs-bucket", "s3_key_prefix": "agent", "s3_region": ""}]}),
        ),
        resource(
            Some("module.docs"),
            "aws_ssm_document",
            "restart",
            &[(
                Value::Null,
                json!({
            "name": "Restart-Service", "id": "Restart-Service", "document_type": "Command", "document_format": "JSON",
            "content": content.to_string(), "permissions": {"type": "Share", "account_ids": "210987654321"},
            "target_type": "", "version_name": "", "document_version": "1", "hash": "00"}),
            )],
        ),
        one(
            "aws_ssm_service_setting",
            "throughput",
            json!({"setting_id": setting, "setting_value": "true",
            "status": "Customized", "id": "/ssm/parameter-store/high-throughput-enabled"}),
        ),
        one(
            "aws_ssm_resource_data_sync",
            "inventory",
            json!({"name": "inventory", "id": "inventory",
            "s3_destination": [{"bucket_name": "inventory-bucket", "region": "us-east-1", "prefix": "",
                "kms_key_arn": "", "sync_format": "JsonSerDe"}]}),
        ),
        one("aws_ssm_activation", "hybrid", json!({"id": "00000000-0000-0000-0000-000000000000"})),
        one(
            "aws_ssm_parameter",
            "abroad",
            json!({"name": "/abroad", "type": "String", "insecure_value": "x",
            "arn": "arn:aws:ssm:eu-west-1:210987654321:parameter/abroad"}),
        ),
        one("aws_instance", "web", json!({"id": "i-0123456789abcdef0"})),
    ];
    json!({"version": 4, "terraform_version": "1.11.4", "serial": 19, "outputs": {}, "check_results": null,
        "lineage": "0da3dee5-2dbc-1574-4a46-f5b48b19b3f6", "resources": resources})
}

#[test]
fn a_state_is_under_git_and_the_first_plan_adopts() {
    let server = Server::start(sandbox::Settings::default());
    let mut state = kept(&server);
    // Of several places none is the stack's that is begun.
    state["resources"].as_array_mut().expect("a list").retain(|resource| resource["name"] != "abroad");
    let mut world = World::empty();
    world.write("terraform.tfstate", state.to_string());
    // Nothing is at hand by which AWS could be asked.
    world
        .run(&[
            "import",
            "--from",
            "terraform",
            "terraform.tfstate",
            "--name",
            "webshop",
            "--plain",
            "/webshop/*",
        ])
        .exits(0)
        .never_says(CANARY)
        .says("16 resources in 9 manifests")
        .says("removed.tf")
        .says("aws_ssm_activation.hybrid: activations are not managed yet")
        .never_says("aws_instance");
    world.run(&["validate"]).exits(0);
    let read = |kind: &str| world.read(&format!("manifests/{kind}.yaml"));
    assert!(read("patch-groups").contains("baselines: [linux]\n"));
    assert!(read("patch-baselines").contains("default: true\n"));
    let windows = read("maintenance-windows");
    for line in ["targets: [web]\n", "document: Restart-Service\n", "timeout: 10m\n"] {
        assert!(windows.contains(line), "{windows}");
    }
    let parameters = read("webshop-production");
    assert!(parameters.contains("    port: 5432\n") && !parameters.contains(CANARY), "{parameters}");
    let removed = world.read("removed.tf");
    for text in [
        "removed {\n  from = module.docs.aws_ssm_document.restart\n\n  lifecycle {\n    destroy = false\n  }\n}\n",
        "  from = aws_ssm_parameter.each\n",
        "#   terraform state rm 'aws_ssm_parameter.each[\"port\"]'\n",
        "#   terraform state rm aws_ssm_default_patch_baseline.windows\n",
    ] {
        assert!(removed.contains(text), "{removed}");
    }
    assert!(!removed.contains("hybrid"));

    server.reach(&mut world, "123456789012");
    world.run(&["plan"]).exits(0).says("to adopt").never_says("to create").never_says("to change");
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0).never_says(CANARY);
    let id = world.run(&["import", "--from", "terraform", "terraform.tfstate"]).exits(0);
    id.says("Nothing to import");
}

#[test]
fn what_terraform_hides_stays_in_aws_and_what_is_elsewhere_is_counted() {
    let server = Server::start(sandbox::Settings::default());
    let mut state = kept(&server);
    let stack = "apiVersion: trueup/v1
kind: Stack
metadata: {name: webshop, origin: 0a1b2c3d}
spec:
  manifests: [manifests/*.yaml]
  environments:
    production: {account: \"123456789012\", regions: [us-east-1]}
";
    let world = World::of(stack, &[]);
    // Which region a window is in, its provider's other resources say.
    for resource in state["resources"].as_array_mut().expect("a list") {
        if resource["name"] == "abroad" {
            resource["provider"] = json!(format!("{PROVIDER}.abroad"));
        }
    }
    world.write("state.json", state.to_string());
    let ended = world.run(&["import", "--from", "terraform", "state.json", "--secrets", "env"]);
    ended
        .exits(0)
        .never_says(CANARY)
        .says("2 values of Strings among them")
        .says("1 in 210987654321/eu-west-1, where no chosen site is");
    let written = world.read("manifests/webshop-production.yaml");
    assert!(written.contains("WEBSHOP_PRODUCTION_PORT") && !written.contains("5432"), "{written}");
    assert!(written.contains("    host: db.internal\n") && !written.contains(CANARY), "{written}");
}
