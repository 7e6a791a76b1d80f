//! Manifests: identity, where they exist, and what is refused.

use schema::{Adopt, Finding, Manifest, Sources, read_manifests};

fn read(texts: &[&str]) -> (Vec<Manifest>, Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    let ids: Vec<_> =
        texts.iter().enumerate().map(|(at, text)| sources.add(format!("{at}.yaml"), *text)).collect();
    let (manifests, findings) = read_manifests(&sources, ids);
    (manifests, findings, sources)
}

fn told(texts: &[&str]) -> Vec<String> {
    let (_, findings, sources) = read(texts);
    let tell = |finding: &Finding| {
        let places = finding.labels.iter().map(|label| {
            let at = sources.locate(label.span);
            format!("{}:{}:{}", at.path, at.line, at.column)
        });
        let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{} {}: {}{help}", places.collect::<Vec<_>>().join(" "), finding.code, finding.message)
    };
    findings.iter().map(tell).collect()
}

fn named(metadata: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {metadata}\nspec: {{parameters: {{}}}}\n"
    )
}

#[test]
fn metadata_is_read_with_its_places() {
    let text = named(
        "{name: webshop, environments: [production, staging], regions: [us-east-1], adopt: true, movedFrom: shop}",
    );
    let (manifests, findings, sources) = read(&[&text]);
    assert_eq!(findings, []);
    let metadata = &manifests[0].metadata;
    assert_eq!(sources.text(metadata.name.span), "webshop");
    assert_eq!(metadata.moved_from.as_ref().expect("it moved").value, "shop");
    let environments = metadata.environments.as_ref().expect("they are written");
    assert_eq!(sources.text(environments[1].span), "staging");
    assert!(metadata.exists_at("staging", "us-east-1"));
    assert!(!metadata.exists_at("staging", "eu-west-1"));
    assert!(!metadata.exists_at("default", "us-east-1"));
    assert_eq!(sources.text(manifests[0].kind.span), "ParameterHierarchy");
}

#[test]
fn adopting_is_for_all_sites_or_for_each() {
    let adopt = |written: &str| {
        let (manifests, findings, _) = read(&[&named(&format!("{{name: webshop, adopt: {written}}}"))]);
        // Parameters have no ids: they are adopted by name.
        let refused = written.contains("mw-");
        assert_eq!(findings.iter().any(|finding| finding.code == "metadata-adopt"), refused, "{written}");
        manifests[0].metadata.adopt.clone()
    };
    assert_eq!(adopt("false"), Adopt::Never);
    let terms = |adopt: &Adopt, region: &str| {
        adopt.at("production", region).map(|terms| (terms.id.clone(), terms.from_cloud_formation))
    };
    assert_eq!(terms(&adopt("true"), "us-east-1"), Some((None, false)));
    assert_eq!(terms(&adopt("mw-0123"), "us-east-1"), Some((Some("mw-0123".to_owned()), false)));
    let from = adopt("{id: mw-0123, fromCloudFormation: true}");
    assert_eq!(terms(&from, "us-east-1"), Some((Some("mw-0123".to_owned()), true)));
    let sites = adopt("{production/us-east-1: mw-1, production: mw-2, staging: true}");
    assert_eq!(terms(&sites, "us-east-1").expect("its own").0.as_deref(), Some("mw-1"));
    assert_eq!(terms(&sites, "eu-west-1").expect("its environment's").0.as_deref(), Some("mw-2"));
    assert_eq!(sites.at("other", "us-east-1"), None);
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = "\
- a list
---
apiVersion: v1
kind: ParameterHierachy
metadata: {name: web shop, enviroments: [production]}
spec: {parameters: {}}
---
apiversion: trueup/v1
kind: PatchPolicy
metadata: {name: -web, environments: []}
---
kind: Stack
metadata: {name: \"${var.name}\", absent: true, forget: true}
spec: {}
---
metadata: {name: webshop}
spec:
";
    insta::assert_snapshot!(told(&[text]).join("\n"), @"
    0.yaml:1:3 not-a-manifest: this document is not a manifest; a manifest is a map of `apiVersion`, `kind`, `metadata` and `spec`
    0.yaml:3:13 api-version: this `apiVersion` is not known; write `apiVersion: trueup/v1`
    0.yaml:4:7 unknown-kind: this kind is not known; did you mean `ParameterHierarchy`?
    0.yaml:5:18 metadata-name: `web shop` cannot be a name; use up to 63 letters, digits, `_` and `-`, the first a letter or a digit
    0.yaml:5:28 unknown-field: unknown field `enviroments`; did you mean `environments`?
    0.yaml:8:1 unknown-field: unknown field `apiversion`; did you mean `apiVersion`?
    0.yaml:8:1 missing-field: the field `spec` is missing
    0.yaml:9:7 not-yet: this version of trueup cannot manage a `PatchPolicy` yet; take the manifest out
    0.yaml:10:18 metadata-name: `-web` cannot be a name; use up to 63 letters, digits, `_` and `-`, the first a letter or a digit
    0.yaml:10:24 metadata-nowhere: `environments` names none; take it out for everywhere, or say `absent: true` to have the resources gone
    0.yaml:12:1 missing-field: the field `apiVersion` is missing
    0.yaml:12:7 stack-place: a `Stack` stands in `trueup.yaml` only; move it there; one stack is one `trueup.yaml`
    0.yaml:13:18 metadata-interpolation: `metadata` is never interpolated; write the name itself; `spec` may use variables
    0.yaml:13:47 0.yaml:13:33 metadata-ends: only one of these can be wanted; keep one of `adopt`, `forget` and `absent`
    0.yaml:16:1 missing-field: the field `apiVersion` is missing
    0.yaml:16:1 missing-field: the field `kind` is missing
    0.yaml:17:1 missing-value: nothing is written here; write a value, or take the key out
    ");
}

#[test]
fn one_kind_and_name_is_one_manifest() {
    let [all, production, staging, east, west] = [
        "{name: webshop}",
        "{name: webshop, environments: [production]}",
        "{name: webshop, environments: [staging, test]}",
        "{name: webshop, regions: [us-east-1]}",
        "{name: webshop, regions: [eu-west-1]}",
    ]
    .map(named);
    assert_eq!(told(&[&production, &staging]), Vec::<String>::new());
    assert_eq!(told(&[&east, &west]), Vec::<String>::new());
    for (a, b) in [(&all, &production), (&production, &east), (&all, &all)] {
        let told = told(&[a, b]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("1.yaml:3:18 0.yaml:3:18 duplicate-manifest"), "{told:?}");
    }
}

#[test]
fn a_broken_file_does_not_hide_the_others() {
    let (manifests, findings, _) = read(&["a: [\n", &named("{name: webshop}")]);
    assert_eq!((manifests.len(), findings.len()), (1, 1));
}
