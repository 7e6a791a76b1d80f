//! What stands open in a comment, whatever is folded there: what plans caution of, what keeps apply from going on,
//! what policies warn of and what destroys.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use engine::caution::Risk;
use engine::policy::{Judged, Level};

use super::block::{Site, linked};
use super::context::Context;
use super::human::words;
use super::sections::place;
use super::verdicts::lines as verdicts;
use crate::render::markdown::{code, prose};
use crate::view::{Cautions, Protection, Row, Weight, cautions, settle, whose};

/// The alerts, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alert {
    Cautioned,
    Refused,
    Warned,
    Destroys,
}

impl Alert {
    fn word(self) -> &'static str {
        match self {
            Self::Cautioned | Self::Refused => "WARNING",
            Self::Warned => "NOTE",
            Self::Destroys => "CAUTION",
        }
    }
}

/// One line of an alert: its rank, what it says, and what is listed below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    alert: Alert,
    risk: Option<Reverse<Risk>>,
    said: String,
    below: Vec<String>,
}

impl Line {
    fn of(alert: Alert, said: String) -> Self {
        Self { alert, risk: None, said, below: Vec::new() }
    }
}

/// What stands open, in the order in which it is shown.
pub(super) struct Open(Vec<Line>);

/// What of plans stands open. Of several each line says at which sites it holds; what holds at several of them
/// is one line.
pub(super) fn open(plans: &[Judged], sites: &[Site<'_>], context: &Context<'_>) -> Open {
    let mut lines: Vec<(Line, Vec<String>)> = Vec::new();
    let mut places: BTreeMap<Line, usize> = BTreeMap::new();
    for site in sites {
        let mut of = Vec::new();
        if let [(_, plan)] = site.plans[..] {
            of.extend(cautions(plan).iter().map(cautioned));
            of.extend(refused(plan, context).into_iter().map(|said| Line::of(Alert::Refused, said)));
            let warned = verdicts(plan, Level::Warn).into_iter();
            of.extend(warned.map(|said| Line::of(Alert::Warned, said)));
        }
        let destroyed = site.told.rows.iter().filter(|row| row.weight == Weight::Destroys);
        of.extend(destroyed.map(|row| Line::of(Alert::Destroys, destroys(row))));
        for line in of {
            let place = *places.entry(line.clone()).or_insert(lines.len());
            if place == lines.len() {
                lines.push((line, Vec::new()));
            }
            lines[place].1.extend(site.names());
        }
    }
    lines.sort_by_key(|(line, _)| (line.alert, line.risk));
    let whose = |(line, names): (Line, Vec<String>)| match names.len() {
        _ if plans.len() == 1 => line,
        all if all == plans.len() => Line { said: format!("all sites: {}", line.said), ..line },
        _ => Line { said: format!("{}: {}", prose(&names.join(", ")), line.said), ..line },
    };
    Open(lines.into_iter().map(whose).collect())
}

impl Open {
    /// The most lines that stand in one list.
    pub(super) fn longest(&self) -> usize {
        let alerts = self.0.chunk_by(|a, b| a.alert == b.alert).map(<[Line]>::len);
        alerts.chain(self.0.iter().map(|line| line.below.len())).max().unwrap_or(0)
    }

    /// The alerts, with so many lines of each list at most.
    pub(super) fn text(&self, most: usize) -> String {
        let mut text = String::new();
        for lines in self.0.chunk_by(|a, b| a.alert == b.alert) {
            text.push_str(&format!("\n> [!{}]\n", lines[0].alert.word()));
            for line in lines.iter().take(most) {
                text.push_str(&format!("> - {}\n", line.said));
                line.below.iter().take(most).for_each(|below| text.push_str(&format!(">   - {below}\n")));
                text.push_str(&and_more(">   - ", line.below.len(), most));
            }
            text.push_str(&and_more("> - ", lines.len(), most));
        }
        text
    }
}

fn and_more(lead: &str, count: usize, most: usize) -> String {
    match count.saturating_sub(most) {
        0 => String::new(),
        more => format!("{lead}and {more} more\n"),
    }
}

/// What a plan cautions of; all that a high risk holds of is listed.
fn cautioned(caution: &Cautions<'_>) -> Line {
    let (risk, code_of) = (caution.rule.risk.word(), code(caution.rule.code));
    let control = caution.rule.control.map_or(String::new(), |control| format!(", {control}"));
    let message = prose(&caution.message);
    let (said, below) = match (caution.rule.risk, caution.few()) {
        (Risk::High, (_, more)) if more > 0 => {
            let all = caution.addresses.iter().map(|address| code(address.as_str())).collect();
            (format!("{message}: {} resources", caution.addresses.len()), all)
        }
        _ => (format!("{} {message}", code(&caution.named())), Vec::new()),
    };
    let said = format!("**{risk}** {said} ({code_of}{control})");
    Line { alert: Alert::Cautioned, risk: Some(Reverse(caution.rule.risk)), said, below }
}

/// What keeps apply from going on.
fn refused(plan: &Judged, context: &Context<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for conflict in plan.conflicts() {
        let address = code(conflict.address.as_str());
        let (whose, help) = (prose(&whose(&conflict.rival)), prose(&settle(&conflict.rival)));
        let link = linked(&conflict.location, context);
        let place = link.unwrap_or_else(|| code(&place(&conflict.location)));
        lines.push(format!("{address} {whose} ({place}): {help}"));
    }
    for unreadable in plan.unreadable() {
        let what = unreadable
            .address
            .as_ref()
            .map_or_else(|| format!("every {}", unreadable.kind), |address| address.to_string());
        lines.push(format!("{} is not readable: {}", code(&what), prose(&unreadable.error.to_string())));
    }
    lines.extend(verdicts(plan, Level::Deny).iter().map(|line| format!("{line}; apply refuses")));
    lines
}

fn destroys(row: &Row<'_>) -> String {
    let protected = match row.protection {
        Protection::Protected => ", protected: apply refuses",
        Protection::Open => "",
    };
    format!("{} {}{protected}", code(row.address.as_str()), prose(&words(row).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use engine::Address;
    use engine::plan::Change;
    use engine::policy::Verdict;
    use schema::Tree;

    use super::*;
    use crate::render::plan::markdown;
    use crate::render::samples::{
        context, create, delete, parameter, plan, plan_with, public, update, verdicts,
    };

    fn at(environment: &str, changes: Vec<Change>) -> Judged {
        let denied = verdicts().into_iter().take(1).filter(|_| environment == "production").collect();
        plan_with(changes, denied, |_, about| about.site.environment = environment.into())
    }

    fn changes() -> Vec<Change> {
        let fetched = Tree::text("https://bucket.s3.amazonaws.com/key");
        vec![
            create("/fetched", parameter("String", fetched)),
            public("shared"),
            delete("/old", parameter("String", Tree::text("gone"))),
        ]
    }

    /// What nobody has to open anything for.
    fn open_lines(text: &str) -> String {
        let (mut depth, mut lines) = (0, Vec::new());
        for line in text.lines() {
            depth += usize::from(line.starts_with("<details"));
            if depth == 0 && !line.starts_with("<sub>") {
                lines.push(line);
            }
            depth -= usize::from(line == "</details>");
        }
        lines.join("\n").replace("\n\n\n", "\n")
    }

    #[test]
    fn of_several_sites_nothing_is_folded_that_nobody_may_miss() {
        let mut staged = changes();
        staged[2].protected = true;
        let plans = [at("production", changes()), at("staging", staged), at("test", Vec::new())];
        insta::assert_snapshot!(open_lines(&markdown(&plans, &context(), usize::MAX)), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=789d7a12c7b2 basis=cac9d84bcd78 -->
        ## trueup plan: 3 sites

        | site | create | change | replace | delete | adopt | move | forget | unchanged | |
        |---|---|---|---|---|---|---|---|---|---|
        | production/us-east-1 (123456789012) | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 412 | apply refuses: 1 denied by a policy; 1 high caution, 1 medium caution |
        | staging/us-east-1 (123456789012) | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 412 | apply refuses: 1 protected; 1 high caution, 1 medium caution |
        | test/us-east-1 (123456789012) | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 412 |  |

        > [!WARNING]
        > - production/us-east-1, staging/us-east-1: **high** `Document/shared` is shared with every AWS account (`public-document`, SSM.4)
        > - production/us-east-1, staging/us-east-1: **medium** `Parameter/fetched` fetches `https://bucket.s3.amazonaws.com/key`, which everybody can read or nobody (`public-address`)

        > [!WARNING]
        > - production/us-east-1: `Parameter/webshop/a` is denied by the policy `no-fridays`: not on a Friday; apply refuses

        > [!CAUTION]
        > - production/us-east-1: `Parameter/old` delete
        > - staging/us-east-1: `Parameter/old` delete, protected: apply refuses
        ");
    }

    #[test]
    fn all_that_a_high_risk_holds_of_is_listed() {
        let many = (0..5).map(|at| public(&format!("d{at}"))).collect();
        insta::assert_snapshot!(open_lines(&markdown(&[plan(many)], &context(), usize::MAX)), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=d0edd47636d0 basis=43522450f111 -->
        ## trueup plan: webshop / production (123456789012 / us-east-1)

        5 documents change; nothing is deleted.

        **Plan: 5 to change; 412 unchanged.** 0 calls, about 1 s; reading took 24 calls.

        > [!WARNING]
        > - **high** is shared with every AWS account: 5 resources (`public-document`, SSM.4)
        >   - `Document/d0`
        >   - `Document/d1`
        >   - `Document/d2`
        >   - `Document/d3`
        >   - `Document/d4`
        ");
    }

    #[test]
    fn what_stands_open_stays_in_the_smallest_comment() {
        let mut all = changes();
        // Each is told as one of the same four, and too long for any comment.
        let long = |text: &str| parameter("String", Tree::text(text.repeat(3_000)));
        all.extend((0..4).map(|at| update(&format!("/long/{at}"), long("a"), long("b"))));
        all.extend((0..60).map(|at| update(&format!("/short/{at}"), long("c"), long(&format!("{at} ")))));
        let denied = |address| Verdict { address: Some(Address::from(address)), ..verdicts().remove(0) };
        let plan = plan_with(all, vec![denied("Document/shared")], |_, about| about.site.sandbox = true);
        for limit in [60_000, 8_000, 3_000, 1_500, 1_200] {
            let text = markdown(std::slice::from_ref(&plan), &context(), limit);
            assert!(text.len() <= limit, "{} bytes in a budget of {limit}", text.len());
            for kept in [
                "webshop / production (123456789012, sandbox",
                "**high** `Document/shared`",
                "is denied by",
                "`Parameter/old` delete",
            ] {
                assert!(text.contains(kept), "{limit}: {kept}: {text}");
            }
        }
    }
}
