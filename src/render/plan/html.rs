//! A plan as a page of its own: no script, nothing loaded from elsewhere.

use engine::policy::{Judged, Level, Verdict};
use engine::{Action, Site};

use super::context::Context;
use super::human::{about, words};
use super::sections::{UNLISTED, about as about_verdict, done_without, judged, place};
use crate::render::error::way_out;
use crate::render::page::Page;
use crate::view::text::counted;
use crate::view::{
    Field, Line, Mark, Protection, Row, Shown, Weight, account, commit, counts, partial, rows, settle, whose,
    withheld,
};

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1f2328;background:#fff}
code,td,pre{font-family:ui-monospace,monospace;font-size:13px}
h2{margin:2rem 0 .5rem}details{margin:.25rem 0;border:1px solid #d0d7de;border-radius:4px;padding:.25rem .75rem}
table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;vertical-align:top;overflow-wrap:anywhere}
td:first-child,.dim{color:#57606a}
.delete,.removed{color:#cf222e}.replace{color:#8250df}.update{color:#9a6700}.create,.added{color:#1a7f37}
.adopt,.move,.forget,.moved{color:#0969da}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}details{border-color:#30363d}}";

/// Plans as one HTML page.
pub fn html(plans: &[Judged], context: &Context<'_>) -> String {
    let made = plans.first().map_or(context.now, |plan| plan.made());
    let page = Page::default()
        .markup(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>trueup plan</title>\n<style>\n",
        )
        .markup(STYLE)
        .markup("\n</style>\n</head>\n<body>\n<h1>trueup plan</h1>\n")
        .maybe(partial(plans.iter().map(|plan| plan.partial())), |page, said| {
            page.markup("<p class=\"update\"><strong>").text(&said).markup("</strong></p>\n")
        });
    page.each(plans.iter().enumerate(), |page, (at, plan)| site(page, plan, context.reads_of(at)))
        .markup("<p class=\"dim\">planned ")
        .text(&format!("{made:.0}, trueup {}", context.version))
        .markup("</p>\n</body>\n</html>\n")
        .into_text()
}

fn site(page: Page, plan: &Judged, reads: Option<u64>) -> Page {
    let Site { stack, environment, region, .. } = plan.site();
    let page = page
        .markup("<h2>")
        .text(&format!("{stack} / {environment} / {region} ({})", account(plan.site())))
        .maybe(commit(plan), |page, commit| {
            page.markup(" <span class=\"dim\">commit ").text(&commit).markup("</span>")
        })
        .markup("</h2>\n<p><strong>")
        .text(&head(plan))
        .markup("</strong>")
        .text(&format!("; {} unchanged{}", plan.unchanged(), cost(plan, reads)))
        .markup("</p>\n");
    let page = trouble(page, plan).each(rows(plan).iter(), change);
    let waiting = plan.waiting().iter();
    let waiting = waiting.map(|waiting| format!("{}: {}", waiting.address, waiting.reason));
    let page = list(page, "Waiting", waiting.collect());
    list(page, "Unmanaged", plan.unmanaged().iter().map(ToString::to_string).collect())
}

fn head(plan: &Judged) -> String {
    match counts(plan) {
        counts if !counts.is_empty() => counts,
        _ if plan.empty() && plan.complete() => "Nothing to do".into(),
        _ => "No changes".into(),
    }
}

fn cost(plan: &Judged, reads: Option<u64>) -> String {
    let mut said = String::new();
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

/// What keeps apply from going on.
fn trouble(page: Page, plan: &Judged) -> Page {
    let conflicts = plan.conflicts().iter().map(|conflict| {
        let (whose, help) = (whose(&conflict.rival), settle(&conflict.rival));
        format!("{} ({}) {whose}: {help}", conflict.address, place(&conflict.location))
    });
    let page = list(page, "Conflicts, apply refuses until they are settled", conflicts.collect());
    let page = page.each([Level::Deny, Level::Warn], |page, level| {
        let verdicts = plan.at(level).map(|verdict| {
            let Verdict { policy, message, file, line, .. } = verdict;
            format!("{}: {message} ({policy}, {file}:{line})", about_verdict(verdict))
        });
        list(page, judged(level), verdicts.collect())
    });
    let unreadable = plan.unreadable().iter().map(|unreadable| {
        let what = unreadable
            .address
            .as_ref()
            .map_or_else(|| format!("every {}", unreadable.kind), ToString::to_string);
        let help = way_out(&unreadable.error).map_or(String::new(), |help| format!("; {help}"));
        format!("{what}: {}{help}", unreadable.error)
    });
    let page = list(page, "Not readable", unreadable.collect());
    list(page, UNLISTED.trim_end_matches(':'), plan.unlisted().iter().map(done_without).collect())
}

fn list(page: Page, title: &str, items: Vec<String>) -> Page {
    if items.is_empty() {
        return page;
    }
    page.markup("<h3>")
        .text(&format!("{title} ({})", items.len()))
        .markup("</h3>\n<ul>\n")
        .each(&items, |page, item| page.markup("<li>").text(item).markup("</li>\n"))
        .markup("</ul>\n")
}

fn change(page: Page, row: &Row<'_>) -> Page {
    let open = match row.weight {
        Weight::Destroys | Weight::RunsNow => "<details open>",
        Weight::Ordinary => "<details>",
    };
    let page = page
        .markup(open)
        .markup("<summary><code class=\"")
        .markup(row.action.word())
        .markup("\">")
        .text(&format!("{} {}", row.action.mark(), row.address))
        .markup("</code> ")
        .text(&words(row).unwrap_or_default())
        .markup("</summary>\n<table>\n")
        .each(&row.fields, |page, field| cells(page, &field.name, |page| shown(page, field)));
    let effects = row.effects.iter().filter(|_| row.action == Action::Replace);
    let page = page.each(effects, |page, effect| cells(page, "then", |page| page.text(effect)));
    let held = (row.protection == Protection::Protected).then_some("a guardrail forbids it, apply refuses");
    page.maybe(held, |page, words| cells(page, "protected", |page| page.text(words)))
        .maybe(row.location, |page, location| cells(page, "declared", |page| page.text(&place(location))))
        .markup("</table>\n</details>\n")
}

fn cells(page: Page, name: &str, shown: impl FnOnce(Page) -> Page) -> Page {
    let page = page.markup("<tr><td>").text(name).markup("</td><td>");
    shown(page).markup("</td></tr>\n")
}

fn shown(page: Page, field: &Field) -> Page {
    let side = |page: Page, value: &Option<String>, open: &'static str| match value {
        Some(value) => page.markup(open).text(value).markup("</span>"),
        None => page.markup("<span class=\"dim\">(none)</span>"),
    };
    match &field.shown {
        Shown::Words(words) => page.markup("<span class=\"dim\">").text(words).markup("</span>"),
        Shown::Value(value) => page.text(value),
        Shown::Pair(before, after) => {
            let page = side(page, before, "<span class=\"removed\">").markup(" → ");
            side(page, after, "<span class=\"added\">")
        }
        Shown::Lines(lines) => page.markup("<pre>").each(lines, marked).markup("</pre>"),
    }
}

fn marked(page: Page, line: &Line) -> Page {
    let open = match line.mark {
        Mark::Removed => "<span class=\"removed\">- ",
        Mark::Added => "<span class=\"added\">+ ",
        Mark::Moved => "<span class=\"moved\">~ ",
        Mark::Same => "<span class=\"\">  ",
        Mark::Skipped => "<span class=\"dim\">… ",
    };
    page.markup(open).text(&line.text).markup("</span>\n")
}

#[cfg(test)]
mod tests {
    use schema::Tree;

    use super::*;
    use crate::render::samples::{context, parameter, plan, troubled, update};

    #[test]
    fn values_are_text_and_nothing_more() {
        let evil = "<script>alert('x')</script>\n&\u{1b}";
        let change = update(
            "/a\"><b>",
            parameter("String", Tree::text("plain")),
            parameter("String", Tree::text(evil)),
        );
        let page = html(&[plan(vec![change])], &context());
        assert!(!page.contains("<script>") && !page.contains("\"><b>") && !page.contains('\u{1b}'), "{page}");
        let body = page.split_once("<h1>").expect("a body").1;
        insta::assert_snapshot!(body, @r#"
        trueup plan</h1>
        <h2>webshop / production / us-east-1 (123456789012) <span class="dim">commit 4f2c1aa</span></h2>
        <p><strong>1 to change</strong>; 412 unchanged; 1 call, about 1 s; reading took 24 calls</p>
        <details><summary><code class="update">~ Parameter/a&quot;&gt;&lt;b&gt;</code> </summary>
        <table>
        <tr><td>value</td><td><pre><span class="removed">- plain</span>
        <span class="added">+ &lt;script&gt;alert('x')&lt;/script&gt;</span>
        <span class="added">+ &amp;\u{1b}</span>
        </pre></td></tr>
        <tr><td>declared</td><td>manifests/web.yaml:7</td></tr>
        </table>
        </details>
        <p class="dim">planned 2026-11-20T08:00:00Z, trueup 0.1.0</p>
        </body>
        </html>
        "#);
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let page = html(&[troubled()], &context());
        for words in ["Conflicts", "Not readable", "Waiting", "Unmanaged", "1 secret not compared"] {
            assert!(page.contains(words), "{words} is missing");
        }
    }
}
