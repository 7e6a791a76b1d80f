//! Whether a draft asks for what was wished for, and for nothing else.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Finding, Location, Severity};

use super::draft::Draft;
use super::wish::{Field, Wanted, Wish};
use super::write::write;
use super::{Refusal, Scene, Sites, Terms, Why};
use crate::address::Address;
use crate::contract::{Declared, Exposure};
use crate::kinds;
use crate::plan::Known;
use crate::resolve::{Desired, Place, Read, changed_since, places, resolve};
use crate::tree::{Difference, Path, to_json};

/// What of the wishes the draft cannot be written for.
pub(super) fn check(scene: &Scene<'_>, draft: &Draft<'_>, wishes: &[Wish], terms: &Terms) -> Vec<Refusal> {
    let Some(first) = wishes.first() else { return Vec::new() };
    let Err((path, why)) = judged(scene, draft, wishes, terms) else { return Vec::new() };
    let refused = |wish: &Wish, (path, why): (Option<Path>, Why)| {
        let path = path.or_else(|| only(wish).map(|field| field.path.clone()));
        Refusal { place: place(scene, wish), ..wish.refused(path.as_ref(), why) }
    };
    if wishes.len() == 1 {
        return vec![refused(first, (path, why))];
    }
    // Each for itself tells which of them it is.
    let alone = wishes.iter().filter_map(|wish| {
        let mut draft = Draft::of(scene.read);
        if let Err(refusal) = write(scene, &mut draft, wish, terms) {
            return Some(refusal);
        }
        let judged = judged(scene, &draft, std::slice::from_ref(wish), terms);
        judged.err().map(|why| refused(wish, why))
    });
    let alone: Vec<Refusal> = alone.collect();
    if alone.is_empty() {
        return wishes.iter().map(|wish| refused(wish, (path.clone(), why.clone()))).collect();
    }
    alone
}

/// The one place that a wish is about.
fn only(wish: &Wish) -> Option<&Field> {
    match &wish.what {
        Wanted::Fields(fields) => fields.first().filter(|_| fields.len() == 1),
        Wanted::Gone | Wanted::Come(_) => None,
    }
}

fn place(scene: &Scene<'_>, wish: &Wish) -> Option<Location> {
    let declared = scene.desired.declared.get(&wish.address)?;
    Some(scene.read.sources.locate(declared.span))
}

fn judged(
    scene: &Scene<'_>,
    draft: &Draft<'_>,
    wishes: &[Wish],
    terms: &Terms,
) -> Result<(), (Option<Path>, Why)> {
    let whole = |why: Why| (None, why);
    let (after, found) = draft.read();
    let (_, known) = Draft::of(scene.read).read();
    let mistake = |found: &[Finding]| {
        let error = found.iter().find(|finding| finding.severity == Severity::Error);
        error.map(|finding| whole(Why::Mistake(finding.message.clone())))
    };
    let Some(after) = after else {
        return Err(mistake(&found).unwrap_or_else(|| whole(Why::Differs)));
    };
    new(&known, &found).map_err(whole)?;

    let (before, known) = resolve(scene.read, scene.place, scene.now);
    let Some(place) = same(&after, scene) else { return Err(whole(Why::Differs)) };
    let (now, found) = resolve(&after, &place, scene.now);
    new(&known, &found).map_err(whole)?;
    let named: BTreeSet<&Address> = wishes.iter().map(|wish| &wish.address).collect();
    // What hangs on a resource goes with it.
    let goes = |address: &Address| {
        let whole = kinds::parent(address);
        wishes.iter().any(|wish| wish.is_gone() && whole.as_ref() == Some(&wish.address))
    };
    let others =
        changed(&before, &now).into_iter().filter(|address| !named.contains(address) && !goes(address));
    let others: Vec<Address> = others.collect();
    if !others.is_empty() {
        return Err(whole(Why::Others(others)));
    }
    for wish in wishes {
        holds(scene, &before, &now, wish)?;
    }
    others_stay(scene, &after, wishes, terms).map_err(whole)
}

/// Errors that were none before. A warning is of what AWS holds, and no reason to leave it unsaid.
fn new(before: &[Finding], after: &[Finding]) -> Result<(), Why> {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in before {
        *known.entry((finding.code, &finding.message)).or_default() += 1;
    }
    for finding in after.iter().filter(|finding| finding.severity == Severity::Error) {
        let left = known.entry((finding.code, &finding.message)).or_default();
        match left.checked_sub(1) {
            Some(less) => *left = less,
            None => return Err(Why::Mistake(finding.message.clone())),
        }
    }
    Ok(())
}

/// The scene's site as another reading of the stack has it.
fn same<'r>(read: &'r Read, scene: &Scene<'_>) -> Option<Place<'r>> {
    let site = &scene.place.site;
    let mut places = places(&read.stack, std::slice::from_ref(&site.region)).into_iter();
    let mut place = places
        .find(|place| place.site.environment == site.environment && place.site.region == site.region)?;
    place.site.account.clone_from(&site.account);
    place.site.sandbox = site.sandbox;
    Some(place)
}

/// What is asked for otherwise, references as they are written.
fn changed(before: &Desired, after: &Desired) -> BTreeSet<Address> {
    let said = |declared: &Declared| (declared.presence, to_json(&declared.tree));
    let all = before.declared.keys().chain(after.declared.keys());
    let changed = all
        .filter(|address| before.declared.get(*address).map(said) != after.declared.get(*address).map(said));
    changed.cloned().collect()
}

/// Whether what was wished for is asked for, and nothing else of the same resource.
fn holds(scene: &Scene<'_>, before: &Desired, now: &Desired, wish: &Wish) -> Result<(), (Option<Path>, Why)> {
    let fields: &[Field] = match &wish.what {
        Wanted::Gone if now.declared.contains_key(&wish.address) => return Err((None, Why::Differs)),
        Wanted::Gone => return Ok(()),
        Wanted::Come(_) => &[],
        Wanted::Fields(fields) => fields,
    };
    let differences = |desired: &Desired| -> Option<Vec<Difference>> {
        let known = Known::of(desired, scene.live, &BTreeSet::new(), Exposure::Withhold);
        let (declared, found) = (desired.declared.get(&wish.address)?, scene.live.found.get(&wish.address)?);
        Some(known.compared(declared, found).comparison.differences)
    };
    let Some(left) = differences(now) else { return Err((None, Why::Differs)) };
    let known = differences(before).unwrap_or_default();
    let strange = left.iter().find(|left| {
        let named = fields.iter().any(|field| meets(&field.path, &left.path));
        named || !known.iter().any(|known| known.same(left))
    });
    match strange {
        Some(left) => {
            let tag = left.path.field() == "tags" && left.after.is_some();
            Err((Some(left.path.clone()), if tag { Why::Above } else { Why::Differs }))
        }
        None => Ok(()),
    }
}

/// Whether one of two places lies in the other.
fn meets(one: &Path, other: &Path) -> bool {
    one.0.iter().zip(&other.0).all(|(a, b)| a == b)
}

/// Whether every other site asks for what it asked for before, as far as it must.
fn others_stay(scene: &Scene<'_>, after: &Read, wishes: &[Wish], terms: &Terms) -> Result<(), Why> {
    let site = &scene.place.site;
    let here =
        |place: &Place<'_>| place.site.environment == site.environment && place.site.region == site.region;
    let all = |read| places(read, scene.regions);
    let mut changes = Vec::new();
    for (before, now) in
        all(&scene.read.stack).iter().zip(&all(&after.stack)).filter(|(place, _)| !here(place))
    {
        let (was, known) = resolve(scene.read, before, scene.now);
        let (is, found) = resolve(after, now, scene.now);
        new(&known, &found)?;
        let changed = changed_since(&was, &is);
        let meant = |address: &Address| {
            let there = was.declared.get(address).map(|declared| declared.span);
            let spans = wishes.iter().filter_map(|wish| scene.desired.declared.get(&wish.address));
            let comes = wishes.iter().any(|wish| wish.comes() && wish.address == *address);
            comes || there.is_some_and(|there| spans.map(|declared| declared.span).any(|span| span == there))
        };
        let lets = terms.sites == Sites::All && changed.iter().all(meant);
        if !changed.is_empty() && !lets {
            changes.push(format!("{}/{}", before.site.environment, before.site.region));
        }
    }
    if changes.is_empty() { Ok(()) } else { Err(Why::Sites(changes)) }
}
