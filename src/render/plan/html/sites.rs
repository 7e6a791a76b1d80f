//! Several sites beside each other.

use std::collections::{BTreeMap, BTreeSet};

use engine::Action;
use engine::policy::Judged;

use super::frame::{folded, id, section};
use super::head::beside;
use super::merged::{Change, general};
use crate::render::page::Page;
use crate::view::withheld;

/// Rows of the table of addresses that stands open.
const SHORT: usize = 30;
/// Rows of the table of addresses; the rest is a number.
const ROWS: usize = 1_000;

/// How much is to be done at which site.
pub(super) fn overview(page: Page, plans: &[Judged]) -> Page {
    let actions: Vec<Action> = Action::ALL
        .into_iter()
        .filter(|action| plans.iter().any(|plan| plan.summary().of(*action) > 0))
        .collect();
    let page = page
        .markup("<div class=\"wide\"><table class=\"sites\">\n<thead><tr><th scope=\"col\">site</th>")
        .each(&actions, |page, action| {
            page.markup("<th scope=\"col\" class=\"number ")
                .markup(action.word())
                .markup("\">")
                .text(&format!("{} {}", action.mark(), action.word()))
                .markup("</th>")
        })
        .markup("<th scope=\"col\" class=\"number\">unchanged</th><th></th></tr></thead>\n<tbody>\n");
    page.each(plans, |page, plan| {
        page.markup("<tr><th scope=\"row\"><strong>")
            .text(&plan.site().to_string())
            .markup("</strong> <span class=\"dim\">")
            .text(&beside(plan))
            .markup("</span></th>")
            .each(&actions, |page, action| match plan.summary().of(*action) {
                0 => page.markup("<td class=\"number dim\">·</td>"),
                count => page
                    .markup("<td class=\"number ")
                    .markup(action.word())
                    .markup("\">")
                    .text(&count.to_string())
                    .markup("</td>"),
            })
            .markup("<td class=\"number\">")
            .text(&plan.unchanged().to_string())
            .markup("</td><td>")
            .text(&withheld(plan).unwrap_or_default())
            .markup("</td></tr>\n")
    })
    .markup("</tbody>\n</table></div>\n")
}

/// Which change is made at which site, where not all sites have the same.
pub(super) fn beside_each_other(plans: &[Judged], changes: &[Change<'_>]) -> Page {
    if changes.iter().all(|change| change.at.len() == plans.len()) {
        return Page::default();
    }
    let mut cells: BTreeMap<String, BTreeMap<usize, (Action, String)>> = BTreeMap::new();
    for (place, change) in changes.iter().enumerate() {
        for at in &change.at {
            let address = general(at.plan.site(), at.row.address);
            cells.entry(address).or_default().insert(at.number, (change.action, id(place)));
        }
    }
    let concerned: BTreeSet<usize> = cells.values().flat_map(|cells| cells.keys().copied()).collect();
    let more = cells.len().checked_sub(ROWS).filter(|more| *more > 0);
    let table = Page::default()
        .markup("<div class=\"wide\"><table class=\"matrix\">\n<thead><tr><th scope=\"col\">address</th>")
        .each(&concerned, |page, number| {
            page.markup("<th scope=\"col\">").text(&plans[*number].site().to_string()).markup("</th>")
        })
        .markup("</tr></thead>\n<tbody>\n")
        .each(cells.iter().take(ROWS), |page, (address, cells)| {
            let mut actions = concerned.iter().map(|number| cells.get(number).map(|(action, _)| *action));
            let first = actions.next();
            let differs = actions.any(|action| Some(action) != first);
            page.markup(if differs { "<tr class=\"differs\">" } else { "<tr>" })
                .markup("<th scope=\"row\"><code>")
                .text(address)
                .markup("</code></th>")
                .each(&concerned, |page, number| match cells.get(number) {
                    None => page.markup("<td class=\"dim\">·</td>"),
                    Some((action, link)) => page
                        .markup("<td><a")
                        .attribute("href", format!("#{link}"))
                        .markup(" class=\"mark ")
                        .markup(action.word())
                        .markup("\"")
                        .attribute("title", action.word())
                        .markup(">")
                        .text(action.mark())
                        .markup("</a></td>"),
                })
                .markup("</tr>\n")
        })
        .markup("</tbody>\n</table></div>\n")
        .maybe(more, |page, more| {
            page.markup("<p class=\"dim\">").text(&format!("and {more} more addresses")).markup("</p>\n")
        });
    let title = format!("Sites side by side ({})", cells.len());
    let table = match cells.len() > SHORT {
        true => folded(Page::default(), "Which change is made where", table),
        false => table,
    };
    section(Page::default(), "beside", Some("beside"), title, table)
}
