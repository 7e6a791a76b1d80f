//! Associations as manifests say them.

use schema::kinds::association::{
    Aim, Association, ComplianceSeverity, DEFAULT_EXECUTION_ROLE, Declared, Surroundings, read,
};
use schema::shape::Shape;
use schema::{Finding, Sources, read_manifests, reference};

fn given(spec: &str) -> (Option<Declared>, Vec<String>) {
    let indented: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    let text =
        format!("apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: patch-web}}\nspec:\n{indented}");
    let mut sources = Sources::default();
    let id = sources.add("association.yaml", text.as_str());
    let (manifests, findings) = read_manifests(&sources, [id]);
    assert_eq!(findings, [], "{text}");
    let tags = Default::default();
    let around = Surroundings { name: &manifests[0].metadata.name, tags: &tags };
    let (declared, findings) = read(&manifests[0].spec, around);
    let tell = |finding: &Finding| {
        let at = sources.locate(finding.span());
        format!("{}:{} {}: {}", at.line, at.column, finding.code, finding.message)
    };
    (declared, findings.iter().map(tell).collect())
}

fn state(spec: &str) -> Association {
    let (declared, told) = given(spec);
    assert_eq!(told, Vec::<String>::new(), "{spec}");
    declared.expect("it is read").state
}

#[test]
fn the_designs_example_is_read() {
    let state = state(
        "document: AWS-ConfigureAWSPackage\nwhere: {\"tag:Environment\": [Production]}\nschedule: rate(30 minutes)\n\
         parameters: {action: Install, name: AmazonCloudWatchAgent}\ncomplianceSeverity: HIGH\n\
         onlyWhenOpen: [production-freeze, {external: theirs}]\noutput: {s3: {bucket: ops-logs, prefix: associations/}}",
    );
    assert_eq!(
        (state.name.as_deref(), state.document.as_str()),
        (Some("patch-web"), "AWS-ConfigureAWSPackage")
    );
    assert!(matches!(&state.body.aim, Some(Aim::Where(tags)) if tags.len() == 1));
    assert_eq!(state.body.compliance_severity, ComplianceSeverity::High);
    assert_eq!(state.body.parameters["action"].0, ["Install"]);
    let calendars: Vec<&str> = state.only_when_open.iter().map(String::as_str).collect();
    assert_eq!(calendars, ["theirs", &reference::mark("ChangeCalendar/production-freeze", "name")]);
    assert_eq!(state.body.document_version, "$DEFAULT");
}

#[test]
fn a_document_of_the_stack_is_a_reference() {
    let state = state("document: restart-web\ninstances: [\"*\"]");
    assert_eq!(state.document, reference::mark("Document/restart-web", "name"));
}

#[test]
fn a_states_tree_reads_back() {
    for spec in [
        "document: AWS-Noop",
        "document: AWS-RunShellScript\ninstanceId: i-0123456789abcdef0\nparameters: {commands: [a, b]}",
        "document: AWS-StopEC2Instance\nautomationTargetParameterName: InstanceId\nparameterValues: [i-1, i-2]",
        "document: AWS-StopEC2Instance\nautomationTargetParameterName: InstanceId\nresourceGroup: {name: web, types: [\"AWS::EC2::Instance\"]}",
        "document: AWS-StopEC2Instance\nautomationTargetParameterName: InstanceId\ntargetMaps: [{InstanceId: i-2}, {InstanceId: [i-1]}]",
        "document: AWS-Noop\ntargetLocations:\n- {accounts: [\"210987654321\"], regions: [us-east-1, eu-west-1], where: {\"tag:a\": b}}\n- {accounts: [\"123456789012\"], regions: [us-east-1], alarmConfiguration: {alarms: [stop]}}",
        "document: x-y-z\ninstances: [\"*\"]\nschedule: cron(0 2 ? * TUE#2 *)\nscheduleOffset: 2 days\napplyOnlyAtCronInterval: true\nduration: 4h\nmaxErrors: 0\nmaxConcurrency: 50%",
    ] {
        let state = state(spec);
        let again = Association::from_tree(Some(&state.tree())).expect("it reads back");
        assert_eq!(again, state, "{spec}");
    }
}

#[test]
fn the_order_of_locations_means_nothing() {
    let one = "{accounts: [\"210987654321\"], regions: [us-east-1]}";
    let two = "{accounts: [\"123456789012\"], regions: [us-east-1]}";
    let both = |first: &str, second: &str| {
        state(&format!("document: AWS-Noop\ntargetLocations: [{first}, {second}]"))
    };
    let (a, b) = (both(one, two), both(two, one));
    assert_eq!(a, b);
    assert_eq!(a.body.target_locations[0].execution_role, DEFAULT_EXECUTION_ROLE);
}

#[test]
fn schedules_point_at_what_associations_cannot_say() {
    let told = |schedule: &str, more: &str| {
        given(&format!("document: AWS-Noop\nschedule: {schedule}\n{more}")).1.join("\n")
    };
    // Day and month stand behind `cron(0 2 `, which begins in column 13.
    assert!(told("cron(0 2 1 3 ? *)", "").starts_with("6:22 schedule"));
    assert!(told("rate(5 minutes)", "").contains("schedule:"));
    assert!(told("rate(1 day)", "scheduleOffset: 2 days").starts_with("7:19 schedule-offset"));
    assert_eq!(told("cron(0 2 ? * TUE#2 *)", "scheduleOffset: 2 days\napplyOnlyAtCronInterval: true"), "");
    let nothing = given("document: AWS-Noop\napplyOnlyAtCronInterval: true").1;
    assert_eq!(nothing.len(), 1, "{nothing:?}");
}

#[test]
fn one_kind_of_target_is_written() {
    let (_, told) = given("document: AWS-RunPatchBaseline\ninstances: [\"*\"]\nwhere: {\"tag:a\": b}");
    assert_eq!(told, ["6:3 one-of: only one of these can be written"]);
    let (_, told) = given("document: AWS-RunPatchBaseline\ninstances: [\"*\", i-0123456789abcdef0, web-1]");
    assert_eq!(told.len(), 2, "{told:?}");
    let (_, told) = given("document: AWS-StopEC2Instance\nparameterValues: [a]");
    assert_eq!(told.len(), 1, "{told:?}");
}
