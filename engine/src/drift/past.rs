//! What git asked for at the applies that a site's record tells of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::address::Address;
use crate::contract::Declared;
use crate::plan::Untold;
use crate::record::{Applied, Record};
use crate::resolve::{Desired, desired_digest};

/// What git asked for at the applies that a record tells of, the newest first.
pub struct Past {
    points: Vec<Point>,
    commit: Option<String>,
}

struct Point {
    /// What was done of it; `None` for all.
    of: Option<BTreeSet<Address>>,
    commit: Option<String>,
    then: Then,
}

enum Then {
    /// The same as now.
    Now,
    /// Something else.
    Other(Arc<Desired>),
    /// Nobody knows.
    Untold(Untold),
}

impl Past {
    /// What a record tells. `read` gives what the manifests of a commit ask for at this site; it is asked
    /// once for each commit at most, and never where the same was asked for as is now.
    pub fn of(record: Option<&Record>, now: &Desired, mut read: impl FnMut(&str) -> Option<Desired>) -> Self {
        let Some(record) = record else { return Self { points: Vec::new(), commit: None } };
        let digest = desired_digest(now);
        let mut known = BTreeMap::new();
        let mut then = |applied: &Applied| {
            if applied.digest == digest {
                return Then::Now;
            }
            let Some(commit) = &applied.commit else { return Then::Untold(Untold::NoCommit) };
            match known.entry(commit.clone()).or_insert_with(|| read(commit).map(Arc::new)) {
                None => Then::Untold(Untold::Gone),
                Some(desired) if desired_digest(desired) == applied.digest => {
                    Then::Other(Arc::clone(desired))
                }
                Some(_) => Then::Untold(Untold::Otherwise),
            }
        };
        let parts = record.parts.iter();
        let mut point = |of: Option<&BTreeSet<Address>>, applied: &Applied| Point {
            of: of.cloned(),
            commit: applied.commit.clone(),
            then: then(applied),
        };
        let mut points: Vec<Point> = parts.map(|part| point(Some(&part.addresses), &part.applied)).collect();
        points.extend(record.last.as_ref().map(|last| point(None, last)));
        let commit = record.last.as_ref().and_then(|last| last.commit.clone());
        Self { points, commit }
    }

    /// The commit that was applied last, whole.
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// Every commit that was applied, whole or in part.
    pub fn commits(&self) -> BTreeSet<&str> {
        self.points.iter().filter_map(|point| point.commit.as_deref()).collect()
    }

    /// The commit that an address was applied at last.
    pub(super) fn commit_of(&self, address: &Address) -> Option<&str> {
        self.of_address(address).next()?.commit.as_deref()
    }

    /// What git asked for of an address when it was applied last.
    ///
    /// # Errors
    /// Nothing tells.
    pub(super) fn last<'a>(&'a self, address: &Address, now: &'a Desired) -> Result<&'a Desired, Untold> {
        self.of_address(address).next().map_or(Err(Untold::NoRecord), |point| point.desired(now))
    }

    /// Everything that git asked for of an address when it was applied, the newest first.
    pub(super) fn all<'a>(
        &'a self,
        address: &Address,
        now: &'a Desired,
    ) -> impl Iterator<Item = &'a Desired> {
        self.of_address(address).filter_map(|point| point.desired(now).ok())
    }

    /// Everything else than now that was applied, the newest first.
    pub(super) fn others(&self) -> impl Iterator<Item = &Desired> {
        self.points.iter().filter_map(|point| match &point.then {
            Then::Other(desired) => Some(&**desired),
            Then::Now | Then::Untold(_) => None,
        })
    }

    fn of_address<'a>(&'a self, address: &Address) -> impl Iterator<Item = &'a Point> {
        self.points.iter().filter(|point| point.of.as_ref().is_none_or(|of| of.contains(address)))
    }
}

impl Point {
    fn desired<'a>(&'a self, now: &'a Desired) -> Result<&'a Desired, Untold> {
        match &self.then {
            Then::Now => Ok(now),
            Then::Other(desired) => Ok(desired),
            Then::Untold(why) => Err(*why),
        }
    }
}

/// What was asked to be there at an address.
pub(super) fn asked<'a>(desired: &'a Desired, address: &Address) -> Option<&'a Declared> {
    desired.declared.get(address).filter(|declared| declared.presence.asks_for_it())
}
