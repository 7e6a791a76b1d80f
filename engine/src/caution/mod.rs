//! What a plan cautions of, by named rules with a page each: nothing is refused by them, and a reader sees them first.
//!
//! A rule is one line of this registry. Kinds tell what holds of a state; what is new in it is a caution.

use serde::{Deserialize, Serialize};

/// How much harm may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Something is probably not meant so.
    Low,
    /// Something may fail, or run where it should not.
    Medium,
    /// Something is open to everybody, or breaks for others.
    High,
}

impl Risk {
    /// Its word in files and in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Its code, such as `public-document`.
    pub code: &'static str,
    /// How much harm may come.
    pub risk: Risk,
    /// AWS's own control that asks for the same, by its id.
    pub control: Option<&'static str>,
    /// The page in Markdown: what it is, what may come of it, a way out.
    pub page: &'static str,
}

impl Rule {
    /// What it is in one line, without a full stop.
    pub fn summary(&self) -> &'static str {
        self.page.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or(self.code)
    }
}

/// A rule that holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caution {
    /// The rule.
    pub rule: &'static Rule,
    /// What it holds of, in words.
    pub message: String,
}

impl Caution {
    /// A rule that holds of something, in words.
    pub fn of(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self { rule, message: message.into() }
    }
}

macro_rules! rules {
    ($( $name:ident $code:literal $risk:ident $(by $control:literal)?; )*) => {
        $(
            #[doc = concat!("`", $code, "`.")]
            pub static $name: Rule = Rule {
                code: $code,
                risk: Risk::$risk,
                control: [$(Some($control),)? None][0],
                page: include_str!(concat!("pages/", $code, ".md")),
            };
        )*

        /// Every rule, by its code.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    AUTOMATION_UNLOGGED "automation-unlogged" Low by "SSM.6";
    EVERY_NODE "every-node" High;
    GAP "gap" Medium;
    NEVER_RUNS "never-runs" Medium;
    NO_LIMITS "no-limits" Medium;
    NO_NODES "no-nodes" Low;
    PINNED_DIGEST "pinned-digest" Medium;
    PINNED_VERSION "pinned-version" Low;
    PUBLIC_ADDRESS "public-address" Medium;
    PUBLIC_DOCUMENT "public-document" High by "SSM.4";
    PUBLIC_SHARING "public-sharing" High by "SSM.7";
    STILL_USED "still-used" High;
}

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}
