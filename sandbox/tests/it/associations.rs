//! Associations: what AWS fills in, what an update loses, schedules, calendars.

use std::time::Duration;

use sandbox::{Clock, Fleet, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, text, with};

/// An association that patches what carries a tag.
fn patch() -> Value {
    json!({
        "Name": "AWS-RunPatchBaseline",
        "Targets": [{"Key": "tag:Patch Group", "Values": ["Production"]}],
        "Parameters": {"Operation": ["Install"]},
    })
}

async fn create(aws: &Aws, body: Value) -> (String, Value) {
    let made = aws.ok("CreateAssociation", body).await["AssociationDescription"].take();
    (text(&made["AssociationId"]), made)
}

async fn describe(aws: &Aws, id: &str) -> Value {
    aws.ok("DescribeAssociation", json!({"AssociationId": id})).await["AssociationDescription"].take()
}

#[tokio::test]
async fn aws_fills_in_what_nobody_says() {
    let aws = Aws::new();
    let (id, made) = create(&aws, with(patch(), json!({"AssociationName": "patch"}))).await;
    assert_eq!(made["Overview"], json!({"Status": "Pending", "DetailedStatus": "Creating"}));
    assert_eq!((made.get("LastExecutionDate"), made.get("LastSuccessfulExecutionDate")), (None, None));
    let mut described = describe(&aws, &id).await;
    assert_eq!(
        described.as_object_mut().expect("a map").remove("AssociationId").map(|id| text(&id).len()),
        Some(36)
    );
    let at = START / 1000;
    assert_eq!(
        described,
        json!({
            "Name": "AWS-RunPatchBaseline", "AssociationVersion": "1", "AssociationName": "patch",
            "DocumentVersion": "$DEFAULT", "ApplyOnlyAtCronInterval": false, "Date": at,
            "LastUpdateAssociationDate": at, "LastExecutionDate": at, "LastSuccessfulExecutionDate": at,
            "Parameters": {"Operation": ["Install"]},
            "Targets": [{"Key": "tag:Patch Group", "Values": ["Production"]}],
            "Overview": {
                "Status": "Success", "DetailedStatus": "Success", "AssociationStatusAggregatedCount": {},
            },
        })
    );
    // Names are not unique, and there is no token: the same again is another one.
    let (other, _) = create(&aws, with(patch(), json!({"AssociationName": "patch"}))).await;
    assert_ne!(id, other);
    let filter =
        json!({"AssociationFilterList": [{"key": "AssociationName", "value": "patch"}], "MaxResults": 1});
    assert_eq!(aws.pages("ListAssociations", filter, "Associations", "NextToken").await.concat().len(), 2);
}

#[tokio::test]
async fn an_update_loses_what_it_leaves_out() {
    let aws = Aws::new();
    let more = json!({
        "AssociationName": "patch", "ScheduleExpression": "rate(1 day)", "MaxErrors": "10%", "MaxConcurrency": "50%",
        "ComplianceSeverity": "HIGH", "Tags": [{"Key": "a", "Value": "b"}],
        "OutputLocation": {"S3Location": {"OutputS3BucketName": "logs", "OutputS3KeyPrefix": "a"}},
        "AlarmConfiguration": {"Alarms": [{"Name": "stop"}]},
    });
    let (id, _) = create(&aws, with(patch(), more)).await;
    let body = json!({
        "AssociationId": id, "Targets": [{"Key": "instanceids", "Values": ["*"]}],
        "Parameters": {"Operation": ["Scan"]},
    });
    aws.ok("UpdateAssociation", body).await;
    let described = describe(&aws, &id).await;
    let held: Vec<&str> = described.as_object().expect("a map").keys().map(String::as_str).collect();
    assert_eq!(
        held,
        [
            "ApplyOnlyAtCronInterval",
            "AssociationId",
            "AssociationVersion",
            "Date",
            "DocumentVersion",
            "LastExecutionDate",
            "LastSuccessfulExecutionDate",
            "LastUpdateAssociationDate",
            "Name",
            "Overview",
            "Parameters",
            "Targets"
        ]
    );
    assert_eq!(described["Targets"], json!([{"Key": "instanceids", "Values": ["*"]}]), "as it was sent");
    let more = json!({"AssociationId": id, "Parameters": {"Operation": ["Scan"]}, "MaxErrors": "1"});
    let updated = aws.ok("UpdateAssociation", more).await["AssociationDescription"].take();
    assert_eq!(updated["Targets"], described["Targets"], "unsaid, the targets stay");
    assert_eq!(updated["Overview"], json!({"Status": "Pending", "DetailedStatus": "Creating"}));
    assert_eq!(updated["LastExecutionDate"], described["LastExecutionDate"], "that of the run before");
    let tags = aws.ok("ListTagsForResource", json!({"ResourceType": "Association", "ResourceId": id})).await;
    assert_eq!(tags["TagList"], json!([{"Key": "a", "Value": "b"}]));
    let versions = aws.ok("ListAssociationVersions", json!({"AssociationId": id})).await;
    let numbers: Vec<_> = versions["AssociationVersions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|version| (text(&version["AssociationVersion"]), version["MaxErrors"].clone()))
        .collect();
    assert_eq!(numbers, [("3".into(), json!("1")), ("2".into(), Value::Null), ("1".into(), json!("10%"))]);
    let first = json!({"AssociationId": id, "AssociationVersion": "1"});
    let first = aws.ok("DescribeAssociation", first).await["AssociationDescription"].take();
    assert_eq!(first["ComplianceSeverity"], "HIGH");
    let stale = json!({"AssociationId": id, "AssociationVersion": "1", "Targets": [{"Key": "InstanceIds", "Values": ["*"]}]});
    assert!(aws.refused("UpdateAssociation", stale).await.starts_with("InvalidAssociationVersion"));
}

#[tokio::test]
async fn a_runbook_without_targets_shows_one_that_cannot_be_sent_back() {
    let aws = Aws::new();
    let (id, made) = create(&aws, json!({"Name": "AWS-Noop"})).await;
    let nothing = json!([{"Key": "aws:NoOpAutomationTag", "Values": ["AWS-NoOpAutomationTarget-Value"]}]);
    assert_eq!(made["Targets"], nothing);
    let refusal = "ValidationException: Must specify both Automation Target Parameter Name and Targets";
    assert_eq!(
        aws.refused("UpdateAssociation", json!({"AssociationId": id, "Targets": nothing})).await,
        refusal
    );
    let half = json!({"Name": "AWS-StopEC2Instance", "Targets": [{"Key": "tag:a", "Values": ["b"]}]});
    assert_eq!(
        aws.refused("CreateAssociation", half.clone()).await,
        "InvalidParameters: Parameter \"InstanceId\" requires a value."
    );
    let with_node = with(half.clone(), json!({"Parameters": {"InstanceId": ["i-1"]}}));
    assert_eq!(aws.refused("CreateAssociation", with_node).await, refusal);
    let (_, made) = create(&aws, with(half, json!({"AutomationTargetParameterName": "InstanceId"}))).await;
    assert_eq!(made["AutomationTargetParameterName"], "InstanceId");
    let maps = json!({
        "Name": "AWS-StopEC2Instance", "AutomationTargetParameterName": "InstanceId",
        "TargetMaps": [{"InstanceId": ["i-1"]}],
    });
    create(&aws, maps.clone()).await;
    let both = with(maps, json!({"Targets": [{"Key": "tag:a", "Values": ["b"]}]}));
    assert!(aws.refused("CreateAssociation", both).await.starts_with("InvalidTargetMaps"));
    let places = json!({"TargetLocations": [{"Accounts": ["123456789012"], "Regions": ["eu-west-1"]}]});
    create(&aws, with(json!({"Name": "AWS-Noop"}), places.clone())).await;
    assert!(aws.refused("CreateAssociation", with(patch(), places)).await.starts_with("ValidationException"));
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let aws = Aws::new();
    let cases = [
        (json!({"Name": "nowhere"}), "InvalidDocument:"),
        (
            json!({"Name": "AWS-StartPortForwardingSession"}),
            "InvalidDocument: Document type Session is not supported for associations",
        ),
        (json!({"DocumentVersion": "7"}), "InvalidDocumentVersion"),
        (json!({"Targets": []}), "InvalidTarget: Instance ID or targets must be specified"),
        (
            json!({"Targets": [{"Key": "ResourceGroup", "Values": ["x"]}]}),
            "InvalidTarget: Unsupported Target Type",
        ),
        (json!({"Parameters": {}}), "InvalidParameters: Parameter \"Operation\" requires a value."),
        (
            json!({"Parameters": {"Operation": ["Burn"]}}),
            "InvalidParameters: Parameter \"Operation\" has value \"Burn\" not found in [Scan, Install].",
        ),
        (
            json!({"Parameters": {"Operation": ["Scan"], "Colour": ["x"]}}),
            "InvalidParameters: The document has no parameter Colour",
        ),
        (
            json!({"Parameters": {"Operation": ["Scan", "Install"]}}),
            "InvalidParameters: The parameter Operation takes one value",
        ),
        (json!({"ScheduleExpression": "rate(5 minutes)"}), "InvalidSchedule"),
        (json!({"ScheduleExpression": "rate(32 days)"}), "InvalidSchedule"),
        (json!({"ScheduleExpression": "cron(0 2 1 3 ? *)"}), "InvalidSchedule"),
        (json!({"ScheduleExpression": "rate(1 day)", "ApplyOnlyAtCronInterval": true}), "InvalidSchedule"),
        (json!({"ApplyOnlyAtCronInterval": true}), "InvalidSchedule"),
        (json!({"ScheduleExpression": "cron(0 2 ? * TUE#2 *)", "ScheduleOffset": 2}), "InvalidSchedule"),
        (json!({"Duration": 2}), "InvalidSchedule"),
        (json!({"OutputLocation": {"S3Location": {"OutputS3KeyPrefix": "a"}}}), "InvalidOutputLocation"),
        (json!({"CalendarNames": ["AWS-Noop"]}), "InvalidDocument:"),
        (
            json!({"InstanceId": "i-0123456789abcdef0", "Targets": []}),
            "InvalidDocument: Document schema version, 2.2, is not supported by association that is created with instance id",
        ),
        (
            json!({"InstanceId": "i-0123456789abcdef0", "Name": "AWS-StopEC2Instance"}),
            "InvalidDocument: Document schema version, 0.3, is not supported by association that is created with instance id",
        ),
        (json!({"MaxErrors": "many"}), "ValidationException"),
    ];
    for (more, code) in cases {
        let refused = aws.refused("CreateAssociation", with(patch(), more.clone())).await;
        assert!(refused.starts_with(code), "{more}: {refused}");
    }
    create(&aws, with(patch(), json!({"ScheduleExpression": "rate(31 days)"}))).await;
    let offset = json!({"ScheduleExpression": "cron(0 2 ? * TUE#2 *)", "ScheduleOffset": 2, "ApplyOnlyAtCronInterval": true, "Duration": 4});
    create(&aws, with(patch(), offset)).await;
    let missing = json!({"AssociationId": "12345678-1234-1234-1234-123456789012"});
    for operation in
        ["DescribeAssociation", "UpdateAssociation", "DeleteAssociation", "ListAssociationVersions"]
    {
        assert!(
            aws.refused(operation, missing.clone()).await.starts_with("AssociationDoesNotExist"),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn the_old_form_names_one_node_and_a_document_of_the_old_schema() {
    let aws = Aws::new();
    let body = json!({
        "Name": "AWS-RunShellScript", "InstanceId": "i-0123456789abcdef0", "Parameters": {"commands": ["true", "false"]},
    });
    let (_, made) = create(&aws, body.clone()).await;
    assert_eq!(made["Targets"], json!([{"Key": "InstanceIds", "Values": ["i-0123456789abcdef0"]}]));
    let status =
        json!({"Date": START / 1000, "Name": "Associated", "Message": "Associated with AWS-RunShellScript"});
    assert_eq!(made["Status"], status);
    assert_eq!(aws.refused("CreateAssociation", body).await, "AssociationAlreadyExists");
    let pair = json!({"Name": "AWS-RunShellScript", "InstanceId": "i-0123456789abcdef0"});
    aws.ok("DescribeAssociation", pair.clone()).await;
    aws.ok("DeleteAssociation", pair.clone()).await;
    assert!(aws.refused("DescribeAssociation", pair).await.starts_with("AssociationDoesNotExist"));
}

#[tokio::test]
async fn it_runs_when_made_when_changed_and_when_asked() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), settling: Duration::from_secs(60), ..settings() });
    let (id, _) = create(&aws, patch()).await;
    let runs = || async {
        let runs = aws.ok("DescribeAssociationExecutions", json!({"AssociationId": id})).await;
        let runs = runs["AssociationExecutions"].as_array().expect("a list").iter();
        runs.map(|run| (text(&run["AssociationVersion"]), text(&run["Status"]))).collect::<Vec<_>>()
    };
    assert_eq!(runs().await, [("1".to_owned(), "Pending".to_owned())]);
    clock.advance(Duration::from_secs(60));
    assert_eq!(runs().await, [("1".to_owned(), "Success".to_owned())]);
    aws.ok("UpdateAssociation", with(json!({"AssociationId": id, "MaxErrors": "1"}), patch())).await;
    clock.advance(Duration::from_secs(61));
    aws.ok("StartAssociationsOnce", json!({"AssociationIds": [id]})).await;
    assert_eq!(runs().await.len(), 3);
    let only = json!({"ScheduleExpression": "cron(0 2 ? * SUN *)", "ApplyOnlyAtCronInterval": true});
    aws.ok("UpdateAssociation", with(with(json!({"AssociationId": id}), patch()), only)).await;
    assert_eq!(runs().await.len(), 3);
    let filter =
        json!({"AssociationId": id, "Filters": [{"Key": "Status", "Value": "Pending", "Type": "EQUAL"}]});
    let pending = aws.ok("DescribeAssociationExecutions", filter).await;
    assert_eq!(pending["AssociationExecutions"].as_array().map(Vec::len), Some(1));
    aws.ok("DeleteAssociation", json!({"AssociationId": id})).await;
    assert!(
        aws.refused("StartAssociationsOnce", json!({"AssociationIds": [id]}))
            .await
            .starts_with("AssociationDoesNotExist")
    );
}

#[tokio::test]
async fn a_closed_calendar_keeps_it_from_running() {
    let aws = Aws::new();
    for (name, default) in [("open-days", "DEFAULT_OPEN"), ("closed-days", "DEFAULT_CLOSED")] {
        let content = format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//AWS//Change Calendar 1.0//EN\r\nVERSION:2.0\r\nX-CALENDAR-TYPE:{default}\r\nEND:VCALENDAR\r\n"
        );
        let body = json!({"Name": name, "Content": content, "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT"});
        aws.ok("CreateDocument", body).await;
    }
    for (calendars, runs) in [(json!(["open-days"]), 1), (json!(["open-days", "closed-days"]), 0)] {
        let (id, _) = create(&aws, with(patch(), json!({"CalendarNames": calendars}))).await;
        let made = aws.ok("DescribeAssociationExecutions", json!({"AssociationId": id})).await;
        assert_eq!(made["AssociationExecutions"].as_array().map(Vec::len), Some(runs));
    }
}

#[tokio::test]
async fn a_document_that_is_associated_stays() {
    let aws = Aws::new();
    let content =
        json!({"schemaVersion": "2.2", "mainSteps": [{"name": "a", "action": "aws:runShellScript"}]});
    aws.ok("CreateDocument", json!({"Name": "mine", "Content": content.to_string()})).await;
    let (id, _) =
        create(&aws, json!({"Name": "mine", "Targets": [{"Key": "InstanceIds", "Values": ["*"]}]})).await;
    assert_eq!(aws.refused("DeleteDocument", json!({"Name": "mine"})).await, "AssociatedInstances");
    aws.ok("DeleteAssociation", json!({"AssociationId": id})).await;
    aws.ok("DeleteDocument", json!({"Name": "mine"})).await;
}

#[tokio::test]
async fn the_patching_document_is_told_its_association() {
    let aws = Aws::new();
    for place in ["", "arn:aws:ssm:us-east-1::document/"] {
        let document = json!({"Name": format!("{place}AWS-RunPatchBaselineAssociation")});
        let (id, made) = create(&aws, with(patch(), document)).await;
        assert_eq!(made["Parameters"], json!({"Operation": ["Install"], "AssociationId": [id]}));
    }
}

#[tokio::test]
async fn a_run_counts_the_nodes_that_it_was_for() {
    let aws = Aws::new();
    let fleet =
        "nodes: [{name: web, count: 3, tags: {Role: web}}, {id: i-0aaaaaaaaaaaaaaaa, tags: {Role: db}}]";
    aws.sandbox.load_fleet(&Fleet::read(fleet).expect("a fleet")).expect("it loads");
    let database = json!({"Filters": [{"Key": "InstanceIds", "Values": ["i-0aaaaaaaaaaaaaaaa"]}]});
    let node = || aws.ok("DescribeInstanceInformation", database.clone());
    assert_eq!(node().await["InstanceInformationList"][0].get("AssociationStatus"), None);
    for (targets, counts) in [
        (json!([{"Key": "InstanceIds", "Values": ["*"]}]), json!({"Success": 4})),
        (json!([{"Key": "tag:Role", "Values": ["web", "none"]}]), json!({"Success": 3})),
        (
            json!([{"Key": "tag:Role", "Values": ["web"]}, {"Key": "instanceids", "Values": ["i-0aaaaaaaaaaaaaaaa"]}]),
            json!({}),
        ),
        (json!([{"Key": "instanceids", "Values": ["i-0aaaaaaaaaaaaaaaa"]}]), json!({"Success": 1})),
        (json!([{"Key": "resource-groups:Name", "Values": ["web"]}]), json!({})),
    ] {
        let (id, _) = create(&aws, with(patch(), json!({"Targets": targets}))).await;
        let overview = describe(&aws, &id).await["Overview"].take();
        assert_eq!(overview["AssociationStatusAggregatedCount"], counts, "{targets}");
        let runs = aws.ok("DescribeAssociationExecutions", json!({"AssociationId": id})).await;
        let run = &runs["AssociationExecutions"][0];
        let count =
            counts["Success"].as_i64().map_or("{}".to_owned(), |nodes| format!("{{Success={nodes}}}"));
        assert_eq!((&run["ResourceCountByStatus"], run.get("LastExecutionDate")), (&json!(count), None));
    }
    let cron = json!({"ScheduleExpression": "cron(0 2 ? * SUN *)", "ApplyOnlyAtCronInterval": true});
    let (waiting, _) = create(
        &aws,
        with(patch(), with(cron, json!({"Targets": [{"Key": "InstanceIds", "Values": ["*"]}]}))),
    )
    .await;
    assert_eq!(
        describe(&aws, &waiting).await["Overview"],
        json!({"Status": "Pending", "DetailedStatus": "Associated", "AssociationStatusAggregatedCount": {"Pending": 4}})
    );
    let node = node().await["InstanceInformationList"][0].take();
    assert_eq!(
        (
            &node["AssociationStatus"],
            &node["LastSuccessfulAssociationExecutionDate"],
            &node["AssociationOverview"]
        ),
        (
            &json!("Success"),
            &json!(START / 1000),
            &json!({"DetailedStatus": "Success", "InstanceAssociationStatusAggregatedCount": {"Success": 2}}),
        )
    );
}

#[tokio::test]
async fn it_runs_when_its_document_changes() {
    let aws = Aws::new();
    let content = |command: &str| {
        let step = json!({"name": "a", "action": "aws:runShellScript", "inputs": {"runCommand": [command]}});
        json!({"schemaVersion": "2.2", "mainSteps": [step]}).to_string()
    };
    aws.ok("CreateDocument", json!({"Name": "mine", "Content": content("one")})).await;
    let by = json!({"Name": "mine", "Targets": [{"Key": "InstanceIds", "Values": ["*"]}]});
    let (latest, _) = create(&aws, with(by.clone(), json!({"DocumentVersion": "$LATEST"}))).await;
    let (default, _) = create(&aws, by.clone()).await;
    let cron = json!({"ScheduleExpression": "cron(0 2 ? * SUN *)", "ApplyOnlyAtCronInterval": true});
    let (waiting, _) = create(&aws, with(by.clone(), cron)).await;
    let (pinned, _) = create(&aws, with(by, json!({"DocumentVersion": "1"}))).await;
    let runs = || async {
        let mut runs = Vec::new();
        for id in [&latest, &default, &waiting, &pinned] {
            let made = aws.ok("DescribeAssociationExecutions", json!({"AssociationId": id})).await;
            runs.push(made["AssociationExecutions"].as_array().map_or(0, Vec::len));
        }
        runs
    };
    assert_eq!(runs().await, [1, 1, 0, 1]);
    let update = json!({"Name": "mine", "Content": content("two"), "DocumentVersion": "$LATEST"});
    aws.ok("UpdateDocument", update).await;
    assert_eq!(runs().await, [2, 1, 0, 1]);
    for _ in 0..2 {
        aws.ok("UpdateDocumentDefaultVersion", json!({"Name": "mine", "DocumentVersion": "2"})).await;
    }
    assert_eq!(runs().await, [2, 2, 0, 1]);
}

#[tokio::test]
async fn what_is_empty_says_nothing() {
    let aws = Aws::new();
    let (id, made) = create(&aws, patch()).await;
    let empty = json!({
        "AssociationId": id, "Parameters": {"Operation": ["Scan"]}, "TargetMaps": [], "CalendarNames": [],
    });
    for update in [empty.clone(), with(empty, json!({"Targets": []}))] {
        let updated = aws.ok("UpdateAssociation", update.clone()).await["AssociationDescription"].take();
        assert_eq!(updated["Targets"], made["Targets"], "{update}");
        assert_eq!((updated.get("TargetMaps"), updated.get("CalendarNames")), (None, None), "{update}");
    }
}

#[tokio::test]
async fn an_earlier_version_shows_how_the_whole_went() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    let fleet = "nodes: [{name: web, count: 3, tags: {Role: web}}]";
    aws.sandbox.load_fleet(&Fleet::read(fleet).expect("a fleet")).expect("it loads");
    let cron = json!({"ScheduleExpression": "cron(0 2 ? * SUN *)", "ApplyOnlyAtCronInterval": true});
    let (id, _) = create(&aws, with(patch(), cron)).await;
    clock.advance(Duration::from_secs(3600));
    let web = json!({"AssociationId": id, "Targets": [{"Key": "tag:Role", "Values": ["web"]}]});
    aws.ok("UpdateAssociation", with(patch(), web)).await;
    let current = describe(&aws, &id).await;
    let first = json!({"AssociationId": id, "AssociationVersion": "1"});
    let first = aws.ok("DescribeAssociation", first).await["AssociationDescription"].take();
    assert_eq!(first["ApplyOnlyAtCronInterval"], true);
    assert_eq!(current["Overview"]["AssociationStatusAggregatedCount"], json!({"Success": 3}));
    for member in ["Overview", "LastExecutionDate", "LastSuccessfulExecutionDate"] {
        assert_eq!(first[member], current[member], "{member}");
    }
}

#[tokio::test]
async fn a_change_that_waits_for_its_schedule_leaves_the_run_before() {
    let aws = Aws::new();
    let fleet = "nodes: [{name: web, count: 3, tags: {Role: web}}]";
    aws.sandbox.load_fleet(&Fleet::read(fleet).expect("a fleet")).expect("it loads");
    let all = json!({"Targets": [{"Key": "InstanceIds", "Values": ["*"]}]});
    let (id, _) = create(&aws, with(patch(), all)).await;
    let cron = json!({"AssociationId": id, "ScheduleExpression": "cron(0 2 ? * SUN *)", "ApplyOnlyAtCronInterval": true});
    aws.ok("UpdateAssociation", with(patch(), cron)).await;
    let counted = describe(&aws, &id).await["Overview"]["AssociationStatusAggregatedCount"].take();
    assert_eq!(counted, json!({"Success": 3}), "the new targets have not been run for");
}

#[tokio::test]
async fn runs_of_one_instant_stand_in_their_order() {
    let aws = Aws::new();
    let (id, _) = create(&aws, patch()).await;
    for _ in 0..5 {
        aws.ok("UpdateAssociation", with(json!({"AssociationId": id}), patch())).await;
    }
    let runs = json!({"AssociationId": id, "MaxResults": 2});
    let pages = aws.pages("DescribeAssociationExecutions", runs, "AssociationExecutions", "NextToken").await;
    let versions: Vec<_> = pages.concat().iter().map(|run| text(&run["AssociationVersion"])).collect();
    assert_eq!(versions, ["6", "5", "4", "3", "2", "1"], "the newest first");
}

#[tokio::test]
async fn a_run_that_begins_leaves_the_date_of_the_one_before() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let minute = Duration::from_secs(60);
    let aws = Aws::with(Settings { clock: clock.clone(), settling: minute, ..settings() });
    let (id, _) = create(&aws, patch()).await;
    clock.advance(minute);
    for _ in 0..2 {
        aws.ok("StartAssociationsOnce", json!({"AssociationIds": [id]})).await;
        let described = describe(&aws, &id).await;
        assert_eq!(described["Overview"]["DetailedStatus"], "Creating");
        assert_eq!(described["LastExecutionDate"], START / 1000);
    }
    let filter =
        |key: &str| json!({"AssociationFilterList": [{"key": key, "value": "2027-01-01T00:00:30Z"}]});
    let listed = aws.ok("ListAssociations", filter("LastExecutedBefore")).await;
    assert_eq!(listed["Associations"][0]["LastExecutionDate"], START / 1000);
    clock.advance(minute);
    assert_eq!(describe(&aws, &id).await["LastExecutionDate"], START / 1000 + 60);
    let listed = aws.ok("ListAssociations", filter("LastExecutedBefore")).await;
    assert_eq!(listed["Associations"], json!([]));
}

#[tokio::test]
async fn anothers_document_of_the_same_name_is_another() {
    let (aws, run) = (Aws::new(), json!({"Targets": [{"Key": "InstanceIds", "Values": ["*"]}]}));
    let content = |action: &str| {
        json!({"schemaVersion": "2.2", "mainSteps": [{"name": "a", "action": action}]}).to_string()
    };
    let document = json!({"Name": "mine", "Content": content("aws:runShellScript")});
    let other = aws.at("210987654321", "us-east-1");
    for account in [&aws, &other] {
        account.ok("CreateDocument", document.clone()).await;
    }
    let share = json!({"Name": "mine", "PermissionType": "Share", "AccountIdsToAdd": ["123456789012"]});
    other.ok("ModifyDocumentPermission", share).await;
    let arn = |account: &str| json!({"Name": format!("arn:aws:ssm:us-east-1:{account}:document/mine")});
    let (theirs, _) = create(&aws, with(arn("210987654321"), run.clone())).await;
    aws.ok("UpdateDocument", json!({"Name": "mine", "Content": content("aws:runPowerShellScript")})).await;
    aws.ok("UpdateDocumentDefaultVersion", json!({"Name": "mine", "DocumentVersion": "2"})).await;
    let runs = aws.ok("DescribeAssociationExecutions", json!({"AssociationId": theirs})).await;
    assert_eq!(runs["AssociationExecutions"].as_array().map(Vec::len), Some(1), "it runs another document");
    let (own, _) = create(&aws, with(arn("123456789012"), run)).await;
    assert_eq!(aws.refused("DeleteDocument", json!({"Name": "mine"})).await, "AssociatedInstances");
    aws.ok("DeleteAssociation", json!({"AssociationId": own})).await;
    aws.ok("DeleteDocument", json!({"Name": "mine"})).await;
}
