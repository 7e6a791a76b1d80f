//! What contents must be, by type.

use schema::reference::mark;

use crate::world::World;

fn told(document_type: &str, content: &str) -> Vec<String> {
    let indented: String = content.lines().map(|line| format!("  {line}\n")).collect();
    World::new(&format!("type: {document_type}\ncontent: |\n{indented}")).told()
}

#[test]
fn a_map_in_the_manifest_is_sent_as_json_in_the_authors_order() {
    let declared = World::new(
        "content:\n  schemaVersion: \"2.2\"\n  description: It's \"quoted\"\n  parameters: {on: {type: Boolean, default: true}}\n  mainSteps:\n    - action: aws:runShellScript\n      name: run\n      inputs: {timeoutSeconds: 60, runCommand: [\"echo {{ on }}\"], nothing: []}\n",
    )
    .declared();
    insta::assert_snapshot!(declared.state.content, @r#"
    {
      "schemaVersion": "2.2",
      "description": "It's \"quoted\"",
      "parameters": {
        "on": {
          "type": "Boolean",
          "default": true
        }
      },
      "mainSteps": [
        {
          "action": "aws:runShellScript",
          "name": "run",
          "inputs": {
            "timeoutSeconds": 60,
            "runCommand": [
              "echo {{ on }}"
            ],
            "nothing": []
          }
        }
      ]
    }
    "#);
}

#[test]
fn a_runbooks_steps_go_on_to_steps_that_are_there() {
    let told = told(
        "Automation",
        "schemaVersion: \"0.3\"\n\
         outputs: [look.State, lok.State]\n\
         mainSteps:\n\
         - name: look\n  action: aws:executeAwsApi\n  onFailure: step:clean\n  nextStep: choose\n\
         - name: choose\n  action: aws:branch\n  inputs:\n    Choices: [{NextStep: again, StringEquals: stopped}]\n    Default: clen\n\
         - name: again\n  action: aws:loop\n  inputs:\n    Steps:\n    - {name: inside, action: \"aws:sleep\", inputs: {Duration: \"{{ look.Time }}\"}}\n\
         - name: clean\n  action: aws:sleep\n  inputs: {Duration: \"{{ inside.x }} {{ global:DATE }} {{ gone.x }}\"}\n  isEnd: true\n",
    );
    assert_eq!(
        told,
        [
            "document.yaml:8:27 document-parameter: there is no step `lok` to take `lok.State` from; did you mean `look`?",
            "document.yaml:18:18 document-step: there is no step `clen`; did you mean `clean`?",
            "document.yaml:26:26 document-parameter: there is no step `gone` to take `gone.x` from; declare it under `parameters` of the content",
        ]
    );
}

#[test]
fn an_action_of_the_other_type_says_where_it_belongs() {
    let step = |action: &str| format!("mainSteps:\n- {{name: one, action: \"{action}\"}}\n");
    let told_of = |document_type: &str, schema: &str, action: &str| {
        told(document_type, &format!("schemaVersion: \"{schema}\"\n{}", step(action))).join("\n")
    };
    assert!(told_of("Command", "2.2", "aws:sleep").contains("belongs in a document of type `Automation`"));
    assert!(
        told_of("Automation", "0.3", "aws:runShellScript")
            .contains("belongs in a document of type `Command`")
    );
    assert!(told_of("Command", "2.2", "aws:runShelScript").contains("did you mean `aws:runShellScript`?"));
    assert_eq!(told_of("Command", "1.2", "x").matches("document-step").count(), 1);
}

#[test]
fn the_older_schema_has_plugins_by_name() {
    let told = told(
        "Command",
        "schemaVersion: \"1.2\"\nparameters: {commands: {type: StringList}}\nruntimeConfig:\n  aws:runShellScript:\n    properties: [{id: \"0\", runCommand: \"{{ commands }}\"}]\n  aws:runScript: {}\n",
    );
    assert_eq!(
        told,
        [
            "document.yaml:12:7 document-action: nodes do not know this action; did you mean `aws:runShellScript`?"
        ]
    );
}

#[test]
fn a_content_has_up_to_64_kilobytes() {
    let long = "x".repeat(65536);
    let told = told(
        "Automation",
        &format!(
            "schemaVersion: \"0.3\"\ndescription: {long}\nmainSteps: [{{name: a, action: aws:sleep}}]\n"
        ),
    );
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("document-size: this content has 65613 bytes, AWS takes 65536"), "{}", &told[0]);
}

#[test]
fn templates_of_other_services_are_texts() {
    assert_eq!(told("CloudFormation", "Resources: {Bucket: !Ref Other}\n"), Vec::<String>::new());
    let quick = told("ApplicationConfiguration", "{\"any\": [\"thing\"]}\n");
    assert_eq!(quick, Vec::<String>::new());
}

#[test]
fn json_is_read_where_yaml_is_not() {
    let json = "{\n\t\"schemaVersion\": \"0.3\",\n\t\"mainSteps\": [{\"name\": \"a\", \"action\": \"aws:nap\"}]\n}\n";
    let told = |json: &str| {
        World::new("type: Automation\ncontent: {file: d.json}").file("d.json", json, json).told()
    };
    assert_eq!(told(json), ["d.json:3:40 document-action: runbooks do not know this action"]);
    // Deeper than manifests may be.
    let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
    let deep = json.replace("\"0.3\",", &format!("\"0.3\", \"description\": {deep},"));
    assert_eq!(told(&deep), ["d.json:3:40 document-action: runbooks do not know this action"]);
    let broken = told(&json.replace("}]", "]"));
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].starts_with("d.json:3:"), "{broken:?}");
}

#[test]
fn json_that_is_none_is_not_sent_as_json() {
    let json =
        "{\"schemaVersion\": \"0.3\", \"mainSteps\": [{\"name\": \"a\", \"action\": \"aws:sleep\"},]}\n";
    let file = |name: &str, format: &str| {
        World::new(&format!("type: Automation\n{format}content: {{file: {name}}}")).file(name, json, json)
    };
    let refused = "this is not JSON: a comma stands before `]`; take the comma out";
    assert_eq!(file("d.json", "").told(), [format!("d.json:1:76 document-content: {refused}")]);
    assert_eq!(file("d.txt", "").told(), [format!("d.txt:1:76 document-content: {refused}")]);
    // YAML has such commas.
    assert_eq!(file("d.yaml", "").told(), Vec::<String>::new());
    assert_eq!(file("d.json", "format: YAML\n").told(), Vec::<String>::new());
    let sent = |world: World| world.declared().state.format.0.expect("it is told");
    assert_eq!(sent(file("d.yml", "")).as_str(), "YAML");
    assert_eq!(
        told("Command", "{schemaVersion: \"2.2\"}").len(),
        1,
        "a text that looks like JSON is sent as it"
    );
    let yaml = "schemaVersion: \"0.3\"\nmainSteps: [{name: a, action: aws:sleep}]\n";
    let told = World::new("type: Automation\nformat: JSON\ncontent: {file: d}").file("d", yaml, yaml).told();
    assert!(told[0].starts_with("d:1:1 document-content: this is not JSON"), "{told:?}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_content() {
    let text =
        "{\"schemaVersion\": \"0.3\", \"mainSteps\": [{\"name\": \"a\", \"action\": \"aws:sleep\"}]}\n";
    let held = format!("\u{feff}{text}");
    let world = World::new("type: Automation\ncontent: {file: d.json}").file("d.json", &held, &held);
    assert_eq!(world.declared().state.content, text);
}

#[test]
fn what_a_map_says_is_sent_to_the_last_digit() {
    let sent = World::new(
        "type: Automation\ncontent:\n  schemaVersion: 0.3\n  mainSteps: [{name: a, action: aws:sleep, inputs: {a: 1.10, b: 12345678901234567890, c: !!str 5, d: +1, e: 1e3}}]\n",
    )
    .declared()
    .state
    .content;
    for part in [
        "\"schemaVersion\": \"0.3\"",
        "\"a\": 1.10",
        "\"b\": 12345678901234567890",
        "\"c\": \"5\"",
        "\"d\": 1,",
        "\"e\": 1e3",
    ] {
        assert!(sent.contains(part), "{part}: {sent}");
    }
}

#[test]
fn what_aws_does_not_take_of_parameters_and_steps_is_told() {
    let told = told(
        "Automation",
        "schemaVersion: \"0.3\"\n\
         parameters:\n\
         \x20 on-off: {type: Boolean, default: \"true\"}\n\
         \x20 off: {type: Boolean, default: 3}\n\
         \x20 count: {type: Integer, default: abc}\n\
         \x20 fine: {type: Integer, default: \"5\"}\n\
         \x20 text: {type: String, default: 1}\n\
         \x20 one: {type: String, default: c, allowedValues: [a, b]}\n\
         mainSteps:\n\
         - {name: a, action: \"aws:sleep\", isEnd: true, nextStep: b}\n\
         - name: b\n  action: aws:branch\n  inputs: {Choices: [{NextStep: a, Or: [{Variable: x, StringEquals: y}]}]}\n",
    );
    let codes: Vec<_> = told.iter().map(|one| one.split_once(' ').expect("a place").1).collect();
    assert_eq!(
        codes,
        [
            "document-parameter: AWS names a document's parameters with letters and digits only",
            "document-parameter: the default of a `Boolean` is a truth value, this is a text; write `true`, without quotes",
            "document-parameter: the default of a `Boolean` is `true` or `false`",
            "document-parameter: the default of an `Integer` is a whole number",
            "document-parameter: the default of a `String` is a text, this is a number; write `\"1\"`",
            "document-parameter: the default is none of the values that are allowed; allow it, or write another default",
            "document-step: this step is an end, and goes on; take `nextStep` or `isEnd` out",
            "document-step: `Or` joins two conditions or more; write the condition alone",
        ]
    );
}

#[test]
fn a_step_for_a_platform_that_no_node_has_is_told() {
    let step = |platform: &str| {
        format!(
            "schemaVersion: \"2.2\"\nmainSteps:\n- {{name: a, action: \"aws:runShellScript\", precondition: {{StringEquals: [platformType, {platform}]}}}}\n"
        )
    };
    assert_eq!(told("Command", &step("Linux")), Vec::<String>::new());
    assert!(told("Command", &step("linux"))[0].ends_with("the step never runs; write `Linux`"));
}

#[test]
fn what_a_step_gives_a_document_of_aws_is_held_against_it() {
    let runbook = |parameters: &str| {
        format!(
            "schemaVersion: \"0.3\"\nmainSteps:\n- name: a\n  action: aws:runCommand\n  inputs: {{DocumentName: AWS-RunShellScript, InstanceIds: [i-0123456789abcdef0], Parameters: {parameters}}}\n"
        )
    };
    assert_eq!(told("Automation", &runbook("{commands: [\"{{ x.y }}\"]}")).len(), 1, "the step is not there");
    assert_eq!(told("Automation", &runbook("{commands: [ls]}")), Vec::<String>::new());
    let told = told("Automation", &runbook("{comands: [ls]}"));
    assert_eq!(told.len(), 1);
    assert!(
        told[0].ends_with("the document has no parameter `comands`; did you mean `commands`?"),
        "{told:?}"
    );
}

#[test]
fn what_only_the_apply_knows_is_not_judged_in_a_file_either() {
    let later = mark("Parameter/shop/word", "value");
    let json = format!(
        r#"{{"schemaVersion": "0.3", "parameters": {{"mode": {{"type": "String", "default": "a", "allowedValues": ["{later}"]}}}},
"mainSteps": [{{"name": "a", "action": "aws:runCommand", "onFailure": "step:{later}", "inputs": {{"DocumentName": "AWS-RunPatchBaseline",
"Parameters": {{"Operation": ["{later}"]}}}}, "precondition": {{"StringEquals": ["platformType", "{later}"]}}}}]}}"#
    );
    for (name, text) in [("d.json", json.clone()), ("d.yaml", format!("# {later}\n{json}"))] {
        let file = World::new(&format!("type: Automation\ncontent: {{file: {name}}}"));
        assert_eq!(file.file(name, &text, &text).told(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_value_of_several_words_is_one_value() {
    let runbook = |action: &str| {
        format!(
            "schemaVersion: \"0.3\"\nmainSteps:\n- name: a\n  action: aws:runCommand\n  inputs: {{DocumentName: AmazonCloudWatch-ManageAgent, InstanceIds: [i-0123456789abcdef0], Parameters: {{action: [{action}], mode: [ec2]}}}}\n"
        )
    };
    assert_eq!(told("Automation", &runbook("configure (append)")), Vec::<String>::new());
    assert!(told("Automation", &runbook("append"))[0].contains("`configure (remove)`, `start`"));
}
