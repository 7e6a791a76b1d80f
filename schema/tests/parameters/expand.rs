//! A hierarchy to its parameters.

use schema::kinds::parameter::{Declared, Parameter, ParameterValue, Tier, address, twins};
use schema::{Origin, Shape, Tree};

use crate::world::{EXAMPLE, World};

#[test]
fn the_example_of_the_design_becomes_its_parameters() {
    let world = World::new(EXAMPLE);
    let told: Vec<_> =
        world.declared().iter().map(|one| format!("{} {:?}", one.name, one.state.tree())).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    /webshop/production/database/endpoint {"dataType": "text", "labels": (undeclared), "policies": [], "tags": {"Application": "webshop", "Environment": "Production"}, "tier": (undeclared), "type": "String", "value": "mydb.cluster-abc.us-east-1.rds.amazonaws.com"}
    /webshop/production/database/port {"dataType": "text", "labels": (undeclared), "policies": [], "tags": {"Application": "webshop", "Environment": "Production"}, "tier": (undeclared), "type": "String", "value": "3306"}
    /webshop/production/database/password {"dataType": "text", "description": "Database admin password", "keyId": "alias/parameter-store-key", "labels": (undeclared), "policies": [{"expiration": "2027-12-31T23:59:59Z"}, {"expirationNotification": {"before": "30 days"}}, {"noChangeNotification": {"after": "60 days"}}], "tags": {"Application": "webshop", "Environment": "Production"}, "tier": "Advanced", "type": "SecureString", "value": (secret)}
    /webshop/production/network/allowed-cidrs {"dataType": "text", "labels": (undeclared), "policies": [], "tags": {"Application": "webshop", "Environment": "Production"}, "tier": (undeclared), "type": "StringList", "value": ["10.0.0.0/16", "10.1.0.0/16"]}
    /webshop/production/api/key {"dataType": "text", "description": "Payment provider key", "keyId": "alias/other", "labels": (undeclared), "policies": [], "tags": {"Application": "webshop", "Environment": "Shared", "Owner": "payments"}, "tier": (undeclared), "type": "SecureString", "value": (undeclared)}
    /webshop/production/ami/web {"dataType": "aws:ec2:image", "labels": (undeclared), "policies": [], "tags": {"Application": "webshop", "Environment": "Production"}, "tier": (undeclared), "type": "String", "value": "ami-0c55b159cbfafe1f0"}
    /webshop/production/features/rate-limit {"allowedPattern": "^[0-9]+$", "dataType": "text", "labels": ["stable"], "policies": [], "tags": {"Application": "webshop", "Environment": "Production"}, "tier": (undeclared), "type": "String", "value": "1000"}
    "#);
}

#[test]
fn sources_and_former_names_are_kept() {
    let declared = World::new(EXAMPLE).declared();
    let ParameterValue::Secret(secret) = &declared[2].state.value else { panic!("it is secret") };
    assert_eq!(secret.origin, Some(Origin::Env { name: "DB_PASSWORD".to_owned(), verbatim: false }));
    assert!(secret.text.is_none());
    let before = declared[6].moved_from.as_ref().expect("it moved");
    assert_eq!(before.value, "/webshop/production/limits/rate");
    assert!(declared[0].moved_from.is_none());
}

#[test]
fn every_field_knows_its_place() {
    let world = World::new(EXAMPLE);
    let declared = world.declared();
    let place = |at: usize, field: &str| world.sources.text(declared[at].places.of_field(field));
    assert_eq!(place(1, "value"), "3306");
    assert_eq!(place(1, "description"), "database/port", "unwritten: the key");
    assert_eq!(place(1, "tags.Environment"), "Environment: Production", "the hierarchy's");
    assert_eq!(place(2, "value"), "valueFrom: {env: DB_PASSWORD}");
    assert_eq!(place(2, "keyId"), "alias/parameter-store-key", "the hierarchy's");
    assert_eq!(place(2, "policies.expiration"), place(2, "policies"));
    assert_eq!(place(4, "keyId"), "alias/other");
    assert_eq!(place(4, "tags.Environment"), "Environment: Shared");
    assert_eq!(world.sources.text(declared[1].span), "database/port: 3306");
}

#[test]
fn scalars_are_the_text_that_was_written() {
    let world = World::of(
        "a: 1.10\nb: 0755\nc: yes\nd: '~'\ne: 2026-01-01\nf: '  x '\ng: {value: 1_000}\nh: [1.0, no]",
    );
    let values: Vec<_> = world.declared().iter().map(|one| format!("{:?}", one.state.value)).collect();
    assert_eq!(
        values,
        [
            r#""1.10""#,
            r#""0755""#,
            r#""yes""#,
            r#""~""#,
            r#""2026-01-01""#,
            r#""  x ""#,
            r#""1_000""#,
            r#"["1.0", "no"]"#
        ]
    );
}

#[test]
fn a_hierarchys_key_is_for_its_secure_strings() {
    let entries = "parameters:\n  a: 1\n  b: {type: SecureString, valueFrom: {env: B}}\n";
    let keys = |spec: &str| {
        let declared = World::new(spec).declared();
        declared.into_iter().map(|one| one.state.key_id).collect::<Vec<_>>()
    };
    assert_eq!(keys(entries), [None, Some("alias/aws/ssm".to_owned())]);
    assert_eq!(keys(&format!("keyId: alias/k\n{entries}")), [None, Some("alias/k".to_owned())]);
}

#[test]
fn names_join_path_and_key() {
    let name = |path: &str, key: &str| {
        World::new(&format!("{path}parameters:\n  {key}: 1\n")).declared()[0].name.clone()
    };
    assert_eq!(name("path: /a/b\n", "c/d"), "/a/b/c/d");
    assert_eq!(name("path: /a/\n", "c"), "/a/c");
    assert_eq!(name("", "c"), "/c");
    assert_eq!((address("/x"), address("x")), ("x", "x"));
}

#[test]
fn two_hierarchies_cannot_make_one_name() {
    let one = World::new("path: /webshop\nparameters: {port: 1, other: 2}");
    let other = World::new("parameters: {webshop/port: 1, more: 2}");
    let (one, other) = (one.declared(), other.declared());
    let findings = twins(one.iter().chain(&other));
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].code, findings[0].labels.len()), ("duplicate-resource", 2));
    assert_eq!(twins(&one), []);
}

#[test]
fn a_saved_state_reads_back_with_what_only_aws_knows() {
    let declared = World::new(EXAMPLE).declared();
    for Declared { state, .. } in declared {
        let tree = state.tree();
        let again = Parameter::from_tree(Some(&tree)).expect("it reads back");
        assert_eq!(format!("{:?}", again.tree()), format!("{tree:?}"));
    }
    let Tree::Map(mut map) = World::new("parameters: {a: 1}").declared().remove(0).state.tree() else {
        panic!("a record is a map")
    };
    map.insert("tier".into(), Tree::text("Platinum"));
    map.insert("policies".into(), Tree::set([Tree::map([("other", Tree::text("{\"Type\":\"New\"}"))])]));
    let live = Parameter::from_tree(Some(&Tree::Map(map))).expect("AWS may know more than we do");
    assert_eq!(live.tier.0.as_ref().map(|tier| tier.as_str().to_owned()), Some("Platinum".to_owned()));
    assert_ne!(live.tier.0.expect("it is said"), Tier::Standard);
}
