//! A plan as a pull request's comment.

use engine::Action;
use engine::plan::{Plan, basis_digest};

use super::body::body_with;
use super::budget::{Layout, Lists, fit};
use super::context::Context;
use super::human::{about, words};
use super::sections::{place, whose};
use crate::render::markdown::{code, html, prose};
use crate::view::text::counted;
use crate::view::{self, Row, Weight, counts, counts_of, rows};

/// Characters of a digest that the hidden line shows.
const DIGEST: usize = 12;

/// A plan and its rows.
pub(super) struct Site<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rows: Vec<Row<'a>>,
}

/// Plans as one comment of at most `limit` bytes. What does not fit is dropped, the least
/// important first, and a note at the top says so; counts stay, and addresses as long as they fit.
/// A plan with nothing to do is one line.
pub fn markdown(plans: &[Plan], context: &Context<'_>, limit: usize) -> String {
    let sites: Vec<Site<'_>> = plans.iter().map(|plan| Site { plan, rows: rows(plan) }).collect();
    fit(&sites, limit, |layout| page(plans, &sites, context, layout))
}

fn page(plans: &[Plan], sites: &[Site<'_>], context: &Context<'_>, layout: &Layout) -> String {
    let mut text = marker(plans);
    match sites {
        [only] if quiet(only.plan) => text.push_str(&quiet_line(only.plan)),
        [only] => {
            text.push_str(&format!("## trueup plan: {}\n\n", name(only.plan)));
            text.push_str(&note(sites, layout));
            text.push_str(&section(0, only, context, layout));
        }
        several => {
            text.push_str(&format!("## trueup plan: {}\n\n", counted(several.len(), "site", "sites")));
            text.push_str(&note(sites, layout));
            text.push_str(&table(several));
            for (at, site) in several.iter().enumerate().filter(|(_, site)| !quiet(site.plan)) {
                let summary = html(&format!("{}: {}", site.plan.site, title(site.plan)));
                text.push_str(&format!("\n<details><summary>{summary}</summary>\n\n"));
                text.push_str(&section(at, site, context, layout));
                text.push_str("\n</details>\n");
            }
        }
    }
    text.push_str(&footer(plans, context));
    text
}

/// The hidden line by which the next run finds the comment: its first bytes never change.
fn marker(plans: &[Plan]) -> String {
    let places = plans.iter().map(|plan| format!("{}@{}@{}", plan.site.stack, plan.site, plan.site.account));
    let commit = plans.iter().find_map(|plan| plan.commit.as_deref()).unwrap_or("none");
    // A commit is data here: nothing of it may end the comment.
    let commit: String = commit.chars().filter(char::is_ascii_alphanumeric).collect();
    let basis = match plans {
        [only] => basis_digest(only),
        several => view::fingerprint(several.iter().map(basis_digest)),
    };
    format!(
        "<!-- trueup:plan v=1 key={} sha={commit} change={} basis={} -->\n",
        &view::fingerprint(places)[..DIGEST],
        &view::change_digest(plans)[..DIGEST],
        &basis[..DIGEST]
    )
}

/// Whether there is nothing to tell.
fn quiet(plan: &Plan) -> bool {
    plan.empty() && plan.complete() && plan.waiting.is_empty()
}

fn name(plan: &Plan) -> String {
    let site = &plan.site;
    prose(&format!("{} / {} ({} / {})", site.stack, site.environment, site.account, site.region))
}

fn quiet_line(plan: &Plan) -> String {
    format!("**trueup plan: {}:** nothing to do; {} unchanged\n", name(plan), plan.unchanged)
}

/// What the comment leaves out, said before anything else.
fn note(sites: &[Site<'_>], layout: &Layout) -> String {
    let all: usize = sites.iter().map(|site| site.rows.len()).sum();
    match layout.shown(sites) {
        shown if shown == all => String::new(),
        shown => format!("> Showing {shown} of {all} changes in full; the plan itself has them all\n\n"),
    }
}

fn table(sites: &[Site<'_>]) -> String {
    let mut text = String::from(
        "| site | create | change | replace | delete | adopt | move | forget | unchanged | |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    const COLUMNS: [Action; 7] = [
        Action::Create,
        Action::Update,
        Action::Replace,
        Action::Delete,
        Action::Adopt,
        Action::Move,
        Action::Forget,
    ];
    for Site { plan, .. } in sites {
        let summary = plan.summary();
        let counts: Vec<String> = COLUMNS.iter().map(|action| summary.of(*action).to_string()).collect();
        let mut remarks = Vec::new();
        if !plan.conflicts.is_empty() {
            remarks.push(counted(plan.conflicts.len(), "conflict", "conflicts"));
        }
        if !plan.complete() {
            remarks.push(format!("{} not readable", plan.unreadable.len()));
        }
        let (site, account) = (prose(&plan.site.to_string()), prose(&plan.site.account));
        let (counts, remarks) = (counts.join(" | "), remarks.join(", "));
        text.push_str(&format!("| {site} ({account}) | {counts} | {} | {remarks} |\n", plan.unchanged));
    }
    text
}

fn title(plan: &Plan) -> String {
    let counts = counts(plan);
    if counts.is_empty() { "no changes".into() } else { counts }
}

fn section(at: usize, site: &Site<'_>, context: &Context<'_>, layout: &Layout) -> String {
    let plan = site.plan;
    let reads = context.reads_of(at).map_or(String::new(), |reads| {
        format!("; reading took {}", counted(reads as usize, "call", "calls"))
    });
    let calls = counted(plan.cost.total(), "call", "calls");
    let mut text = format!(
        "**Plan: {}; {} unchanged.** {calls}, {}{reads}.\n",
        title(plan),
        plan.unchanged,
        about(plan.cost.seconds)
    );
    if let count @ 1.. = plan.not_compared.len() {
        text.push_str(&format!("\n{} not compared.\n", counted(count, "secret", "secrets")));
    }
    text.push_str(&warnings(plan));
    text.push_str(&caution(site, layout));
    text.push_str(&changes(at, site, layout));
    if layout.lists == Lists::Shown {
        text.push_str(&lists(plan));
    }
    text
}

/// What keeps apply from going on.
fn warnings(plan: &Plan) -> String {
    let mut lines = Vec::new();
    for conflict in &plan.conflicts {
        let address = code(conflict.address.as_str());
        let (whose, help) = (prose(&whose(&conflict.rival)), prose(&conflict.rival.help()));
        lines.push(format!("{address} {whose} ({}): {help}", code(&place(&conflict.location))));
    }
    for unreadable in &plan.unreadable {
        let what = unreadable
            .address
            .as_ref()
            .map_or_else(|| format!("every {}", unreadable.kind), |address| address.to_string());
        lines.push(format!("{} is not readable: {}", code(&what), prose(&unreadable.error.to_string())));
    }
    alert("WARNING", &lines)
}

/// What destroys, never folded.
fn caution(site: &Site<'_>, layout: &Layout) -> String {
    let destroyed = site.rows.iter().filter(|row| row.weight == Weight::Destroys);
    let lines: Vec<String> = destroyed
        .map(|row| {
            let protected = match row.protection {
                view::Protection::Protected => ", protected: apply refuses",
                view::Protection::Open => "",
            };
            let words = words(row).unwrap_or_default();
            format!("{} {}{protected}", code(row.address.as_str()), prose(&words))
        })
        .collect();
    let (shown, more) = layout.listed(lines.len());
    let mut lines = lines[..shown].to_vec();
    lines.extend((more > 0).then(|| format!("and {more} more")));
    alert("CAUTION", &lines)
}

fn alert(kind: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| format!("> - {line}\n")).collect();
    format!("\n> [!{kind}]\n{lines}")
}

fn changes(at: usize, site: &Site<'_>, layout: &Layout) -> String {
    let (shown, more) = layout.listed(site.rows.len());
    let mut text = String::new();
    let mut folded = false;
    for (row, line) in site.rows.iter().take(shown).enumerate() {
        let body = match layout.has(at, row) {
            true => body_with(line, layout.neighbours),
            false => String::new(),
        };
        // A list item right behind a folded section would become part of it.
        let gap = if body.is_empty() && !folded && !text.is_empty() { "" } else { "\n" };
        folded = !body.is_empty();
        text.push_str(gap);
        text.push_str(&change(line, &body));
    }
    if more > 0 {
        text.push_str(&format!("\nand {more} more\n"));
    }
    text
}

fn change(row: &Row<'_>, body: &str) -> String {
    let head = format!("{} {}", row.action.mark(), row.address);
    let words = words(row);
    if body.is_empty() {
        let words = words.map_or(String::new(), |words| format!(" {}", prose(&words)));
        return format!("- {}{words}\n", code(&head));
    }
    let words = words.map_or(String::new(), |words| format!(" {}", html(&words)));
    let open = match row.weight {
        Weight::Destroys | Weight::RunsNow => " open",
        Weight::Ordinary => "",
    };
    format!("<details{open}><summary><code>{}</code>{words}</summary>\n\n{body}\n</details>\n", html(&head))
}

/// What waits and what nobody manages, folded.
fn lists(plan: &Plan) -> String {
    let mut text = String::new();
    let waiting: Vec<String> = plan
        .waiting
        .iter()
        .map(|waiting| format!("- {}: {}\n", code(waiting.address.as_str()), prose(&waiting.reason)))
        .collect();
    let unmanaged: Vec<String> =
        plan.unmanaged.iter().map(|address| format!("- {}\n", code(address.as_str()))).collect();
    for (title, items) in [("Waiting", waiting), ("Unmanaged", unmanaged)] {
        if !items.is_empty() {
            let (count, items) = (items.len(), items.concat());
            text.push_str(&format!(
                "\n<details><summary>{title} ({count})</summary>\n\n{items}\n</details>\n"
            ));
        }
    }
    text
}

fn footer(plans: &[Plan], context: &Context<'_>) -> String {
    let commit = plans.iter().find_map(|plan| plan.commit.as_deref());
    let commit = commit.map_or(String::new(), |commit| {
        format!("commit {}, ", html(&commit.chars().take(7).collect::<String>()))
    });
    let counts = counts_of(plans);
    let digest = if counts.is_empty() {
        String::new()
    } else {
        format!(", change digest <code>{}</code>", &view::change_digest(plans)[..DIGEST])
    };
    let made = plans.first().map_or(context.now, |plan| plan.made);
    format!("\n<sub>{commit}planned {made}{digest}, trueup {}</sub>\n", html(context.version))
}
