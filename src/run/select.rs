//! Which sites a run is about.

use engine::resolve::{Place, places};
use schema::Stack;
use schema::shape::nearest;

use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::globals::Globals;
use crate::shard::{Cut, Share};

/// Which sites are meant.
#[derive(Debug, Clone)]
pub enum Choice {
    /// What the options say.
    Options {
        /// This environment.
        environment: Option<String>,
        /// This region.
        region: Option<String>,
        /// Whether every environment is meant where none is named.
        every: Every,
        /// Which part of them; all where none is named.
        share: Option<Share>,
    },
    /// These, by environment and region, in this order: a plan file's.
    Sites(Vec<(String, String)>),
}

/// Whether every environment is meant where none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Every one.
    Yes,
    /// Only where there is just one.
    No,
}

impl Choice {
    /// What the global options say.
    pub fn of(globals: &Globals) -> Self {
        Self::options(globals, if globals.all { Every::Yes } else { Every::No })
    }

    /// What the global options say, every environment where they name none: for what only looks
    /// at manifests.
    pub fn wide(globals: &Globals) -> Self {
        Self::options(globals, Every::Yes)
    }

    fn options(globals: &Globals, every: Every) -> Self {
        let (environment, region) = (globals.environment.clone(), globals.region.clone());
        Self::Options { environment, region, every, share: globals.shard }
    }
}

/// Sites that were chosen.
pub struct Selection<'a> {
    /// The sites, in the stack's order. None only where a part of them has none.
    pub places: Vec<Place<'a>>,
    /// The part that they are, where they are one.
    pub cut: Option<Cut>,
}

/// The sites chosen. `regions` are those of a stack without environments.
///
/// # Errors
/// Usage: several environments and none named, a name that the stack lacks, or a part that nothing tells.
pub fn select<'a>(stack: &'a Stack, choice: &Choice, regions: &[String]) -> Result<Selection<'a>> {
    match choice {
        Choice::Options { environment, region, every, share } => {
            let chosen = environments(stack, environment.as_deref(), *every)?;
            let places = narrowed(places(stack, regions), &chosen, region.as_deref())?;
            let Some(share) = share else { return Ok(Selection { places, cut: None }) };
            let named = |place: &Place<'_>| (place.site.to_string(), place.site.account.clone());
            let (places, cut) = Cut::of(share.part()?, places, named);
            Ok(Selection { places, cut: Some(cut) })
        }
        Choice::Sites(sites) => {
            let places = sites.iter().map(|site| planned(stack, site)).collect::<Result<_>>()?;
            Ok(Selection { places, cut: None })
        }
    }
}

fn environments<'a>(stack: &'a Stack, environment: Option<&'a str>, every: Every) -> Result<Vec<&'a str>> {
    let names: Vec<&str> =
        stack.environments.iter().map(|environment| environment.name.value.as_str()).collect();
    match (environment, every, &names[..]) {
        (Some(name), _, _) if names.contains(&name) => Ok(vec![name]),
        (Some(name), _, _) => Err(unknown("environment", name, &names)),
        (None, Every::Yes, _) | (None, Every::No, [_]) => Ok(names),
        (None, Every::No, _) => Err(Error::usage(format!("the stack has {} environments", names.len()))
            .help(format!("name one with `-e`, or say `--all`: {}", names.join(", ")))),
    }
}

fn narrowed<'a>(mut places: Vec<Place<'a>>, chosen: &[&str], region: Option<&str>) -> Result<Vec<Place<'a>>> {
    places.retain(|place| chosen.contains(&place.site.environment.as_str()));
    if places.is_empty() {
        return Err(Error::failed("no region is configured")
            .help("name one with `--region`, set `AWS_REGION`, or declare environments in `trueup.yaml`"));
    }
    let Some(region) = region else { return Ok(places) };
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|place| place.site.region == region);
    if here.is_empty() {
        let known: Vec<&str> = elsewhere.iter().map(|place| place.site.region.as_str()).collect();
        return Err(unknown("region", region, &known));
    }
    Ok(here)
}

/// The site of a saved plan, where the stack still has it.
fn planned<'a>(stack: &'a Stack, (environment, region): &(String, String)) -> Result<Place<'a>> {
    let mut all = places(stack, std::slice::from_ref(region)).into_iter();
    all.find(|place| place.site.environment == *environment && place.site.region == *region).ok_or_else(
        || {
            Error::new(
                Exit::Moved,
                format!("the plan is for {environment}/{region}, which `trueup.yaml` does not have any more"),
            )
            .help("plan again; nothing was changed")
        },
    )
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let error = Error::usage(format!("the stack has no {what} `{name}` here"));
    match nearest(name, known.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => {
            let mut known = known.to_vec();
            known.dedup();
            error.help(format!("it has {}", known.join(", ")))
        }
    }
}
