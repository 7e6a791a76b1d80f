//! The JSON Schema says what the reader says.

use jsonschema::Validator;
use schema::kinds;
use serde_json::Value;

fn validator(kind: &str) -> Validator {
    let schema = kinds::json_schema(kind).expect("the kind is known");
    jsonschema::draft202012::meta::validate(&schema).expect("it is a schema");
    jsonschema::draft202012::new(&schema).expect("it can be used")
}

fn document(text: &str) -> Value {
    serde_yaml::from_str(text).expect("the example is YAML")
}

const STACK: &str = r#"
apiVersion: trueup/v1
kind: Stack
metadata:
  name: webshop
spec:
  manifests: [manifests/**/*.yaml]
  tags: {Application: webshop}
  ignoreTags: ["kubernetes.io/*"]
  variables: {approveAfterDays: 7}
  environments:
    production:
      account: "123456789012"
      regions:
        us-east-1: {variables: {topic: "arn:aws:sns:us-east-1:123456789012:patching"}}
        eu-west-1: {variables: {topic: "arn:aws:sns:eu-west-1:123456789012:patching"}}
      assumeRole: arn:aws:iam::123456789012:role/trueup
      variables: {environment: production}
      tags: {Environment: Production}
    staging:
      account: "210987654321"
      regions: [us-east-1]
      variables: {environment: staging, approveAfterDays: 3}
  guardrails:
    maxDeletes: 5
    protect: ["Parameter/webshop/production/database/*"]
"#;

const HIERARCHY: &str = r#"
apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: webshop}
spec:
  path: /webshop/${var.environment}
  tags: {Environment: Production}
  keyId: alias/parameter-store-key
  parameters:
    database/endpoint: mydb.cluster-abc.us-east-1.rds.amazonaws.com
    database/port: 3306
    database/password:
      type: SecureString
      valueFrom: {env: DB_PASSWORD}
      description: Database admin password
      tier: Advanced
      policies:
        - expiration: 2027-12-31T23:59:59Z
        - expirationNotification: {before: 30 days}
        - noChangeNotification: {after: 60 days}
    network/allowed-cidrs: [10.0.0.0/16, 10.1.0.0/16]
    api/key:
      type: SecureString
      manage: metadata
      description: Payment provider key
    ami/web: {value: ami-0c55b159cbfafe1f0, dataType: aws:ec2:image}
    features/rate-limit: {value: 1000, allowedPattern: "^[0-9]+$", labels: [stable]}
"#;

const BASELINE: &str = r#"
apiVersion: trueup/v1
kind: PatchBaseline
metadata: {name: web-critical, adopt: pb-0123456789abcdef0}
spec:
  name: web-critical-${var.environment}
  operatingSystem: AMAZON_LINUX_2023
  description: Critical and important fixes, a week after release
  default: false
  globalFilters: {PRODUCT: ["*"]}
  approvalRules:
    - filters: {CLASSIFICATION: [Security, Bugfix], SEVERITY: [Critical, Important]}
      approveAfterDays: ${var.approveAfterDays}
      complianceLevel: CRITICAL
      enableNonSecurity: true
    - filters: {CLASSIFICATION: [Newpackage]}
      approveUntilDate: 2027-01-31
  approvedPatches: [ALAS2023-2027-1]
  approvedPatchesComplianceLevel: HIGH
  approvedPatchesEnableNonSecurity: true
  rejectedPatches: ["kernel-livepatch*"]
  rejectedPatchesAction: BLOCK
  sources:
    my-repository: {products: [AmazonLinux2023], configuration: "[mine]"}
  tags: {Team: web}
"#;

const GROUP: &str = r#"
apiVersion: trueup/v1
kind: PatchGroup
metadata: {name: production}
spec:
  name: Production
  baselines:
    - web-critical
    - AWS-UbuntuDefaultPatchBaseline
    - {external: pb-0123456789abcdef0, operatingSystem: SUSE}
"#;

fn mistakes(validator: &Validator, text: &str) -> Vec<String> {
    validator.iter_errors(&document(text)).map(|error| error.to_string()).collect()
}

#[test]
fn the_examples_of_the_design_are_accepted() {
    for (kind, text) in [
        ("Stack", STACK),
        ("ParameterHierarchy", HIERARCHY),
        ("PatchBaseline", BASELINE),
        ("PatchGroup", GROUP),
    ] {
        assert_eq!(mistakes(&validator(kind), text), Vec::<String>::new(), "{kind}");
        let all = jsonschema::draft202012::new(&kinds::json_schema_of_all()).expect("it can be used");
        assert_eq!(mistakes(&all, text), Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn mistakes_are_refused() {
    let all = jsonschema::draft202012::new(&kinds::json_schema_of_all()).expect("it can be used");
    for (kind, text, from, to) in [
        ("Stack", STACK, "tags: {Application", "tgas: {Application"),
        ("Stack", STACK, "account: \"210987654321\"", "acount: \"210987654321\""),
        ("Stack", STACK, "regions: [us-east-1]", "regions: 7"),
        ("Stack", STACK, "maxDeletes: 5", "maxDeletes: many"),
        ("Stack", STACK, "name: webshop", "nme: webshop"),
        ("Stack", STACK, "trueup/v1", "v1"),
        ("ParameterHierarchy", HIERARCHY, "SecureString", "SecretString"),
        ("ParameterHierarchy", HIERARCHY, "tier: Advanced", "tier: advanced"),
        ("ParameterHierarchy", HIERARCHY, "{env: DB_PASSWORD}", "{env: DB_PASSWORD, file: x}"),
        ("ParameterHierarchy", HIERARCHY, "{env: DB_PASSWORD}", "{}"),
        ("ParameterHierarchy", HIERARCHY, "before: 30 days", "before: 2 moons"),
        ("ParameterHierarchy", HIERARCHY, "labels: [stable]", "labels: stable"),
        ("ParameterHierarchy", HIERARCHY, "description: Payment", "descripton: Payment"),
        ("ParameterHierarchy", HIERARCHY, "  parameters:", "  parameter:"),
        ("PatchBaseline", BASELINE, "AMAZON_LINUX_2023", "AMAZON_LINUX_2024"),
        ("PatchBaseline", BASELINE, "SEVERITY", "SEVERTY"),
        ("PatchBaseline", BASELINE, "${var.approveAfterDays}", "361"),
        ("PatchBaseline", BASELINE, "${var.approveAfterDays}", "7\n      approveUntilDate: 2027-01-31"),
        ("PatchBaseline", BASELINE, "2027-01-31", "31.01.2027"),
        ("PatchBaseline", BASELINE, "  rejectedPatches: [\"", "  rejectedPatch: [\""),
        ("PatchGroup", GROUP, "{external: pb-0123456789abcdef0, operatingSystem: SUSE}", "{external: pb-0}"),
        ("PatchGroup", GROUP, "  baselines:", "  baseline:"),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert_ne!(wrong, text, "{from}");
        assert_ne!(mistakes(&validator(kind), &wrong), Vec::<String>::new(), "{to}");
        assert_ne!(mistakes(&all, &wrong), Vec::<String>::new(), "{to}");
    }
}

#[test]
fn a_variable_may_stand_for_any_scalar() {
    let text = HIERARCHY
        .replace("value: 1000", "value: \"${var.limit}\"")
        .replace("tier: Advanced", "tier: ${var.tier}")
        .replace("30 days", "\"${var.before}\"")
        .replace("2027-12-31T23:59:59Z", "${var.end}")
        .replace(
            "{env: DB_PASSWORD}",
            "{generate: {length: \"${var.length}\"}, verbatim: \"${var.verbatim}\"}",
        );
    assert_eq!(mistakes(&validator("ParameterHierarchy"), &text), Vec::<String>::new());
}

#[test]
fn every_field_is_described() {
    fn walk(schema: &Value, path: &str) {
        if let Some(properties) = schema["properties"].as_object() {
            for (name, property) in properties {
                assert!(property["description"].is_string(), "{path}.{name}");
            }
        }
        match schema {
            Value::Object(map) => map.iter().for_each(|(key, value)| walk(value, &format!("{path}.{key}"))),
            Value::Array(items) => items.iter().for_each(|value| walk(value, path)),
            _ => {}
        }
    }
    for kind in [&kinds::STACK].into_iter().chain(kinds::ALL) {
        walk(&kinds::json_schema(kind.name).expect("it is listed"), kind.name);
    }
    assert!(kinds::json_schema("Activation").is_none());
}

#[test]
fn every_code_that_a_kind_names_is_there() {
    for kind in [&schema::kinds::STACK].into_iter().chain(schema::kinds::ALL) {
        let codes: Vec<_> = kind.pages().map(|page| page.code).collect();
        for code in kind.codes {
            assert!(codes.iter().any(|known| known.starts_with(code)), "{}: `{code}`", kind.name);
        }
    }
}
