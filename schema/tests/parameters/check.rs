//! Every rule that can be known without AWS.

use schema::kinds::parameter::ParameterValue;
use schema::{Node, Origin, Value, reference};

use crate::world::World;

#[test]
fn names_have_rules() {
    let told =
        |path: &str, key: &str| World::new(&format!("path: {path}\nparameters:\n  \"{key}\": x\n")).codes();
    let none = Vec::<&str>::new();
    assert_eq!(told("/a", "b.c_d-e/F9"), none);
    for key in ["b c", " b", "b/", "/b", "b//c", "b:1", "ü", "${var.x}", "b*"] {
        assert_eq!(told("/a", key), ["parameter-name"], "{key}");
    }
    for path in ["a", "a/b", "/a//b", "/a b", "\"/a:b\""] {
        assert_eq!(told(path, "c"), ["parameter-name"], "{path}");
    }
    for (path, key) in [("/", "aws"), ("/", "SSM-x"), ("/Awsome", "x"), ("/ssm", "x")] {
        assert_eq!(told(path, key), ["parameter-reserved"], "{path}{key}");
    }
    assert_eq!(told("/a", "ssm/aws"), none, "only the first level counts");
    assert_eq!(told("/1/2/3/4/5/6/7/8/9/10/11/12/13/14", "15"), none);
    assert_eq!(told("/1/2/3/4/5/6/7/8/9/10/11/12/13/14", "15/16"), ["parameter-depth"]);
}

#[test]
fn the_arn_counts_towards_the_length() {
    let arn = "arn:aws:ssm:us-east-1:123456789012:parameter".len();
    let codes = |length: usize| {
        let key = "x".repeat(length - "/a/".len());
        World::new(&format!("path: /a\nparameters:\n  ? {key}\n  : 1\n")).codes()
    };
    assert_eq!(codes(1011 - arn), Vec::<&str>::new());
    assert_eq!(codes(1012 - arn), ["parameter-length"]);
}

#[test]
fn sizes_depend_on_the_tier() {
    let codes = |bytes: usize, tier: &str| {
        World::of(&format!("a: {{value: {}{tier}}}", "é".repeat(bytes / 2))).codes()
    };
    for (bytes, tier, fine) in [
        (4096, "", true),
        (4098, "", false),
        (4098, ", tier: Standard", false),
        (4098, ", tier: Advanced", true),
        (8192, ", tier: Intelligent-Tiering", true),
        (8194, ", tier: Advanced", false),
        (8194, "", false),
    ] {
        assert_eq!(codes(bytes, tier).is_empty(), fine, "{bytes}{tier}");
    }
    let list = |item: usize| World::of(&format!("a: [{}, {}]", "x".repeat(2048), "x".repeat(item))).codes();
    assert_eq!(list(2047), Vec::<&str>::new(), "the comma makes 4096");
    assert_eq!(list(2048), ["parameter-size"]);
}

#[test]
fn patterns_mean_what_java_means() {
    let codes = |pattern: &str, value: &str| {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        World::of(&format!("a: {{value: {}, allowedPattern: {}}}", quoted(value), quoted(pattern))).codes()
    };
    for (pattern, value) in [
        ("[0-9]+", "12"),
        ("a|bc", "bc"),
        (r"\d{3}", "123"),
        (r"[\w.-]+@\p{Alpha}+", "a_b-c@example"),
        (r"(?=.*\d)(?=.*[a-z]).{4,}", "abc1"),
        (r"(a+)\1", "aa"),
        (r"\Qa.b\E+", "a.bb"),
        (r"[a-z&&[^b]]+", "acd"),
        (r"[^]]+", "a"),
        (r"\p{Punct}", "~"),
        (r"\h", "\u{a0}"),
        (r"a++b", "aab"),
        (r"(?<year>\d{4})", "2026"),
    ] {
        assert_eq!(codes(pattern, value), Vec::<&str>::new(), "{pattern} {value}");
    }
    for (pattern, value) in [
        ("[0-9]+", "12a"),
        ("a|bc", "abc"),
        (r"\d+", "٣"),
        (r"\w+", "é"),
        (r"\p{Alpha}+", "é"),
        (r"\Qa.b\E", "axb"),
        (r"[\D]", "1"),
        (r"\h", "f"),
        ("^[0-9]+$", "12\n"),
    ] {
        assert_eq!(codes(pattern, value), ["parameter-pattern-mismatch"], "{pattern} {value}");
    }

    let long = "a".repeat(40);
    for (pattern, value) in [
        (r"\p{javaLowerCase}+", "AWS CAN TELL"),
        (r"(a+)+\1b", &long),
        ("((x{1,90}){1,90}){1,90}", "1"),
        (r"(\p{L}{1,99}){1,99}", "1"),
    ] {
        assert_eq!(codes(pattern, value), ["parameter-pattern-untried"], "{pattern} {value}");
    }
    for pattern in ["[0-9", "(a", "a{2,1}", "*a", "{a}", r"\p{Foo}"] {
        assert_eq!(codes(pattern, "a"), ["parameter-pattern"], "{pattern}");
    }
    assert_eq!(codes(&"a?".repeat(600), "a"), ["parameter-pattern"], "too long");
}

#[test]
fn a_pattern_is_held_against_each_item_of_a_list() {
    let codes =
        |items: &str| World::of(&format!("a: {{value: [{items}], allowedPattern: '[a-z]+'}}")).codes();
    assert_eq!(codes("a, bc"), Vec::<&str>::new());
    assert_eq!(codes("a, b2"), ["parameter-pattern-mismatch"]);
}

#[test]
fn labels_have_rules() {
    let codes = |labels: &str| World::of(&format!("a: {{value: 1, labels: [{labels}]}}")).codes();
    assert_eq!(codes("stable, v1.0-rc_2, _x"), Vec::<&str>::new());
    for label in ["1st", "aws-x", "SSMx", "a b", "ü", "''", &"x".repeat(101)] {
        assert_eq!(codes(label), ["parameter-label"], "{label}");
    }
    assert_eq!(codes("a, b, c, d, e, f, g, h, i, j"), Vec::<&str>::new());
    assert_eq!(codes("a, b, c, d, e, f, g, h, i, j, k"), ["parameter-label"]);
}

#[test]
fn tags_have_rules_and_ours_counts() {
    let codes = |tags: &str| World::of(&format!("a: {{value: 1, tags: {{{tags}}}}}")).codes();
    assert_eq!(codes("'Größe': 'a b_.:/=+-@', x: ''"), Vec::<&str>::new());
    for tag in
        ["'aws:x': a", "'AWS:x': a", "'trueup:stack': a", "'': a", "'a?': b", "a: 'b?'", "'${var.x}': a"]
    {
        assert_eq!(codes(tag), ["tag"], "{tag}");
    }
    assert_eq!(codes(&format!("{}: a", "k".repeat(129))), ["tag"]);
    assert_eq!(codes(&format!("a: {}", "v".repeat(257))), ["tag"]);
    let many = |count: usize| (0..count).map(|at| format!("t{at}: x")).collect::<Vec<_>>().join(", ");
    // One more is the stack's, one more is ours.
    assert_eq!(codes(&many(48)), Vec::<&str>::new());
    assert_eq!(codes(&many(49)), ["tag"]);
    let shared =
        format!("tags: {{{}}}\nparameters: {{a: 1, b: 2, c: {{value: 3, tags: {{x: y}}}}}}", many(49));
    assert_eq!(World::new(&shared).codes(), ["tag"], "said once");
}

/// The secret itself where the name of its variable belongs.
#[test]
fn a_secret_in_the_place_of_its_variable_is_written_in_the_manifest() {
    let pasted = format!("ghp_{}", "x".repeat(36));
    let world = World::of(&format!("a: {{type: SecureString, valueFrom: {{env: {pasted}}}}}"));
    let told = world.told().join("\n");
    assert!(told.starts_with("inline-secret [env] ") && !told.contains(&pasted), "{told}");
}

#[test]
fn fields_that_contradict_each_other_are_found_together() {
    let world = World::of(
        r#"
nothing: {description: x}
untyped: {valueFrom: {env: X}}
rotated: {type: SecureString, manage: metadata, valueFrom: {env: X}, labels: [a]}
both: {type: SecureString, value: hunter2, valueFrom: {env: X}}
inline: {type: SecureString, value: hunter2}
listed: {type: SecureString, value: [hunter2]}
text: {type: StringList, value: a}
list: {type: String, value: [a]}
keyed: {value: a, keyId: alias/x}
empty: ""
none: []
braces: "{{ssm:other}}"
commas: ["a,b", ""]
image: {value: [a], dataType: aws:ec2:image}
ami: {value: ami-123, dataType: aws:ec2:image}
hook: {value: a, dataType: aws:ssm:integration}
outside: {type: SecureString, valueFrom: {file: a/../../b}}
absolute: {type: SecureString, valueFrom: {file: {path: /etc/passwd, key: a}}}
short: {type: SecureString, valueFrom: {generate: {length: 0}}}
narrow: {type: SecureString, valueFrom: {generate: {length: 8, characters: aab}}}
command: {type: SecureString, valueFrom: {exec: []}}
sops: {type: SecureString, valueFrom: {sops: {file: a, key: b}}}
unkeyed: {type: SecureString, valueFrom: {sops: {file: a, key: ""}}}
foreign: {type: SecureString, valueFrom: {sops: {file: ../a, key: b}}}
manager: {type: SecureString, valueFrom: {secretsManager: {id: a}}}
nameless: {type: SecureString, valueFrom: {secretsManager: {id: ""}}}
unlabelled: {type: SecureString, valueFrom: {secretsManager: {id: a, jsonKey: b, versionStage: ""}}}
policies: {value: a, policies: [{expiration: 2027-01-01T00:00:00Z}]}
moved: {value: a, movedFrom: moved}
again: {value: a, movedFrom: /webshop/moved}
"#
        .trim(),
    );
    let told = world.told().join("\n");
    insta::assert_snapshot!(told, @r#"
    missing-field [nothing] this parameter has no value; write `value` or `valueFrom`; where somebody else sets it, `manage: metadata`
    missing-field [untyped] the field `type` is missing; the value is not here to say it: write `type: SecureString` for a secret, or `String`
    parameter-manage [manage] somebody else sets this value, and a value is here; take one of the two out
    parameter-manage [labels] a label marks our value, and somebody else sets it; take `labels` out
    inline-secret [value] a secret is written in a manifest; take it out of git and change it; write `valueFrom: {env: NAME}` or another source instead
    parameter-value-from [valueFrom] the value is written and comes from a source; take one of the two out
    inline-secret [value] a secret is written in a manifest; take it out of git and change it; write `valueFrom: {env: NAME}` or another source instead
    inline-secret [value] a secret is written in a manifest; take it out of git and change it; write `valueFrom: {env: NAME}` or another source instead
    parameter-type [a] a `StringList` holds a list, this is one text; write a list, such as `[a, b]`
    parameter-type [a] a `String` holds one text, this is a list; say `type: StringList`, or take `type` out
    parameter-key [alias/x] a `String` is not encrypted; say `type: SecureString`, or take `keyId` out: AWS would drop it silently
    parameter-value [""] AWS holds no empty values; write a value, or take the parameter out
    parameter-value [[]] AWS holds no empty lists; write an item, or take the parameter out
    parameter-value ["{{ssm:other}}"] AWS refuses `{{…}}` in a value; for another parameter's value write `${Parameter/its/name.value}`
    parameter-list ["a,b"] an item of a list cannot hold a comma; AWS keeps a list as one text with commas between: write two items, or a `String`
    parameter-list [""] an item of a list cannot be empty
    parameter-data-type [aws:ec2:image] only a `String` can name an image; say `type: String`
    parameter-data-type [ami-123] this is not the id of an image; write `ami-` and 8 or 17 hexadecimal digits, or take `dataType` out
    parameter-data-type [aws:ssm:integration] the settings of an integration are a `SecureString`; say `type: SecureString`
    parameter-data-type [aws:ssm:integration] the settings of an integration lie under one path; put the parameter under `/d9d01087-4a3f-49e0-b0b4-d568d7826553/ssm/integrations/webhook/`
    parameter-value-from [a/../../b] files are read inside the stack's folder only; write a path relative to the folder of `trueup.yaml`
    parameter-value-from [/etc/passwd] files are read inside the stack's folder only; write a path relative to the folder of `trueup.yaml`
    parameter-value-from [0] a value has from 1 to 8192 characters
    parameter-value-from [aab] `characters` needs at least two, each once; leave it out for letters and digits
    parameter-value-from [[]] this command is empty; write `[program, argument, …]`
    parameter-value-from [""] this key is empty
    parameter-value-from [../a] files are read inside the stack's folder only; write a path relative to the folder of `trueup.yaml`
    parameter-value-from [""] this is not the name or the ARN of a secret
    parameter-value-from [""] this staging label is empty; leave it out for `AWSCURRENT`
    parameter-tier [policies] only Advanced parameters have policies; say `tier: Advanced`, which is paid for, or `tier: Intelligent-Tiering`
    parameter-moved-from [moved] this is the name that the parameter has now; take `movedFrom` out
    parameter-moved-from [/webshop/moved] the parameter that this one was is still declared; take one of the two out
    "#);
}

#[test]
fn a_mistake_is_not_told_twice() {
    // The tier cannot be read: whether it allows policies is not known.
    let world = World::of("a: {value: 1, tier: advancd, policies: [{expiration: 2027-01-01T00:00:00Z}]}");
    assert_eq!(world.codes(), ["unknown-word"]);
    let world = World::of("a: {vale: 1}\nb: {value: 1, keyId: alias/x}");
    assert_eq!(world.codes(), ["unknown-field", "parameter-key"], "others are judged all the same");
}

/// Puts a reference's mark into every scalar that equals `REF`.
fn mark(node: &mut Node) {
    match &mut node.value {
        Value::Scalar(scalar) if scalar.text == "REF" => {
            scalar.text = reference::mark("Parameter/a", "value")
        }
        Value::Scalar(_) => {}
        Value::List(items) => items.iter_mut().for_each(mark),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| mark(&mut entry.value)),
    }
}

#[test]
fn texts_that_hold_references_are_not_judged() {
    let mut world = World::of(
        "a: {value: REF, allowedPattern: '[0-9]+', dataType: aws:ec2:image}\n\
         b: [REF, x]\n\
         c: {type: SecureString, value: REF, keyId: REF, description: REF, tags: {t: REF}}\n\
         d: {type: SecureString, valueFrom: {file: REF}}",
    );
    mark(&mut world.spec);
    let declared = world.declared();
    let ParameterValue::Secret(secret) = &declared[2].state.value else { panic!("it is secret") };
    assert_eq!(secret.origin, Some(Origin::Reference { text: reference::mark("Parameter/a", "value") }));
    let mut world = World::new("path: REF\nparameters: {a: 1}");
    mark(&mut world.spec);
    assert_eq!(world.codes(), ["reference-not-allowed"]);
}

#[test]
fn one_pattern_is_compiled_once() {
    // A pattern that takes long to compile, ten thousand times over.
    let entries: String = (0..10_000)
        .map(|at| format!("p{at}: {{value: a, allowedPattern: '(a{{1,90}}){{1,30}}'}}\n"))
        .collect();
    assert_eq!(World::of(&entries).codes(), Vec::<&str>::new());
}
