//! A secret is in no output, wherever it was written.

use schema::kinds::parameter::SecretChecks;
use schema::{SecretText, Sources, concealed, read_manifests};

use crate::world::World;

#[test]
fn a_secret_in_a_manifest_is_in_no_output() {
    for entry in [
        "a: {type: SecureString, value: hunter2}",
        "a: {type: SecureString, value: [hunter2]}",
        "a: {type: SecureString, vaule: hunter2}",
        "a: {type: SecretString, value: hunter2}",
        "a: {tpye: SecureString, value: hunter2}",
        "a: {type: SecureString, value: hunter2, valueFrom: {env: A}}",
        "a: {type: SecureString, manage: metadata, value: hunter2}",
        "a: {type: SecureString, value: {nested: hunter2}}",
        "a:\n  type: SecureString\n  value: |\n    hunter2\n    hunter2",
        "a: {type: SecureString, value: hunter2, allowedPattern: '[0-9]+'}",
        "a: {type: SecureString, valueFrom: hunter2}",
        "a: {type: String, valueFrom: [hunter2]}",
        "a: {valueFrom: {text: hunter2}}",
        "a: {type: SecureString, valueFrom: {env: A, value: hunter2}}",
        "a:\n  valueFrom: |\n    hunter2\n    hunter2",
    ] {
        let world = World::of(entry);
        let (declared, findings) = world.read();
        assert!(!findings.is_empty(), "{entry}");
        let said = format!("{declared:?}");
        assert!(!said.contains("hunter2"), "{entry}: {said}");
        for finding in &findings {
            let words = format!("{} {:?} {:?}", finding.message, finding.help, finding.labels);
            assert!(!words.contains("hunter2"), "{entry}: {words}");
        }
        let text = &world.sources.get(world.id).text;
        let masked = masked(text, concealed(&world.sources, world.id));
        assert!(!masked.contains("hunter2"), "{entry}: {masked}");
        assert!(masked.contains("/webshop"), "{entry}: only the secret goes");
    }
}

#[test]
fn a_value_from_a_source_has_rules_too_and_nothing_is_told_of_it() {
    let declared = World::of(
        "a: {type: SecureString, valueFrom: {env: A}, allowedPattern: '[a-z0-9]+'}\n\
         b: {type: SecureString, valueFrom: {env: B}, tier: Advanced}\n\
         c: {type: SecureString, valueFrom: {env: C}, allowedPattern: '(a+)+\\1b'}\n\
         d: {type: SecureString, valueFrom: {env: D}, tier: Standard}",
    )
    .declared();
    let mut checks = SecretChecks::default();
    let mut codes = |at: usize, text: &str| {
        let findings = checks.check(&declared[at], &SecretText::new(text));
        assert!(findings.iter().all(|finding| text.is_empty() || !format!("{finding:?}").contains(text)));
        findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(0, "hunter2"), Vec::<&str>::new());
    assert_eq!(codes(0, ""), ["secret-empty"]);
    assert_eq!(codes(0, "Hunter2"), ["parameter-pattern-mismatch"]);
    assert_eq!(codes(2, &"a".repeat(40)), ["parameter-pattern-untried"]);
    assert_eq!(codes(1, "{{x}}"), ["parameter-value"]);
    assert_eq!(codes(3, &"x".repeat(4097)), ["parameter-size"]);
    assert_eq!(codes(0, &"x".repeat(4097)), Vec::<&str>::new(), "the account's default tier decides");
    assert_eq!(codes(0, &"x".repeat(8193)), ["parameter-size"]);
    assert_eq!(codes(1, &"x".repeat(4097)), Vec::<&str>::new());
}

#[test]
fn a_pattern_that_only_aws_can_try_is_told_once() {
    let world =
        World::of("a: {type: SecureString, valueFrom: {env: A}, allowedPattern: '\\p{javaLowerCase}'}");
    assert_eq!(world.codes(), ["parameter-pattern-untried"]);
    let (declared, _) = world.read();
    assert_eq!(SecretChecks::default().check(&declared[0], &SecretText::new("hunter2")), []);
}

#[test]
fn a_file_that_is_not_yaml_shows_no_secret_either() {
    for text in [
        "a:\n  type: SecureString\n  value: @hunter2\n",
        "a:\n  type: SecureString\n  value: hunter2: x\nb: [\n",
        "a: {type: SecureString, value: hunter2\nb: x\n",
        "a:\n  type: SecureString\n  value: |\n    hunter2\n\tb: c\n",
        "password:\n  value: 'hunter2\n",
    ] {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", text);
        let (_, findings) = read_manifests(&sources, [id]);
        assert_eq!(findings.len(), 1, "{text}");
        let hidden = masked(text, findings[0].conceal.clone());
        assert!(!hidden.contains("hunter2"), "{hidden}");
        assert!(!masked(text, concealed(&sources, id)).contains("hunter2"));
        assert!(!findings[0].message.contains("hunter2"));
    }
}

fn masked(text: &str, spans: Vec<schema::Span>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in spans {
        bytes[span.start as usize..span.end as usize].fill(b'*');
    }
    String::from_utf8(bytes).expect("spans lie between characters")
}
