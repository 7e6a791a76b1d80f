//! Policies: what a stack forbids its plans, and what it warns of.

use std::fmt::Write as _;

use engine::plan::Plan;
use engine::policy::{Policies, judge, read};
use proptest::prelude::*;
use schema::{Finding, Severity, Sources};

use crate::world::{STACK, World, hierarchy};

fn policies(texts: &[(&str, &str)]) -> (Policies, Sources, Vec<Finding>) {
    let mut sources = Sources::default();
    let ids: Vec<_> = texts.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let (policies, findings) = read(&sources, &ids);
    (policies, sources, findings)
}

fn good(text: &str) -> Policies {
    let (policies, _, findings) = policies(&[("policies/a.cel", text)]);
    assert!(findings.is_empty(), "{findings:#?}");
    policies
}

/// What is found in a file, with its place.
fn found(text: &str) -> String {
    let (_, sources, findings) = policies(&[("policies/a.cel", text)]);
    let mut told = String::new();
    for finding in findings {
        let at = sources.locate(finding.span());
        let help = finding.help.unwrap_or_default();
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        writeln!(told, "{severity}[{}] {}:{} {} ({help})", finding.code, at.line, at.column, finding.message)
            .expect("written");
    }
    told
}

fn verdicts(text: &str, plan: Plan) -> String {
    let told = judge(&good(text), plan);
    let line = |verdict: &engine::policy::Verdict| {
        let about = verdict.address.as_ref().map_or("the plan".to_owned(), ToString::to_string);
        let (level, policy) = (verdict.level.word(), &verdict.policy);
        format!("{level} {policy} {}:{} {about}: {}\n", verdict.file, verdict.line, verdict.message)
    };
    told.verdicts().iter().map(line).collect()
}

async fn plan() -> Plan {
    let mut world = World::new();
    world.secrets.insert("PASSWORD".into(), "canary-4711".into());
    world.secrets.insert("OTHER".into(), "canary-4712".into());
    let secret = |name| format!("password: {{type: SecureString, valueFrom: {{env: {name}}}}}\n");
    let before = format!("host: db\nold: x\n{}", secret("PASSWORD"));
    world.converge(&world.desired(STACK, &[&hierarchy(&before)]).await).await;
    let after = format!("host: db2\nport: 3306\n{}", secret("OTHER"));
    world.plan(&world.desired(STACK, &[&hierarchy(&after)]).await).await
}

#[tokio::test(start_paused = true)]
async fn rules_deny_and_warn_with_address_and_reason() {
    let rules = "\
// Whatever goes is looked at twice.
// deny no-deletes: deletions need a second look
change.action == 'delete'

// warn ports: a port is opened
change.kind == \"Parameter\" && change.name.endsWith('/port')

// warn told: unused
change.differences.exists(d, d.path == 'value' && !d.secret && d.before == 'db')
  ? 'from ' + change.before.value + ' to ' + change.after.value + ' in ' + site.region
  : ''

// deny many: more than three changes at once
plan.changes > 3 && plan.delete == 1
";
    insta::assert_snapshot!(verdicts(rules, plan().await), @r#"
    deny many policies/a.cel:13 the plan: more than three changes at once
    deny no-deletes policies/a.cel:2 Parameter/webshop/old: deletions need a second look
    warn ports policies/a.cel:5 Parameter/webshop/port: a port is opened
    warn told policies/a.cel:8 Parameter/webshop/host: from db to db2 in us-east-1
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_the_word_for_it() {
    let plan = plan().await;
    let rules = "\
// warn is-masked: the password is a word
change.name.endsWith('password') && change.after.value == '(secret)' && change.before.value == '(secret)'
  && change.differences.all(d, d.secret ? d.before == '(secret)' && d.after == '(secret)' : true)
// deny is-seen: a secret can be seen
change.name.endsWith('password') && [change.after.value, change.before.value].exists(v, v.contains('canary'))
";
    let told = verdicts(rules, plan);
    assert!(told.contains("is-masked") && !told.contains("is-seen"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_evaluated_counts_as_holding() {
    let rules = "\
// deny untagged: a team must own it
change.after.tags.Team == ''
// warn odd: it is odd
change.needs
// warn asked: has is the way to ask
has(change.after.tags) && has(change.after.tags.Team)
";
    insta::assert_snapshot!(verdicts(rules, plan().await), @r#"
    deny untagged policies/a.cel:1 Parameter/webshop/host: a team must own it (it cannot be evaluated: No such key: Team)
    deny untagged policies/a.cel:1 Parameter/webshop/old: a team must own it (it cannot be evaluated: No such key: tags)
    deny untagged policies/a.cel:1 Parameter/webshop/password: a team must own it (it cannot be evaluated: No such key: Team)
    deny untagged policies/a.cel:1 Parameter/webshop/port: a team must own it (it cannot be evaluated: No such key: Team)
    warn odd policies/a.cel:3 Parameter/webshop/host: it is odd (it cannot be evaluated: its condition is neither true nor false, nor a text)
    warn odd policies/a.cel:3 Parameter/webshop/old: it is odd (it cannot be evaluated: its condition is neither true nor false, nor a text)
    warn odd policies/a.cel:3 Parameter/webshop/password: it is odd (it cannot be evaluated: its condition is neither true nor false, nor a text)
    warn odd policies/a.cel:3 Parameter/webshop/port: it is odd (it cannot be evaluated: its condition is neither true nor false, nor a text)
    "#);
}

#[test]
fn mistakes_are_found_where_they_are() {
    insta::assert_snapshot!(found("change.action == 'delete'\n"), @r#"error[policy-form] 1:1 this belongs to no rule (begin the rule with a comment, such as `// deny no-deletes: nothing is deleted here`)"#);
    insta::assert_snapshot!(found("// only prose\n"), @r#"warning[policy-form] 1:1 no rule is here (a rule begins with a comment, `// deny NAME: MESSAGE` or `// warn NAME: MESSAGE`)"#);
    insta::assert_snapshot!(found("// deny No_Name: x\ntrue\n// deny\ntrue\n// deny a:\ntrue\n// deny b: x\n\n"), @r#"
    error[policy-form] 1:1 this rule has no name of lowercase letters, digits and `-` (write `// deny its-name: what is said when it holds`)
    error[policy-form] 3:1 this rule has no name of lowercase letters, digits and `-` (write `// deny its-name: what is said when it holds`)
    error[policy-form] 5:1 this rule has no message (write `// deny a: what is said when it holds`)
    error[policy-form] 7:1 this rule has no condition (write an expression below it, such as `change.action == "delete"`)
    "#);
    insta::assert_snapshot!(found("// deny a: x\ntrue\n// warn a: y\ntrue\n"), @r#"error[policy-form] 3:1 there is another rule `a` ()"#);
    insta::assert_snapshot!(found("// deny a: x\nchange.action = 'delete'\n"), @r#"error[policy-expression] 2:15 this is not the expression language: token recognition error at: '= ' (the language is CEL; `docs/policies.md` has examples)"#);
    insta::assert_snapshot!(found("// deny a: x\n'ü' == change.name &&\n  (change.name\n"), @r#"error[policy-expression] 3:14 this is not the expression language: missing ')' at '<EOF>' (the language is CEL; `docs/policies.md` has examples)"#);
    insta::assert_snapshot!(found("// deny a: x\n'ü' == change.adress || chang.name == site.reigon || plan.foo\n"), @r#"
    error[policy-expression] 2:15 `change` has no `adress` (did you mean `change.address`?)
    error[policy-expression] 2:26 there is no variable `chang` (did you mean `change`?)
    error[policy-expression] 2:44 `site` has no `reigon` (did you mean `site.region`?)
    error[policy-expression] 2:59 `plan` has no `foo` (it has adopt, calls, changes, commit, conflicts, create, declared, delete, destroy, forget, move, owned, partial, replace, seconds, unchanged, update)
    "#);
    insta::assert_snapshot!(found("// deny a: x\nchange.needs.exist(n, n == m) || change.name.beginsWith('a') || now()\n"), @r#"
    error[policy-expression] 2:19 there is no function `exist` (did you mean `exists`?)
    error[policy-expression] 2:56 there is no function `beginsWith` (the functions are those of CEL itself; `docs/policies.md` has examples)
    error[policy-expression] 2:68 there is no function `now` (the functions are those of CEL itself; `docs/policies.md` has examples)
    "#);
    insta::assert_snapshot!(found("// deny a: x\nchange.needs.exists(n, n == m) || Foo{a: 1}.a == 1\n"), @r#"
    error[policy-expression] 2:29 there is no variable `m` (the variables are `change`, `plan` and `site`)
    error[policy-expression] 2:38 there is no type `Foo` (write a map, such as `{"name": 1}`)
    "#);
}

#[test]
fn what_could_hang_or_grow_without_end_is_refused() {
    let chain = |count: usize| {
        let maps = ".map(x, x + x)".repeat(count);
        format!("// deny a: x\n['xxxxxxxx']{maps}.size() > 0\n")
    };
    assert_eq!(found(&chain(3)), "");
    assert!(found(&chain(30)).contains("could take too long"), "{}", found(&chain(30)));
    let nested = "// deny a: x\nchange.needs.all(a, change.needs.all(b, change.needs.all(c, change.needs.all(d, a + b == c + d))))\n";
    assert!(found(nested).contains("could take too long"), "{}", found(nested));
    let usual = "// deny a: x\nchange.differences.filter(d, d.path.startsWith('tags.')).map(d, d.path).exists(p, change.needs.exists(n, n.matches(p)))\n";
    assert_eq!(found(usual), "");
    let deep = [
        "(".repeat(2000),
        "!".repeat(2000),
        format!("change{}", ".a".repeat(1500)),
        "change[".repeat(500),
        "true ? true : ".repeat(250) + "true",
        "1 + ".repeat(1000) + "1",
        "[".repeat(380),
        "{1:".repeat(190),
        "size(".repeat(390),
        format!("{}1{}", "(".repeat(190), ")".repeat(190)),
        format!("change{}", ".a".repeat(390)),
        "1 + ".repeat(390) + "1",
    ];
    for text in deep {
        let told = found(&format!("// deny a: x\n{text}\n"));
        assert!(told.contains("error["), "{}: {told}", &text[..20]);
    }
    // What the parser makes short is short.
    for text in ["- ".repeat(390) + "1 == 1", "true && ".repeat(190) + "true"] {
        assert_eq!(found(&format!("// deny a: x\n{text}\n")), "");
    }
    let long = format!("// deny a: x\n'{}' == ''\n", "x".repeat(5000));
    assert!(found(&long).contains("too long"));
    let large = format!("//{}\n// deny a: x\ntrue\n", "x".repeat(70_000));
    assert!(found(&large).contains("64 KiB"));
    let many: String = (0..300).map(|at| format!("// deny r{at}: x\nfalse\n")).collect();
    assert!(found(&many).contains("256 rules"));
}

#[tokio::test(start_paused = true)]
async fn what_is_too_large_to_judge_is_denied_and_not_tried() {
    let world = World::new();
    let list = format!("many: [{}]\n", "ab, ".repeat(1300));
    let plan = world.plan(&world.desired(STACK, &[&hierarchy(&list)]).await).await;
    let rules = "\
// deny twice: a value stands twice
change.after.value.exists(a, change.after.value.exists_one(b, b.contains(a) && a.contains(b)))
";
    let told = verdicts(rules, plan);
    assert!(told.contains("could take too long"), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_is_too_odd_to_be_read(
        soup in prop::collection::vec(
            prop::sample::select(vec![
                "change", "site", ".", "action", "[", "]", "(", ")", "{", "}", "'a'", "\"", "'", "\\", "1", "1u", "0x", "1.5e", "==",
                "&&", "?", ":", ",", "exists", "map", "has", "all", "x", " ", "\n", "//", "// deny a: b\n", "r'", "b'", "'''", "`",
                "ü", "\u{0}", "in", "-", "!", "+", "%", "null", "true", "9223372036854775808", "optional", "of", "$", "@",
            ]),
            0..40,
        ),
        odd in "\\PC{0,60}",
    ) {
        found(&format!("// deny a: x\n{}\n", soup.concat()));
        found(&odd);
    }
}
