//! `import --from cloudformation`: what a template says comes under git, and the first plan adopts it.

use serde_json::{Value, json};

use crate::common::{Server, World};

const STACK: &str = "apiVersion: trueup/v1
kind: Stack
metadata: {name: webshop, origin: 0a1b2c3d}
spec:
  manifests: [manifests/*.yaml]
  environments:
    production: {account: \"123456789012\", regions: [us-east-1]}
";

const TEMPLATE: &str = "AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: {Type: String}
  Password: {Type: String, NoEcho: true}
Conditions:
  Production: !Equals [!Ref Stage, production]
Resources:
  Host:
    Type: AWS::SSM::Parameter
    Properties: {Name: !Sub '/webshop/${Stage}/host', Type: String, Value: !Sub 'db.${AWS::Region}.internal'}
  Pointer:
    Type: AWS::SSM::Parameter
    Properties: {Name: !Sub '/webshop/${Stage}/baseline', Type: String, Value: !Ref Linux}
  Secret:
    Type: AWS::SSM::Parameter
    Properties: {Name: /webshop/production/password, Type: String, Value: !Ref Password}
  Linux:
    Type: AWS::SSM::PatchBaseline
    Properties:
      Name: linux
      OperatingSystem: AMAZON_LINUX_2023
      PatchGroups: [Web]
      ApprovalRules:
        PatchRules:
          - ApproveAfterDays: 7
            ComplianceLevel: HIGH
            PatchFilterGroup: {PatchFilters: [{Key: CLASSIFICATION, Values: [Security]}]}
  Restart:
    Type: AWS::SSM::Document
    Properties:
      Name: Restart-Service
      DocumentType: Command
      Content:
        schemaVersion: '2.2'
        parameters: {service: {type: String}}
        mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {timeoutSeconds: 60, runCommand: [id]}}]
  Window:
    Type: AWS::SSM::MaintenanceWindow
    Properties:
      Name: sunday
      Schedule: cron(0 2 ? * SUN *)
      Duration: 4
      Cutoff: 1
      AllowUnassociatedTargets: false
  Target:
    Type: AWS::SSM::MaintenanceWindowTarget
    Properties:
      Name: web
      WindowId: !Ref Window
      ResourceType: INSTANCE
      Targets: [{Key: 'tag:Role', Values: [web]}]
  Task:
    Type: AWS::SSM::MaintenanceWindowTask
    Properties:
      Name: restart
      WindowId: !Ref Window
      TaskType: RUN_COMMAND
      TaskArn: !Ref Restart
      Priority: 1
      MaxConcurrency: '2'
      MaxErrors: '1'
      Targets: [{Key: WindowTargetIds, Values: [!Ref Target]}]
      TaskInvocationParameters:
        MaintenanceWindowRunCommandParameters: {TimeoutSeconds: 600, Parameters: {service: [nginx]}}
  Agent:
    Type: AWS::SSM::Association
    Properties:
      AssociationName: agent
      Name: AWS-UpdateSSMAgent
      ScheduleExpression: !If [Production, rate(1 day), rate(7 days)]
      Targets: [{Key: 'tag:Role', Values: [web]}]
  Inventory:
    Type: AWS::SSM::ResourceDataSync
    Properties:
      SyncName: inventory
      S3Destination: {BucketName: inventory-bucket, BucketRegion: !Ref 'AWS::Region', SyncFormat: JsonSerDe}
  Logs:
    Type: AWS::S3::Bucket
  Elsewhere:
    Type: AWS::SSM::Parameter
    Properties: {Name: /webshop/production/bucket, Type: String, Value: !Ref Logs}
  Unnamed:
    Type: AWS::SSM::Document
    Properties: {Content: {schemaVersion: '2.2'}}
";

/// Makes what the template says by raw calls, as CloudFormation would.
///
/// Gives what CloudFormation would print of them.
fn made(server: &Server) -> Value {
    let call = |operation: &str, body| server.call(operation, &body);
    let rules = json!({"PatchRules": [{"ApproveAfterDays": 7, "ComplianceLevel": "HIGH", "PatchFilterGroup": {
        "PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]}}]});
    let linux = call(
        "CreatePatchBaseline",
        json!({"Name": "linux", "OperatingSystem": "AMAZON_LINUX_2023", "ApprovalRules": rules}),
    );
    call(
        "RegisterPatchBaselineForPatchGroup",
        json!({"BaselineId": linux["BaselineId"], "PatchGroup": "Web"}),
    );
    for (name, value) in [
        ("host", "db.us-east-1.internal"),
        ("baseline", linux["BaselineId"].as_str().expect("an id")),
        ("password", "hunter2"),
    ] {
        let name = format!("/webshop/production/{name}");
        call("PutParameter", json!({"Name": name, "Type": "String", "Value": value}));
    }
    let content = json!({"schemaVersion": "2.2", "parameters": {"service": {"type": "String"}}, "mainSteps": [
        {"action": "aws:runShellScript", "name": "run", "inputs": {"timeoutSeconds": 60, "runCommand": ["id"]}}]});
    call(
        "CreateDocument",
        json!({"Name": "Restart-Service", "DocumentType": "Command", "Content": content.to_string()}),
    );
    let window = call(
        "CreateMaintenanceWindow",
        json!({"Name": "sunday", "Schedule": "cron(0 2 ? * SUN *)", "Duration": 4, "Cutoff": 1,
        "AllowUnassociatedTargets": false}),
    );
    let nodes = json!([{"Key": "tag:Role", "Values": ["web"]}]);
    let target = call(
        "RegisterTargetWithMaintenanceWindow",
        json!({"WindowId": window["WindowId"], "Name": "web", "ResourceType": "INSTANCE", "Targets": nodes}),
    );
    call(
        "RegisterTaskWithMaintenanceWindow",
        json!({"WindowId": window["WindowId"], "Name": "restart", "TaskType": "RUN_COMMAND",
        "TaskArn": "Restart-Service", "Targets": [{"Key": "WindowTargetIds", "Values": [target["WindowTargetId"]]}],
        "Priority": 1, "MaxConcurrency": "2", "MaxErrors": "1", "TaskInvocationParameters": {
            "RunCommand": {"TimeoutSeconds": 600, "Parameters": {"service": ["nginx"]}}}}),
    );
    let agent = call(
        "CreateAssociation",
        json!({"AssociationName": "agent", "Name": "AWS-UpdateSSMAgent", "Targets": nodes,
        "ScheduleExpression": "rate(1 day)"}),
    );
    let place = json!({"BucketName": "inventory-bucket", "Region": "us-east-1", "SyncFormat": "JsonSerDe"});
    call("CreateResourceDataSync", json!({"SyncName": "inventory", "S3Destination": place}));
    let agent = &agent["AssociationDescription"]["AssociationId"];
    let ids = [("Linux", &linux["BaselineId"]), ("Window", &window["WindowId"]), ("Agent", agent)];
    let ids = ids.map(|(name, id)| json!({"LogicalResourceId": name, "PhysicalResourceId": id}));
    json!({"StackResources": ids})
}

#[test]
fn a_template_is_under_git_and_the_first_plan_adopts() {
    let server = Server::start(sandbox::Settings::default());
    let mut world = World::of(STACK, &[]);
    world.write("stack.yaml", TEMPLATE);
    world.write("ids.json", made(&server).to_string());
    let import = ["import", "--from", "cloudformation", "stack.yaml", "--ids", "ids.json"];
    let with: Vec<&str> =
        import.into_iter().chain(["--var", "Stage=production", "--var", "Password=hunter2"]).collect();
    world
        .run(&with)
        .exits(0)
        .says("11 resources in 7 manifests")
        .says("Elsewhere (line 79): line 81: what AWS calls `Logs` is known to AWS alone")
        .says("Unnamed (line 82): CloudFormation made its name: say `--ids FILE`")
        .says("`DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` on\n")
        .says("    Window (line ")
        .never_says("hunter2");
    world.run(&["validate"]).exits(0);
    let parameters = world.read("manifests/webshop-production.yaml");
    assert!(parameters.contains("    baseline: ${PatchBaseline/linux.id}\n"), "{parameters}");
    assert!(parameters.contains("    host: db.us-east-1.internal\n"), "{parameters}");
    assert!(parameters.contains("adopt: {fromCloudFormation: true}\n"), "{parameters}");
    let document = world.read("documents/Restart-Service.json");
    assert!(document.contains("\"timeoutSeconds\": 60\n"), "{document}");

    server.reach(&mut world, "123456789012");
    world.run(&["plan"]).exits(0).says("to adopt").never_says("to create").never_says("to change");
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_value_that_nobody_says_is_asked_for() {
    let world = World::of(STACK, &[]);
    world.write("stack.yaml", TEMPLATE);
    let import = ["import", "--from", "cloudformation", "stack.yaml"];
    world
        .run(&import)
        .exits(0)
        .says("`Stage` has no default: say `--var Stage=VALUE`")
        .says("Window (line 37): AWS made its id: say `--ids FILE`");
    let wrong: Vec<&str> = import.into_iter().chain(["--var", "Satge=x"]).collect();
    world.run(&wrong).exits(1).says("the template has no parameter `Satge`");
}
