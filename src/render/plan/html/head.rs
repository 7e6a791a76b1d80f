//! What the page begins with: where, how much, and what asks for attention.

use std::collections::BTreeMap;

use engine::policy::{Judged, Level, Verdict};

use super::frame::{id, list, prose, section};
use super::merged::{Change, sites, some_of};
use crate::render::error::way_out;
use crate::render::page::Page;
use crate::render::plan::context::Context;
use crate::render::plan::human::{about, words};
use crate::render::plan::sections::{about as about_verdict, judged, place};
use crate::view::text::counted;
use crate::view::{
    Cautions, Unreached, Weight, account, cautions, commit, counts, counts_of, noun, refused, sentences,
    settle, untold, whose, withheld,
};

/// Changes that are named before the list of all; the rest is a number.
const NAMED: usize = 24;

/// Where a plan is of: `webshop / production / us-east-1`.
pub(super) fn name(plan: &Judged) -> String {
    let site = plan.site();
    format!("{} / {} / {}", site.stack, site.environment, site.region)
}

/// What stands beside a site's name: `123456789012, sandbox · commit 4f2c1aa + uncommitted`.
pub(super) fn beside(plan: &Judged) -> String {
    let commit = commit(plan).map(|commit| format!(" · commit {commit}")).unwrap_or_default();
    format!("{}{commit}", account(plan.site()))
}

/// `Plan: 1 to create, 3 to change`.
fn sum(plan: &Judged) -> String {
    match counts(plan) {
        counts if !counts.is_empty() => format!("{}: {counts}", noun(plan)),
        _ if plan.empty() && plan.complete() => "Nothing to do".into(),
        _ => format!("{}: no changes", noun(plan)),
    }
}

fn cost(plan: &Judged, reads: Option<u64>) -> String {
    let mut said = format!("{} unchanged", plan.unchanged());
    if !plan.changes().is_empty() {
        let calls = counted(plan.cost().total(), "call", "calls");
        said.push_str(&format!("; {calls}, {}", about(plan.cost().seconds)));
    }
    if let Some(reads) = reads {
        said.push_str(&format!("; reading took {}", counted(reads as usize, "call", "calls")));
    }
    if let Some(withheld) = withheld(plan) {
        said.push_str(&format!("; {withheld}"));
    }
    said
}

/// How much is to be done, and what apply refuses it for.
pub(super) fn summary(page: Page, plans: &[Judged], context: &Context<'_>) -> Page {
    let page = page.each(plans, |page, plan| {
        let whose = if plans.len() > 1 { format!("{}: ", plan.site()) } else { String::new() };
        let words = sentences(plan).join(" ");
        page.maybe((!words.is_empty()).then_some(words), |page, words| {
            prose(page.markup("<p class=\"lead\">"), &format!("{whose}{words}")).markup("</p>\n")
        })
    });
    let page = page.markup("<p class=\"sum\"><strong>");
    let page = match plans {
        [only] => {
            page.text(&sum(only)).markup("</strong>").text(&format!("; {}", cost(only, context.reads_of(0))))
        }
        several => {
            let counts = counts_of(several);
            let counts = if counts.is_empty() { "no changes".to_owned() } else { counts };
            page.text(&format!("{}: {counts}", counted(several.len(), "site", "sites"))).markup("</strong>")
        }
    };
    page.markup("</p>\n").each(plans, |page, plan| {
        let page = page.maybe(untold(plan), |page, said| {
            let whose = if plans.len() > 1 { format!("{}: ", plan.site()) } else { String::new() };
            prose(page.markup("<p class=\"dim\">"), &format!("{whose}{said}")).markup("</p>\n")
        });
        page.maybe(refused(plan), |page, said| {
            let whose = if plans.len() > 1 { format!("{}: ", plan.site()) } else { String::new() };
            page.markup("<p class=\"refused\"><strong>")
                .text(&format!("{whose}apply refuses"))
                .markup("</strong>")
                .text(&format!(": {said}"))
                .markup("</p>\n")
        })
    })
}

/// What must not be overlooked. It stands before all else and is never folded.
pub(super) fn attention(page: Page, plans: &[Judged], changes: &[Change<'_>], context: &Context<'_>) -> Page {
    let page = unreached(page, context);
    let page = cautioned(page, plans);
    let page = conflicts(page, plans);
    let page = verdicts(page, plans, Level::Deny);
    let page = named(page, plans.len(), changes, Weight::Destroys, "Destroys");
    let page = named(page, plans.len(), changes, Weight::RunsNow, "Runs as soon as it is applied");
    let page = unreadable(page, plans);
    verdicts(page, plans, Level::Warn)
}

/// What the sites say: each thing once, in their order, and where, if not everywhere.
fn told(plans: &[Judged], of: impl Fn(&Judged) -> Vec<Said>) -> Vec<(Said, Option<String>)> {
    let mut all: BTreeMap<Said, (usize, Vec<String>)> = BTreeMap::new();
    for plan in plans {
        for one in of(plan) {
            let next = all.len();
            all.entry(one).or_insert((next, Vec::new())).1.push(plan.site().to_string());
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(_, (order, _))| *order);
    all.into_iter().map(|(one, (_, sites))| (one, some_of(&sites, plans.len()))).collect()
}

/// What is said of some addresses, each with where it is declared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    about: Vec<(String, Option<String>)>,
    words: String,
    help: Option<String>,
    /// Where the rule is that says it.
    rule: Option<String>,
}

fn said(page: Page, class: &'static str, title: &str, all: &[(Said, Option<String>)]) -> Page {
    if all.is_empty() {
        return page;
    }
    let count: usize = all.iter().map(|(one, _)| one.about.len()).sum();
    let inside = list(all, |page, (one, sites)| {
        let Said { about, words, help, rule } = one;
        let named = |page: Page, (address, place): &(String, Option<String>)| {
            let page = page.markup("<code>").text(address).markup("</code> ");
            page.maybe(place.as_ref(), |page, place| dim(page, place))
        };
        let [only] = &about[..] else {
            let more = about.len().checked_sub(NAMED).filter(|more| *more > 0);
            return told_of(page, words, help, rule, sites)
                .markup("<ul class=\"names\">\n")
                .each(about.iter().take(NAMED), |page, one| named(page.markup("<li>"), one).markup("</li>\n"))
                .maybe(more, |page, more| {
                    page.markup("<li>").text(&format!("and {more} more")).markup("</li>\n")
                })
                .markup("</ul>\n");
        };
        told_of(named(page, only), words, help, rule, sites)
    });
    section(page, class, None, format!("{title} ({count})"), inside)
}

fn told_of(
    page: Page,
    words: &str,
    help: &Option<String>,
    rule: &Option<String>,
    sites: &Option<String>,
) -> Page {
    prose(page, words)
        .maybe(rule.as_ref(), |page, rule| dim(page.markup(" "), rule))
        .maybe(sites.as_ref(), |page, sites| dim(page.markup(" "), &format!("at {sites}")))
        .maybe(help.as_ref(), |page, help| {
            prose(page.markup("<br><span class=\"help\">help: "), help).markup("</span>")
        })
}

fn dim(page: Page, text: &str) -> Page {
    page.markup("<span class=\"dim\">").text(text).markup("</span> ")
}

/// What is said alike once, with all the addresses that it is said of.
fn grouped(all: impl IntoIterator<Item = Said>) -> Vec<Said> {
    let mut groups: Vec<Said> = Vec::new();
    let mut places: BTreeMap<(String, Option<String>, Option<String>), usize> = BTreeMap::new();
    for said in all {
        let key = (said.words.clone(), said.help.clone(), said.rule.clone());
        match places.get(&key) {
            Some(at) => groups[*at].about.extend(said.about),
            None => {
                places.insert(key, groups.len());
                groups.push(said);
            }
        }
    }
    groups
}

fn unreached(page: Page, context: &Context<'_>) -> Page {
    let told = |one: &Unreached| Said {
        about: vec![(one.site.clone(), None)],
        words: one.why.clone(),
        help: None,
        rule: None,
    };
    let all: Vec<_> = context.unreached.iter().map(|one| (told(one), None)).collect();
    said(page, "attention denied", "Not planned", &all)
}

fn cautioned(page: Page, plans: &[Judged]) -> Page {
    let all = told(plans, |plan| {
        let said = |caution: Cautions<'_>| Said {
            about: caution.addresses.iter().map(|address| (address.to_string(), None)).collect(),
            rule: Some(caution.told()),
            words: caution.message,
            help: None,
        };
        cautions(plan).into_iter().map(said).collect()
    });
    said(page, "attention warned", "Cautions", &all)
}

fn conflicts(page: Page, plans: &[Judged]) -> Page {
    let all = told(plans, |plan| {
        grouped(plan.conflicts().iter().map(|conflict| Said {
            about: vec![(conflict.address.to_string(), Some(place(&conflict.location)))],
            words: whose(&conflict.rival),
            help: Some(settle(&conflict.rival)).filter(|help| !help.is_empty()),
            rule: None,
        }))
    });
    said(page, "attention denied", "Conflicts, apply refuses until they are settled", &all)
}

fn verdicts(page: Page, plans: &[Judged], level: Level) -> Page {
    let all = told(plans, |plan| {
        grouped(plan.at(level).map(|verdict| {
            let Verdict { policy, message, file, line, .. } = verdict;
            Said {
                about: vec![(about_verdict(verdict).to_owned(), None)],
                words: message.clone(),
                help: None,
                rule: Some(format!("{policy}, {file}:{line}")),
            }
        }))
    });
    let class = match level {
        Level::Deny => "attention denied",
        Level::Warn => "attention warned",
    };
    said(page, class, judged(level), &all)
}

fn unreadable(page: Page, plans: &[Judged]) -> Page {
    let all = told(plans, |plan| {
        grouped(plan.unreadable().iter().map(|unreadable| {
            let address = unreadable.address.as_ref();
            let what = address.map_or_else(|| format!("every {}", unreadable.kind), ToString::to_string);
            Said {
                about: vec![(what, None)],
                words: unreadable.error.to_string(),
                help: way_out(&unreadable.error),
                rule: None,
            }
        }))
    });
    said(page, "attention denied", "Not readable, neither changed nor counted as unchanged", &all)
}

/// The changes of a weight by name; each leads to where it is told.
fn named(page: Page, of: usize, changes: &[Change<'_>], weight: Weight, title: &str) -> Page {
    let all: Vec<(usize, &Change<'_>)> =
        changes.iter().enumerate().filter(|(_, change)| change.weight == weight).collect();
    if all.is_empty() {
        return page;
    }
    let more = all.len().checked_sub(NAMED).filter(|more| *more > 0);
    let inside = Page::default()
        .markup("<ul class=\"names\">\n")
        .each(all.iter().take(NAMED), |page, (at, change)| {
            page.markup("<li><a")
                .attribute("href", format!("#{}", id(*at)))
                .markup("><span class=\"mark ")
                .markup(change.action.word())
                .markup("\">")
                .text(change.action.mark())
                .markup("</span> <code>")
                .text(&change.address)
                .markup("</code></a> ")
                .part(prose(
                    Page::default(),
                    &words(&change.at[0].row).unwrap_or_else(|| change.action.word().to_owned()),
                ))
                .maybe(some_of(&sites(change), of), |page, sites| {
                    page.markup(" <span class=\"dim\">at ").text(&sites).markup("</span>")
                })
                .markup("</li>\n")
        })
        .maybe(more, |page, more| page.markup("<li>").text(&format!("and {more} more")).markup("</li>\n"))
        .markup("</ul>\n");
    let class = match weight {
        Weight::Destroys => "attention destroys",
        Weight::RunsNow | Weight::RunsOtherwise | Weight::Ordinary => "attention runs",
    };
    section(page, class, None, format!("{title} ({})", all.len()), inside)
}
