//! What a person may write: spanned YAML, the types of every kind, the checks that need no AWS,
//! and the JSON Schema that editors read.
//!
//! Nothing here knows an AWS SDK, a clock, a network or a file system: text comes in, manifests
//! and findings go out.

#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]

// The derive names this crate by its name, here too.
extern crate self as schema;

pub mod bounds;
pub mod codes;
pub mod conceal;
pub mod edit;
pub mod envelope;
pub mod finding;
pub mod kinds;
pub mod manifest;
pub mod node;
pub mod reference;
pub mod secret;
pub mod shape;
pub mod source;
pub mod stack;
mod suspicion;
pub mod tree;
pub mod yaml;

pub use codes::{Page, explain};
pub use conceal::concealed;
pub use envelope::{Adopt, AdoptTerms, Metadata};
pub use finding::{Finding, Label, Severity};
pub use manifest::{Manifest, read_manifests};
pub use node::{Entry, Key, Node, Scalar, Style, Value};
pub use secret::{Origin, Secret, SecretText};
pub use shape::{Shape, decode};
pub use source::{Location, Source, SourceId, Sources, Span, Spanned};
pub use stack::{Environment, Guardrails, Limit, Region, Site, Stack, read_stack};
pub use suspicion::{may_be_secret, may_show_secret, shows_secret};
pub use tree::Tree;
