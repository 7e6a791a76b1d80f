//! A plan as a pull request's comment.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use engine::Action;
use engine::caution::Risk;
use engine::plan::basis_digest;
use engine::policy::Judged;

use super::block::{Site, sites};
use super::budget::{Layout, fit, halved};
use super::comment::{changes, lists, summary, title};
use super::context::Context;
use super::open::{Open, open};
use crate::render::markdown::{code, html, prose};
use crate::view::text::counted;
use crate::view::{self, Unreached, cautions, counts_of, partial, refused};

/// Characters of a digest that the hidden line shows, and of its key.
pub const DIGEST: usize = 12;

/// Plans as one comment of at most `limit` bytes. What does not fit is dropped, the least
/// important first, and a note at the top says so; counts stay, and what stands open as long as it fits.
/// A plan with nothing to do is one line.
pub fn markdown(plans: &[Judged], context: &Context<'_>, limit: usize) -> String {
    let sites = sites(plans, context);
    let open = open(plans, &sites, context);
    let (marker, footer) = (marker(plans, context), footer(plans, context));
    let text = fit(&sites, limit, |layout| {
        format!("{marker}{}{}{footer}", page(plans, &sites, &open, context, layout), not_planned(context))
    });
    if text.len() <= limit { text } else { least(&marker, plans, &open, context, limit) }
}

/// The sites that could not be looked at: nobody may take their silence for peace.
fn not_planned(context: &Context<'_>) -> String {
    let line = |one: &Unreached| format!("> - {} is not planned: {}\n", code(&one.site), prose(&one.why));
    let lines: String = context.unreached.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("\n> [!CAUTION]\n{lines}") }
}

/// Counts and what stands open, for a limit that not even the bare page keeps to.
fn least(marker: &str, plans: &[Judged], open: &Open, context: &Context<'_>, limit: usize) -> String {
    let counts = counts_of(plans);
    let counts = if counts.is_empty() { "no changes".to_owned() } else { counts };
    let refused = match plans.iter().filter_map(refused).collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => none,
        refused => format!("\n**Apply refuses: {refused}.**\n"),
    };
    let (heading, banner) = (heading(plans), banner(plans));
    let counts = format!("**{counts}.** The plan itself has them all\n");
    halved(open.longest(), limit, |most| {
        format!("{marker}{heading}{banner}{counts}{refused}{}{}", open.text(most), not_planned(context))
    })
}

fn heading(plans: &[Judged]) -> String {
    match plans {
        [only] => format!("## trueup plan: {}\n\n", name(only)),
        several => {
            let sandbox = if several.iter().all(|plan| plan.site().sandbox) { " in the sandbox" } else { "" };
            format!("## trueup plan: {}{sandbox}\n\n", counted(several.len(), "site", "sites"))
        }
    }
}

fn page(plans: &[Judged], sites: &[Site<'_>], open: &Open, context: &Context<'_>, layout: &Layout) -> String {
    let mut text = String::new();
    let rest = |at: usize, site: &Site<'_>| format!("{}{}", changes(at, site, layout), lists(site, layout));
    match sites {
        [only] if quiet(only.plan()) => text.push_str(&quiet_line(only.plan())),
        [only] => {
            for part in [heading(plans), banner(plans), note(sites, layout), summary(only, context)] {
                text.push_str(&part);
            }
            text.push_str(&open.text(layout.addresses));
            text.push_str(&rest(0, only));
        }
        several => {
            for part in [heading(plans), banner(plans), note(sites, layout), table(plans)] {
                text.push_str(&part);
            }
            text.push_str(&open.text(layout.addresses));
            for (at, site) in several.iter().enumerate().filter(|(_, site)| !quiet(site.plan())) {
                let (head, summary) = match &site.plans[..] {
                    [(_, plan)] => (format!("{}{}", title(plan), site.as_above()), summary(site, context)),
                    all => (format!("the same at {} sites", all.len()), String::new()),
                };
                let head = html(&format!("{}: {head}", site.names().join(", ")));
                let body = format!("{summary}{}", rest(at, site));
                text.push_str(&format!("\n<details><summary>{head}</summary>\n\n{body}\n</details>\n"));
            }
        }
    }
    text
}

/// The hidden line by which the next run finds the comment: its first bytes never change.
fn marker(plans: &[Judged], context: &Context<'_>) -> String {
    let commit = plans.iter().find_map(|plan| plan.commit()).unwrap_or("none");
    let basis = match plans {
        [only] => basis_digest(only),
        several => view::fingerprint(several.iter().map(|plan| basis_digest(plan))),
    };
    hidden(context.key, commit, &view::change_digest(plans)[..DIGEST], &basis[..DIGEST])
}

/// The hidden line of a comment with this key.
pub(super) fn hidden(key: &str, commit: &str, change: &str, basis: &str) -> String {
    // A commit is data here: nothing of it may end the comment.
    let commit: String = commit.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("<!-- trueup:plan v=1 key={key} sha={commit} change={change} basis={basis} -->\n")
}

/// Whether there is nothing to tell.
fn quiet(plan: &Judged) -> bool {
    plan.empty()
        && plan.complete()
        && plan.waiting().is_empty()
        && plan.partial().is_none()
        && plan.verdicts().is_empty()
}

fn name(plan: &Judged) -> String {
    let site = plan.site();
    prose(&format!("{} / {} ({} / {})", site.stack, site.environment, view::account(site), site.region))
}

fn quiet_line(plan: &Judged) -> String {
    format!("**trueup plan: {}:** nothing to do; {} unchanged\n", name(plan), plan.unchanged())
}

/// That the plans are of a part only.
fn banner(plans: &[Judged]) -> String {
    let said = partial(plans.iter().map(|plan| plan.partial()));
    said.map_or(String::new(), |said| format!("> [!IMPORTANT]\n> **{}**\n\n", prose(&said)))
}

/// What the comment leaves out, said before anything else.
fn note(sites: &[Site<'_>], layout: &Layout) -> String {
    let all: usize = sites.iter().map(|site| (site.told.rows.len() + site.folded) * site.plans.len()).sum();
    let (shown, cut) = layout.shown(sites);
    match shown {
        shown if shown == all => String::new(),
        shown => {
            let cut = cut.words().map_or(String::new(), |words| format!(", {words} cut of the others"));
            format!("> Showing {shown} of {all} changes in full{cut}; the plan itself has them all\n\n")
        }
    }
}

/// `2 high cautions, 1 medium caution`, what may do most harm first.
fn risks(plan: &Judged) -> Option<String> {
    let mut counts: BTreeMap<Reverse<Risk>, usize> = BTreeMap::new();
    for caution in cautions(plan) {
        *counts.entry(Reverse(caution.rule.risk)).or_default() += caution.addresses.len();
    }
    let word = |(Reverse(risk), count): (Reverse<Risk>, usize)| {
        counted(count, &format!("{} caution", risk.word()), &format!("{} cautions", risk.word()))
    };
    let words: Vec<String> = counts.into_iter().map(word).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn table(plans: &[Judged]) -> String {
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
    for plan in plans {
        let summary = plan.summary();
        let counts: Vec<String> = COLUMNS.iter().map(|action| summary.of(*action).to_string()).collect();
        let refused = refused(plan).map(|said| format!("apply refuses: {said}"));
        let remarks = refused.into_iter().chain(risks(plan)).collect::<Vec<_>>().join("; ");
        let (site, account) = (prose(&plan.site().to_string()), prose(&view::account(plan.site())));
        let counts = counts.join(" | ");
        text.push_str(&format!("| {site} ({account}) | {counts} | {} | {remarks} |\n", plan.unchanged()));
    }
    text
}

fn footer(plans: &[Judged], context: &Context<'_>) -> String {
    let commit = plans.iter().find_map(|plan| view::commit(plan));
    let commit = commit.map_or(String::new(), |commit| format!("commit {}, ", html(&commit)));
    let counts = counts_of(plans);
    let digest = if counts.is_empty() {
        String::new()
    } else {
        format!(", change digest <code>{}</code>", &view::change_digest(plans)[..DIGEST])
    };
    let made = plans.first().map_or(context.now, |plan| plan.made());
    format!("\n<sub>{commit}planned {made:.0}{digest}, trueup {}</sub>\n", html(context.version))
}

#[cfg(test)]
mod tests {
    use schema::{Location, Tree};

    use super::*;
    use crate::render::plan::Links;
    use crate::render::samples::{
        context, create, delete, parameter, plan, plan_with, troubled, update, varied,
    };

    const LIMIT: usize = 64_000;

    #[test]
    fn a_comment() {
        insta::assert_snapshot!(markdown(&[varied()], &context(), LIMIT), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=accccac162b1 basis=fc23f820fa74 -->
        ## trueup plan: webshop / production (123456789012 / us-east-1)

        `Association/cloudwatch-agent` runs now. 1 parameter is deleted, 1 patch baseline is made anew, 2 parameters and 1 patch baseline change, and 1 parameter is created.

        **Plan: 1 to create, 3 to change, 1 to replace, 1 to delete; 412 unchanged.** 4 calls, about 1 s; reading took 24 calls.

        > [!CAUTION]
        > - `Parameter/webshop/production/old` delete
        > - `PatchBaseline/web-critical` replace: operatingSystem cannot change in place

        <details open><summary><code>- Parameter/webshop/production/old</code> delete</summary>

        ```diff
        - String: gone
        ```

        </details>

        <details open><summary><code>± PatchBaseline/web-critical</code> replace: operatingSystem cannot change in place</summary>

        ```diff
        ! operatingSystem: AMAZON_LINUX_2 → AMAZON_LINUX_2023
          then PatchGroup/production moves to the new one
        ```

        </details>

        <details open><summary><code>~ Association/cloudwatch-agent</code> runs now</summary>

        ```diff
        ! schedule: rate(1 hour) → rate(30 minutes)
        ```

        </details>

        <details><summary><code>~ Parameter/webshop/production/database/password</code></summary>

        ```diff
        ! value: (secret, changed)
        ```

        </details>

        <details><summary><code>~ Parameter/webshop/production/database/port</code></summary>

        ```diff
        ! value: 3306 → 3307
        ```

        </details>

        <details><summary><code>+ Parameter/webshop/production/features/rate-limit</code></summary>

        ```diff
        + String: 1000
        ```

        </details>

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, change digest <code>accccac162b1</code>, trueup 0.1.0</sub>
        ");
    }

    #[test]
    fn nothing_to_do_is_one_line() {
        insta::assert_snapshot!(markdown(&[plan(Vec::new())], &context(), LIMIT), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=c54180130c97 basis=db041cb54f28 -->
        **trueup plan: webshop / production (123456789012 / us-east-1):** nothing to do; 412 unchanged

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, trueup 0.1.0</sub>
        ");
    }

    #[test]
    fn what_stands_in_the_way_is_not_folded() {
        insta::assert_snapshot!(markdown(&[troubled()], &context(), LIMIT), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=c54180130c97 basis=db041cb54f28 -->
        ## trueup plan: webshop / production (123456789012 / us-east-1)

        **Plan: no changes; 412 unchanged.**

        1 secret not compared.

        **Apply refuses: 2 conflicts, 2 denied by policies, 1 not readable.**

        > [!WARNING]
        > - `Parameter/webshop/a` exists already, and no tag says whose it is (`manifests/web.yaml:7`): set `metadata.adopt: true` to take it over, or give it another name
        > - `Parameter/webshop/b` belongs to `billing/production` (`manifests/web.yaml:9`): change it in `billing/production`, or give it another name
        > - `every Parameter` is not readable: DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException)
        > - `Parameter/webshop/a` is denied by the policy `no-fridays`: not on a Friday; apply refuses
        > - the plan as a whole is denied by the policy `few-changes`: not on a Friday; apply refuses

        > [!NOTE]
        > - `Parameter/webshop/b` is warned of by the policy `teams`: not on a Friday

        <details><summary>Waiting (1)</summary>

        - `Parameter/webshop/api/key`: somebody else gives it its value, and it is not there yet

        </details>

        <details><summary>Unmanaged (1)</summary>

        - `Parameter/webshop/by-hand`

        </details>

        <details><summary>Not listed (1)</summary>

        - PatchBaseline: DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException)

        </details>

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, trueup 0.1.0</sub>
        ");
    }

    #[test]
    fn several_sites_begin_with_a_table() {
        let small = plan(vec![create("/a", parameter("String", Tree::text("1")))]);
        insta::assert_snapshot!(markdown(&[plan(Vec::new()), small], &context(), LIMIT), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=5b46b0a0c452 basis=b9614767af00 -->
        ## trueup plan: 2 sites

        | site | create | change | replace | delete | adopt | move | forget | unchanged | |
        |---|---|---|---|---|---|---|---|---|---|
        | production/us-east-1 (123456789012) | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 412 |  |
        | production/us-east-1 (123456789012) | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 412 |  |

        <details><summary>production/us-east-1: 1 to create</summary>

        1 parameter is created; nothing is deleted.

        **Plan: 1 to create; 412 unchanged.** 1 call, about 1 s.

        <details><summary><code>+ Parameter/a</code></summary>

        ```diff
        + String: 1
        ```

        </details>

        </details>

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, change digest <code>5b46b0a0c452</code>, trueup 0.1.0</sub>
        ");
    }

    #[test]
    fn changes_lead_to_where_they_are_declared() {
        let links = Links::new("https://forge.example/o/r/blob/4f2c/".into(), "/repo".into(), "/repo".into());
        let context = Context { links: Some(&links), ..context() };
        let evil = Location { path: "a\"><b>@x.yaml".into(), line: 7, column: 1, end_line: 7, end_column: 2 };
        let mut changes = vec![create("/a", parameter("String", Tree::text("1")))];
        changes[0].location = Some(evil);
        let text = markdown(&[plan(changes)], &context, LIMIT);
        let summary = text.lines().find(|line| line.contains("<summary>")).expect("a change");
        let address = "https://forge.example/o/r/blob/4f2c/a%22%3E%3Cb%3E%40x.yaml#L7";
        let link = format!("<a href=\"{address}\">a&quot;&gt;&lt;b&gt;@\u{2060}x.yaml:7</a></summary>");
        assert!(summary.ends_with(&link), "{summary}");
        let whole = markdown(&[varied()], &context, LIMIT);
        assert!(whole.contains("href=\"https://forge.example/o/r/blob/4f2c/manifests/web.yaml#L"), "{whole}");
        let conflict = markdown(&[troubled()], &context, LIMIT);
        assert!(conflict.contains("manifests/web.yaml#L7\">"), "{conflict}");
        let cut = markdown(&[varied()], &context, whole.len() - 1);
        assert!(
            cut.len() < whole.len() && cut.contains("href="),
            "they are a part of what they are shown with"
        );
    }

    #[test]
    fn no_value_breaks_out() {
        let evil =
            "````\n</details><script>alert(1)</script>\n::error::gotcha\n@everyone <img src=x>\u{1b}[2J";
        let name = "/x</code></summary>`@team`";
        let changes = vec![
            update(name, parameter("String", Tree::text("plain")), parameter("String", Tree::text(evil))),
            delete("/y<b>", parameter("String", Tree::text(evil))),
        ];
        let plan = plan_with(changes, Vec::new(), |_, about| about.commit = Some("4f2c-->1aa".into()));
        insta::assert_snapshot!(markdown(&[plan], &context(), LIMIT), @r"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa change=f74edfc3207e basis=72509be0e3ee -->
        ## trueup plan: webshop / production (123456789012 / us-east-1)

        1 parameter is deleted, and 1 parameter changes.

        **Plan: 1 to change, 1 to delete; 412 unchanged.** 2 calls, about 1 s; reading took 24 calls.

        > [!CAUTION]
        > - `Parameter/y<b>` delete

        <details open><summary><code>- Parameter/y&lt;b&gt;</code> delete</summary>

        `````diff
        ! String:
        -   ````
        -   </details><script>alert(1)</script>
        -   \u{3a}:error::gotcha
        -   @everyone <img src=x>\u{1b}[2J
        `````

        </details>

        <details><summary><code>~ Parameter/x&lt;/code&gt;&lt;/summary&gt;`@team`</code></summary>

        `````diff
        ! value:
        -   plain
        +   ````
        +   </details><script>alert(1)</script>
        +   \u{3a}:error::gotcha
        +   @everyone <img src=x>\u{1b}[2J
        `````

        </details>

        <sub>commit 4f2c--&gt;, planned 2026-11-20T08:00:00Z, change digest <code>f74edfc3207e</code>, trueup 0.1.0</sub>
        ");
    }
}
