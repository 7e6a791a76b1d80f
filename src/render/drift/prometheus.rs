//! Drift as a Prometheus textfile.

use engine::policy::Judged;
use std::collections::BTreeMap;

use engine::plan::Plan;
use jiff::Timestamp;

use engine::drift::Class;

use super::entry::{Context, Entry, entries, word};
use crate::view::account;

/// What a run says beside what it found.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// What the process exits with.
    pub exit_code: u8,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// When a run last came to its end: now, or what the file of the run before says.
    pub last_success: Option<Timestamp>,
}

/// Gauges in Prometheus's text form, without sample timestamps and without names of resources.
pub fn prometheus(plans: &[Judged], context: &Context<'_>, run: Run) -> String {
    let mut text = String::new();
    let version = vec![(format!("version=\"{}\"", label(context.version)), "1".to_owned())];
    gauge(&mut text, "trueup_info", "The version of trueup that ran.", &version);
    let now = context.now.as_second().to_string();
    let each = |value: &str| -> Vec<(String, String)> {
        plans.iter().map(|plan| (target(plan), value.to_owned())).collect()
    };
    // What could not be looked at has a run and its code, and no success.
    let every = |value: &str| -> Vec<(String, String)> {
        let unreached = context.unreached.iter().map(|one| named(&format!("{}/{}", one.site, one.account)));
        each(value).into_iter().chain(unreached.map(|target| (target, value.to_owned()))).collect()
    };
    gauge(&mut text, "trueup_drift_last_run_timestamp_seconds", "When drift last ran.", &every(&now));
    if let Some(success) = run.last_success {
        let success = success.as_second().to_string();
        let help = "When drift last came to its end.";
        gauge(&mut text, "trueup_drift_last_success_timestamp_seconds", help, &each(&success));
    }
    let code = run.exit_code.to_string();
    gauge(&mut text, "trueup_drift_last_exit_code", "What drift last exited with.", &every(&code));
    let seconds = run.seconds.to_string();
    gauge(&mut text, "trueup_drift_run_duration_seconds", "How long drift last took.", &each(&seconds));
    let resources: Vec<(String, String)> =
        plans.iter().enumerate().flat_map(|(at, plan)| counts(plan, &entries(at, plan, context))).collect();
    gauge(&mut text, "trueup_drift_resources", "Resources by state and kind.", &resources);
    text
}

fn gauge(text: &mut String, name: &str, help: &str, samples: &[(String, String)]) {
    text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
    for (labels, value) in samples {
        text.push_str(&format!("{name}{{{labels}}} {value}\n"));
    }
}

fn counts(plan: &Plan, entries: &[Entry<'_>]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<(Class, &str), usize> = BTreeMap::new();
    for class in Class::ALL {
        counts.insert((class, ""), 0);
    }
    for entry in entries {
        *counts.entry((entry.class, entry.kind)).or_default() += 1;
    }
    // A class that nothing is in stands once as zero, so that alerts have a series to look at.
    let held = |class| entries.iter().any(|entry| entry.class == class);
    counts.retain(|(class, kind), _| !kind.is_empty() || !held(*class));
    let sample = |status: &str, kind: &str, count: usize| {
        let labels = format!("{},status=\"{status}\",kind=\"{}\"", target(plan), label(kind));
        (labels, count.to_string())
    };
    let in_sync = sample("in_sync", "", plan.unchanged());
    let classes = counts.into_iter().map(|((class, kind), count)| sample(word(class), kind, count));
    std::iter::once(in_sync).chain(classes).collect()
}

fn target(plan: &Plan) -> String {
    named(&format!("{}/{}", plan.site(), account(plan.site())))
}

fn named(target: &str) -> String {
    format!("target=\"{}\"", label(target))
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
