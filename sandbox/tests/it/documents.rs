//! Documents: versions, defaults, sharing, what AWS owns.

use std::time::Duration;

use sandbox::{Clock, Settings};
use serde_json::{Value, json};

use crate::support::{Aws, START, settings, text, with};

fn command(command: &str) -> String {
    json!({
        "schemaVersion": "2.2",
        "description": "Restarts the web server",
        "parameters": {
            "service": {"type": "String", "default": "nginx", "description": "Which"},
            "hosts": {"type": "StringList"},
        },
        "mainSteps": [{"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": [command]}}],
    })
    .to_string()
}

async fn create(aws: &Aws, name: &str) -> Value {
    aws.ok("CreateDocument", json!({"Name": name, "Content": command("one")})).await
}

async fn update(aws: &Aws, name: &str, content: &str) -> Value {
    aws.ok("UpdateDocument", json!({"Name": name, "Content": content, "DocumentVersion": "$LATEST"})).await
}

async fn versions(aws: &Aws, name: &str) -> (String, String) {
    let described = aws.ok("DescribeDocument", json!({"Name": name})).await;
    (text(&described["Document"]["DefaultVersion"]), text(&described["Document"]["LatestVersion"]))
}

#[tokio::test]
async fn a_new_document_is_described_as_aws_derives_it() {
    let aws = Aws::new();
    let made = create(&aws, "restart-web").await;
    assert_eq!(made["DocumentDescription"]["Status"], "Creating");
    let mut described = aws.ok("DescribeDocument", json!({"Name": "restart-web"})).await["Document"].take();
    let hash = text(&described["Hash"]);
    assert_eq!(hash.len(), 64);
    described["Hash"] = json!("(hash)");
    assert_eq!(
        described,
        json!({
            "Name": "restart-web", "Owner": "123456789012", "CreatedDate": START / 1000, "Status": "Active",
            "DocumentVersion": "1", "LatestVersion": "1", "DefaultVersion": "1", "DocumentType": "Command",
            "DocumentFormat": "JSON", "SchemaVersion": "2.2", "Description": "Restarts the web server",
            "Hash": "(hash)", "HashType": "Sha256", "PlatformTypes": ["Linux", "MacOS"], "Tags": [],
            "Parameters": [
                {"Name": "hosts", "Type": "StringList"},
                {"Name": "service", "Type": "String", "DefaultValue": "nginx", "Description": "Which"},
            ],
        })
    );
    assert_eq!(
        aws.refused("CreateDocument", json!({"Name": "restart-web", "Content": "{}"})).await,
        "DocumentAlreadyExists: The specified document already exists."
    );
}

#[tokio::test]
async fn a_new_version_is_not_the_default() {
    let aws = Aws::new();
    create(&aws, "doc").await;
    let updated = update(&aws, "doc", &command("two")).await;
    assert_eq!(updated["DocumentDescription"]["Status"], "Updating");
    assert_eq!(versions(&aws, "doc").await, ("1".into(), "2".into()));
    let got = aws.ok("GetDocument", json!({"Name": "doc"})).await;
    assert_eq!(got["Content"], command("one"));
    let got = aws.ok("GetDocument", json!({"Name": "doc", "DocumentVersion": "$LATEST"})).await;
    assert_eq!((&got["Content"], &got["DocumentVersion"]), (&json!(command("two")), &json!("2")));
    let answer = aws.ok("UpdateDocumentDefaultVersion", json!({"Name": "doc", "DocumentVersion": "2"})).await;
    assert_eq!(answer, json!({"Description": {"Name": "doc", "DefaultVersion": "2"}}));
    assert_eq!(versions(&aws, "doc").await, ("2".into(), "2".into()));
    let listed = aws.ok("ListDocumentVersions", json!({"Name": "doc"})).await;
    let listed: Vec<_> = listed["DocumentVersions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|version| (text(&version["DocumentVersion"]), version["IsDefaultVersion"].clone()))
        .collect();
    assert_eq!(listed, [("2".into(), json!(true)), ("1".into(), json!(false))]);
}

#[tokio::test]
async fn an_update_names_the_latest_version_and_brings_something_new() {
    let aws = Aws::new();
    create(&aws, "doc").await;
    let refused = aws.refused(
        "UpdateDocument",
        json!({"Name": "doc", "Content": command("one"), "DocumentVersion": "$LATEST"}),
    );
    assert!(refused.await.starts_with("DuplicateDocumentContent"));
    update(&aws, "doc", &command("two")).await;
    // The default version is the first still, and it is what an update without a version names.
    for version in [json!({}), json!({"DocumentVersion": "1"})] {
        let body = with(json!({"Name": "doc", "Content": command("three")}), version);
        assert_eq!(
            aws.refused("UpdateDocument", body).await,
            "InvalidDocumentVersion: Version provided for document doc is not latest. Please provide the latest version to update document doc"
        );
    }
    let named =
        json!({"Name": "doc", "Content": command("three"), "DocumentVersion": "2", "VersionName": "v3"});
    aws.ok("UpdateDocument", named).await;
    let again =
        json!({"Name": "doc", "Content": command("four"), "DocumentVersion": "3", "VersionName": "v3"});
    assert!(aws.refused("UpdateDocument", again).await.starts_with("DuplicateDocumentVersionName"));
    let got = aws.ok("GetDocument", json!({"Name": "doc", "VersionName": "v3"})).await;
    assert_eq!(got["DocumentVersion"], "3");
    assert_eq!(
        aws.refused("GetDocument", json!({"Name": "nowhere"})).await,
        "InvalidDocument: The specified document does not exist."
    );
}

#[tokio::test]
async fn documents_take_their_time_where_the_sandbox_is_told_so() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), settling: Duration::from_secs(3), ..settings() });
    create(&aws, "doc").await;
    let status =
        || async { text(&aws.ok("DescribeDocument", json!({"Name": "doc"})).await["Document"]["Status"]) };
    assert_eq!(status().await, "Creating");
    let refused = aws.refused(
        "UpdateDocument",
        json!({"Name": "doc", "Content": command("two"), "DocumentVersion": "$LATEST"}),
    );
    assert!(refused.await.starts_with("InvalidDocumentOperation"));
    clock.advance(Duration::from_secs(3));
    assert_eq!(status().await, "Active");
    update(&aws, "doc", &command("two")).await;
    let latest = json!({"Name": "doc", "DocumentVersion": "$LATEST"});
    assert_eq!(aws.ok("DescribeDocument", latest).await["Document"]["Status"], "Updating");
}

#[tokio::test]
async fn a_default_version_and_a_shared_document_cannot_be_deleted() {
    let aws = Aws::new();
    create(&aws, "doc").await;
    update(&aws, "doc", &command("two")).await;
    assert_eq!(
        aws.refused("DeleteDocument", json!({"Name": "doc", "DocumentVersion": "1"})).await,
        "InvalidDocumentOperation: Default version of the document can't be deleted."
    );
    aws.ok("DeleteDocument", json!({"Name": "doc", "DocumentVersion": "2"})).await;
    assert_eq!(versions(&aws, "doc").await, ("1".into(), "1".into()));
    let share = |add: Value, remove: Value| json!({"Name": "doc", "PermissionType": "Share", "AccountIdsToAdd": add, "AccountIdsToRemove": remove});
    aws.ok("ModifyDocumentPermission", share(json!(["210987654321"]), json!([]))).await;
    assert!(
        aws.refused("DeleteDocument", json!({"Name": "doc"})).await.starts_with("InvalidDocumentOperation")
    );
    aws.ok("ModifyDocumentPermission", share(json!([]), json!(["210987654321"]))).await;
    aws.ok("DeleteDocument", json!({"Name": "doc"})).await;
    assert!(aws.refused("DescribeDocument", json!({"Name": "doc"})).await.starts_with("InvalidDocument:"));
}

#[tokio::test]
async fn sharing_lets_another_account_read_by_arn() {
    let aws = Aws::new();
    create(&aws, "doc").await;
    let other = aws.at("210987654321", "us-east-1");
    let arn = "arn:aws:ssm:us-east-1:123456789012:document/doc";
    assert!(other.refused("GetDocument", json!({"Name": arn})).await.starts_with("InvalidDocument:"));
    let modify = |members: Value| with(json!({"Name": "doc", "PermissionType": "Share"}), members);
    aws.ok("ModifyDocumentPermission", modify(json!({"AccountIdsToAdd": ["210987654321"]}))).await;
    let got = other.ok("GetDocument", json!({"Name": arn})).await;
    assert_eq!((got["Name"].as_str(), got["DocumentVersion"].as_str()), (Some(arn), Some("1")));
    let many: Vec<String> = (0..21).map(|number| format!("{:012}", number + 1)).collect();
    let refused = aws.refused("ModifyDocumentPermission", modify(json!({"AccountIdsToAdd": many}))).await;
    assert!(refused.contains("at 'accountIdsToAdd'"), "{refused}");
    let refused = aws.refused("ModifyDocumentPermission", modify(json!({"AccountIdsToAdd": ["All"]}))).await;
    assert!(refused.starts_with("DocumentPermissionLimit"), "{refused}");
    aws.ok("ModifyDocumentPermission", modify(json!({"AccountIdsToRemove": ["210987654321"]}))).await;
    aws.ok("ModifyDocumentPermission", modify(json!({"AccountIdsToAdd": ["All"]}))).await;
    let shared =
        aws.ok("DescribeDocumentPermission", json!({"Name": "doc", "PermissionType": "Share"})).await;
    assert_eq!(
        shared,
        json!({
            "AccountIds": ["all"],
            "AccountSharingInfoList": [{"AccountId": "all", "SharedDocumentVersion": "$DEFAULT"}],
        })
    );
    aws.ok(
        "UpdateServiceSetting",
        json!({"SettingId": "/ssm/documents/console/public-sharing-permission", "SettingValue": "Disable"}),
    )
    .await;
    create(&aws, "doc2").await;
    let open = json!({"Name": "doc2", "PermissionType": "Share", "AccountIdsToAdd": ["all"]});
    assert!(aws.refused("ModifyDocumentPermission", open).await.starts_with("DocumentPermissionLimit"));
}

#[tokio::test]
async fn content_is_judged_by_type() {
    let aws = Aws::new();
    let step = |action: &str, name: &str| json!({"action": action, "name": name});
    let with = |schema: &str, steps: Value| json!({"schemaVersion": schema, "mainSteps": steps}).to_string();
    let cases = [
        ("Command", "{".to_owned(), "InvalidDocumentContent"),
        ("Command", "[]".to_owned(), "InvalidDocumentContent"),
        ("Command", with("0.3", json!([step("aws:runShellScript", "a")])), "InvalidDocumentSchemaVersion"),
        ("Command", with("2.2", json!([])), "InvalidDocumentContent"),
        ("Command", with("2.2", json!([step("aws:sleep", "a")])), "InvalidDocumentContent"),
        (
            "Automation",
            with("0.3", json!([step("aws:sleep", "a"), step("aws:sleep", "a")])),
            "InvalidDocumentContent",
        ),
        ("Automation", with("0.3", json!([step("aws:nap", "a")])), "InvalidDocumentContent"),
        (
            "Session",
            json!({"schemaVersion": "1.0", "sessionType": "Other"}).to_string(),
            "InvalidDocumentContent",
        ),
        ("ChangeCalendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR".to_owned(), "InvalidDocumentContent"),
        ("Command", format!("{{\"x\": \"{}\"}}", "x".repeat(65536)), "MaxDocumentSizeExceeded"),
    ];
    for (document_type, content, code) in cases {
        let format = if document_type == "ChangeCalendar" { "TEXT" } else { "JSON" };
        let body = json!({"Name": "d-1", "Content": content, "DocumentType": document_type, "DocumentFormat": format});
        let refused = aws.refused("CreateDocument", body).await;
        assert!(refused.starts_with(code), "{document_type} {content:.60}: {refused}");
    }
    let calendar = "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nEND:VCALENDAR\r\n";
    let body = json!({"Name": "freeze", "Content": calendar, "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT"});
    aws.ok("CreateDocument", body).await;
    for name in ["aws-mine", "AmazonMine", "ab"] {
        let body = json!({"Name": name, "Content": command("x")});
        assert!(aws.refused("CreateDocument", body).await.starts_with("ValidationException"));
    }
}

#[tokio::test]
async fn a_format_is_json_where_none_is_asked_for() {
    let aws = Aws::new();
    let yaml = "schemaVersion: \"0.3\"\n# a comment\nmainSteps:\n- {name: wait, action: aws:sleep, inputs: {Duration: PT1M}}\n";
    let body =
        json!({"Name": "d-1", "Content": yaml, "DocumentType": "Automation", "DocumentFormat": "YAML"});
    aws.ok("CreateDocument", body).await;
    let got = aws.ok("GetDocument", json!({"Name": "d-1", "DocumentFormat": "YAML"})).await;
    assert_eq!((&got["Content"], &got["DocumentFormat"]), (&json!(yaml), &json!("YAML")), "byte by byte");
    for format in [json!({}), json!({"DocumentFormat": "JSON"})] {
        let got = aws.ok("GetDocument", with(json!({"Name": "d-1"}), format)).await;
        let json = r#"{"schemaVersion":"0.3","mainSteps":[{"name":"wait","action":"aws:sleep","inputs":{"Duration":"PT1M"}}]}"#;
        assert_eq!((&got["Content"], &got["DocumentFormat"]), (&json!(json), &json!("JSON")));
    }
    let got = aws.ok("GetDocument", json!({"Name": "AWS-RunShellScript", "DocumentFormat": "YAML"})).await;
    assert!(text(&got["Content"]).contains("aws:runShellScript"));
    let calendar = "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nEND:VCALENDAR\r\n";
    let body = json!({"Name": "freeze", "Content": calendar, "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT"});
    aws.ok("CreateDocument", body).await;
    assert!(aws.refused("GetDocument", json!({"Name": "freeze"})).await.starts_with("InvalidDocument:"));
    let got = aws.ok("GetDocument", json!({"Name": "freeze", "DocumentFormat": "TEXT"})).await;
    assert_eq!(got["Content"], calendar);
}

#[tokio::test]
async fn content_is_refused_in_awss_words() {
    let aws = Aws::new();
    let refused = |content: String| {
        let body = json!({"Name": "d-1", "DocumentType": "Automation", "Content": content});
        let aws = aws.clone();
        async move { aws.refused("CreateDocument", body).await }
    };
    assert_eq!(
        refused("---\nschemaVersion: '0.3'\n".to_owned()).await,
        "InvalidDocumentContent: JSON not well-formed. at Line: 1, Column: 3"
    );
    let branch = |operator: &str, operands: usize| {
        let operand = json!({"Variable": "{{ a.b }}", "StringEquals": "c"});
        let choice = json!({operator: vec![operand; operands], "NextStep": "end"});
        json!({"schemaVersion": "0.3", "mainSteps": [
            {"name": "fork", "action": "aws:branch", "inputs": {"Choices": [choice]}},
            {"name": "end", "action": "aws:sleep", "isEnd": true, "inputs": {"Duration": "PT1S"}},
        ]})
    };
    assert_eq!(
        refused(branch("Or", 1).to_string()).await,
        "InvalidDocumentContent: Expect at lease two expressions for operator: Or in step: fork. Provided: 1"
    );
    let mut unknown = branch("And", 2);
    unknown["schemaVersion"] = json!("3.0");
    assert_eq!(
        refused(unknown.to_string()).await,
        "InvalidDocumentContent: Document schema version is invalid. Value: 3.0"
    );
    let mut undeclared = branch("And", 2);
    undeclared["mainSteps"][1]["inputs"]["Duration"] = json!("{{ Wait }}");
    assert_eq!(
        refused(undeclared.to_string()).await,
        "InvalidDocumentContent: Parameter \"Wait\" is not declared."
    );
    let mut both = branch("And", 2);
    both["mainSteps"][1]["nextStep"] = json!("fork");
    assert!(refused(both.to_string()).await.starts_with("InvalidDocumentContent"));
    let mut named = branch("And", 2);
    named["parameters"] = json!({"my_name": {"type": "String"}});
    assert!(refused(named.to_string()).await.starts_with("InvalidDocumentContent"));
    named["parameters"] = json!({"myName": {"type": "String"}});
    aws.ok(
        "CreateDocument",
        json!({"Name": "d-1", "DocumentType": "Automation", "Content": named.to_string()}),
    )
    .await;
}

#[tokio::test]
async fn what_aws_may_have_and_the_sandbox_lacks_is_told_to_both_sides() {
    let aws = Aws::new();
    let lack = "if AWS has a document AWS-Unheard, the sandbox does not carry it";
    let refusal = format!("InvalidDocument: The specified document does not exist. ({lack})");
    for _ in 0..2 {
        assert_eq!(aws.refused("GetDocument", json!({"Name": "AWS-Unheard"})).await, refusal);
    }
    let association = json!({"Name": "AWS-Other", "Targets": [{"Key": "InstanceIds", "Values": ["*"]}]});
    assert!(aws.refused("CreateAssociation", association).await.ends_with("does not carry it)"));
    assert_eq!(aws.sandbox.notices().await, [lack, &lack.replace("Unheard", "Other")]);
}

#[tokio::test]
async fn what_aws_owns_is_there_for_everybody() {
    let aws = Aws::new();
    for name in ["AWS-RunPatchBaseline", "arn:aws:ssm:us-east-1::document/AWS-RunPatchBaseline"] {
        let described = aws.ok("DescribeDocument", json!({"Name": name})).await;
        assert_eq!(described["Document"]["Owner"], "Amazon");
        assert_eq!(described["Document"]["Name"], "AWS-RunPatchBaseline");
        let operation = described["Document"]["Parameters"].as_array().expect("a list").iter();
        assert!(operation.clone().any(|parameter| parameter["Name"] == "RebootOption"));
    }
    create(&aws, "mine").await;
    let listed = |filters: Value| {
        let aws = aws.clone();
        async move {
            let pages = aws.pages(
                "ListDocuments",
                json!({"Filters": filters, "MaxResults": 7}),
                "DocumentIdentifiers",
                "NextToken",
            );
            let names: Vec<_> = pages.await.concat().iter().map(|document| text(&document["Name"])).collect();
            names
        }
    };
    assert_eq!(listed(json!([{"Key": "Owner", "Values": ["Self"]}])).await, ["mine"]);
    let amazon = listed(json!([{"Key": "Owner", "Values": ["Amazon"]}])).await;
    assert!(amazon.len() > 20 && amazon.contains(&"AWS-UpdateSSMAgent".to_owned()));
    assert_eq!(listed(json!([{"Key": "Name", "Values": ["AWS-RunP"]}])).await.len(), 4);
    assert_eq!(
        aws.refused("ListDocuments", json!({"Filters": [{"Key": "Colour", "Values": ["x"]}]})).await,
        "InvalidFilterKey"
    );
    let older = json!({"DocumentFilterList": [{"key": "Owner", "value": "Self"}]});
    assert_eq!(aws.ok("ListDocuments", older).await["DocumentIdentifiers"][0]["Name"], "mine");
}

#[tokio::test]
async fn tags_go_with_the_document() {
    let aws = Aws::new();
    let tags = json!([{"Key": "Team", "Value": "web"}]);
    aws.ok("CreateDocument", json!({"Name": "d-1", "Content": command("x"), "Tags": tags})).await;
    let resource = json!({"ResourceType": "Document", "ResourceId": "d-1"});
    assert_eq!(aws.ok("ListTagsForResource", resource.clone()).await["TagList"], tags);
    assert_eq!(aws.ok("DescribeDocument", json!({"Name": "d-1"})).await["Document"]["Tags"], tags);
    let listed = aws.ok("ListDocuments", json!({"Filters": [{"Key": "tag:Team", "Values": ["web"]}]})).await;
    assert_eq!(listed["DocumentIdentifiers"][0]["Tags"], tags);
    let found = aws.ok("GetResources", json!({"ResourceTypeFilters": ["ssm:document"]})).await;
    assert_eq!(
        found["ResourceTagMappingList"][0]["ResourceARN"],
        "arn:aws:ssm:us-east-1:123456789012:document/d-1"
    );
    aws.ok("DeleteDocument", json!({"Name": "d-1"})).await;
    assert!(aws.refused("ListTagsForResource", resource).await.starts_with("InvalidResourceId"));
}

#[tokio::test]
async fn attachments_are_named_and_a_package_names_its_files() {
    let aws = Aws::new();
    let manifest =
        json!({"schemaVersion": "2.0", "version": "1", "packages": {}, "files": {"agent.zip": {}}});
    let body = json!({
        "Name": "agent", "Content": manifest.to_string(), "DocumentType": "Package",
        "Attachments": [{"Key": "SourceUrl", "Values": ["https://bucket.example/agent"]}],
        "Requires": [{"Name": "other", "Version": "1"}], "VersionName": "1.0", "DisplayName": "Agent", "TargetType": "/",
    });
    let made = aws.ok("CreateDocument", body).await["DocumentDescription"].take();
    assert_eq!(made["AttachmentsInformation"], json!([{"Name": "agent.zip"}]));
    assert_eq!((&made["VersionName"], &made["TargetType"]), (&json!("1.0"), &json!("/")));
    let got = aws.ok("GetDocument", json!({"Name": "agent"})).await;
    assert_eq!(got["AttachmentsContent"][0]["Name"], "agent.zip");
    assert_eq!(got["Requires"], json!([{"Name": "other", "Version": "1"}]));
}
