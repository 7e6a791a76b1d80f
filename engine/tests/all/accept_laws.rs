//! The law of accept: whatever drifts and however it is written, once it is accepted the plan is empty, and what
//! both sides say stands as it was.

use proptest::prelude::*;

use crate::accept::{Texts, settled};
use crate::patch_laws::told;
use crate::world::{STACK, World};
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_parameters(first in parameter_laws::parameters(), second in parameter_laws::parameters()) {
        let (first, mut second) = (open(first), open(second));
        second.truncate(first.len());
        holds(&parameter_laws::manifest(&first), &parameter_laws::manifest(&second));
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
