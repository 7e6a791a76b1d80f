//! The bar that filters, and what its keys are. Only the script shows it: without one it would do nothing.

use std::collections::{BTreeMap, BTreeSet};

use engine::Action;
use engine::policy::Judged;

use super::change::levels;
use super::merged::Change;
use crate::render::page::Page;

/// The levels, and what stands on their buttons.
const LEVELS: [(&str, &str); 7] = [
    ("denied", "denied"),
    ("protected", "protected"),
    ("warned", "warned"),
    ("destroys", "destroys"),
    ("runs-now", "runs now"),
    ("reschedules", "runs at other times"),
    ("outside", "changed outside"),
];

const KEYS: [(&str, &str); 8] = [
    ("/", "filter by address, field or value"),
    ("j", "next change"),
    ("k", "previous change"),
    ("o", "open all that are shown"),
    ("c", "close all but what asks for attention"),
    ("u", "unified, or side by side"),
    ("Esc", "leave the field; once more, show all"),
    ("?", "this"),
];

/// The bar, where there are changes.
pub(super) fn bar(page: Page, plans: &[Judged], changes: &[Change<'_>]) -> Page {
    if changes.is_empty() {
        return page;
    }
    let kinds: BTreeSet<&str> = changes.iter().map(Change::kind).collect();
    let mut actions: BTreeMap<Action, usize> = BTreeMap::new();
    let mut by_level: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes {
        *actions.entry(change.action).or_default() += 1;
        for (level, _) in levels(change) {
            *by_level.entry(level).or_default() += 1;
        }
    }
    let names: Vec<String> = plans.iter().map(|plan| plan.site().to_string()).collect();
    let page = page.markup(
        "<form class=\"bar\" id=\"bar\" role=\"search\" aria-label=\"Filter the changes\" hidden>\n\
         <input type=\"search\" name=\"q\" placeholder=\"Filter  /\" aria-label=\"Filter by address, field \
         or value\" aria-keyshortcuts=\"/\" autocomplete=\"off\" spellcheck=\"false\">\n",
    );
    let page = match kinds.len() {
        1 => page,
        _ => select(
            page,
            "<select name=\"kind\" aria-label=\"Kind\">",
            "all kinds",
            kinds.into_iter().map(|kind| (kind, kind)),
        ),
    };
    let numbers: Vec<String> = (0..names.len()).map(|number| number.to_string()).collect();
    let sites = numbers.iter().zip(&names).map(|(number, name)| (number.as_str(), name.as_str()));
    let page = match names.len() {
        1 => page,
        _ => select(page, "<select name=\"site\" aria-label=\"Site\">", "all sites", sites),
    };
    let page = page
        .markup("<span class=\"chips\" role=\"group\" aria-label=\"Actions\">")
        .each(&actions, |page, (action, count)| {
            let words = format!("{} {} {count}", action.mark(), action.word());
            chip(page, "<input type=\"checkbox\" name=\"action\"", action.word(), &words)
        })
        .markup("</span>\n");
    let present: Vec<(&str, &str, usize)> = LEVELS
        .iter()
        .filter_map(|(level, words)| by_level.get(level).map(|count| (*level, *words, *count)))
        .collect();
    let page = match present.is_empty() {
        true => page,
        false => page
            .markup("<span class=\"chips\" role=\"group\" aria-label=\"Levels\">")
            .each(present, |page, (level, words, count)| {
                chip(page, "<input type=\"checkbox\" name=\"level\"", level, &format!("{words} {count}"))
            })
            .markup("</span>\n"),
    };
    page.markup("<span class=\"tail\"><output id=\"shown\" aria-live=\"polite\"")
        .attribute("data-all", changes.len())
        .markup("></output>\n<span class=\"buttons\">")
        .markup("<button type=\"button\" data-do=\"open\" aria-keyshortcuts=\"o\">Open all</button>")
        .markup("<button type=\"button\" data-do=\"close\" aria-keyshortcuts=\"c\">Close all</button>")
        .markup(
            "<button type=\"button\" data-do=\"side\" aria-keyshortcuts=\"u\" aria-pressed=\"false\">Side by \
             side</button><button type=\"button\" data-do=\"help\" aria-keyshortcuts=\"?\" aria-label=\"Keys\">\
             ?</button></span></span>\n</form>\n<dialog id=\"help\" aria-label=\"Keys\"><h2>Keys</h2>\n<dl>\n",
        )
        .each(KEYS, |page, (key, does)| {
            page.markup("<dt><kbd>").text(key).markup("</kbd></dt><dd>").text(does).markup("</dd>\n")
        })
        .markup("</dl>\n<form method=\"dialog\"><button>Close</button></form></dialog>\n")
}

fn select<'a>(
    page: Page,
    open: &'static str,
    all: &'static str,
    options: impl Iterator<Item = (&'a str, &'a str)>,
) -> Page {
    page.markup(open)
        .markup("<option value=\"\">")
        .markup(all)
        .markup("</option>")
        .each(options, |page, (value, words)| {
            page.markup("<option").attribute("value", value).markup(">").text(words).markup("</option>")
        })
        .markup("</select>\n")
}

fn chip(page: Page, open: &'static str, value: &str, words: &str) -> Page {
    page.markup("<label class=\"chip\"")
        .attribute("data-of", value)
        .markup(">")
        .markup(open)
        .attribute("value", value)
        .markup(">")
        .text(words)
        .markup("</label>")
}
