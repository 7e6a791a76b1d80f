//! The options that hold for every command.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use crate::shard::Share;
use crate::terminal::Paint;
use crate::view::text::shell_word;

/// The region where nothing names one and it makes no difference which it is.
pub const ANY_REGION: &str = "us-east-1";

/// What holds for every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Run as if started in this folder.
    #[arg(short = 'C', long, value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,

    /// The environment; needed where the stack has several.
    #[arg(short, long, visible_alias = "env", value_name = "NAME", global = true, conflicts_with = "all")]
    pub environment: Option<String>,

    /// Every environment of the stack.
    #[arg(long, global = true)]
    pub all: bool,

    /// Only this region.
    #[arg(long, value_name = "REGION", global = true)]
    pub region: Option<String>,

    /// Only a part of these sites, for several runs that share them: part I of N, every N-th site in the
    /// stack's order. `auto` takes I and N from the environment of an indexed Job, an array job or a parallel
    /// job; `auto/N` says N, which Kubernetes does not tell.
    #[arg(long, value_name = "I/N", global = true)]
    pub shard: Option<Share>,

    /// Use the embedded sandbox in the place of AWS: a file beside `trueup.yaml`, `=:memory:` for
    /// this run only, or `=FILE`.
    #[arg(long, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_missing_value = "", global = true)]
    pub sandbox: Option<Where>,

    /// Load the nodes of this file into the sandbox: EC2 instances, tags, agents, patches. Those
    /// that are there already stay as they are.
    #[arg(long, value_name = "FILE", global = true)]
    pub fleet: Option<PathBuf>,

    /// Let the sandbox do wrong what this file says: lines such as `PutParameter call 3 lose answer`.
    #[arg(long, value_name = "FILE", global = true)]
    pub faults: Option<PathBuf>,

    /// What all chances and invented ids of the sandbox come from.
    #[arg(long, value_name = "N", global = true, default_value_t, env = "TRUEUP_SANDBOX_SEED")]
    pub seed: u64,

    /// Send every call to this address in the place of AWS's.
    #[arg(long, value_name = "URL", global = true, conflicts_with = "sandbox")]
    pub endpoint_url: Option<String>,

    /// The profile of the AWS configuration.
    #[arg(long, value_name = "NAME", global = true)]
    pub profile: Option<String>,

    /// Make at most so many calls a second of each kind that changes something. Without it, they begin at
    /// the rate that AWS publishes and go up to what the account takes.
    #[arg(long, value_name = "N", global = true)]
    pub max_rate: Option<NonZeroU32>,

    /// When output is coloured.
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t)]
    pub color: Paint,

    /// Let manifests run commands for the values of secrets.
    #[arg(long, global = true)]
    pub allow_exec: bool,

    /// Ask nothing: fail where a question would be needed.
    #[arg(long, global = true)]
    pub no_input: bool,

    /// Leave progress and notes out.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Log every call to AWS on standard error, without what was sent and answered.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// Where the sandbox lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// In a file beside `trueup.yaml`.
    Beside,
    /// In memory, for this run.
    Memory,
    /// In a file of its own.
    File(PathBuf),
}

impl Where {
    /// The option that names it, as a shell reads it.
    pub fn option(&self) -> String {
        match self {
            Self::Beside => "--sandbox".to_owned(),
            Self::Memory => "--sandbox=:memory:".to_owned(),
            Self::File(file) => format!("--sandbox={}", shell_word(&file.display().to_string())),
        }
    }
}

impl FromStr for Where {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "" | "1" | "true" => Self::Beside,
            ":memory:" => Self::Memory,
            file => Self::File(file.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_is_named_as_a_shell_reads_it() {
        for (given, option) in [
            ("", "--sandbox"),
            (":memory:", "--sandbox=:memory:"),
            ("here/own.redb", "--sandbox=here/own.redb"),
            ("it's own", "--sandbox='it'\\''s own'"),
        ] {
            assert_eq!(Where::from_str(given).expect("any text").option(), option);
        }
    }
}
