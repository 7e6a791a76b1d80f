//! `metadata.adopt` that says nothing any more: what it takes over is ours.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schema::edit::Change;
use schema::{Adopt, Location, Manifest, SourceId};

use super::Why;
use super::draft::{Draft, Spot};
use crate::contract::{Declared, Owner};
use crate::observe::Live;
use crate::resolve::{Desired, Read, broken, changed_since, places, resolve};

/// A site that was looked at.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// What git asks for there.
    pub desired: &'a Desired,
    /// What AWS holds.
    pub live: &'a Live,
}

/// The texts without any `adopt` that says nothing.
#[derive(Debug, Default)]
pub struct Adopted {
    /// Each changed text, whole.
    pub texts: BTreeMap<SourceId, String>,
    /// The manifests whose `adopt` is gone, as kind and name.
    pub gone: Vec<String>,
    /// Those whose `adopt` stays, and why.
    pub kept: Vec<Kept>,
}

/// A manifest whose `adopt` stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its kind and name.
    pub manifest: String,
    /// Why.
    pub why: Reason,
    /// Where it says `adopt`.
    pub place: Location,
}

/// Why an `adopt` stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It holds at a site that was not looked at.
    Unseen(String),
    /// Something that it takes over is not ours yet.
    Open(String),
    /// Nothing else says that it is ours: it can carry no tag, and the stack keeps no record.
    Unrecorded,
    /// It cannot be edited.
    Unfit(Why),
}

/// Takes out each `adopt` of which everything is ours, at every site of its manifest.
///
/// # Guarantees
/// Nothing is asked for otherwise, at any site, else no text is changed.
pub fn adopted(read: &Read, regions: &[String], sites: &[Seen<'_>], now: Timestamp) -> Adopted {
    let mut draft = Draft::of(read);
    let mut made = Adopted::default();
    let kept = |manifest: &Manifest, why| Kept {
        manifest: name(manifest),
        why,
        place: read.sources.locate(manifest.metadata.adopt_span),
    };
    let mut taken = Vec::new();
    for manifest in read.manifests.iter().filter(|manifest| manifest.metadata.adopt != Adopt::Never) {
        let done = says_nothing(read, regions, sites, manifest).and_then(|()| without(&mut draft, manifest));
        match done {
            Ok(()) => taken.push(manifest),
            Err(why) => made.kept.push(kept(manifest, why)),
        }
    }
    if !asks_the_same(&draft, read, regions, now) {
        made.kept.extend(taken.iter().map(|manifest| kept(manifest, Reason::Unfit(Why::Differs))));
        return made;
    }
    made.gone = taken.into_iter().map(name).collect();
    made.texts = draft.into_texts();
    made
}

fn name(manifest: &Manifest) -> String {
    format!("{}/{}", manifest.kind.value, manifest.metadata.name.value)
}

/// Whether everything that a manifest takes over is ours, wherever the manifest is.
fn says_nothing(
    read: &Read,
    regions: &[String],
    sites: &[Seen<'_>],
    manifest: &Manifest,
) -> Result<(), Reason> {
    for place in places(&read.stack, regions) {
        let site = &place.site;
        if !manifest.metadata.exists_at(&site.environment, &site.region) {
            continue;
        }
        let seen = sites.iter().find(|seen| {
            let looked = &seen.desired.site;
            looked.environment == site.environment && looked.region == site.region
        });
        let Some(seen) = seen else {
            return Err(Reason::Unseen(format!("{}/{}", site.environment, site.region)));
        };
        let own = seen.desired.declared.values().filter(|declared| manifest.span.holds(declared.span));
        for declared in own {
            if seen.desired.record.is_none() && (declared.resource.untagged)(&declared.tree).is_some() {
                return Err(Reason::Unrecorded);
            }
            if !is_ours(seen.live, declared) {
                return Err(Reason::Open(declared.address.to_string()));
            }
        }
    }
    Ok(())
}

fn is_ours(live: &Live, declared: &Declared) -> bool {
    live.found.get(&declared.address).is_some_and(|found| found.owner == Owner::Ours)
}

fn without(draft: &mut Draft<'_>, manifest: &Manifest) -> Result<(), Reason> {
    let document = draft.document(manifest).ok_or(Reason::Unfit(Why::NoPlace))?;
    let spot = Spot { source: manifest.source, document, keys: vec!["metadata".into(), "adopt".into()] };
    draft.change(&spot, Change::Remove).map_err(|(why, _)| Reason::Unfit(why))
}

/// Whether the texts as they would be ask for the same at every site.
fn asks_the_same(draft: &Draft<'_>, read: &Read, regions: &[String], now: Timestamp) -> bool {
    let (Some(after), found) = draft.read() else { return false };
    if broken(&found) {
        return false;
    }
    let (before, then) = (places(&read.stack, regions), places(&after.stack, regions));
    before.len() == then.len()
        && before.iter().zip(&then).all(|(before, then)| {
            let (was, _) = resolve(read, before, now);
            let (is, findings) = resolve(&after, then, now);
            !broken(&findings) && changed_since(&was, &is).is_empty()
        })
}
