//! A result in words.

use engine::Action;
use engine::apply::Stop;

use super::form::{Ended, Fate, Result, Site, Stopped};
use crate::render::outcome::{past, stop};
use crate::view::text::counted;

/// `apply ended at 2026-11-20T08:00:00Z: partial (exit 5)`.
pub(super) fn ended(result: &Result) -> String {
    let Result { command, ended, end, exit_code, .. } = result;
    format!("{command} ended at {ended}: {end} (exit {exit_code})")
}

/// `Applied 3 of 5 changes; 1 failed, 1 skipped`.
pub(super) fn summary(site: &Site) -> String {
    let all = site.results.len();
    let count = |fate| site.results.iter().filter(|ended| ended.fate == fate).count();
    let first = match (site.begun, count(Fate::Done)) {
        (false, _) => return format!("Not begun: {}", counted(all, "change", "changes")),
        (true, _) if all == 0 => return "Nothing was to be done".to_owned(),
        (true, done) if done == all => format!("Applied {}", counted(all, "change", "changes")),
        (true, done) => format!("Applied {done} of {}", counted(all, "change", "changes")),
    };
    let rest = [
        (Fate::Failed, "failed"),
        (Fate::Skipped, "skipped"),
        (Fate::NotTried, "not tried"),
        (Fate::Unknown, "unknown"),
    ];
    let rest = rest.map(|(fate, word)| (count(fate), word));
    let rest: Vec<String> =
        rest.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if rest.is_empty() { first } else { format!("{first}; {}", rest.join(", ")) }
}

/// `1 created, 2 changed; 22 calls, 3 throttled`.
pub(super) fn counts(site: &Site) -> String {
    let done = |action| {
        site.results.iter().filter(|ended| ended.fate == Fate::Done && ended.action == action).count()
    };
    let each = Action::ALL.iter().rev().map(|action| (done(*action), past(*action)));
    let each: Vec<String> =
        each.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let (sent, throttled) = site.calls();
    let calls = counted(sent as usize, "call", "calls");
    let throttled = if throttled == 0 { String::new() } else { format!(", {throttled} throttled") };
    let calls = format!("{calls}{throttled}");
    if each.is_empty() { calls } else { format!("{}; {calls}", each.join(", ")) }
}

/// What became of a change.
pub(super) fn fate(ended: &Ended) -> &'static str {
    match ended.fate {
        Fate::Done => past(ended.action),
        Fate::Failed => "failed",
        Fate::Skipped => "skipped",
        Fate::NotTried => "not tried",
        Fate::Unknown => "unknown: it may have been made",
    }
}

/// Why a site's run ended early.
pub(super) fn stopped(why: Stopped) -> &'static str {
    stop(match why {
        Stopped::Asked => Stop::Asked,
        Stopped::Credentials => Stop::Credentials,
        Stopped::Lease => Stop::Lease,
    })
}

/// What is not known to read back, and why.
pub(super) fn unread(site: &Site) -> [(&'static str, &[String]); 2] {
    [
        ("AWS did not read these back when the run ended", &site.unsettled),
        ("it ended before AWS was asked whether it reads these back", &site.not_asked),
    ]
}

/// That the record does not say what was done.
pub(super) fn unkept(site: &Site) -> Option<String> {
    let reason = site.record.reason.as_deref().unwrap_or("nothing tells why");
    (!site.record.kept).then(|| format!("the record could not be written: {reason}"))
}
