//! Findings point into the text that the person wrote, wherever the content stands.

use crate::world::World;

const WRONG: &str = "schemaVersion: \"2.2\"\nmainSteps:\n- {name: one, action: \"aws:nap\"}\n";
const MESSAGE: &str = "document-action: nodes do not know this action";

#[test]
fn in_a_literal_block() {
    let spec = "content: |-  # as it is\n\n    schemaVersion: \"2.2\"\n    mainSteps:\n    - {name: one, action: \"aws:nap\"}\n";
    assert_eq!(World::new(spec).told(), [format!("document.yaml:9:29 {MESSAGE}")]);
}

#[test]
fn in_a_file() {
    let told =
        World::new("content: {file: documents/one.yaml}").file("documents/one.yaml", WRONG, WRONG).told();
    assert_eq!(told, [format!("documents/one.yaml:3:23 {MESSAGE}")]);
}

#[test]
fn in_a_file_of_which_parts_were_replaced() {
    let held = WRONG.replace("one", "${var.name}").replace("\"2.2\"", "\"2.2\" # ${var.note}");
    let text = WRONG.replace("\"2.2\"", "\"2.2\" # a note");
    let told = World::new("content: {file: d.yaml, interpolate: true}").file("d.yaml", &held, &text).told();
    assert_eq!(told, [format!("d.yaml:3:1 {MESSAGE}")]);
}

#[test]
fn in_another_scalar_at_the_scalar() {
    let spec = "content: \"schemaVersion: '2.2'\\nmainSteps: [{name: one, action: 'aws:nap'}]\"";
    assert_eq!(World::new(spec).told(), [format!("document.yaml:5:12 {MESSAGE}")]);
}

#[test]
fn a_file_that_is_not_there_is_told_where_it_is_named() {
    let told = World::new("content: {file: documents/nowhere.yaml}").told();
    assert_eq!(
        told,
        [
            "document.yaml:5:19 file-missing: this file cannot be read; paths are relative to the folder of `trueup.yaml`, and lie inside it"
        ]
    );
    let empty = World::new("content: {file: d.yaml}").file("d.yaml", " \n", " \n").told();
    assert_eq!(empty, ["d.yaml:1:1 document-content: a document has a content, and nothing is written here"]);
}
