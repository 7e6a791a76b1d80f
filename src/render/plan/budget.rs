//! What a comment leaves out when a forge would cut it.

use std::collections::{BTreeSet, HashSet};

use engine::{Action, Address};

use super::block::Site;
use super::body::{Bodies, Cut, Neighbours};
use super::folds::Addresses;
use crate::view::Weight;

/// What of a plan a comment shows.
pub(super) struct Layout {
    /// The folded lists of what waits and what nobody manages, and all addresses of a fold.
    pub(super) lists: Lists,
    /// Lines of a list: of an alert, of changes, of folds.
    pub(super) addresses: usize,
    /// Whether lines that stay are shown around those that change.
    neighbours: Neighbours,
    told: Chosen,
}

/// Whether folded lists are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// They are.
    Shown,
    /// They are not.
    Hidden,
}

/// A row or a fold of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    pub(super) site: usize,
    pub(super) what: What,
}

/// A row or a fold, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Row(usize),
    Fold(usize),
}

/// Which rows and folds are shown with their fields.
enum Chosen {
    All,
    These(BTreeSet<Told>),
}

impl Layout {
    /// Whether something is shown with its fields.
    pub(super) fn has(&self, told: Told) -> bool {
        match &self.told {
            Chosen::All => true,
            Chosen::These(these) => these.contains(&told),
        }
    }

    /// What is shown under it, empty where nothing is.
    pub(super) fn body<'b>(&self, bodies: &'b Bodies, told: Told) -> &'b str {
        if self.has(told) { &bodies.with(self.neighbours).text } else { "" }
    }

    /// How many of so many lines are listed.
    pub(super) fn listed(&self, count: usize) -> usize {
        count.min(self.addresses)
    }

    /// Which addresses stand below a fold.
    pub(super) fn below(&self) -> Addresses {
        match self.lists {
            Lists::Shown => Addresses::All,
            Lists::Hidden => Addresses::Few,
        }
    }

    /// How many changes are shown as far as they have anything to show, and what is cut of the others that are shown.
    pub(super) fn shown(&self, sites: &[Site<'_>]) -> (usize, Cut) {
        let (mut shown, mut cut) = (0, Cut::default());
        for (at, site) in sites.iter().enumerate() {
            let all = site.told.rows.len() + site.folded;
            shown += (all - self.lacking(at, site, &mut cut)) * site.plans.len();
        }
        (shown, cut)
    }

    /// How many changes of a site are not shown in full.
    fn lacking(&self, at: usize, site: &Site<'_>, cut: &mut Cut) -> usize {
        let mut lacking: HashSet<&Address> = HashSet::new();
        let mut whole = |bodies: &Bodies, place: usize, count: usize, what: What| {
            let body = bodies.with(self.neighbours);
            let has = body.text.is_empty() || self.has(Told { site: at, what });
            let listed = place < self.listed(count);
            if has && listed {
                *cut += body.cut;
            }
            has && listed && body.cut == Cut::default()
        };
        for (place, (row, bodies)) in site.told.rows.iter().zip(&site.rows).enumerate() {
            if !whole(bodies, place, site.rows.len(), What::Row(place)) {
                lacking.insert(row.address);
            }
        }
        for (place, (fold, bodies)) in site.told.folds.iter().zip(&site.folds).enumerate() {
            let named = self.below() == Addresses::All || fold.few().1 == 0;
            if !(whole(bodies, place, site.folds.len(), What::Fold(place)) && named) {
                lacking.extend(&fold.addresses);
            }
        }
        lacking.len()
    }
}

/// Drops the least important until the page fits: the folded lists, then lines that stay, then the
/// fields of creations, of deletions, of ordinary changes and of what many have in common, of what runs at once and
/// of what is made anew, and last of all lines of lists.
pub(super) fn fit(sites: &[Site<'_>], limit: usize, page: impl Fn(&Layout) -> String) -> String {
    let all = |lists, neighbours| Layout { lists, neighbours, told: Chosen::All, addresses: usize::MAX };
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
    let some = |these, addresses| Layout {
        lists: Lists::Hidden,
        neighbours: Neighbours::Hidden,
        told: Chosen::These(these),
        addresses,
    };
    let bare = page(&some(BTreeSet::new(), usize::MAX));
    if bare.len() <= limit {
        let text = page(&some(choose(sites, (limit - bare.len()).saturating_sub(NOTE)), usize::MAX));
        return if text.len() <= limit { text } else { bare };
    }
    let longest = sites.iter().map(|site| site.rows.len().max(site.folds.len())).max().unwrap_or(0);
    halved(longest, limit, |most| page(&some(BTreeSet::new(), most)))
}

/// A text with half as many lines in each of its lists again and again, until it fits or none is left.
pub(super) fn halved(longest: usize, limit: usize, text: impl Fn(usize) -> String) -> String {
    let mut most = longest;
    loop {
        let text = text(most);
        if text.len() <= limit || most == 0 {
            return text;
        }
        most /= 2;
    }
}

/// What a body costs beside its own bytes: the tags of a folded section in the place of a list
/// item, and its place in the note.
const FRAME: usize = 80;
/// What the note takes to say how much is cut.
const NOTE: usize = 80;

/// The most important bodies that fit into so many bytes.
fn choose(sites: &[Site<'_>], mut room: usize) -> BTreeSet<Told> {
    let mut order: Vec<(u8, Told, usize)> = Vec::new();
    for (at, site) in sites.iter().enumerate() {
        let size = |bodies: &Bodies| bodies.with(Neighbours::Hidden).text.len();
        for (place, row) in site.told.rows.iter().enumerate() {
            let rank = match (row.weight, row.action) {
                // That it goes is said anyway.
                (Weight::Destroys, Action::Delete) => 3,
                (Weight::Destroys, _) => 0,
                (Weight::RunsNow | Weight::RunsOtherwise, _) => 1,
                (Weight::Ordinary, action) => ordinary(action),
            };
            let told = Told { site: at, what: What::Row(place) };
            order.push((rank, told, size(&site.rows[place]) + site.links[place].len()));
        }
        for (place, fold) in site.told.folds.iter().enumerate() {
            let told = Told { site: at, what: What::Fold(place) };
            order.push((ordinary(fold.action), told, size(&site.folds[place])));
        }
    }
    order.sort_unstable();
    let mut chosen = BTreeSet::new();
    for (_, told, size) in order {
        if size > 0 && size + FRAME <= room {
            room -= size + FRAME;
            chosen.insert(told);
        }
    }
    chosen
}

/// Where a change stands among others that asks for no attention.
fn ordinary(action: Action) -> u8 {
    if action == Action::Create { 4 } else { 2 }
}

#[cfg(test)]
mod tests {
    use engine::policy::Judged;
    use schema::Tree;

    use super::*;
    use crate::render::plan::markdown;
    use crate::render::samples::{baseline, context, create, delete, parameter, plan, texts, update};

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
        insta::assert_snapshot!(note, @"> Showing 65 of 120 changes in full; the plan itself has them all");
    }

    #[test]
    fn what_many_have_in_common_is_dropped_to_its_head() {
        let of = |text: String| parameter("String", Tree::text(text));
        let long = |text: &str| of(format!("{text}\n").repeat(700));
        let mut changes: Vec<_> =
            (0..4).map(|at| update(&format!("/long/{at}"), long("a"), long("b"))).collect();
        changes.push(baseline(
            Action::Replace,
            Tree::map([("f", Tree::text("a"))]),
            Tree::map([("f", Tree::text("b"))]),
        ));
        let text = markdown(&[plan(changes)], &context(), 1_500);
        insta::assert_snapshot!(text, @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=b39561e058ea basis=6ce0be002e4c -->
        ## trueup plan: webshop / production (123456789012 / us-east-1)

        > Showing 1 of 5 changes in full; the plan itself has them all

        1 patch baseline is made anew, and 4 parameters change.

        **Plan: 4 to change, 1 to replace; 412 unchanged.** 4 calls, about 1 s; reading took 24 calls.

        > [!CAUTION]
        > - `PatchBaseline/web-critical` replace

        <details open><summary><code>± PatchBaseline/web-critical</code> replace</summary>

        ```diff
        ! f: a → b
        ```

        </details>

        - `~ 4 resources` value: `Parameter/long/0`, `Parameter/long/1`, `Parameter/long/2`, and 1 more

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, change digest <code>b39561e058ea</code>, trueup 0.1.0</sub>
        ");
    }
}
