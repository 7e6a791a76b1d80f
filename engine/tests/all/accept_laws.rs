//! The law of accept: whatever drifts and however it is written, once it is accepted the plan is empty, and what
//! both sides say stands as it was.

use engine::accept::{Sites, Terms, Why};
use engine::resolve::desired_digest;
use proptest::prelude::*;
use proptest::sample::select;

use crate::accept::{KNOWN, SITES, Texts, accepted, converged, puts, settled};
use crate::patch_laws::told;
use crate::world::{STACK, World, hierarchy};
use crate::{association_laws, document_laws, parameter_laws, patch_laws, window_laws};

/// Accepts in a manifest what another one has made of AWS.
fn holds(before: &str, after: &str) {
    told(async {
        let world = World::new().knowing("KEY", "hunter2");
        world.converge(&world.desired(STACK, &[after]).await).await;
        let (before, after) = (commented(before), after);
        let accepted = settled(&world, &Texts::of(&[&before])).await;
        let mut lines = accepted.manifests[0].lines();
        let both: Vec<&str> = after.lines().filter(|line| line.starts_with("  ")).collect();
        for line in before.lines() {
            let said = line.split(" # ").next().unwrap_or(line);
            if both.contains(&said) || !line.starts_with("  ") {
                assert!(
                    lines.any(|kept| kept == line),
                    "`{line}` of\n{before}\nis not in\n{}",
                    accepted.manifests[0]
                );
            }
        }
    });
}

/// A manifest with a comment behind each line that is a field of its own.
fn commented(manifest: &str) -> String {
    let comment = |(at, line): (usize, &str)| match line.starts_with("  ") && line.ends_with(['}', ']']) {
        true => format!("{line} # note {at}\n"),
        false => format!("{line}\n"),
    };
    manifest.lines().enumerate().map(comment).collect()
}

/// The same with nothing secret in it.
fn open(parameters: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let open = |lines: Vec<String>| {
        let lines = lines.into_iter().filter(|line| !line.starts_with("keyId"));
        lines.map(|line| if line.contains("Secure") { "value: none".to_owned() } else { line }).collect()
    };
    parameters.into_iter().map(open).collect()
}

/// A text that YAML and we could take for more than a text.
fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        " ",
        "\n",
        ": ",
        " #",
        "- ",
        "'",
        "\"",
        "\\",
        "${",
        "$${",
        "}",
        "{",
        "[",
        "]",
        ",",
        "&x",
        "*x",
        "---",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "\t",
        "\r",
        "\u{7}",
        "\u{feff}",
        "\u{2028}",
        "é",
        "null",
        "~",
        "<<",
        "${var.x}",
        "${Parameter/webshop/b.value}",
        "0x1",
        "true",
        "?",
    ];
    let texts = prop::collection::vec(select(pieces), 1..8).prop_map(|pieces| pieces.concat());
    texts.prop_filter("AWS takes it", |text| !text.contains("{{") && !text.trim().is_empty())
}

/// Values of which some are the site's own.
const WRITTEN: [&str; 6] = [
    "x",
    "\"${var.own}\"",
    "db.${var.own}.z",
    "${var.shared}",
    "${site.environment}-x",
    "{value: x, description: \"${var.own}\"}",
];

/// Places of every kind that hold a text of anybody's, as the rest of a manifest around one. What is made by hand is
/// in the manifest of AWS alone.
const PLACES: [(&str, &str); 9] = [
    ("ParameterHierarchy", "{path: /webshop, parameters: {a: {value: TEXT}}}"),
    ("ParameterHierarchy", "{path: /webshop, parameters: {a: [b, TEXT]}}"),
    ("ParameterHierarchy", "{path: /webshop, parameters: {a: {value: b, description: TEXT}}}"),
    (
        "Document",
        "{type: Command, content: {schemaVersion: '2.2', mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {runCommand: [TEXT]}}]}}",
    ),
    (
        "Association",
        "{document: AWS-RunShellScript, where: {'tag:A': b}, parameters: {commands: [a, TEXT]}, name: patch}",
    ),
    ("PatchBaseline", "{operatingSystem: SUSE, description: TEXT}"),
    (
        "ChangeCalendar",
        "{default: open, events: [{summary: a, description: TEXT, start: 2026-11-27, end: 2026-11-28}]}",
    ),
    (
        "MaintenanceWindow",
        "{schedule: rate(7 days), duration: 4h, cutoff: 1h, targets: {web: {where: {'tag:A': b}}}, tasks: {one: {targets: [web], maxConcurrency: 1, maxErrors: 1, runCommand: {document: AWS-RunShellScript, parameters: {commands: [TEXT]}}}}}",
    ),
    (
        "MaintenanceWindow",
        "{schedule: rate(7 days), duration: 4h, cutoff: 1h, targets: {one: {where: {'tag:A': b}, description: TEXT}}}",
    ),
];

/// What no file may hold.
fn canaries() -> Vec<String> {
    vec![
        format!("ghp_{}", "x".repeat(36)),
        "-----BEGIN PRIVATE KEY-----".to_owned(),
        "mysql://web:correct@db.internal/x".to_owned(),
        "export PASSWORD=correct-horse".to_owned(),
        "AWS_SECRET_ACCESS_KEY=correct-horse".to_owned(),
        KNOWN.to_owned(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_parameters(first in parameter_laws::parameters(), second in parameter_laws::parameters()) {
        let (first, mut second) = (open(first), open(second));
        second.truncate(first.len());
        holds(&parameter_laws::manifest(&first), &parameter_laws::manifest(&second));
    }

    #[test]
    fn of_any_text(text in text(), style in 0_usize..6) {
        let value = ["a: x", "a: 'x'", "a: \"x\"", "a: {value: x}", "a: |\n  x\n  y", "a: {value: \"$${x}\"}"][style];
        let before = hierarchy(&format!("{value}\nb: 1 # last"));
        told(async {
            let world = World::new();
            world.converge(&world.desired(STACK, &[&before]).await).await;
            let put = world.outside().put_parameter().name("/webshop/a").value(text).overwrite(true);
            put.send().await.expect("taken");
            let after = settled(&world, &Texts::of(&[&before])).await;
            let head = hierarchy("");
            let made = &after.manifests[0];
            assert!(made.starts_with(&head) && made.ends_with("    b: 1 # last\n"), "{made}");
        });
    }

    /// Nothing that is a secret, or looks like one, comes into a text, wherever it stands in AWS.
    #[test]
    fn of_no_secret(
        (kind, spec) in select(PLACES.to_vec()),
        canary in select(canaries()),
        (before, after) in (select(vec!["", "a ", "echo "]), select(vec!["", " b", " && id"])),
        by_hand in any::<bool>(),
    ) {
        let manifest = |text: &str| {
            let spec = spec.replace("TEXT", &serde_json::to_string(text).expect("JSON"));
            format!("apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: tidy}}\nspec: {spec}\n")
        };
        let whole = manifest("one");
        let hand = ["tasks: {", "targets: {one"].iter().find_map(|key| whole.find(key));
        let git = match hand.filter(|_| by_hand && kind == "MaintenanceWindow") {
            Some(at) => format!("{}}}\n", &whole[..at].trim_end_matches([',', ' '])),
            None => whole,
        };
        told(async {
            let world = World::new();
            world.converge(&world.desired(STACK, &[&manifest(&format!("{before}{canary}{after}"))]).await).await;
            let refusals = accepted(&world, &Texts::of(&[&git]), &[], &Terms::default()).await;
            let refusals = refusals.expect_err(&canary);
            assert!(refusals.iter().all(|one| one.why == Why::Secret && one.place.is_some()), "{refusals:#?}");
        });
    }

    /// Accept at one site changes what is desired of no other site, and of nothing else at its own.
    #[test]
    fn of_one_site(
        written in prop::collection::vec(select(WRITTEN.to_vec()), 3),
        held in select(vec!["x", "y", "o", "q", "db.q.z", "db.o.y", "one-y", "t", "s"]),
        fresh in any::<bool>(),
    ) {
        let manifest =
            hierarchy(&["a", "b", "c"].iter().zip(&written).map(|(name, text)| format!("{name}: {text}\n")).collect::<String>());
        let before = Texts { stack: SITES.into(), manifests: vec![manifest] };
        let sites = if fresh { Sites::Variable("fresh".into()) } else { Sites::This };
        told(async {
            let world = converged(&before).await;
            puts(&world, "/webshop/a", held).await;
            let terms = Terms { sites, ..Terms::default() };
            match accepted(&world, &before, &["Parameter/webshop/a"], &terms).await {
                Err(refusals) => {
                    let known = |why: &Why| matches!(why, Why::Sites(_) | Why::Others(_) | Why::Filled(_));
                    assert!(refusals.iter().all(|refusal| known(&refusal.why)), "{refusals:#?}");
                }
                Ok((after, _)) => {
                    let plan = world.plan(&world.desired(&after.stack, &[&after.manifests[0]]).await).await;
                    assert!(plan.empty(), "{after:#?}");
                    let other = |texts: &Texts| desired_digest(&World::sites(&texts.stack, &[&texts.manifests[0]])[1]);
                    assert_eq!(other(&before), other(&after), "{after:#?}");
                }
            }
        });
    }

    #[test]
    fn of_windows(first in window_laws::spec(), second in window_laws::spec()) {
        let order = window_laws::Order::Forth;
        holds(&first.manifest(order), &second.manifest(order));
    }

    #[test]
    fn of_baselines((first, second) in (patch_laws::spec(), patch_laws::spec())) {
        // Nobody can give a baseline another operating system.
        prop_assume!(first[0] == second[0]);
        holds(&patch_laws::manifest(&first), &patch_laws::manifest(&second));
    }

    #[test]
    fn of_associations(first in association_laws::spec(), second in association_laws::spec()) {
        holds(&association_laws::manifest(&first), &association_laws::manifest(&second));
    }

    #[test]
    fn of_documents(first in document_laws::spec(), second in document_laws::spec()) {
        holds(&first.manifest(), &second.manifest());
        holds(&first.turned(), &second.turned());
    }
}
