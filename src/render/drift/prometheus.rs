//! Drift as a Prometheus textfile.

use engine::policy::Judged;
use std::collections::BTreeMap;

use engine::plan::Plan;
use jiff::Timestamp;

use engine::drift::Class;

use crate::shard::Ended;

use super::entry::{Context, Entry, entries, word};
use crate::view::account;

/// What a run says beside what it found.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// What the process exits with.
    pub exit_code: u8,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What the file said before.
    pub before: &'a Before,
}

/// What a file of the run before says: when a site was last looked at whole, by its label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before(BTreeMap<String, Option<i64>>);

const LAST_RUN: &str = "trueup_drift_last_run_timestamp_seconds";
const LAST_SUCCESS: &str = "trueup_drift_last_success_timestamp_seconds";

impl Before {
    /// What a file says; lines that are not ours say nothing.
    pub fn of(text: &str) -> Self {
        let mut sites: BTreeMap<String, Option<i64>> = BTreeMap::new();
        for line in text.lines() {
            let Some((series, value)) = line.rsplit_once(' ') else { continue };
            let labels = |name: &str| series.strip_prefix(name)?.strip_prefix('{')?.strip_suffix('}');
            if let Some(site) = labels(LAST_RUN) {
                sites.entry(site.to_owned()).or_default();
            } else if let Some(site) = labels(LAST_SUCCESS) {
                sites.insert(site.to_owned(), value.parse().ok());
            }
        }
        Self(sites)
    }
}

/// Gauges in Prometheus's text form, without sample timestamps and without names of resources.
pub fn prometheus(plans: &[Judged], context: &Context<'_>, run: Run<'_>) -> String {
    let now = context.now.as_second();
    let looked = plans.iter().map(|plan| (target(plan), plan.complete()));
    let unreached =
        context.unreached.iter().map(|one| (named(&format!("{}/{}", one.site, one.account)), false));
    let sites: Vec<(String, bool)> = looked.chain(unreached).collect();
    // A run that does not see all of a site takes its last success away from no alert.
    let success = |(site, whole): &(String, bool)| {
        let before = || run.before.0.get(site).copied().flatten();
        let at = if *whole { Some(now) } else { before() };
        Some((site.clone(), at?.to_string()))
    };
    let mut text = head(context.version);
    if let Some(shard) = &context.shard {
        text.push_str(&part(shard));
    }
    let each =
        |value: String| sites.iter().map(|(site, _)| (site.clone(), value.clone())).collect::<Vec<_>>();
    runs(&mut text, &each(now.to_string()), &sites.iter().filter_map(success).collect::<Vec<_>>());
    exits(&mut text, &each(run.exit_code.to_string()));
    let seconds: Vec<_> = plans.iter().map(|plan| (target(plan), run.seconds.to_string())).collect();
    gauge(&mut text, "trueup_drift_run_duration_seconds", "How long drift last took.", &seconds);
    let resources: Vec<(String, String)> =
        plans.iter().enumerate().flat_map(|(at, plan)| counts(plan, &entries(at, plan, context))).collect();
    gauge(&mut text, "trueup_drift_resources", "Resources by state and kind.", &resources);
    text
}

/// The same of a run that looked at nothing: that it ran and what it ended with, for each site of the run before.
/// What it found then is told no more.
pub fn failed(version: &str, now: Timestamp, exit_code: u8, before: &Before) -> String {
    let none = BTreeMap::from([(named(""), None)]);
    let sites = if before.0.is_empty() { &none } else { &before.0 };
    let each = |value: String| sites.keys().map(|site| (site.clone(), value.clone())).collect::<Vec<_>>();
    let success = sites.iter().filter_map(|(site, at)| Some((site.clone(), (*at)?.to_string())));
    let mut text = head(version);
    runs(&mut text, &each(now.as_second().to_string()), &success.collect::<Vec<_>>());
    exits(&mut text, &each(exit_code.to_string()));
    text
}

/// What each of these files begins with.
pub const HEAD: &str = "# HELP trueup_info ";

fn head(version: &str) -> String {
    let mut text = String::new();
    let version = vec![(format!("version=\"{}\"", label(version)), "1".to_owned())];
    gauge(&mut text, "trueup_info", "The version of trueup that ran.", &version);
    text
}

/// Which part of the sites the file is of.
pub const PART: &str = "trueup_drift_shard";

fn part(shard: &Ended<'_>) -> String {
    let labels = shard.labels().map(|(name, value)| format!("{name}=\"{}\"", label(&value)));
    let mut text = String::new();
    let sample = vec![(labels.join(","), "1".to_owned())];
    gauge(&mut text, PART, "The part of the sites that this file is of.", &sample);
    text
}

fn runs(text: &mut String, now: &[(String, String)], success: &[(String, String)]) {
    gauge(text, LAST_RUN, "When drift last ran.", now);
    if !success.is_empty() {
        gauge(text, LAST_SUCCESS, "When drift last came to its end.", success);
    }
}

/// What a run has exited with, for each site.
pub const EXIT: &str = "trueup_drift_last_exit_code";

fn exits(text: &mut String, codes: &[(String, String)]) {
    gauge(text, EXIT, "What drift last exited with.", codes);
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
