//! How a sandbox behaves.

use std::time::Duration;

use crate::clock::Clock;
use crate::faults::Rule;
use crate::store::Lag;

/// How a sandbox behaves. The default holds AWS's object quotas, never throttles and never fails.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether requests are throttled.
    pub rates: Rates,
    /// Whether AWS's limits on how many objects an account may hold are enforced.
    pub quotas: Quotas,
    /// How long every request takes before anything else happens, on tokio's clock.
    pub latency: Duration,
    /// What all chances and invented ids come from.
    pub seed: u64,
    /// What time it is in AWS.
    pub clock: Clock,
    /// What goes wrong, see [`Rule`].
    pub faults: Vec<Rule>,
    /// How far the tagging API's index lags behind writes (`GetResources`).
    pub tag_lag: Lag,
    /// How far `DescribeParameters` lags behind writes.
    pub describe_lag: Lag,
    /// How long documents stay `Creating` or `Updating`, associations `Pending` and image ids unchecked, on
    /// [`clock`](Settings::clock).
    pub settling: Duration,
    /// How lists are cut into pages.
    pub pages: Pages,
    /// Whether AddTagsToResource takes keys that begin with `aws:`.
    pub reserved_tags: ReservedTags,
    /// Whether the sandbox checks itself.
    pub checks: Checks,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            rates: Rates::Unlimited,
            quotas: Quotas::Published,
            latency: Duration::ZERO,
            seed: 0,
            clock: Clock::system(),
            faults: Vec::new(),
            tag_lag: Lag::None,
            describe_lag: Lag::None,
            settling: Duration::ZERO,
            pages: Pages::Full,
            reserved_tags: ReservedTags::Refused,
            checks: if cfg!(debug_assertions) { Checks::On } else { Checks::Off },
        }
    }
}

/// Whether requests are throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rates {
    /// Every request is served.
    Unlimited,
    /// The rates that AWS publishes, per account, region and quota, with a burst of one second; what is
    /// above them is answered `ThrottlingException`, or `ThrottledException` by the tagging API.
    Published,
}

/// Whether AWS's limits on how many objects an account may hold are enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotas {
    /// As AWS publishes them: 10,000 standard parameters and 100,000 advanced ones.
    Published,
    /// As many as memory holds.
    Unlimited,
}

/// How lists are cut into pages. A list ends where there is no token, whatever is on its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// Every page but the last is full.
    Full,
    /// A page looks at no more rows than it can hold, as AWS's best-effort lists may: behind a filter it can be
    /// short, or empty, and be followed by others.
    Sparse,
}

/// Whether AddTagsToResource takes keys that begin with `aws:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservedTags {
    /// As AWS answers everybody but its own services.
    Refused,
    /// As AWS does for its own services: so a test plays CloudFormation.
    Taken,
}

/// Whether the sandbox checks itself: every reply against the API's model, every error code against those of
/// its operation, and every member that was sent and answered with success for having been looked at. What is
/// found is answered as `InternalServerError` with the finding. On by default in debug builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Check.
    On,
    /// Do not.
    Off,
}

/// Whether the text of SecureStrings is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Their place is marked.
    Masked,
    /// As they are.
    Shown,
}
