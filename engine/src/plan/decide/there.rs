//! What to do about a declared resource in whose place something is.

use schema::Tree;

use super::{Deciding, changed};
use crate::contract::{Adopt, Declared, Deed, Effect, Found, InPlace, Owner};
use crate::plan::change::ASKED;
use crate::plan::conflict::Rival;
use crate::plan::decision::Decision;
use crate::plan::known::Compared;
use crate::tree::Comparison;

/// Whether what is there is ours, or becomes so.
enum Whose {
    Ours,
    Adopted,
}

impl Deciding<'_> {
    /// What to do about what is there.
    pub(super) fn there(&self, declared: &Declared, found: &Found) -> Decision {
        let whose = match whose(declared, found) {
            Ok(whose) => whose,
            Err(rival) => return self.conflict(declared, rival),
        };
        let Compared { to, was, mut comparison } = self.known.compared(declared, found);
        let asked = self.frame.replace.contains(&declared.address);
        match (declared.resource.in_place)(&to, &was) {
            InPlace::Never { reason, .. } => self.conflict(declared, Rival::Irreplaceable(reason)),
            InPlace::Replace { reason, .. } => self.replace(declared, found, to, was, comparison, reason),
            InPlace::Yes if asked => self.replace(declared, found, to, was, comparison, ASKED.into()),
            InPlace::Yes => {
                let differences = std::mem::take(&mut comparison.differences);
                let deed = match whose {
                    Whose::Ours if differences.is_empty() => {
                        return Decision::Unchanged { not_compared: comparison.not_compared };
                    }
                    Whose::Ours => Deed::Update { to, was },
                    Whose::Adopted => Deed::Adopt { to, was },
                };
                changed(self.change(declared, deed, Some(found), differences), comparison)
            }
        }
    }

    fn replace(
        &self,
        declared: &Declared,
        found: &Found,
        to: Tree,
        was: Tree,
        mut comparison: Comparison,
        reason: String,
    ) -> Decision {
        if let Some(loss) = (declared.resource.irreplaceable)(&to) {
            return self.conflict(declared, Rival::Irreplaceable(format!("{reason}, and {loss}")));
        }
        let differences = std::mem::take(&mut comparison.differences);
        let mut change = self.change(declared, Deed::Replace { to, was }, Some(found), differences);
        change.reason = Some(reason);
        let seconds = declared.resource.gap.as_secs();
        if seconds > 0 {
            change.effects.insert(0, Effect::Gap { seconds: Some(seconds) });
        }
        if declared.id.is_none() {
            let dependents = self.known.desired.graph.dependents(&declared.address).cloned();
            change.effects.extend(dependents.map(|address| Effect::Repoints { address }));
        }
        changed(change, comparison)
    }
}

/// Whether what is there is ours or may be taken over; else whose it is.
fn whose(declared: &Declared, found: &Found) -> Result<Whose, Rival> {
    match (&found.owner, &declared.adopt) {
        (Owner::Ours, _) => Ok(Whose::Ours),
        (Owner::Former, _)
        | (Owner::Nobody, Adopt::Unowned { .. } | Adopt::FromCloudFormation { .. })
        | (Owner::CloudFormation(_), Adopt::FromCloudFormation { .. }) => Ok(Whose::Adopted),
        (Owner::Nobody, Adopt::No) => Err(match (declared.resource.last_change)(&found.tree) {
            Some(change) => Rival::Somebody(change),
            None if declared.id.is_some() => Rival::Nobody,
            None => Rival::Lookalike(found.id.clone()),
        }),
        (Owner::Other(owner), _) => Err(Rival::Stack(owner.clone())),
        (Owner::CloudFormation(name), Adopt::No | Adopt::Unowned { .. }) => {
            Err(Rival::CloudFormation(name.clone()))
        }
    }
}
