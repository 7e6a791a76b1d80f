//! What contents must be, by type.

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
    // Deeper than manifests may be: then nothing is known of places.
    let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
    let deep = json.replace("\"0.3\",", &format!("\"0.3\", \"description\": {deep},"));
    assert_eq!(told(&deep), ["d.json:1:1 document-action: runbooks do not know this action"]);
    let broken = told(&json.replace("}]", "]"));
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].starts_with("d.json:3:"), "{broken:?}");
}
