//! What goes and what comes that look like one thing under another name.

use std::collections::BTreeMap;

use schema::Tree;

use super::change::Change;
use super::decision::Decisions;
use crate::action::Action;
use crate::address::Address;
use crate::contract::Effect;
use crate::tree::compare;

/// As many pairs are looked at; where more goes and comes, nothing is said.
const PAIRS: usize = 40_000;

/// The field of a state that is its name in AWS, where that is not what tells it apart there.
const NAME: &str = "name";

/// Says of each deletion what comes with the very same state, where it is one only and comes for nothing else:
/// it may be meant as a rename, which `movedFrom` would say.
pub(super) fn rename(mut decisions: Decisions) -> Decisions {
    let of = |action: Action| {
        decisions.changes().filter(move |change| change.action() == action).collect::<Vec<&Change>>()
    };
    let (gone, come) = (of(Action::Delete), of(Action::Create));
    if gone.len().saturating_mul(come.len()) > PAIRS {
        return decisions;
    }
    let mut pairs: Vec<(Address, Address)> = Vec::new();
    for old in &gone {
        let alike = come.iter().filter(|new| alike(old, new));
        pairs.extend(alike.map(|new| (old.address.clone(), new.address.clone())));
    }
    let mut counts: BTreeMap<&Address, usize> = BTreeMap::new();
    for (old, new) in &pairs {
        *counts.entry(old).or_default() += 1;
        *counts.entry(new).or_default() += 1;
    }
    let alone: Vec<(Address, Address)> =
        pairs.iter().filter(|(old, new)| counts[old] == 1 && counts[new] == 1).cloned().collect();
    for (old, to) in alone {
        let Some(change) = decisions.change_mut(&old) else { continue };
        change.effects.push(Effect::LooksRenamed { to });
    }
    decisions
}

/// Whether two states are the same but for the name. Of what holds a secret nothing is said: that two are the
/// same would be told by it.
fn alike(old: &Change, new: &Change) -> bool {
    let (Some(was), Some(to)) = (old.deed.was(), new.deed.to()) else { return false };
    let open = || !was.holds_secret() && !to.holds_secret();
    // Most differ in a text, and long ones are not to be copied for each pair.
    let texts = || match (was, to) {
        (Tree::Map(was), Tree::Map(to)) => to.iter().all(|(name, text)| {
            let both = text.as_text().zip(was.get(name).and_then(Tree::as_text));
            &**name == NAME || both.is_none_or(|(text, other)| text == other)
        }),
        _ => false,
    };
    old.resource.name == new.resource.name && texts() && open() && {
        let found = compare(to, was);
        found.not_compared.is_empty() && found.differences.iter().all(|one| one.path.field() == NAME)
    }
}
