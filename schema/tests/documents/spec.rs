//! What a spec comes to.

use schema::kinds::document::{DefaultVersion, DocumentFormat, DocumentType, SharedVersion};
use schema::shape::{Shape, Word};
use schema::{Tree, reference};

use crate::world::World;

const STEPS: &str =
    "content: {schemaVersion: \"2.2\", mainSteps: [{name: run, action: \"aws:runShellScript\"}]}";

#[test]
fn what_is_not_written_has_awss_default() {
    let declared = World::new(STEPS).declared();
    assert_eq!(declared.name, "restart-web");
    let state = declared.state;
    assert_eq!(state.r#type, DocumentType::Command);
    assert_eq!(state.format.0, Some(Word::Known(DocumentFormat::Json)));
    assert_eq!(state.default_version, DefaultVersion::Latest);
    assert!(state.share.is_empty() && state.requires.is_empty() && state.attachments.0.is_none());
    assert_eq!((state.version_name, state.display_name, state.target_type), (None, None, None));
}

#[test]
fn every_field_is_read() {
    let declared = World::new(&format!(
        "name: other-name\ntype: Automation\nversionName: v1\ndefaultVersion: 3\ndisplayName: Restart\n\
         targetType: /AWS::EC2::Instance\n\
         requires: [{{name: base}}, {{name: AWS-Noop, version: \"1\"}}, {{name: {{external: there}}}}]\n\
         attachments: [{{key: S3FileUrl, values: [\"s3://bucket/a.zip\"]}}]\n\
         share: {{\"210987654321\": $ALL}}\ntags: {{Team: web}}\nformat: YAML\n\
         {}",
        STEPS.replace("2.2", "0.3").replace("runShellScript", "sleep")
    ))
    .declared();
    assert_eq!(declared.name, "other-name");
    let state = declared.state;
    assert_eq!(state.default_version, DefaultVersion::Number(3));
    assert_eq!(state.share["210987654321"], SharedVersion::All);
    let names: Vec<_> = state.requires.iter().map(|required| required.name.as_str()).collect();
    assert_eq!(names, ["AWS-Noop", "there", &reference::mark("Document/base", "name")]);
    assert_eq!(state.format.0, Some(Word::Known(DocumentFormat::Yaml)));
    let tree = state.tree();
    let Ok(again) = schema::kinds::document::Document::from_tree(Some(&tree)) else {
        panic!("it reads back")
    };
    assert_eq!(format!("{:?}", again.tree()), format!("{tree:?}"));
    assert!(matches!(tree.get("attachments"), Some(Tree::List(items)) if items.len() == 1));
}

#[test]
fn sharing_with_everybody_is_for_everybody_alone() {
    let told = World::new(&format!("{STEPS}\nshare: [all]")).told();
    assert_eq!(told, Vec::<String>::new());
    let told = World::new(&format!("{STEPS}\nshare: {{all: $DEFAULT, \"210987654321\": $ALL}}")).told();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_name_that_only_the_metadata_says_is_judged_there() {
    let told = World::new(&format!("name: amazonas\n{STEPS}")).told();
    assert!(
        told[0].contains("document-name: names of documents that begin with `amazon` are AWS's own"),
        "{told:?}"
    );
}
