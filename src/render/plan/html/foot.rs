//! How what was reviewed is applied.

use std::collections::BTreeSet;

use engine::contract::Exposure;
use engine::plan::Goal;
use engine::policy::Judged;

use super::frame::{prose, section};
use crate::render::page::Page;
use crate::view::{change_digest, refused};

/// The digest, and the commands that apply just this. Where there is nothing to apply, nothing.
pub(super) fn commands(plans: &[Judged]) -> Page {
    if plans.iter().all(|plan| plan.changes().is_empty()) {
        return Page::default();
    }
    let digest = change_digest(plans);
    let mut all: Vec<(String, &str)> = Vec::new();
    if plans.iter().all(|plan| plan.exposure() == Exposure::Compare) {
        let sandbox = if plans.iter().any(|plan| plan.site().sandbox) { " --sandbox" } else { "" };
        all.push((
            format!("trueup apply plan.json{sandbox}"),
            "does exactly this, or nothing: with the file that `plan --out plan.json` wrote",
        ));
    }
    // What was asked for beside the sites is known to the plan file alone.
    let asked =
        |plan: &Judged| plan.partial().is_some() || plan.changes().iter().any(|change| change.asked_for());
    if plans.iter().all(|plan| plan.goal() == Goal::Converge && !asked(plan)) {
        all.push((
            format!("trueup apply{} --approved {digest}", selection(plans)),
            "plans anew, and goes on only where the changes have this digest",
        ));
    }
    let inside = Page::default()
        .markup("<p>Change digest <code class=\"digest\">")
        .text(&digest)
        .markup("</code></p>\n")
        .maybe(plans.iter().find_map(refused), |page, _| {
            page.markup("<p><strong class=\"refused\">apply refuses</strong> until what is said above is settled</p>\n")
        })
        .markup("<dl class=\"commands\">\n")
        .each(&all, |page, (command, does)| {
            let page = page.markup("<dt><code>").text(command).markup("</code></dt><dd>");
            prose(page, does).markup("</dd>\n")
        })
        .markup("</dl>\n");
    section(Page::default(), "apply", Some("apply"), "Apply", inside)
}

/// The options that choose the sites of some plans: `-e production --region us-east-1`.
fn selection(plans: &[Judged]) -> String {
    let environments: BTreeSet<&str> = plans.iter().map(|plan| plan.site().environment.as_str()).collect();
    let regions: BTreeSet<&str> = plans.iter().map(|plan| plan.site().region.as_str()).collect();
    let mut options = String::new();
    match (environments.first(), environments.len()) {
        (Some(&"default"), 1) => {}
        (Some(one), 1) => options.push_str(&format!(" -e {one}")),
        _ => options.push_str(" --all"),
    }
    if let (Some(one), 1) = (regions.first(), regions.len()) {
        options.push_str(&format!(" --region {one}"));
    }
    if plans.iter().any(|plan| plan.site().sandbox) {
        options.push_str(" --sandbox");
    }
    options
}
