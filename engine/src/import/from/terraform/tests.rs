use super::*;

fn read(text: &str, plain: &[&str]) -> Foreign {
    let plain = |key: &str| plain.contains(&key);
    terraform(text, &plain).unwrap_or_else(|mistake| panic!("{mistake:?}"))
}

fn parameter(name: &str, r#type: &str, value: &str) -> String {
    format!(
        r#"{{"attributes": {{"name": "{name}", "type": "{type}", "value": "{value}",
            "arn": "arn:aws:ssm:us-east-1:123456789012:parameter{name}"}},
            "sensitive_attributes": [[{{"type": "get_attr", "value": "value"}}]]}}"#
    )
}

fn state(resources: &str) -> String {
    format!(r#"{{"version": 4, "terraform_version": "1.11.4", "resources": [{resources}]}}"#)
}

fn resource(r#type: &str, provider: &str, instances: &str) -> String {
    format!(
        r#"{{"mode": "managed", "type": "{type}", "name": "x", "provider": "{provider}", "instances": [{instances}]}}"#
    )
}

#[test]
fn what_terraform_hides_is_hidden_unless_somebody_says_that_it_is_plain() {
    let all = [parameter("/a", "String", "one"), parameter("/b", "SecureString", "hunter2")].join(",");
    let text = state(&resource("aws_ssm_parameter", "aws", &all));
    let told = |foreign: &Foreign| -> Vec<bool> {
        foreign.resources.iter().map(|one| *one.words.get("Value") == Words::Secret).collect()
    };
    let foreign = read(&text, &[]);
    assert_eq!((told(&foreign), foreign.hidden), (vec![true, true], 1));
    let foreign = read(&text, &["/a", "/b"]);
    assert_eq!((told(&foreign), foreign.hidden), (vec![false, true], 0), "a SecureString stays one");
    let shown = r#"{"format_version": "1.0", "values": {"root_module": {"child_modules": [{"resources": [
            {"address": "module.m.aws_ssm_parameter.x[\"k\"]", "mode": "managed", "type": "aws_ssm_parameter",
              "values": {"name": "/a", "type": "String", "value": "one", "description": "hunter2"},
              "sensitive_values": {"value": true, "description": true}}]}]}}}"#;
    let foreign = read(shown, &["/a"]);
    let words = &foreign.resources[0].words;
    assert_eq!(
        (words.get("Value").as_text(), words.get("Description") == &Words::Secret),
        (Some("one"), true)
    );
}

#[test]
fn a_resource_is_where_its_provider_works() {
    let window = r#"{"index_key": "w", "attributes": {"id": "mw-1", "name": "w"}}"#;
    let told = |text: &str| {
        let foreign = read(text, &[]);
        let window = foreign.resources.iter().find(|one| one.id == "mw-1");
        window.map(|one| (one.place.clone(), one.region.clone()))
    };
    let text = state(
        &[
            resource("aws_ssm_parameter", "aws.east", &parameter("/a", "String", "one")),
            resource("aws_ssm_maintenance_window", "aws.east", window),
        ]
        .join(","),
    );
    let place = "aws_ssm_maintenance_window.x[\"w\"]".to_owned();
    assert_eq!(told(&text), Some((place.clone(), Some("us-east-1".to_owned()))));
    // Nothing tells where the other provider works: it may be anywhere.
    let elsewhere = text.replacen("aws.east", "aws.west", 1);
    assert_eq!(told(&elsewhere), None);
    assert_eq!(read(&elsewhere, &[]).unread[0].what, place);
    // The one provider of a file works where its stack does.
    let alone = state(&resource("aws_ssm_maintenance_window", "aws", window));
    assert_eq!(told(&alone), Some((place, None)));
}

#[test]
fn what_is_not_known_yet_is_named_and_other_services_are_not() {
    let text = state(
        &["aws_ssm_activation", "aws_ssm_new_thing", "aws_instance", "aws_ec2_tag"]
            .map(|r#type| resource(r#type, "aws", r#"{"attributes": {"id": "i", "key": "Name"}}"#))
            .join(","),
    );
    let unread = read(&text, &[]).unread;
    let told: Vec<&str> = unread.iter().map(|unread| unread.what.as_str()).collect();
    assert_eq!(told, ["aws_ssm_activation.x", "aws_ssm_new_thing.x"]);
}

#[test]
fn what_is_no_state_says_what_it_is() {
    for (text, said) in [
        (r#"{"version": 3, "modules": []}"#, "state of version 3"),
        (r#"{"format_version": "1.2", "planned_values": {}}"#, "this is a plan"),
        (r#"{"format_version": "1.0"}"#, "empty"),
        (r#"{"version": 4}"#, "no `resources`"),
        (r#"{"version": "hunter2"}"#, "no version"),
        (r#"{"version": 4, "resources": [{"mode"#, "not closed"),
        ("resource \"aws_ssm_parameter\" \"x\" {\n}\n", ""),
        ("[]", "no state"),
    ] {
        let mistake = terraform(text, &|_| false).err().expect("refused");
        assert!(mistake.message.contains(said) && !mistake.message.contains("hunter2"), "{mistake:?}");
    }
}

#[test]
fn tags_that_are_hidden_are_hidden_with_those_of_the_provider_too() {
    let instance = |sensitive: &str| {
        let path = format!(r#"[{{"type": "get_attr", "value": "tags"}}{sensitive}]"#);
        let attributes = r#"{"name": "/a", "type": "String", "insecure_value": "v", "tags": {"note": "hunter2", "b": "c"},
            "tags_all": {"note": "hunter2", "b": "c", "d": "e"}}"#;
        let one = format!(r#"{{"attributes": {attributes}, "sensitive_attributes": [{path}]}}"#);
        let foreign = read(&state(&resource("aws_ssm_parameter", "aws", &one)), &["/a"]);
        foreign.resources[0].words.get("Tags").clone()
    };
    assert!(instance("") == Words::Secret);
    let some = instance(r#", {"type": "index", "value": {"value": "note", "type": "string"}}"#);
    assert!(some.get("note") == &Words::Secret);
    assert_eq!(some.get("d").as_text(), Some("e"));
}

#[test]
fn what_is_taken_by_nobody_here_is_still_told_of() {
    let tag = |key: &str| {
        format!(
            r#"{{"index_key": "{key}", "attributes": {{"resource_id": "i-1", "key": "{key}", "value": "v"}}}}"#
        )
    };
    let tags = [tag("Patch Group"), tag("Backup")].join(",");
    let foreign = read(&state(&resource("aws_ec2_tag", "aws", &tags)), &[]);
    let places: Vec<&str> = foreign.places().collect();
    assert!(places.contains(&"aws_ec2_tag.x[\"Backup\"]"), "{places:?}");
}
