//! A part of a stack's sites, for one of several runs that share them.
//!
//! Whoever starts the runs tells each which it is: by number, or by what a scheduler puts into the
//! environment. Parts are every so-manieth site, so that what stands together in a stack is spread.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use engine::saved::Shard;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::variable::text;
use crate::view::fingerprint;

/// What `--shard` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// This part.
    Part(Part),
    /// The part that the environment names, of as many as it names or as are said here.
    Auto(Option<NonZeroUsize>),
}

/// One part of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which, counted from 1.
    index: usize,
    /// Of how many.
    of: usize,
}

/// How a scheduler tells a run which one it is.
struct Scheduler {
    index: &'static str,
    first: usize,
    total: Option<&'static str>,
}

const SCHEDULERS: [Scheduler; 3] = [
    // An indexed Job of Kubernetes, which tells nobody how many there are.
    Scheduler { index: "JOB_COMPLETION_INDEX", first: 0, total: None },
    Scheduler { index: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, total: Some("AWS_BATCH_JOB_ARRAY_SIZE") },
    // `parallel` of GitLab, and what took it over.
    Scheduler { index: "CI_NODE_INDEX", first: 1, total: Some("CI_NODE_TOTAL") },
];

const FORM: &str = "write it as `2/10`, `auto` or `auto/10`";

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<NonZeroUsize>().map_err(|_| FORM.to_owned());
        match text.split_once('/') {
            None if text == "auto" => Ok(Self::Auto(None)),
            Some(("auto", of)) => Ok(Self::Auto(Some(number(of)?))),
            Some((index, of)) => {
                let (index, of) = (number(index)?.get(), number(of)?.get());
                let beyond = || format!("there is no part {index} of {of}: they count from 1");
                Part::of(index, of).map(Self::Part).ok_or_else(beyond)
            }
            None => Err(FORM.to_owned()),
        }
    }
}

impl Share {
    /// Which part that is, here.
    ///
    /// # Errors
    /// Usage: the environment names none, or two, or does not say of how many.
    pub fn part(self) -> Result<Part> {
        self.part_in(text)
    }

    fn part_in(self, variable: impl Fn(&str) -> Option<String>) -> Result<Part> {
        let of = match self {
            Self::Part(part) => return Ok(part),
            Self::Auto(of) => of,
        };
        let told = |one: &Scheduler| variable(one.index);
        let mut set = SCHEDULERS.iter().filter(|one| told(one).is_some());
        let names = SCHEDULERS.map(|one| format!("`{}`", one.index)).join(", ");
        let scheduler = match (set.next(), set.next()) {
            (Some(one), None) => one,
            (None, _) => {
                return Err(Error::usage("`--shard auto`: nothing tells which part this run is")
                    .help(format!("one of {names} does, or say it, such as `--shard 2/10`")));
            }
            (Some(one), Some(other)) => {
                return Err(Error::usage(format!(
                    "`--shard auto`: both `{}` and `{}` are set",
                    one.index, other.index
                ))
                .help("take one out of the environment, or say the part, such as `--shard 2/10`"));
            }
        };
        let number = |name: &str| {
            let Some(text) = variable(name) else { return Ok(None) };
            let number = text.parse::<usize>().map(Some);
            number.map_err(|_| Error::usage(format!("`--shard auto`: `{name}` is `{text}`, and no number")))
        };
        let total = scheduler.total.map(number).transpose()?.flatten();
        let of = match (of.map(NonZeroUsize::get), total) {
            (Some(said), Some(total)) if said != total => {
                let total_name = scheduler.total.unwrap_or_default();
                return Err(Error::usage(format!(
                    "`--shard auto/{said}`: `{total_name}` says that there are {total}"
                )));
            }
            (Some(of), _) | (None, Some(of)) => of,
            (None, None) => {
                return Err(Error::usage(format!(
                    "`--shard auto`: `{}` does not tell how many parts there are",
                    scheduler.index
                ))
                .help("say it, such as `--shard auto/10`"));
            }
        };
        let index = number(scheduler.index)?.unwrap_or_default();
        let part = (index + 1).checked_sub(scheduler.first).and_then(|index| Part::of(index, of));
        part.ok_or_else(|| {
            let last = (of + scheduler.first).saturating_sub(1);
            Error::usage(format!(
                "`--shard auto`: `{}` is {index}, and of {of} it goes from {} to {last}",
                scheduler.index, scheduler.first
            ))
        })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, of } = self;
        write!(f, "{index}/{of}")
    }
}

impl Part {
    fn of(index: usize, of: usize) -> Option<Self> {
        (1..=of).contains(&index).then_some(Self { index, of })
    }

    /// What of a list is this part: every so-manieth, its order kept.
    pub fn pick<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.index - 1).step_by(self.of).collect()
    }
}

/// A part of sites, before anybody asked git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    part: Part,
    digest: String,
    sites: usize,
    own: Vec<String>,
}

impl Cut {
    /// Cuts a list, whose items are called so: each with its account, and alone.
    pub fn of<T>(part: Part, all: Vec<T>, named: impl Fn(&T) -> (String, String)) -> (Vec<T>, Self) {
        let digest = fingerprint(all.iter().flat_map(|one| <[String; 2]>::from(named(one))));
        let sites = all.len();
        let own = part.pick(all);
        let names = own.iter().map(|one| named(one).0).collect();
        (own, Self { part, digest, sites, own: names })
    }

    /// The part as outputs name it.
    pub fn at(self, commit: Option<String>, uncommitted: Option<bool>) -> Shard {
        let Self { part: Part { index, of }, digest, sites, own } = self;
        Shard { index, of, commit, uncommitted, digest, sites, own }
    }
}

/// A part whose run has ended, as its outputs for programs name it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Ended<'a> {
    #[serde(flatten)]
    shard: &'a Shard,
    exit_code: u8,
}

impl Ended<'_> {
    /// The same for a format that has names and texts alone.
    pub fn labels(&self) -> [(&'static str, String); 6] {
        let Shard { index, of, commit, uncommitted: _, digest, sites, own: _ } = self.shard;
        [
            ("index", index.to_string()),
            ("of", of.to_string()),
            ("commit", commit.clone().unwrap_or_default()),
            ("digest", digest.clone()),
            ("sites", sites.to_string()),
            ("exit_code", self.exit_code.to_string()),
        ]
    }
}

/// A part with what its run ends with.
pub fn ended(shard: &Shard, exit: Exit) -> Ended<'_> {
    Ended { shard, exit_code: exit.code() }
}

/// That there is nothing to do for a part; `None` where there is.
pub fn empty(shard: &Shard) -> Option<String> {
    let Shard { index, of, sites, own, .. } = shard;
    let there = if *sites == 1 { "is 1 site".to_owned() } else { format!("are {sites} sites") };
    own.is_empty().then(|| format!("nothing to do for part {index} of {of}: there {there}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Message;

    fn read(text: &str) -> std::result::Result<Share, String> {
        text.parse()
    }

    fn found(text: &str, set: &[(&str, &str)]) -> String {
        let variable =
            |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        match read(text).expect("its form").part_in(variable) {
            Ok(part) => part.to_string(),
            Err(Error { exit, message: Some(Message::Words(words)), .. }) => {
                format!("{}: {words}", exit.code())
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_part_is_a_number_or_what_the_environment_says() {
        for text in ["", "0/3", "4/3", "1/0", "auto/0", "1", "x/3", "1/x", "auto/", "-1/3"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(found("3/3", &[("CI_NODE_INDEX", "1")]), "3/3");
        assert_eq!(found("auto", &[("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "4")]), "1/4");
        assert_eq!(found("auto", &[("CI_NODE_INDEX", "4"), ("CI_NODE_TOTAL", "4")]), "4/4");
        let batch = [("AWS_BATCH_JOB_ARRAY_INDEX", "0"), ("AWS_BATCH_JOB_ARRAY_SIZE", "10")];
        assert_eq!(found("auto", &batch), "1/10");
        assert_eq!(found("auto/10", &batch), "1/10");
        assert_eq!(found("auto/10", &[("JOB_COMPLETION_INDEX", "9")]), "10/10");
        // A job without `parallel` has the total, and is no part of anything.
        let refused = [
            found("auto", &[("CI_NODE_TOTAL", "1")]),
            found("auto", &[("JOB_COMPLETION_INDEX", "0")]),
            found("auto/9", &batch),
            found("auto/10", &[("JOB_COMPLETION_INDEX", "10")]),
            found("auto/10", &[("CI_NODE_INDEX", "0")]),
            found("auto/10", &[("JOB_COMPLETION_INDEX", "first")]),
            found("auto/10", &[("JOB_COMPLETION_INDEX", "0"), ("CI_NODE_INDEX", "1")]),
        ];
        insta::assert_snapshot!(refused.join("\n"), @"
        64: `--shard auto`: nothing tells which part this run is
        64: `--shard auto`: `JOB_COMPLETION_INDEX` does not tell how many parts there are
        64: `--shard auto/9`: `AWS_BATCH_JOB_ARRAY_SIZE` says that there are 10
        64: `--shard auto`: `JOB_COMPLETION_INDEX` is 10, and of 10 it goes from 0 to 9
        64: `--shard auto`: `CI_NODE_INDEX` is 0, and of 10 it goes from 1 to 10
        64: `--shard auto`: `JOB_COMPLETION_INDEX` is `first`, and no number
        64: `--shard auto`: both `JOB_COMPLETION_INDEX` and `CI_NODE_INDEX` are set
        ");
    }

    #[test]
    fn parts_are_all_of_it_and_share_nothing() {
        for sites in 0..12 {
            for of in 1..6 {
                let parts = (1..=of).map(|index| Part { index, of }.pick((0..sites).collect::<Vec<_>>()));
                let parts: Vec<Vec<usize>> = parts.collect();
                let merged = (0..sites).map(|at| parts[at % of][at / of]);
                assert!(merged.eq(0..sites), "{sites} sites, {of} parts");
                assert_eq!(parts.iter().map(Vec::len).sum::<usize>(), sites);
            }
        }
    }
}
