//! A plan as a page of its own: no script, nothing loaded from elsewhere.

use engine::Action;
use engine::policy::{Judged, Level, Verdict};

use super::context::Context;
use super::human::{about, words};
use super::sections::{UNLISTED, about as about_verdict, done_without, judged, place};
use crate::render::error::way_out;
use crate::render::markdown::html as text;
use crate::view::text::counted;
use crate::view::{
    Field, Line, Mark, Protection, Row, Shown, Weight, counts, partial, rows, settle, whose, withheld,
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
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>trueup plan</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<h1>trueup plan</h1>\n"
    );
    if let Some(said) = partial(plans.iter().map(|plan| plan.partial())) {
        page.push_str(&format!("<p class=\"update\"><strong>{}</strong></p>\n", text(&said)));
    }
    for (at, plan) in plans.iter().enumerate() {
        site(&mut page, plan, context.reads_of(at));
    }
    page.push_str(&format!(
        "<p class=\"dim\">planned {:.0}, trueup {}</p>\n</body>\n</html>\n",
        plans.first().map_or(context.now, |plan| plan.made()),
        text(context.version)
    ));
    page
}

fn site(page: &mut String, plan: &Judged, reads: Option<u64>) {
    let site = plan.site();
    let commit = plan.commit().map_or(String::new(), |commit| {
        format!(" <span class=\"dim\">commit {}</span>", text(&commit.chars().take(7).collect::<String>()))
    });
    page.push_str(&format!(
        "<h2>{} ({}){commit}</h2>\n",
        text(&format!("{} / {} / {}", site.stack, site.environment, site.region)),
        text(&site.account)
    ));
    page.push_str(&format!(
        "<p><strong>{}</strong>; {} unchanged{}</p>\n",
        head(plan),
        plan.unchanged(),
        cost(plan, reads)
    ));
    trouble(page, plan);
    rows(plan).iter().for_each(|row| change(page, row));
    let waiting = plan.waiting().iter();
    list(
        page,
        "Waiting",
        waiting.map(|waiting| format!("{}: {}", waiting.address, waiting.reason)).collect(),
    );
    list(page, "Unmanaged", plan.unmanaged().iter().map(ToString::to_string).collect());
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
fn trouble(page: &mut String, plan: &Judged) {
    let conflicts = plan.conflicts().iter().map(|conflict| {
        let (whose, help) = (whose(&conflict.rival), settle(&conflict.rival));
        format!("{} ({}) {whose}: {help}", conflict.address, place(&conflict.location))
    });
    list(page, "Conflicts, apply refuses until they are settled", conflicts.collect());
    for level in [Level::Deny, Level::Warn] {
        let verdicts = plan.at(level).map(|verdict| {
            let Verdict { policy, message, file, line, .. } = verdict;
            format!("{}: {message} ({policy}, {file}:{line})", about_verdict(verdict))
        });
        list(page, judged(level), verdicts.collect());
    }
    let unreadable = plan.unreadable().iter().map(|unreadable| {
        let what = unreadable
            .address
            .as_ref()
            .map_or_else(|| format!("every {}", unreadable.kind), ToString::to_string);
        let help = way_out(&unreadable.error).map_or(String::new(), |help| format!("; {help}"));
        format!("{what}: {}{help}", unreadable.error)
    });
    list(page, "Not readable", unreadable.collect());
    list(page, UNLISTED.trim_end_matches(':'), plan.unlisted().iter().map(done_without).collect());
}

fn list(page: &mut String, title: &str, items: Vec<String>) {
    if items.is_empty() {
        return;
    }
    page.push_str(&format!("<h3>{title} ({})</h3>\n<ul>\n", items.len()));
    items.iter().for_each(|item| page.push_str(&format!("<li>{}</li>\n", text(item))));
    page.push_str("</ul>\n");
}

fn change(page: &mut String, row: &Row<'_>) {
    let open = match row.weight {
        Weight::Destroys | Weight::RunsNow => " open",
        Weight::Ordinary => "",
    };
    page.push_str(&format!(
        "<details{open}><summary><code class=\"{}\">{} {}</code> {}</summary>\n",
        row.action.word(),
        row.action.mark(),
        text(row.address.as_str()),
        text(&words(row).unwrap_or_default())
    ));
    page.push_str("<table>\n");
    row.fields.iter().for_each(|field| page.push_str(&cells(&field.name, &shown(field))));
    if row.action == Action::Replace {
        row.effects.iter().for_each(|effect| page.push_str(&cells("then", &text(effect))));
    }
    if row.protection == Protection::Protected {
        page.push_str(&cells("protected", "a guardrail forbids it, apply refuses"));
    }
    if let Some(location) = row.location {
        page.push_str(&cells("declared", &text(&place(location))));
    }
    page.push_str("</table>\n</details>\n");
}

fn cells(name: &str, shown: &str) -> String {
    format!("<tr><td>{}</td><td>{shown}</td></tr>\n", text(name))
}

fn shown(field: &Field) -> String {
    let side = |value: &Option<String>, class| match value {
        Some(value) => format!("<span class=\"{class}\">{}</span>", text(value)),
        None => "<span class=\"dim\">(none)</span>".to_owned(),
    };
    match &field.shown {
        Shown::Words(words) => format!("<span class=\"dim\">{words}</span>"),
        Shown::Value(value) => text(value),
        Shown::Pair(before, after) => format!("{} → {}", side(before, "removed"), side(after, "added")),
        Shown::Lines(lines) => format!("<pre>{}</pre>", lines.iter().map(marked).collect::<String>()),
    }
}

fn marked(line: &Line) -> String {
    let (class, mark) = match line.mark {
        Mark::Removed => ("removed", "-"),
        Mark::Added => ("added", "+"),
        Mark::Moved => ("moved", "~"),
        Mark::Same => ("", " "),
        Mark::Skipped => ("dim", "…"),
    };
    format!("<span class=\"{class}\">{mark} {}</span>\n", text(&line.text))
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
