//! What a stack has, as AWS holds it, in manifests that stand for themselves.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::draft::{Adoption, Asking, Import, import};
use crate::address::Address;
use crate::contract::{Found, Owner};
use crate::kinds;
use crate::observe::Live;
use crate::resolve::{Desired, Place, Read, resolve};

/// What is to be written, and of what.
pub struct Exporting<'a> {
    /// The stack.
    pub read: &'a Read,
    /// The site.
    pub place: &'a Place<'a>,
    /// What the stack declares there.
    pub desired: &'a Desired,
    /// What AWS holds there.
    pub live: &'a Live,
    /// Whether a resource is wanted: by its kind and by what AWS calls it, a name or an id.
    pub wanted: &'a dyn Fn(&str, &str) -> bool,
    /// Whether a text would be another one where it is printed, since something in it is masked.
    pub masked: &'a dyn Fn(&str) -> bool,
    /// The time that the run counts as now.
    pub now: Timestamp,
}

/// Writes manifests of what is declared and ours, as AWS holds it: without variables and anchors, references between
/// them alone. They adopt nothing.
///
/// # Guarantees
/// They read back. No secret is in any of them.
pub fn export(exporting: &Exporting<'_>) -> Import {
    let Exporting { read, place, desired, live, wanted, masked, now } = exporting;
    // As if an account were imported that holds nothing else, into a stack without manifests.
    let bare = Read {
        stack: read.stack.clone(),
        manifests: Vec::new(),
        sources: read.sources.clone(),
        files: BTreeMap::new(),
    };
    let (nothing, _) = resolve(&bare, place, *now);
    let declared = |address: &Address| {
        let whole = kinds::parent(address);
        desired.declared.contains_key(whole.as_ref().unwrap_or(address))
    };
    let ours = live.found.values().filter(|found| found.owner.is_us() && declared(&found.address));
    let strays = ours.map(|found| (found.address.clone(), Found { owner: Owner::Nobody, ..found.clone() }));
    let strays = Live { found: strays.collect(), ..Live::default() };
    import(&Asking {
        read: &bare,
        place,
        desired: &nothing,
        live: &strays,
        wanted,
        exists: &|_| false,
        masked,
        adoption: Adoption::None,
        source: &|_| None,
        now: *now,
    })
}
