//! The parts of a run as their files name them, and whether they belong together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use engine::saved::Shard;
use serde::Deserialize;
use serde_json::Value;

use super::metrics;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::view::text::escape;

/// A file of one part.
#[derive(Debug)]
pub(super) struct Part<T> {
    /// Which part.
    pub(super) of: Named,
    /// What it tells.
    pub(super) what: T,
}

/// A part, and the file that names it.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) file: String,
    /// The version of the tool that wrote it.
    version: String,
    shard: Shard,
    exit: Exit,
}

/// A file, by what it is.
#[derive(Debug)]
pub(super) enum Input {
    /// What `drift` or `plan` prints as JSON.
    Report(Part<Value>),
    /// A plan file.
    Plans(Part<String>),
    /// Metrics.
    Metrics(Part<String>),
}

#[derive(Deserialize)]
struct Ended {
    #[serde(flatten)]
    shard: Shard,
    exit_code: u8,
}

impl Input {
    /// Reads a file by what it holds.
    ///
    /// # Errors
    /// It is nothing that a part writes.
    pub(super) fn read(path: &Path, text: String) -> Result<Self> {
        let file = path.display().to_string();
        let unknown = || {
            Error::failed(format!("`{file}` is no report, plan file or metrics of a part"))
                .help("parts are made with `--shard`, by `drift` and `plan`")
        };
        if metrics::are(&text) {
            let (version, shard, code) = metrics::part(&text).ok_or_else(|| alone(&file))?;
            let of = Named::of(file, &version, shard, code)?;
            return Ok(Self::Metrics(Part { of, what: text }));
        }
        let value: Value = serde_json::from_str(&text).map_err(|_| unknown())?;
        let version = |key: &str| value[key].as_str().unwrap_or_default();
        if value["plans"].is_array() {
            let shard = Shard::deserialize(&value["shard"]).map_err(|_| alone(&file))?;
            let of = Named::of(file, version("toolVersion"), shard, Exit::Done.code())?;
            of.committed()?;
            return Ok(Self::Plans(Part { of, what: text }));
        }
        let (is_plan, is_drift) = (value["resource_changes"].is_array(), value["findings"].is_array());
        let shard = match (is_plan, is_drift) {
            (true, false) => &value["x"]["shard"],
            (false, true) => &value["shard"],
            (false, false) | (true, true) => return Err(unknown()),
        };
        let Ended { shard, exit_code } = Ended::deserialize(shard).map_err(|_| alone(&file))?;
        let of = Named::of(file, version("tool_version"), shard, exit_code)?;
        if is_plan {
            of.committed()?;
        }
        Ok(Self::Report(Part { of, what: value }))
    }
}

fn alone(file: &str) -> Error {
    Error::failed(format!("`{file}` does not say which part it is of"))
        .help("parts are made with `--shard`; what is of all sites needs no merging")
}

impl Named {
    /// A file of a part. Texts of it stand in messages.
    ///
    /// # Errors
    /// There is no such part, or no run ends so.
    fn of(file: String, version: &str, shard: Shard, code: u8) -> Result<Self> {
        if !(1..=shard.of).contains(&shard.index) {
            return Err(Error::failed(format!("`{file}`: there is no part {} of {}", shard.index, shard.of)));
        }
        let ended = Exit::of_code(code);
        let exit = ended.ok_or_else(|| Error::failed(format!("`{file}`: no run ends with {code}")))?;
        Ok(Self { file, version: escape(version), shard, exit })
    }

    /// Nobody could review what is in no commit, or tell whether two parts are of the same.
    fn committed(&self) -> Result<()> {
        let Shard { commit, uncommitted, .. } = &self.shard;
        match (commit, uncommitted) {
            (Some(_), Some(false)) => Ok(()),
            (None, _) | (Some(_), None | Some(true)) => {
                Err(Error::failed(format!("`{}` is a plan from files that are not committed", self.file))
                    .help("commit them, and plan every part from that commit"))
            }
        }
    }
}

/// The places of sites in the stack.
pub(super) struct Order(BTreeMap<String, usize>);

impl Order {
    pub(super) fn of<'a>(parts: impl Iterator<Item = &'a Named>) -> Self {
        let places = parts.flat_map(|Named { shard, .. }| {
            let own = shard.own.iter().enumerate();
            own.map(|(at, site)| (site.clone(), shard.index - 1 + at * shard.of))
        });
        Self(places.collect())
    }

    /// Where a site stands.
    ///
    /// # Errors
    /// It is of no part.
    pub(super) fn place(&self, site: &str) -> Result<usize> {
        let place = self.0.get(site).copied();
        place
            .ok_or_else(|| Error::failed(format!("a part tells of `{}`, which is not its own", escape(site))))
    }
}

/// Missing parts that are named.
const LISTED: usize = 20;

/// Whether parts may be put together.
pub(super) mod check {
    use super::*;

    /// All are of the same commit, version and sites, and of as many parts.
    ///
    /// # Errors
    /// They are not.
    pub(in super::super) fn together<'a>(mut all: impl Iterator<Item = &'a Named>) -> Result<()> {
        let Some(first) = all.next() else { return Ok(()) };
        let commit = |named: &Named| named.shard.commit.as_deref().map_or_else(|| "no commit".into(), escape);
        let parts = |named: &Named| format!("{} parts", named.shard.of);
        let sites =
            |named: &Named| escape(&format!("{} sites, {:.12}", named.shard.sites, named.shard.digest));
        let version = |named: &Named| named.version.clone();
        type Side<'s> = (&'static str, &'s dyn Fn(&Named) -> String);
        let sides: [Side<'_>; 4] = [
            ("versions of trueup", &version),
            ("commits", &commit),
            ("lists of sites", &sites),
            ("numbers of parts", &parts),
        ];
        for other in all {
            for (what, side) in sides {
                let (one, two) = (side(first), side(other));
                if one != two {
                    return Err(Error::failed(format!(
                        "the parts are of two {what}: `{}` of {one}, `{}` of {two}",
                        first.file, other.file
                    ))
                    .help("run every part anew from one commit, with one version"));
                }
            }
        }
        Ok(())
    }

    /// Each part is there once, and these bring it into order; what the weightiest has ended with.
    ///
    /// # Errors
    /// One is missing, or there twice.
    pub(in super::super) fn whole<T>(parts: &mut [Part<T>]) -> Result {
        parts.sort_by_key(|part| part.of.shard.index);
        let index = |part: &Part<T>| part.of.shard.index;
        if let Some([one, two]) = parts.windows(2).find(|two| index(&two[0]) == index(&two[1])) {
            let (at, of) = (index(one), one.of.shard.of);
            return Err(Error::failed(format!(
                "part {at} of {of} is there twice: `{}` and `{}`",
                one.of.file, two.of.file
            )));
        }
        let Some(of) = parts.first().map(|part| part.of.shard.of) else { return Ok(Exit::Done) };
        let there = |at: &usize| parts.binary_search_by_key(at, index).is_ok();
        let count = of - parts.len();
        if count > 0 {
            let some = (1..=of).filter(|at| !there(at)).take(LISTED).map(|at| at.to_string());
            let mut missing = some.collect::<Vec<_>>().join(", ");
            if count > LISTED {
                missing.push_str(&format!(" and {} more", count - LISTED));
            }
            let (noun, verb) = if count == 1 { ("part", "is") } else { ("parts", "are") };
            return Err(Error::failed(format!("{noun} {missing} of {of} {verb} missing"))
                .help("a run that ended early prints no report: its own log says why"));
        }
        Ok(parts.iter().fold(Exit::Done, |exit, part| exit.or(part.of.exit)))
    }

    /// A file names every site of its part, and tells of each once and of no other.
    ///
    /// # Errors
    /// It does not.
    pub(in super::super) fn tells(named: &Named, sites: &[String]) -> Result<()> {
        let Shard { index, of, sites: all, own, .. } = &named.shard;
        let due = all.saturating_sub(index - 1).div_ceil(*of);
        if let Some(told) = [own.len(), sites.len()].into_iter().find(|told| *told != due) {
            let said = format!("`{}` tells of {told} sites, and its part has {due}", named.file);
            return Err(Error::failed(said));
        }
        let told: BTreeSet<&String> = sites.iter().collect();
        match own.iter().find(|own| !told.contains(own)) {
            None => Ok(()),
            Some(silent) => {
                let said =
                    format!("`{}` tells nothing of `{}`, which is its own", named.file, escape(silent));
                Err(Error::failed(said))
            }
        }
    }
}
