//! A plan for a terminal.

use engine::policy::Judged;
use engine::{Action, Site};

use super::context::Context;
use super::fields::{INDENT, details};
use super::folds::page_fold;
use super::sections::{cautioned, sections};
use crate::render::style::{Line, Page, Paint, Style};
use crate::view::text::{columns, counted};
use crate::view::{
    Block, Folding, Row, Unreached, Weight, account, blocks, cautions, commit, counts, counts_of, fold,
    heading, noun, partial, refused, sentences, untold, withheld,
};

/// A header's commit stands at this column's left at most, however wide the terminal.
const WIDEST: usize = 100;
/// Words stand in one column behind the addresses, unless an address is longer than this.
const WORDS: usize = 56;

/// A plan, or several, for a terminal.
pub fn human(plans: &[Judged], context: &Context<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    for block in blocks(plans, context.folding) {
        page.blank();
        together(&mut page, plans, block, context);
    }
    if plans.len() > 1 {
        page.blank();
        page.line(total(plans));
    }
    if let Some(line) = not_planned(context.unreached) {
        page.blank();
        page.line(line);
    }
    page.finish()
}

/// A plan, or several that share rows: all of them above these, then what each has of its own.
fn together(page: &mut Page, plans: &[Judged], block: Block<'_>, context: &Context<'_>) {
    let Block { rows: mut shared, members } = block;
    let several = members.len() > 1;
    if several {
        let all: Vec<&Judged> = members.iter().map(|(at, _)| &plans[*at]).collect();
        let openings: Vec<_> = all.iter().map(|plan| (sentences(plan), cautions(plan))).collect();
        let alike = openings.iter().all(|one| *one == openings[0]);
        for (at, plan) in all.iter().enumerate() {
            page.line(header(plan.site(), commit(plan).as_deref(), page.style()));
            if !alike || at + 1 == all.len() {
                opening(page, plan);
            }
        }
        changes(page, &all, std::mem::take(&mut shared), context);
    }
    for (at, own) in members {
        let plan = &plans[at];
        page.blank();
        if let Some(said) = partial([plan.partial()]) {
            page.line(Line::new().push(Paint::Yellow, said));
            page.blank();
        }
        let head = header(plan.site(), commit(plan).as_deref().filter(|_| !several), page.style());
        page.line(match (several, own.is_empty()) {
            (false, _) => head,
            (true, true) => head.plain("  ").push(Paint::Dim, "as above"),
            (true, false) => head.plain("  ").push(Paint::Dim, "as above, and"),
        });
        if !several {
            opening(page, plan);
        }
        let rows = if several { own } else { std::mem::take(&mut shared) };
        changes(page, &[plan], rows, context);
        page.blank();
        sections(page, plan, context.folding);
        page.blank();
        summary(plan, context.reads_of(at)).into_iter().for_each(|line| page.line(line));
    }
}

/// What a plan begins with: what will happen, and what it cautions of.
fn opening(page: &mut Page, plan: &Judged) {
    page.blank();
    for said in sentences(plan) {
        page.wrapped(Line::new().plain(said), 0);
    }
    page.blank();
    cautioned(page, plan);
}

/// What is done, origin by origin.
fn changes(page: &mut Page, plans: &[&Judged], rows: Vec<Row<'_>>, context: &Context<'_>) {
    page.blank();
    let folded = fold(rows, plans, context.folding);
    let column = words_column(&folded.rows, page.style());
    for part in folded.parts() {
        if let Some(said) = heading(plans[0], part.whence) {
            page.blank();
            page.line(Line::new().plain(format!("{said}:")));
        }
        part.rows.1.iter().for_each(|row| page_row(page, row, column, context.folding));
        part.folds.1.iter().for_each(|fold| page_fold(page, fold));
    }
}

/// `webshop / production / us-east-1 (123456789012)`, and the commit at the right.
pub(in crate::render) fn header(site: &Site, commit: Option<&str>, style: Style) -> Line {
    let Site { stack, environment, region, .. } = site;
    let line = Line::new()
        .push(Paint::Bold, format!("{stack} / {environment} / {region}"))
        .push(Paint::Dim, format!(" ({})", account(site)));
    let Some(commit) = commit else { return line };
    let commit = format!("commit {commit}");
    let column = style.width.min(WIDEST).saturating_sub(columns(&commit)).max(line.columns() + 2);
    line.to(column).push(Paint::Dim, commit)
}

pub(in crate::render) fn words_column<'a>(
    rows: impl IntoIterator<Item = &'a Row<'a>>,
    style: Style,
) -> usize {
    let spoken = rows.into_iter().filter(|row| words(row).is_some());
    let widths = spoken.map(|row| columns(row.address.as_str())).filter(|wide| *wide <= WORDS);
    style.glyphs.addresses() + widths.max().unwrap_or(0) + 3
}

pub(in crate::render) fn page_row(page: &mut Page, row: &Row<'_>, column: usize, folding: Folding) {
    let line = head(row.action, row.address.as_str(), page.style());
    match words(row) {
        None => page.line(line),
        Some(words) if line.columns() < column && column + columns(&words) <= page.style().width => {
            page.line(line.to(column).join(spoken(row, words)));
        }
        Some(words) if line.columns() + 2 + columns(&words) <= page.style().width => {
            page.line(line.plain("  ").join(spoken(row, words)));
        }
        Some(words) => {
            page.line(line);
            page.line(Line::new().plain(" ".repeat(INDENT)).join(spoken(row, words)));
        }
    }
    details(page, row, folding);
}

/// The mark and the address.
pub(in crate::render) fn head(action: Action, address: &str, style: Style) -> Line {
    let line = Line::new().plain("  ").push(Paint::of(action), style.glyphs.mark(action));
    line.to(style.glyphs.addresses()).push(Paint::of(action), address)
}

fn spoken(row: &Row<'_>, words: String) -> Line {
    let paint = match row.weight {
        Weight::Destroys => Paint::of(row.action),
        Weight::RunsNow => Paint::Bold,
        Weight::RunsOtherwise | Weight::Ordinary => Paint::Plain,
    };
    Line::new().push(paint, words)
}

/// What stands behind the address: a verb where the mark alone would be too quiet, and effects.
pub(super) fn words(row: &Row<'_>) -> Option<String> {
    let effects = row.effects.join("; ");
    let verb = row.action.word();
    let reason = row.reason.as_deref();
    let words = match (row.action, reason) {
        (Action::Create | Action::Update, _) => effects,
        (Action::Replace, Some(reason)) => format!("{verb}: {reason}"),
        (Action::Replace, None) => verb.to_owned(),
        (Action::Delete, _) if effects.is_empty() => verb.to_owned(),
        (Action::Delete, _) => format!("{verb}, {effects}"),
        (Action::Adopt | Action::Move | Action::Forget, reason) => {
            let verb = reason.map_or_else(|| verb.to_owned(), |reason| format!("{verb} {reason}"));
            if effects.is_empty() { verb } else { format!("{verb}: {effects}") }
        }
    };
    (!words.is_empty()).then_some(words)
}

/// The lines at the end.
fn summary(plan: &Judged, reads: Option<u64>) -> Vec<Line> {
    let reading = reads.map(|reads| format!("reading took {}", counted(reads as usize, "call", "calls")));
    let unchanged = format!("{} unchanged", plan.unchanged());
    let noun = noun(plan);
    let mut lines = Vec::new();
    if plan.changes().is_empty() {
        let what = match plan.empty() && plan.complete() {
            true => "Nothing to do".to_owned(),
            false => format!("{noun}: no changes"),
        };
        let reading = reading.map_or(String::new(), |reading| format!("; {reading}"));
        lines.push(Line::new().push(Paint::Bold, what).plain(format!("; {unchanged}{reading}")));
    } else {
        let plan_line = Line::new().push(Paint::Bold, format!("{noun}: {}", counts(plan)));
        lines.push(plan_line.plain(format!("; {unchanged}")));
        let calls = counted(plan.cost().total(), "call", "calls");
        let reading = reading.map_or(String::new(), |reading| format!("; {reading}"));
        lines.push(under(noun, format!("{calls}, {}{reading}", about(plan.cost().seconds))));
    }
    lines.extend(withheld(plan).map(|said| under(noun, said)));
    lines.extend(untold(plan).map(|said| under(noun, said)));
    lines.extend(refused(plan).map(|said| {
        let indent = Line::new().plain(" ".repeat(noun.len() + ": ".len()));
        indent.push(Paint::Red, format!("apply refuses: {said}"))
    }));
    lines
}

fn under(noun: &str, text: String) -> Line {
    Line::new().plain(" ".repeat(noun.len() + ": ".len())).plain(text)
}

/// `about 6 s`, `about 3 min`.
pub fn about(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("about {} s", seconds.max(1)),
        _ => format!("about {} min", seconds.div_ceil(60)),
    }
}

/// The sites that could not be looked at, by name: why is told beside the output.
fn not_planned(unreached: &[Unreached]) -> Option<Line> {
    let names: Vec<&str> = unreached.iter().map(|one| one.site.as_str()).collect();
    let said = || format!("{} not planned: {}", counted(names.len(), "site", "sites"), names.join(", "));
    (!names.is_empty()).then(|| Line::new().push(Paint::Red, said()))
}

fn total(plans: &[Judged]) -> Line {
    let counts = counts_of(plans);
    let counts = if counts.is_empty() { "nothing to do".to_owned() } else { counts };
    let unchanged: usize = plans.iter().map(|plan| plan.unchanged()).sum();
    Line::new()
        .push(Paint::Bold, format!("{}: {counts}", counted(plans.len(), "site", "sites")))
        .plain(format!("; {unchanged} unchanged"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{STYLE, context, plan, plan_with, troubled, varied, varied_changes};

    #[test]
    fn what_destroys_stands_first_and_says_so() {
        insta::assert_snapshot!(human(&[varied()], &context(), STYLE), @"
        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        `Association/cloudwatch-agent` runs now.
        1 parameter is deleted, 1 patch baseline is made anew, 2 parameters and 1 patch baseline change, and
        1 parameter is created.

          - Parameter/webshop/production/old   delete
              String            gone
          ± PatchBaseline/web-critical         replace: operatingSystem cannot change in place
              operatingSystem   AMAZON_LINUX_2 → AMAZON_LINUX_2023
              then              PatchGroup/production moves to the new one
          ~ Association/cloudwatch-agent       runs now
              schedule          rate(1 hour) → rate(30 minutes)
          ~ Parameter/webshop/production/database/password
              value             (secret, changed)
          ~ Parameter/webshop/production/database/port
              value             3306 → 3307
          + Parameter/webshop/production/features/rate-limit
              String            1000

        Plan: 1 to create, 3 to change, 1 to replace, 1 to delete; 412 unchanged
              4 calls, about 1 s; reading took 24 calls
        ");
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let painted = human(&[varied()], &context(), Style { color: crate::render::Color::Always, ..STYLE });
        insta::assert_snapshot!(painted.replace('\u{1b}', "^"), @"
        ^[1mwebshop / production / us-east-1^[0m^[2m (123456789012)^[0m                                       ^[2mcommit 4f2c1aa^[0m

        `Association/cloudwatch-agent` runs now.
        1 parameter is deleted, 1 patch baseline is made anew, 2 parameters and 1 patch baseline change, and
        1 parameter is created.

          ^[31m-^[0m ^[31mParameter/webshop/production/old^[0m   ^[31mdelete^[0m
              ^[2mString^[0m            gone
          ^[35m±^[0m ^[35mPatchBaseline/web-critical^[0m         ^[35mreplace: operatingSystem cannot change in place^[0m
              ^[2moperatingSystem^[0m   AMAZON_LINUX_2^[2m → ^[0mAMAZON_LINUX_2023
              ^[2mthen^[0m              PatchGroup/production moves to the new one
          ^[33m~^[0m ^[33mAssociation/cloudwatch-agent^[0m       ^[1mruns now^[0m
              ^[2mschedule^[0m          rate(1 hour)^[2m → ^[0mrate(30 minutes)
          ^[33m~^[0m ^[33mParameter/webshop/production/database/password^[0m
              ^[2mvalue^[0m             ^[2m(secret, changed)^[0m
          ^[33m~^[0m ^[33mParameter/webshop/production/database/port^[0m
              ^[2mvalue^[0m             3306^[2m → ^[0m3307
          ^[32m+^[0m ^[32mParameter/webshop/production/features/rate-limit^[0m
              ^[2mString^[0m            1000

        ^[1mPlan: 1 to create, 3 to change, 1 to replace, 1 to delete^[0m; 412 unchanged
              4 calls, about 1 s; reading took 24 calls
        ");
        let mut bare = String::new();
        let mut rest = painted.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            bare.push_str(before);
            rest = after.split_once('m').expect("a colour ends").1;
        }
        bare.push_str(rest);
        assert_eq!(bare, human(&[varied()], &context(), STYLE));
    }

    #[test]
    fn ascii_says_the_same() {
        let ascii = Style { glyphs: crate::render::Glyphs::Ascii, ..STYLE };
        let text = human(&[varied()], &context(), ascii);
        assert!(text.is_ascii(), "{text}");
        insta::assert_snapshot!(text, @"
        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        `Association/cloudwatch-agent` runs now.
        1 parameter is deleted, 1 patch baseline is made anew, 2 parameters and 1 patch baseline change, and
        1 parameter is created.

          -  Parameter/webshop/production/old   delete
              String            gone
          -+ PatchBaseline/web-critical         replace: operatingSystem cannot change in place
              operatingSystem   AMAZON_LINUX_2 -> AMAZON_LINUX_2023
              then              PatchGroup/production moves to the new one
          ~  Association/cloudwatch-agent       runs now
              schedule          rate(1 hour) -> rate(30 minutes)
          ~  Parameter/webshop/production/database/password
              value             (secret, changed)
          ~  Parameter/webshop/production/database/port
              value             3306 -> 3307
          +  Parameter/webshop/production/features/rate-limit
              String            1000

        Plan: 1 to create, 3 to change, 1 to replace, 1 to delete; 412 unchanged
              4 calls, about 1 s; reading took 24 calls
        ");
    }

    #[test]
    fn a_narrow_terminal_cuts_nothing() {
        let narrow = Style { width: 50, ..STYLE };
        insta::assert_snapshot!(human(&[varied()], &context(), narrow), @"
        webshop / production / us-east-1 (123456789012)  commit 4f2c1aa

        `Association/cloudwatch-agent` runs now.
        1 parameter is deleted, 1 patch baseline is made
        anew, 2 parameters and 1 patch baseline change,
        and 1 parameter is created.

          - Parameter/webshop/production/old   delete
              String            gone
          ± PatchBaseline/web-critical
              replace: operatingSystem cannot change in place
              operatingSystem
                - AMAZON_LINUX_2
                + AMAZON_LINUX_2023
              then              PatchGroup/production moves to the new one
          ~ Association/cloudwatch-agent       runs now
              schedule
                - rate(1 hour)
                + rate(30 minutes)
          ~ Parameter/webshop/production/database/password
              value             (secret, changed)
          ~ Parameter/webshop/production/database/port
              value             3306 → 3307
          + Parameter/webshop/production/features/rate-limit
              String            1000

        Plan: 1 to create, 3 to change, 1 to replace, 1 to delete; 412 unchanged
              4 calls, about 1 s; reading took 24 calls
        ");
    }

    #[test]
    fn what_stands_beside_the_changes_has_its_way_out() {
        insta::assert_snapshot!(human(&[troubled()], &context(), STYLE), @"
        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        Conflicts, apply refuses until they are settled:
          ! Parameter/webshop/a  manifests/web.yaml:7
              exists already, and no tag says whose it is
              help: set `metadata.adopt: true` to take it over, or give it another name
          ! Parameter/webshop/b  manifests/web.yaml:9
              belongs to `billing/production`
              help: change it in `billing/production`, or give it another name

        Denied by policy, apply refuses:
          ! Parameter/webshop/a  no-fridays, policies/fridays.cel:3
              not on a Friday
          ! the plan as a whole  few-changes, policies/fridays.cel:3
              not on a Friday

        Warned of by policy:
          ! Parameter/webshop/b  teams, policies/fridays.cel:3
              not on a Friday

        Not readable, neither changed nor counted as unchanged:
          ? every Parameter
              DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException)
              help: the role needs `ssm:DescribeParameters`; `trueup iam` prints the least policy

        Waiting:
          . Parameter/webshop/api/key
              somebody else gives it its value, and it is not there yet

        Unmanaged, 1 resource under declared paths that no manifest declares:
            Parameter/webshop/by-hand
              help: declare them with `metadata.adopt: true`, or leave them be

        Not listed, and nothing declares one; any that git no longer has would stay:
            PatchBaseline: DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException)

        Plan: no changes; 412 unchanged; reading took 24 calls
              1 secret not compared
              apply refuses: 2 conflicts, 2 denied by policies, 1 not readable
        ");
    }

    #[test]
    fn nothing_to_do_is_short() {
        insta::assert_snapshot!(human(&[plan(Vec::new())], &context(), STYLE), @"
        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        Nothing to do; 412 unchanged; reading took 24 calls
        ");
    }

    #[test]
    fn a_destroy_says_that_it_is_one() {
        let mut changes = varied_changes();
        changes.retain(|change| change.action() == Action::Delete);
        let plan = plan_with(changes, Vec::new(), |_, about| about.goal = engine::plan::Goal::Destroy);
        insta::assert_snapshot!(human(&[plan], &context(), STYLE), @"
        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        1 parameter is deleted.

          - Parameter/webshop/production/old   delete
              String            gone

        Destroy: 1 to delete; 412 unchanged
                 1 call, about 1 s; reading took 24 calls
        ");
    }

    #[test]
    fn several_sites_end_with_a_total() {
        insta::assert_snapshot!(human(&[plan(Vec::new()), varied()], &context(), STYLE), @"
        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        Nothing to do; 412 unchanged; reading took 24 calls

        webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

        `Association/cloudwatch-agent` runs now.
        1 parameter is deleted, 1 patch baseline is made anew, 2 parameters and 1 patch baseline change, and
        1 parameter is created.

          - Parameter/webshop/production/old   delete
              String            gone
          ± PatchBaseline/web-critical         replace: operatingSystem cannot change in place
              operatingSystem   AMAZON_LINUX_2 → AMAZON_LINUX_2023
              then              PatchGroup/production moves to the new one
          ~ Association/cloudwatch-agent       runs now
              schedule          rate(1 hour) → rate(30 minutes)
          ~ Parameter/webshop/production/database/password
              value             (secret, changed)
          ~ Parameter/webshop/production/database/port
              value             3306 → 3307
          + Parameter/webshop/production/features/rate-limit
              String            1000

        Plan: 1 to create, 3 to change, 1 to replace, 1 to delete; 412 unchanged
              4 calls, about 1 s

        2 sites: 1 to create, 3 to change, 1 to replace, 1 to delete; 824 unchanged
        ");
    }
}
