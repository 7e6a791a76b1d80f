//! What a document is given, held against what its content declares.

use schema::kinds::document::{Given, Parameters};
use schema::reference::mark;
use schema::{Node, Sources, Span, yaml};

/// The messages about what is given to a document with such parameters.
fn told(parameters: &str, given: &str) -> Vec<String> {
    let known = Parameters::of_text(&format!("parameters: {parameters}\n")).expect("it can be read");
    let mut sources = Sources::default();
    let id = sources.add("given.yaml", given);
    let given: Vec<Node> = yaml::documents(&sources, id).0;
    let given = Given { parameters: given.first(), filled: &[], place: Span::start_of(id) };
    known.mistakes(given).into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_default_of_nothing_is_none() {
    for nothing in ["", "~", "null"] {
        let declared = format!("{{a: {{type: String, default: {nothing}}}}}");
        assert_eq!(told(&declared, "{}"), ["the document needs the parameter `a`"], "{nothing}");
    }
    for text in ["''", "\"null\"", "x"] {
        assert_eq!(told(&format!("{{a: {{type: String, default: {text}}}}}"), "{}"), Vec::<String>::new());
    }
}

#[test]
fn what_only_the_apply_knows_may_be_allowed() {
    let later = mark("Parameter/shop/word", "value");
    let declared = |allowed: &str| format!("{{a: {{type: String, allowedValues: [b, {allowed}]}}}}");
    assert_eq!(told(&declared(&later), "{a: c}"), Vec::<String>::new());
    assert_eq!(told(&declared("d"), "{a: c}"), ["`a` cannot have this value"]);
}
