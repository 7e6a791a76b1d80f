//! What a lease says, and its form in Parameter Store.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the form. Another one counts as held: this build cannot know whether it is.
const VERSION: u32 = 1;

/// What a run says of itself while it may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The run that took it.
    pub run: String,
    /// Who that is, for people.
    pub owner: String,
    /// What for, for people.
    pub purpose: String,
    /// Why it took another's away, where it did.
    pub breaks: Option<String>,
    /// The process, where its machine can tell whether it is gone.
    pub process: Option<String>,
    /// Whether it is held.
    pub grip: Grip,
}

/// Whether a lease is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// Unless it is renewed, until then.
    Held {
        /// When it ends.
        until: Timestamp,
    },
    /// It was let go.
    Released,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    version: u32,
    run: String,
    owner: String,
    purpose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    breaks: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

/// The longest word of a lease, in characters: AWS takes 4 KB in all.
const LONGEST: usize = 500;

impl Lease {
    /// Whether it keeps others out.
    pub fn holds(&self, now: Timestamp) -> bool {
        match self.grip {
            Grip::Held { until } => now < until,
            Grip::Released => false,
        }
    }

    /// When it ends by itself; `None` where it was let go.
    pub fn ends(&self) -> Option<Timestamp> {
        match self.grip {
            Grip::Held { until } => Some(until),
            Grip::Released => None,
        }
    }

    /// The lease as JSON.
    pub(super) fn text(&self) -> String {
        let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
        let form = Form {
            version: VERSION,
            run: short(&self.run),
            owner: short(&self.owner),
            purpose: short(&self.purpose),
            breaks: self.breaks.as_deref().map(short),
            process: self.process.as_deref().map(short),
            until: match self.grip {
                Grip::Held { until } => Some(until),
                Grip::Released => None,
            },
        };
        serde_json::to_string(&form).expect("a lease is plain data")
    }

    /// Reads a lease. What is none that this build knows counts as held by somebody, for good: it
    /// can be broken, and must not be overlooked.
    pub(crate) fn read(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(Form { version: VERSION, run, owner, purpose, breaks, process, until }) => {
                let grip = until.map_or(Grip::Released, |until| Grip::Held { until });
                Self { run, owner, purpose, breaks, process, grip }
            }
            Ok(_) | Err(_) => Self {
                run: String::new(),
                owner: "somebody".into(),
                purpose: "for what this build of trueup cannot read".into(),
                breaks: None,
                process: None,
                grip: Grip::Held { until: Timestamp::MAX },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(grip: Grip) -> Lease {
        Lease {
            run: "0a1b".into(),
            owner: "ada on build-7".into(),
            purpose: "apply of 4f2c1aa".into(),
            breaks: None,
            process: None,
            grip,
        }
    }

    #[test]
    fn a_lease_reads_back() {
        for grip in [Grip::Released, Grip::Held { until: Timestamp::UNIX_EPOCH }] {
            assert_eq!(Lease::read(&lease(grip).text()), lease(grip));
        }
    }

    #[test]
    fn what_is_no_lease_is_held() {
        for text in ["", "{}", r#"{"version":2,"run":"","owner":"","purpose":""}"#] {
            assert!(Lease::read(text).holds(Timestamp::UNIX_EPOCH), "{text}");
        }
    }

    #[test]
    fn a_lease_ends_by_itself() {
        let lease = lease(Grip::Held { until: "2026-11-21T12:03:00Z".parse().expect("a time") });
        assert!(lease.holds("2026-11-21T12:02:59Z".parse().expect("a time")));
        assert!(!lease.holds("2026-11-21T12:03:00Z".parse().expect("a time")));
    }

    #[test]
    fn a_lease_fits_its_parameter() {
        let long = Lease { owner: "ö".repeat(9000), ..lease(Grip::Released) };
        assert!(long.text().len() < 4096);
    }
}
