//! The report of several parts, read back from what they have printed for programs: each site that is not as git
//! says, what differs there in a line each, and all of it counted.

use serde_json::Value;

use super::markdown::{Items, code, prose};
use super::style::{Line, Page, Paint, Style};
use crate::view::text::counted;

/// What is told of one site.
struct Told {
    site: String,
    account: String,
    lines: Vec<String>,
}

/// A report, without its form.
struct Report {
    /// Those where something is told, in the report's order.
    sites: Vec<Told>,
    /// Sites that could not be looked at, and why.
    unreached: Vec<(String, String)>,
    /// How many were looked at.
    looked: usize,
    /// What was found, counted.
    counts: String,
}

/// The site that something is told of, as `environment/region`.
pub fn site(item: &Value) -> Option<String> {
    if let Some(site) = item["site"].as_str() {
        return Some(site.to_owned());
    }
    let target = target(item)?;
    Some(format!("{}/{}", target["environment"].as_str()?, target["region"].as_str()?))
}

fn target(item: &Value) -> Option<&Value> {
    [&item["target"], &item["x"]["target"], item].into_iter().find(|target| target["environment"].is_string())
}

impl Report {
    fn of(report: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let planned = report["resource_changes"].is_array();
        let (items, beside, unit) = match planned {
            true => (list(&report["resource_changes"]), &report["x"], "to "),
            false => (list(&report["findings"]), report, ""),
        };
        let mut sites: Vec<Told> = Vec::new();
        for item in &items {
            let Some(named) = site(item) else { continue };
            let account = target(item).and_then(|target| target["account_id"].as_str()).unwrap_or_default();
            let verb = if planned { &item["x"]["action"] } else { &item["class"] };
            let paths = list(&item["paths"]);
            let paths: Vec<&str> = paths.iter().filter_map(Value::as_str).collect();
            let paths = if paths.is_empty() { String::new() } else { format!(": {}", paths.join(", ")) };
            let (verb, address) = (verb.as_str().unwrap_or("-"), item["address"].as_str().unwrap_or("-"));
            let line = format!("{verb:<10} {address}{paths}");
            match sites.last_mut().filter(|told| told.site == named) {
                Some(told) => told.lines.push(line),
                None => sites.push(Told { site: named, account: account.to_owned(), lines: vec![line] }),
            }
        }
        let unreached = list(&beside["unreached"]);
        let why = |one: &Value| {
            (one["site"].as_str().map(str::to_owned), one["message"].as_str().map(str::to_owned))
        };
        let unreached =
            unreached.iter().map(why).map(|(site, why)| (site.unwrap_or_default(), why.unwrap_or_default()));
        Self {
            sites,
            unreached: unreached.collect(),
            looked: list(&beside["targets"]).len(),
            counts: counts(&beside["summary"], planned, unit),
        }
    }

    fn all(&self) -> String {
        let looked = counted(self.looked, "site", "sites");
        let unreached = match self.unreached.len() {
            0 => String::new(),
            some => format!("; {some} could not be looked at"),
        };
        format!("{looked}: {}{unreached}", self.counts)
    }
}

/// What a summary counts, in words; what stays as it is comes last.
fn counts(summary: &Value, planned: bool, unit: &str) -> String {
    let (names, same): (&[&str], _) = match planned {
        true => {
            (&["create", "update", "replace", "delete", "adopt", "move", "forget"], ("no_op", "unchanged"))
        }
        false => (
            &["drifted", "missing", "conflict", "pending", "unmanaged", "unreadable", "ignored"],
            ("in_sync", "in sync"),
        ),
    };
    let count = |name: &str| summary[name].as_u64().unwrap_or_default();
    let some =
        names.iter().filter(|name| count(name) > 0).map(|name| format!("{} {unit}{name}", count(name)));
    let mut words: Vec<String> = some.collect();
    words.push(format!("{} {}", count(same.0), same.1));
    words.join(", ")
}

/// For people.
pub fn human(report: &Value, style: Style) -> String {
    let report = Report::of(report);
    let mut page = Page::new(style);
    for Told { site, account, lines } in &report.sites {
        page.blank();
        page.line(Line::new().push(Paint::Bold, format!("{site} ({account})")));
        for line in lines {
            page.line(Line::new().push(Paint::Plain, format!("  {line}")));
        }
    }
    for (site, why) in &report.unreached {
        page.blank();
        page.line(Line::new().push(Paint::Red, format!("{site} could not be looked at: {why}")));
    }
    page.blank();
    page.line(Line::new().push(Paint::Bold, report.all()));
    page.finish()
}

/// For an issue or a comment, in at most `limit` bytes: what does not fit is dropped, and said so.
pub fn markdown(report: &Value, limit: usize) -> String {
    let report = Report::of(report);
    let mut most = report.sites.iter().map(|told| told.lines.len()).max().unwrap_or(0);
    let mut sites = report.sites.len().max(report.unreached.len());
    loop {
        let text = page(&report, most, sites);
        if text.len() <= limit || sites == 0 {
            return text;
        }
        // Fewer of each first, and fewer sites where that is not enough.
        match most {
            0 => sites /= 2,
            _ => most /= 2,
        }
    }
}

fn page(report: &Report, most: usize, sites: usize) -> String {
    let mut text = format!("**trueup: {}**\n", prose(&report.all()));
    let more = |left: usize| format!("and {left} more");
    for Told { site, account, lines } in report.sites.iter().take(sites) {
        text.push_str(&format!("\n### {} ({})\n", prose(site), prose(account)));
        let mut items = Items::default();
        lines.iter().take(most).for_each(|line| items.item(&code(line)));
        if let left @ 1.. = lines.len().saturating_sub(most) {
            items.item(&more(left));
        }
        text.push_str(&items.finish());
    }
    if let left @ 1.. = report.sites.len().saturating_sub(sites) {
        text.push_str(&format!("\n{} sites.\n", more(left)));
    }
    for (site, why) in report.unreached.iter().take(sites) {
        text.push_str(&format!("\n> [!CAUTION]\n> {} could not be looked at: {}\n", code(site), prose(why)));
    }
    text
}
