//! One change: a line that says what, and its fields.

use std::collections::BTreeSet;

use engine::Action;
use engine::plan::Whence;
use engine::policy::{Level, Verdict};

use super::diff::shown;
use super::frame::{Fold, id, prose};
use super::merged::{At, Change, alike, sites, some_of};
use crate::render::page::Page;
use crate::render::plan::context::Context;
use crate::render::plan::human::words;
use crate::render::plan::sections::place;
use crate::view::{Field, Shown, Weight};

/// Lines of fields that stand open by themselves.
const SHORT: usize = 8;
/// Ways in which sites differ that stand in columns; more stand one below the other.
const COLUMNS: usize = 4;

/// The levels that a change is filtered by, in the order of what asks for most attention, with the numbers of the
/// sites where it has them.
pub(super) fn levels(change: &Change<'_>) -> Vec<(&'static str, Vec<usize>)> {
    let says = |level| {
        let of = change.verdicts.iter().filter(|(verdict, _)| verdict.level == level);
        let numbers: BTreeSet<usize> = of.flat_map(|(_, numbers)| numbers).copied().collect();
        numbers.into_iter().collect::<Vec<_>>()
    };
    let weighs = |weight| change.numbers(|at| at.row.weight == weight);
    let all = [
        ("denied", says(Level::Deny)),
        ("protected", change.protected()),
        ("warned", says(Level::Warn)),
        ("destroys", weighs(Weight::Destroys)),
        ("runs-now", weighs(Weight::RunsNow)),
        ("reschedules", weighs(Weight::RunsOtherwise)),
        ("outside", change.numbers(outside)),
    ];
    all.into_iter().filter(|(_, numbers)| !numbers.is_empty()).collect()
}

fn outside(at: &At<'_>) -> bool {
    at.row.whence == Whence::Outside
}

/// What the page filters by: `denied`, and `denied@2` where that holds at some of the change's sites only.
fn marks(change: &Change<'_>) -> Vec<String> {
    let mark = |(level, numbers): (&str, Vec<usize>)| match numbers.len() == change.at.len() {
        true => vec![level.to_owned()],
        false => numbers.iter().map(|number| format!("{level}@{number}")).collect(),
    };
    levels(change).into_iter().flat_map(mark).collect()
}

/// Whether a change stands open: what asks for attention always, what is short where there are few.
fn fold(change: &Change<'_>, few: bool) -> Fold {
    let lines: usize = change.at.first().map_or(0, |at| at.row.fields.iter().map(lines).sum());
    match levels(change).is_empty() && !(few && lines <= SHORT) {
        true => Fold::Closed,
        false => Fold::Open,
    }
}

fn lines(field: &Field) -> usize {
    match &field.shown {
        Shown::Words(_) | Shown::Value(_) | Shown::Pair(..) => 1,
        Shown::Lines(lines) => 1 + lines.len(),
    }
}

/// The line of a change, and an element around what will stand under it. `of` is how many sites there are.
pub(super) fn opened(place: usize, change: &Change<'_>, of: usize, few: bool) -> Page {
    let numbers: Vec<String> = change.at.iter().map(|at| at.number.to_string()).collect();
    let (kind, name) = change.address.split_at(change.kind().len());
    let page = Page::default()
        .markup("<details class=\"change\"")
        .attribute("id", id(place))
        .attribute("data-kind", change.kind())
        .attribute("data-action", change.action.word())
        .attribute("data-level", marks(change).join(" "))
        .attribute("data-site", numbers.join(" "))
        .markup(match fold(change, few) {
            Fold::Open => " open>",
            Fold::Closed => ">",
        });
    page.markup("<summary><span class=\"mark ")
        .markup(change.action.word())
        .markup("\"")
        .attribute("title", change.action.word())
        .markup(">")
        .text(change.action.mark())
        .markup("</span> <span class=\"what\"><code class=\"address\"><span class=\"kind\">")
        .text(kind)
        .markup("</span>")
        .text(name)
        .markup("</code>")
        .each(&change.verdicts, |page, (verdict, numbers)| badge(page, verdict, &change.whose(numbers)))
        .maybe(held(change), |page, whose| {
            let page = page.markup(" <span class=\"badge denied\">");
            page.text(&format!("{whose}protected")).markup("</span>")
        })
        .part(said(change, of))
        .markup("</span></summary>\n")
}

/// Where a guardrail forbids a change; `None` where none does.
fn held(change: &Change<'_>) -> Option<String> {
    let protected = change.protected();
    (!protected.is_empty()).then(|| change.whose(&protected))
}

fn badge(page: Page, verdict: &Verdict, whose: &str) -> Page {
    let (open, word) = match verdict.level {
        Level::Deny => (" <span class=\"badge denied\">", "denied"),
        Level::Warn => (" <span class=\"badge warned\">", "warned"),
    };
    page.markup(open).text(&format!("{whose}{word}: {}", verdict.policy)).markup("</span>")
}

/// What is said behind the address, and at which sites.
fn said(change: &Change<'_>, of: usize) -> Page {
    let class = match change.weight {
        Weight::Destroys => " <span class=\"words destroys\">",
        Weight::RunsNow => " <span class=\"words runs\">",
        Weight::RunsOtherwise | Weight::Ordinary => " <span class=\"words\">",
    };
    let all = alike(change.at.iter().map(|at| (words(&at.row), at.site())));
    let page = Page::default().each(&all, |page, (words, sites)| {
        page.maybe(words.as_ref(), |page, words| {
            let whose = some_of(sites, change.at.len()).map(|sites| format!("{sites}: ")).unwrap_or_default();
            prose(page.markup(class), &format!("{whose}{words}")).markup("</span>")
        })
    });
    let numbers = change.numbers(outside);
    let outside = (!numbers.is_empty()).then(|| format!("{}changed outside", change.whose(&numbers)));
    let page = page.maybe(outside, |page, words| {
        page.markup(" <span class=\"badge outside\">").text(&words).markup("</span>")
    });
    page.maybe(some_of(&sites(change), of), |page, sites| {
        page.markup(" <span class=\"badge site\">").text(&sites).markup("</span>")
    })
}

/// The fields of a change, and the sites that have them so.
type Way<'a> = (&'a [Field], Vec<String>);

/// What stands under the line: a table, with a column for each way in which sites differ.
pub(super) fn body(change: &Change<'_>, context: &Context<'_>) -> Page {
    let ways: Vec<Way<'_>> = alike(change.at.iter().map(|at| (&at.row.fields[..], at.site())));
    let columns = if ways.len() > COLUMNS { 1 } else { ways.len() };
    let verdicts = change.verdicts.iter().map(|(verdict, numbers)| {
        let Verdict { policy, message, file, line, .. } = verdict;
        let name = match verdict.level {
            Level::Deny => "denied",
            Level::Warn => "warned",
        };
        (name, format!("{}{message} ({policy}, {file}:{line})", change.whose(numbers)))
    });
    let held = held(change);
    let held = held.map(|whose| ("protected", format!("{whose}a guardrail forbids it, apply refuses")));
    let effects: BTreeSet<&String> = change.at.iter().flat_map(|at| &at.row.effects).collect();
    let effects = effects.into_iter().filter(|_| change.action == Action::Replace);
    let effects = effects.map(|effect| ("then", effect.clone()));
    let link = |location| context.links.and_then(|links| links.to(location));
    let places = change.at.iter().filter_map(|at| at.row.location);
    let places: BTreeSet<(String, Option<String>)> =
        places.map(|location| (place(location), link(location))).collect();
    let sentence = |page: Page, (name, said): (&'static str, String)| {
        let whole = |page: Page| prose(page.markup("<span class=\"prose\">"), &said).markup("</span>");
        row(page, name, |page| cell(page, columns, whole))
    };
    let page = match columns {
        1 => Page::default().markup("<table>\n"),
        _ => Page::default()
            .markup("<div class=\"wide\"><table class=\"columns\">\n<thead><tr><td></td>")
            .each(&ways, |page, (_, sites)| {
                page.markup("<th scope=\"col\">").text(&sites.join(", ")).markup("</th>")
            })
            .markup("</tr></thead>\n"),
    };
    let whence: BTreeSet<String> = change.at.iter().filter_map(|at| at.origin.clone()).collect();
    let whence = whence.into_iter().map(|said| ("origin", said));
    let outside: BTreeSet<&String> = change.at.iter().flat_map(|at| &at.row.outside).collect();
    let outside = outside.into_iter().map(|said| ("outside", said.clone()));
    page.each(verdicts.chain(held).chain(whence).chain(outside), sentence)
        .part(fields(&ways, columns))
        .each(effects, sentence)
        .each(places, |page, (place, link)| {
            let whole = |page: Page| match &link {
                Some(link) => {
                    page.markup("<a").attribute("href", link).markup(">").text(&place).markup("</a>")
                }
                None => page.markup("<span class=\"dim\">").text(&place).markup("</span>"),
            };
            row(page, "declared", |page| cell(page, columns, whole))
        })
        .markup("</table>")
        .markup(if columns > 1 { "</div>\n" } else { "\n" })
}

/// What closes a change.
pub(super) fn closed(page: Page) -> Page {
    page.markup("</details>\n")
}

fn row(page: Page, name: &str, cells: impl FnOnce(Page) -> Page) -> Page {
    let page = page
        .markup("<tr><th scope=\"row\">")
        .each(name.split_inclusive('.').enumerate(), |page, (at, part)| {
            page.markup(if at > 0 { "<wbr>" } else { "" }).text(part)
        })
        .markup("</th> ");
    cells(page).markup("</tr>\n")
}

fn cell(page: Page, columns: usize, value: impl FnOnce(Page) -> Page) -> Page {
    let page = page
        .markup("<td")
        .maybe((columns > 1).then_some(columns), |page, columns| page.attribute("colspan", columns))
        .markup(">");
    value(page).markup("</td>")
}

/// The fields: what is the same at all sites once.
fn fields(ways: &[Way<'_>], columns: usize) -> Page {
    if let [(fields, _)] = ways {
        let one = |page: Page, field: &Field| {
            row(page, &field.name, |page| cell(page, 1, |page| shown(page, &field.shown)))
        };
        return Page::default().each(*fields, one);
    }
    let mut names: Vec<&str> = Vec::new();
    for field in ways.iter().flat_map(|(fields, _)| *fields) {
        if !names.contains(&field.name.as_str()) {
            names.push(&field.name);
        }
    }
    Page::default().each(names, |page, name| {
        let values = ways.iter().map(|(fields, _)| {
            fields.iter().filter(|field| field.name == name).map(|field| &field.shown).collect::<Vec<_>>()
        });
        let values: Vec<Vec<&Shown>> = values.collect();
        let same = values.iter().all(|other| *other == values[0]);
        row(page, name, |page| match (same, columns) {
            (true, _) => cell(page, columns, |page| told(page, &values[0])),
            (false, 1) => cell(page, 1, |page| {
                page.each(values.iter().zip(ways), |page, (value, (_, sites))| {
                    told(page.markup("<div class=\"at\">").text(&sites.join(", ")).markup("</div>"), value)
                })
            }),
            (false, _) => page.each(&values, |page, value| cell(page, 1, |page| told(page, value))),
        })
    })
}

fn told(page: Page, value: &[&Shown]) -> Page {
    match value {
        [] => page.markup("<span class=\"dim\">·</span>"),
        value => page.each(value, |page, value| shown(page, value)),
    }
}
