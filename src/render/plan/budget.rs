//! What a comment leaves out when a forge would cut it.

use std::collections::BTreeSet;

use engine::Action;

use super::body::{Neighbours, body_with};
use super::markdown::Site;
use crate::view::Weight;

/// What of a plan a comment shows.
pub(super) struct Layout {
    /// The folded lists of what waits and what nobody manages.
    pub(super) lists: Lists,
    /// Whether lines that stay are shown around those that change.
    pub(super) neighbours: Neighbours,
    bodies: Bodies,
    /// Addresses listed for each site.
    addresses: usize,
}

/// Whether folded lists are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// They are.
    Shown,
    /// They are not.
    Hidden,
}

/// Which changes are shown with their fields: by site and row.
enum Bodies {
    All,
    These(BTreeSet<(usize, usize)>),
}

impl Layout {
    /// Whether a change is shown with its fields.
    pub(super) fn has(&self, site: usize, row: usize) -> bool {
        match &self.bodies {
            Bodies::All => true,
            Bodies::These(these) => these.contains(&(site, row)),
        }
    }

    /// How many of so many addresses are listed, and how many are not.
    pub(super) fn listed(&self, count: usize) -> (usize, usize) {
        let shown = count.min(self.addresses);
        (shown, count - shown)
    }

    /// How many changes are shown as far as they have anything to show.
    pub(super) fn shown(&self, sites: &[Site<'_>]) -> usize {
        let whole = |at: usize, row: usize, site: &Site<'_>| {
            row < self.listed(site.told.rows.len()).0 && (self.has(at, row) || is_bare(site, row))
        };
        let of = |(at, site): (usize, &Site<'_>)| {
            let shown = (0..site.told.rows.len()).filter(|row| whole(at, *row, site)).count();
            (shown + site.folded) * site.plans.len()
        };
        sites.iter().enumerate().map(of).sum()
    }
}

fn is_bare(site: &Site<'_>, row: usize) -> bool {
    body_with(&site.told.rows[row], Neighbours::Hidden).is_empty()
}

/// Drops the least important until the page fits: the folded lists, then lines that stay, then the
/// fields of creations, of deletions, of ordinary changes, of what runs at once and of what is made anew, and
/// last of all addresses.
pub(super) fn fit(sites: &[Site<'_>], limit: usize, page: impl Fn(&Layout) -> String) -> String {
    let all = |lists, neighbours| Layout { lists, neighbours, bodies: Bodies::All, addresses: usize::MAX };
    for (lists, neighbours) in [
        (Lists::Shown, Neighbours::Shown),
        (Lists::Hidden, Neighbours::Shown),
        (Lists::Hidden, Neighbours::Hidden),
    ] {
        let text = page(&all(lists, neighbours));
        if text.len() <= limit {
            return text;
        }
    }
    let mut layout = Layout {
        lists: Lists::Hidden,
        neighbours: Neighbours::Hidden,
        bodies: Bodies::These(BTreeSet::new()),
        addresses: usize::MAX,
    };
    let bare = page(&layout);
    if bare.len() <= limit {
        layout.bodies = Bodies::These(choose(sites, limit - bare.len()));
        let text = page(&layout);
        return if text.len() <= limit { text } else { bare };
    }
    let mut addresses = sites.iter().map(|site| site.told.rows.len()).max().unwrap_or(0);
    loop {
        addresses /= 2;
        layout.addresses = addresses;
        let text = page(&layout);
        if text.len() <= limit || addresses == 0 {
            return text;
        }
    }
}

/// What a body costs beside its own bytes: the tags of a folded section in the place of a list
/// item, and its place in the note.
const FRAME: usize = 80;

/// The most important bodies that fit into so many bytes.
fn choose(sites: &[Site<'_>], mut room: usize) -> BTreeSet<(usize, usize)> {
    let mut order: Vec<(u8, usize, usize)> = Vec::new();
    for (at, site) in sites.iter().enumerate() {
        order.extend(site.told.rows.iter().enumerate().map(|(row, line)| {
            let rank = match (line.weight, line.action) {
                // That it goes is said anyway.
                (Weight::Destroys, Action::Delete) => 3,
                (Weight::Destroys, _) => 0,
                (Weight::RunsNow | Weight::RunsOtherwise, _) => 1,
                (Weight::Ordinary, Action::Create) => 4,
                (Weight::Ordinary, _) => 2,
            };
            (rank, at, row)
        }));
    }
    order.sort_unstable();
    let mut chosen = BTreeSet::new();
    for (_, at, row) in order {
        let size = body_with(&sites[at].told.rows[row], Neighbours::Hidden).len();
        let cost = size + sites[at].links[row].len() + FRAME;
        if size > 0 && cost <= room {
            room -= cost;
            chosen.insert((at, row));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use engine::policy::Judged;
    use schema::Tree;

    use super::*;
    use crate::render::plan::markdown;
    use crate::render::samples::{baseline, context, create, delete, parameter, plan, texts};

    /// Forty changes of each weight, each with lines to spare.
    fn many() -> Judged {
        let mut changes = Vec::new();
        for at in 0..40 {
            let long = "x".repeat(120);
            changes.push(create(&format!("/new/{at:02}"), parameter("String", Tree::text(long.as_str()))));
            changes.push(delete(&format!("/old/{at:02}"), parameter("String", Tree::text("gone"))));
            let list = |extra: &str| Tree::map([("commands", Tree::List(texts(["a", "b", "c", extra])))]);
            // Each with a difference of its own: what is alike would be said once.
            let mut change = baseline(Action::Update, list(&format!("d{at}")), list(&long));
            change.address = engine::Address::from(format!("PatchBaseline/b{at:02}").as_str());
            changes.push(change);
        }
        plan(changes)
    }

    #[test]
    fn the_budget_holds_and_the_least_important_goes_first() {
        let plans = [many()];
        let whole = markdown(&plans, &context(), usize::MAX);
        assert!(!whole.contains("Showing"), "nothing is left out without a limit");
        for limit in [whole.len() - 1, whole.len() / 2, 16_000, 9_000, 5_000, 2_000] {
            let text = markdown(&plans, &context(), limit);
            assert!(text.len() <= limit, "{} bytes in a budget of {limit}", text.len());
            assert!(text.contains("40 to create, 40 to change, 40 to delete"), "counts stay");
        }
        let half = markdown(&plans, &context(), 16_000);
        let changed = half.matches("! commands:").count();
        let created = half.matches("+ String:").count();
        assert!(changed == 40 && created < 40, "creations go first: {changed} changed, {created} created");
        for at in 0..40 {
            assert!(half.contains(&format!("/old/{at:02}")), "addresses stay while they fit");
        }
        let note = half.lines().nth(3).expect("a note");
        insta::assert_snapshot!(note, @"> Showing 66 of 120 changes in full; the plan itself has them all");
    }
}
