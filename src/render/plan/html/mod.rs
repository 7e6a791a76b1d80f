//! A plan as a page of its own. Nothing is loaded from elsewhere: its policy lets in this style and this script
//! alone, by their hashes. Without the script it is still whole: that only filters, opens and lays out.

mod bar;
mod change;
mod diff;
mod foot;
mod frame;
mod graph;
mod head;
mod merged;
mod sites;
mod timeline;

use engine::policy::Judged;
use jiff::Timestamp;

use super::context::Context;
use super::sections::{UNLISTED, done_without};
use crate::render::page::Page;
use crate::view::text::counted;
use crate::view::{Weight, partial};
use frame::{folded, list, prose, section};
use merged::{Change, merged};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// What browsers hold the page to. A policy in a page cannot be widened by what comes behind it.
const POLICY: &str = "default-src 'none'; \
    style-src 'sha256-SxWRlIlCj/1bp2QwfnXTeD/RL3Uu1ySP/Kc9i+rLcUU='; \
    script-src 'sha256-3OIE52ZDLJYlzXcBQ02Y5kfB/SWLTacelBj6l69hPu0='; \
    base-uri 'none'; form-action 'none'";

/// Bytes that the lines of all changes may have, and their fields; what comes last is left out and said.
const LINES: usize = 3 << 20;
const FIELDS: usize = 5 << 20;
/// Changes of which short ones stand open.
const FEW: usize = 30;

/// Plans as one HTML page.
pub fn html(plans: &[Judged], context: &Context<'_>) -> String {
    let all = merged(plans);
    let made = plans.first().map_or(context.now, |plan| plan.made());
    let parts = [
        ("#changes", "Changes", changes(&all, plans.len(), context)),
        ("#runs", "Runs that change", timeline::timeline(made, &all)),
        ("#graph", "What refers to what", graph::graph(&all)),
        ("#beside", "Sites side by side", sites::beside_each_other(plans, &all)),
        ("#aside", "What is no change", aside(plans)),
        ("#apply", "Apply", foot::commands(plans)),
    ];
    let there = || parts.iter().filter(|(_, _, part)| part.size() > 0);
    let page = header(plans, made, context)
        .markup("<nav aria-label=\"Contents\">")
        .each(there(), |page, (anchor, title, _)| {
            page.markup("<a").attribute("href", anchor).markup(">").text(title).markup("</a>")
        })
        .markup("</nav>\n");
    let page = match plans {
        [_] => page,
        several => sites::overview(page, several),
    };
    let page =
        head::attention(head::summary(page, plans, context), plans, &all, context).markup("</header>\n");
    bar::bar(page, plans, &all)
        .markup("<main>\n")
        .each(parts, |page, (_, _, part)| page.part(part))
        .markup("</main>\n<script>")
        .markup(SCRIPT)
        .markup("</script>\n</body>\n</html>\n")
        .into_text()
}

fn header(plans: &[Judged], made: Timestamp, context: &Context<'_>) -> Page {
    let title = match plans {
        [only] => head::name(only),
        several => {
            let stack = several.first().map_or("", |plan| &plan.site().stack);
            format!("{stack}: {}", counted(several.len(), "site", "sites"))
        }
    };
    let planned = format!("planned {made:.0}, trueup {}", context.version);
    let beside = match plans {
        [only] => format!("{} · {planned}", head::beside(only)),
        _ => planned,
    };
    Page::default()
        .markup(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"",
        )
        .markup(POLICY)
        .markup(
            "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<title>trueup plan: ",
        )
        .text(&title)
        .markup("</title>\n<style>")
        .markup(STYLE)
        .markup("</style>\n</head>\n<body>\n<header>\n<p class=\"tool\">trueup plan</p>\n<h1>")
        .text(&title)
        .markup("</h1>\n<p class=\"dim\">")
        .text(&beside)
        .markup("</p>\n")
        .maybe(partial(plans.iter().map(|plan| plan.partial())), |page, said| {
            page.markup("<p class=\"partial\"><strong>").text(&said).markup("</strong></p>\n")
        })
}

/// The changes by weight, and how much of them has no room.
fn changes(changes: &[Change<'_>], sites: usize, context: &Context<'_>) -> Page {
    let few = changes.len() <= FEW;
    let (mut room_for_lines, mut room_for_fields) = (LINES, FIELDS);
    let mut groups: Vec<(Weight, usize, Page)> = Vec::new();
    let (mut without_fields, mut left_out) = (0, 0);
    for (place, change) in changes.iter().enumerate() {
        let line = change::opened(place, change, sites, few);
        let Some(rest) = room_for_lines.checked_sub(line.size()) else {
            left_out += 1;
            continue;
        };
        room_for_lines = rest;
        let body = change::body(change, context);
        let body = match room_for_fields.checked_sub(body.size()) {
            Some(rest) => {
                room_for_fields = rest;
                body
            }
            None => {
                without_fields += 1;
                Page::default().markup("<p class=\"dim\">Its fields had no room on this page.</p>\n")
            }
        };
        let told = change::closed(line.part(body));
        match groups.last_mut() {
            Some((weight, count, group)) if *weight == change.weight => {
                *count += 1;
                *group = std::mem::take(group).part(told);
            }
            _ => groups.push((change.weight, 1, told)),
        }
    }
    let alone = groups.len() == 1;
    let left = (without_fields + left_out > 0).then(|| {
        let fields = counted(
            without_fields,
            "change stands here without its fields",
            "changes stand here without their fields",
        );
        let all = counted(left_out, "change not at all", "changes not at all");
        format!("This page would be too large: {fields}, {all}. The plan itself has them all.")
    });
    let anchor = |first: bool| first.then_some("changes");
    Page::default()
        .maybe(left, |page, left| page.markup("<p class=\"partial\">").text(&left).markup("</p>\n"))
        .each(groups.into_iter().enumerate(), |page, (at, (weight, count, group))| {
            let title = match weight {
                Weight::Destroys => "Destroys",
                Weight::RunsNow => "Runs as soon as it is applied",
                Weight::RunsOtherwise => "Runs at other times",
                Weight::Ordinary if alone => "Changes",
                Weight::Ordinary => "Other changes",
            };
            section(page, "group", anchor(at == 0), format!("{title} ({count})"), group)
        })
}

/// What is no change, folded.
fn aside(plans: &[Judged]) -> Page {
    let code = |page: Page, text: &str| page.markup("<code>").text(text).markup("</code>");
    let inside = Page::default().each(plans, |page, plan| {
        let whose = if plans.len() > 1 { format!("{}: ", plan.site()) } else { String::new() };
        let page = match plan.waiting() {
            [] => page,
            waiting => folded(
                page,
                format!("{whose}Waiting ({})", waiting.len()),
                list(waiting, |page, one| prose(code(page, one.address.as_str()).markup(" "), &one.reason)),
            ),
        };
        let page = match plan.unmanaged() {
            [] => page,
            unmanaged => folded(
                page,
                format!("{whose}Unmanaged, under declared paths ({})", unmanaged.len()),
                list(unmanaged, |page, address| code(page, address.as_str())),
            ),
        };
        match plan.unlisted() {
            [] => page,
            unlisted => folded(
                page,
                format!("{whose}{} ({})", UNLISTED.trim_end_matches(':'), unlisted.len()),
                list(unlisted, |page, one| page.text(&done_without(one))),
            ),
        }
    });
    match inside.size() {
        0 => inside,
        _ => section(Page::default(), "rest", Some("aside"), "What is no change", inside),
    }
}

#[cfg(test)]
mod tests;
