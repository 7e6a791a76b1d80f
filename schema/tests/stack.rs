//! `trueup.yaml`: what is read, where it stands, and what a site makes of it.

use schema::{Finding, Limit, Sources, Stack, read_stack};

fn read(text: &str) -> (Option<Stack>, Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("trueup.yaml", text);
    let (stack, findings) = read_stack(&sources, id);
    (stack, findings, sources)
}

fn told(text: &str) -> Vec<String> {
    let (_, findings, sources) = read(text);
    let tell = |finding: &Finding| {
        let at = sources.locate(finding.span());
        format!("{}:{} {}: {}", at.line, at.column, finding.code, finding.message)
    };
    findings.iter().map(tell).collect()
}

const WHOLE: &str = r#"apiVersion: trueup/v1
kind: Stack
metadata: {name: webshop}
spec:
  manifests: [manifests/**/*.yaml]
  tags: {Application: webshop, Environment: none}
  ignoreTags: ["kubernetes.io/*"]
  variables: {approveAfterDays: 7, version: 1.10, topic: none}
  environments:
    production:
      account: 012345678901
      regions:
        us-east-1: {variables: {topic: east}}
        eu-west-1: {}
      assumeRole: arn:aws:iam::123456789012:role/trueup
      variables: {environment: production, topic: both}
      tags: {Environment: Production}
      guardrails: {protect: ["Parameter/webshop/production/*"]}
    staging:
      account: "210987654321"
      regions: [us-east-1]
      variables: {approveAfterDays: 3}
      guardrails: {maxDeletes: 50%}
  guardrails:
    maxDeletes: 5
    protect: ["Parameter/webshop/shared/*"]
"#;

#[test]
fn a_whole_stack_is_read_with_its_places() {
    let (stack, findings, sources) = read(WHOLE);
    assert_eq!(findings, []);
    let stack = stack.expect("it is whole");
    assert_eq!(stack.name.value, "webshop");
    assert_eq!(stack.variables["version"].value, "1.10", "scalars stay as written");
    assert_eq!(sources.text(stack.variables["version"].span), "version: 1.10");
    let production = stack.environment("production").expect("it is declared");
    assert_eq!(production.account.as_ref().expect("it is written").value, "012345678901");
    assert_eq!(sources.locate(production.name.span).line, 10);
    assert_eq!(
        stack.environments.iter().map(|one| one.name.value.as_str()).collect::<Vec<_>>(),
        ["production", "staging"]
    );
    assert!(stack.environment("prod").is_none());
}

#[test]
fn a_site_lays_region_over_environment_over_stack() {
    let (stack, ..) = read(WHOLE);
    let stack = stack.expect("it is whole");
    let told: Vec<_> = stack
        .sites()
        .map(|site| {
            let variables: Vec<_> =
                site.variables.iter().map(|(name, text)| format!("{name}={}", text.value)).collect();
            let tags: Vec<_> = site.tags.values().map(|tag| tag.value.as_str()).collect();
            let protect: Vec<_> = site.guardrails.protect.iter().map(|glob| glob.value.as_str()).collect();
            format!(
                "{}/{}: {} | {} | {} {}",
                site.environment.name.value,
                site.region,
                variables.join(" "),
                tags.join(" "),
                site.guardrails.max_deletes,
                protect.join(" ")
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    production/us-east-1: approveAfterDays=7 environment=production topic=east version=1.10 | webshop Production | 5 Parameter/webshop/shared/* Parameter/webshop/production/*
    production/eu-west-1: approveAfterDays=7 environment=production topic=both version=1.10 | webshop Production | 5 Parameter/webshop/shared/* Parameter/webshop/production/*
    staging/us-east-1: approveAfterDays=3 topic=none version=1.10 | webshop none | 50% Parameter/webshop/shared/*
    ");
}

#[test]
fn a_stack_without_environments_has_one() {
    let (stack, findings, _) =
        read("apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: webshop}\nspec: {}\n");
    assert_eq!(findings, []);
    let stack = stack.expect("it is whole");
    let [only] = &stack.environments[..] else { panic!("one environment") };
    assert_eq!((only.name.value.as_str(), &only.account, &only.regions[..]), ("default", &None, &[][..]));
    assert_eq!(stack.sites().count(), 0, "the AWS configuration names the region");
    let site = stack.site(only, "us-east-1");
    assert_eq!((site.region.as_str(), site.guardrails.max_deletes), ("us-east-1", Limit::Count(10)));
    assert_eq!(stack.manifests[0].value, "manifests/**/*.yaml");
}

#[test]
fn max_deletes_counts_or_takes_a_share() {
    assert_eq!(Limit::Count(5).allowed(1000), 5);
    assert_eq!(Limit::Percentage(20).allowed(14), 2);
    assert_eq!(Limit::Percentage(20).allowed(4), 0);
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = r#"apiVersion: trueup/v2
kind: Stack
metadata: {name: "web ${x} shop", colour: red}
spec:
  tags: {Application: [a]}
  record: none
  environments:
    pro duction:
      account: 12345
      regions: {us-east-1a: {variabels: {}}}
    staging:
      regions: []
      assumeRole: trueup
  guardrails:
    maxDeletes: 200%
    protect: ["[a"]
    changeCalendars: [production-freeze]
    businessHours: {timezone: America/New_York}
  environment: x
"#;
    insta::assert_snapshot!(told(text).join("\n"), @"
    1:13 api-version: this `apiVersion` is not known
    3:18 metadata-interpolation: `metadata` is never interpolated
    3:35 unknown-field: unknown field `colour`
    5:24 wrong-type: expected a text, found a list
    8:5 stack-name: this cannot be the name of a stack or an environment
    9:16 stack-account: an account is twelve digits
    10:17 stack-region: this is not the name of a region
    10:30 unknown-field: unknown field `variabels`
    11:5 missing-field: the field `account` is missing
    12:7 stack-region: this environment has no region
    13:19 stack-role: this is not the ARN of a role
    15:17 stack-guardrail: this is neither a count nor a percentage
    16:15 invalid-glob: this pattern cannot be read: unclosed character class; missing ']'
    17:5 not-yet: this version of trueup cannot do this yet
    18:5 not-yet: this version of trueup cannot do this yet
    19:3 unknown-field: unknown field `environment`
    ");
}

#[test]
fn the_file_holds_one_stack_and_nothing_else() {
    let stack = "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: webshop}\nspec: {}\n";
    let other = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: webshop}\nspec: {parameters: {}}\n";
    assert_eq!(
        told(&format!("{stack}---\n{other}")),
        ["7:7 stack-place: only the `Stack` stands in `trueup.yaml`"]
    );
    assert_eq!(told(&format!("{stack}---\n{stack}")), ["7:7 stack-place: one `trueup.yaml` is one stack"]);
    assert_eq!(
        told(other),
        ["2:7 stack-place: only the `Stack` stands in `trueup.yaml`", "1:1 stack-place: no `Stack` is here"]
    );
    assert_eq!(told("a: [\n").len(), 1, "a syntax error is enough");
}

#[test]
fn a_record_lies_below_a_path_or_nowhere() {
    let record = |written: &str| {
        let text =
            format!("apiVersion: trueup/v1\nkind: Stack\nmetadata: {{name: webshop}}\nspec: {{{written}}}\n");
        let (stack, findings, _) = read(&text);
        let place = stack.map(|stack| stack.record.parameter("webshop", "blue"));
        (place, findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>())
    };
    let at = |name: &str| (Some(Some(name.to_owned())), Vec::new());
    assert_eq!(record(""), at("/trueup/webshop/blue"));
    assert_eq!(record("record: /ops/state"), at("/ops/state/webshop/blue"));
    assert_eq!(record("record: {path: /ops/}"), at("/ops/webshop/blue"));
    assert_eq!(record("record: none"), (Some(None), Vec::new()));
    for wrong in ["ops", "/aws/state", "/a//b", "\"/a b\"", "\"/${site.region}\"", "{path: /ssm}"] {
        assert_eq!(record(&format!("record: {wrong}")).1, ["stack-record"], "{wrong}");
    }
}

#[test]
fn a_former_stack_that_cannot_be_read_is_one_mistake() {
    for former in ["webshop", "", "{stak: store}", "{stack: [store]}", "[{stack: store}]"] {
        let metadata = format!("{{name: webshop, movedFrom: {former}}}");
        let told = told(&format!("apiVersion: trueup/v1\nkind: Stack\nmetadata: {metadata}\nspec: {{}}\n"));
        assert_eq!(told.len(), 1, "{former}: {told:?}");
    }
}
