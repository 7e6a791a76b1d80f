//! Whose what can carry no tag is: the record tells, and else only that it is as declared. What another
//! site's record claims is theirs, whatever ours says.

use schema::Tree;

use crate::address::Address;
use crate::contract::{Adopt, Beside, Declared, Owner, Presence, Scope, Taken};
use crate::record::Claims;
use crate::tree::compare;

/// Whose a declared resource is that AWS holds.
///
/// What is as declared is managed: to take it over changes nothing, and a record that is lost must not
/// make a conflict of it. Where no record is kept, `adopt` is all that can say it.
pub(super) fn owner(scope: &Scope<'_>, declared: &Declared, live: &Tree) -> Owner {
    match declared.presence {
        // What is let go is nobody's: no tag could tell it from the rest.
        Presence::Forgotten => Owner::Nobody,
        Presence::Absent => Owner::Ours,
        Presence::Wanted | Presence::Kept => {
            let id = declared.id.as_deref().unwrap_or_default();
            let remembered = scope.remembered.get(declared.resource.name, id).is_some();
            let said = scope.record.is_none() && declared.adopt != Adopt::No;
            if remembered || said || as_declared(declared, live) { Owner::Ours } else { Owner::Nobody }
        }
    }
}

fn as_declared(declared: &Declared, live: &Tree) -> bool {
    let (mut to, mut was) = (declared.tree.clone(), live.clone());
    (declared.resource.absorb)(&mut to, &mut was);
    compare(&to, &was).differences.is_empty()
}

/// A declared resource that another site claims too, unless it is to be left alone.
pub(super) fn taken(claims: &Claims, declared: &Declared) -> Option<Taken> {
    let minds = declared.presence != Presence::Forgotten;
    let owner = claims.of(declared.resource.name, declared.id.as_deref().filter(|_| minds)?)?;
    let what = (declared.resource.claims)(&declared.tree).into_iter().next()?;
    Some(Taken { address: declared.address.clone(), what, owner: owner.to_owned() })
}

/// The address of what is remembered and not declared: its manifest's own, unless that declares another
/// one now, which it stands beside.
pub(super) fn left(scope: &Scope<'_>, kind: &str, id: &str, name: &str) -> (Address, Option<Beside>) {
    let own = Address::new(kind, name);
    let taken = scope.declared.iter().any(|declared| declared.address == own);
    if !taken {
        return (own, None);
    }
    (Address::new(kind, &format!("{name}/{}", id.trim_start_matches('/'))), Some(Beside::Manifest(own)))
}
