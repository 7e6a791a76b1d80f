use super::*;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Foreign, Mistake> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let ids = ["C", "Window"].map(|name| (name.to_owned(), format!("id-{name}"))).into();
    cloudformation(
        text,
        &Given { variables: &variables, ids: &ids, region: "eu-west-1", account: Some("123456789012") },
    )
}

/// The value of the parameter of a template whose `Value` is such.
fn value(written: &str) -> Result<String, String> {
    let text = format!(
        "Parameters:
  Stage: {{Type: String, Default: production}}
  Zones: {{Type: CommaDelimitedList, Default: 'a, b'}}
  Open: {{Type: String}}
  Hidden: {{Type: String, NoEcho: true, Default: hunter2}}
  Also: {{Type: String, NoEcho: yes, Default: hunter2}}
Mappings:
  Sizes: {{production: {{count: 3}}, staging: {{count: 1}}}}
Conditions:
  Production: !Equals [!Ref Stage, production]
  Both: !And [!Condition Production, !Not [!Equals [a, b]]]
  Loop: !Not [!Condition Loop]
Resources:
  Window: {{Type: 'AWS::SSM::MaintenanceWindow', Properties: {{Name: w}}}}
  Document: {{Type: 'AWS::SSM::Document', Properties: {{Name: !Sub 'run-${{Stage}}', Content: {{}}}}}}
  Topic: {{Type: 'AWS::SNS::Topic'}}
  P: {{Type: 'AWS::SSM::Parameter', Properties: {{Name: /p, Type: String, Value: {written}}}}}
"
    );
    let foreign = read(&text, &[]).map_err(|mistake| mistake.message)?;
    let one = foreign.resources.iter().find(|one| one.id == "/p").map(|one| one.words.get("Value").clone());
    match one {
        Some(Words::Text(text) | Words::Plain(text)) => Ok(text),
        Some(Words::Secret) => Ok("(secret)".to_owned()),
        Some(_) => Ok("(other)".to_owned()),
        None => Err(foreign.unread.iter().map(|unread| unread.why.clone()).collect()),
    }
}

#[test]
fn functions_are_decided_where_the_template_says_enough() {
    for (written, decided) in [
        ("!Ref Stage", "production"),
        ("{Ref: 'AWS::Region'}", "eu-west-1"),
        ("!Sub '${AWS::AccountId}/${Stage}/${!Kept}'", "123456789012/production/${Kept}"),
        ("!Sub ['${a}-${Stage}', {a: !Ref 'AWS::Partition'}]", "aws-production"),
        ("!Join ['-', [a, !Ref Stage, !Ref 'AWS::NoValue']]", "a-production"),
        ("!Join ['+', !Ref Zones]", "a+b"),
        ("!Select [1, !Split [',', 'x,y']]", "y"),
        ("!FindInMap [Sizes, !Ref Stage, count]", "3"),
        ("!If [Both, yes, no]", "yes"),
        ("{'Fn::If': [Production, {'Fn::Sub': '${Document}'}, no]}", "run-production"),
        ("!Ref Hidden", "(secret)"),
    ] {
        assert_eq!(value(written).as_deref(), Ok(decided), "{written}");
    }
    let id = value("!Ref Window").expect("a stand-in");
    assert!(super::super::taken::stands_in(&id));
}

#[test]
fn what_only_aws_decides_is_named_with_its_line() {
    for (written, why) in [
        ("!Ref Open", "say `--var Open=VALUE`"),
        ("!Ref Topic", "known to AWS alone"),
        ("!GetAtt Topic.TopicArn", "known to AWS alone"),
        ("!ImportValue x", "known to AWS alone"),
        ("!Ref 'AWS::StackName'", "--var AWS::StackName"),
        ("!If [Loop, a, b]", "without an end"),
        ("!If [Nowhere, a, b]", "no condition `Nowhere`"),
        ("'{{resolve:ssm:/x}}'", "known to AWS alone"),
        ("!Sub 'x-${Hidden}'", "NoEcho"),
        ("!Sub 'x-${Also}'", "NoEcho"),
        ("!Cidr [a, 1, 2]", "`Cidr` is not known here"),
        ("!Select [9, !Ref Zones]", "not as many"),
    ] {
        let told = value(written).expect_err(written);
        assert!(told.contains(why) && told.contains("line 1"), "{written}: {told}");
        assert!(!told.contains("hunter2"));
    }
    assert_eq!(read("Resources: {}", &[]).err().expect("refused").line, 1);
    let none = read("Resources: {A: {Type: 'AWS::S3::Bucket'}}", &[("Stage", "x")]).err().expect("refused");
    assert!(none.message.contains("no parameter `Stage`"));
}

#[test]
fn functions_that_name_one_another_end() {
    let mut text = String::from("Resources:\n");
    for number in 0..18 {
        let next = format!("!GetAtt P{}.Value", number + 1);
        let value = if number < 17 { format!("!Join ['', [{next}, {next}]]") } else { "x".repeat(1000) };
        text.push_str(&format!(
            "  P{number}: {{Type: 'AWS::SSM::Parameter', Properties: {{Name: /{number}, Type: String, Value: {value}}}}}\n"
        ));
    }
    let foreign = read(&text, &[]).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    assert!(foreign.unread[0].why.contains("make"), "{:?}", foreign.unread[0]);
}

#[test]
fn a_window_of_which_something_cannot_be_said_is_in_no_manifest() {
    let site = crate::Site {
        stack: "webshop".into(),
        environment: "default".into(),
        origin: None,
        former: None,
        region: "eu-west-1".into(),
        account: "123456789012".into(),
        sandbox: false,
    };
    let found = |window: &str, document: &str, more: &str| {
        let text = format!(
            "Conditions:
  No: !Equals [a, b]
Resources:
  Topic: {{Type: 'AWS::SNS::Topic'}}
  Window: {{Type: 'AWS::SSM::MaintenanceWindow', Properties: {{Name: w, Schedule: rate(1 day), Duration: 2, Cutoff: 1}}}}
  Task: {{Type: 'AWS::SSM::MaintenanceWindowTask', Properties: {{WindowId: {window}, TaskType: RUN_COMMAND, TaskArn: {document}}}}}
{more}"
        );
        let foreign = read(&text, &[]).unwrap_or_else(|mistake| panic!("{mistake:?}"));
        let taken = super::super::taken(&foreign, &site);
        (taken.live.found.len(), taken.unread.len())
    };
    let patch = "AWS-RunPatchBaseline";
    assert_eq!(found("!Ref Window", patch, ""), (2, 0));
    assert_eq!(found("!Ref Window", "!Ref Topic", ""), (0, 1));
    assert_eq!(found("!Ref Topic", patch, ""), (0, 1));
    // What may make parts of a window, and a part that AWS has though this template would not make it.
    let target = |name: &str| {
        format!(
            "  {name}: {{Type: 'AWS::SSM::MaintenanceWindowTarget', Condition: 'No', Properties: {{WindowId: !Ref Window, \
             ResourceType: INSTANCE, Targets: [{{Key: 'tag:A', Values: [b]}}]}}}}\n"
        )
    };
    assert_eq!(found("!Ref Window", patch, &target("T")), (2, 0), "AWS has none");
    assert_eq!(found("!Ref Window", patch, &target("C")), (0, 2), "the window and its task");
    assert_eq!(found("!Ref Window", patch, "  Fn::ForEach::All: [N, [a, b], {}]\n"), (0, 2));
    assert_eq!(found("!Ref Window", patch, "  M: {Type: 'Acme::Windows::More::MODULE'}\n"), (0, 2));
    assert_eq!(found("!Ref Window", patch, "  S: {Type: 'AWS::CloudFormation::Stack'}\n"), (2, 0));
}

#[test]
fn what_cloudformation_named_is_left_to_an_import_from_aws() {
    let text = r#"{"Resources": {
        "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}},
        "A": {"Type": "AWS::SSM::Association", "Properties": {"Name": "AWS-UpdateSSMAgent"}},
        "X": {"Type": "AWS::SSM::ResourcePolicy", "Properties": {}},
        "B": {"Type": "AWS::SSM::PatchBaseline", "Condition": "No", "Properties": {"Name": "b"}},
        "C": {"Type": "AWS::SSM::PatchBaseline", "Properties": {"Name": "c", "PatchGroups": ["web"]}}},
        "Conditions": {"No": {"Fn::Equals": ["a", "b"]}}}"#;
    let foreign = read(text, &[]).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    let unread: Vec<&str> = foreign.unread.iter().map(|unread| unread.what.as_str()).collect();
    assert_eq!(unread, ["P (line 2)", "A (line 3)", "X (line 4)"]);
    assert_eq!(foreign.resources.len(), 2, "the baseline and its group");
    assert_eq!(foreign.known(&foreign.resources[0].id).as_deref(), Some("id-C"));
    let printed = r#"{"StackResources": [{"LogicalResourceId": "A", "PhysicalResourceId": "x"}, {"LogicalResourceId": "B"}]}"#;
    assert_eq!(physical_ids(printed), Ok([("A".to_owned(), "x".to_owned())].into()));
    assert!(physical_ids("{}").is_err());
}
