//! The stack: the unit that owns resources, `trueup.yaml`.

mod drift;
mod environment;
mod guardrails;
mod read;
mod record;
mod region;
mod site;
mod written;

pub use drift::{Ignore, Until, WrittenDrift, WrittenIgnore};
pub use environment::{Environment, Region};
pub use guardrails::{Guardrails, Limit};
pub use read::{FormerStack, Stack, read_stack};
pub use record::{Record, USUAL as USUAL_RECORD, WrittenRecord};
pub use region::{REGIONS, partition_of};
pub use site::{Former, Site};
pub use written::{
    WrittenEnvironment, WrittenFormerStack, WrittenGuardrails, WrittenInterpolation, WrittenRegion,
    WrittenRegions, WrittenStack, WrittenStackMetadata,
};

use crate::source::Spanned;

/// Texts by name, each with its place: variables, tags.
pub type Texts = std::collections::BTreeMap<String, Spanned<String>>;
