//! What a person may write: spanned YAML, the types of every kind, the checks that need no AWS,
//! and the JSON Schema that editors read.
//!
//! Nothing here knows an AWS SDK, a clock, a network or a file system: text comes in, manifests
//! and findings go out.

pub mod finding;
pub mod node;
pub mod reference;
pub mod secret;
pub mod source;
pub mod tree;

pub use finding::{Finding, Label, Severity};
pub use node::{Entry, Key, Node, Scalar, Style, Value};
pub use secret::{Origin, Secret, SecretText};
pub use source::{Location, Source, SourceId, Sources, Span};
pub use tree::Tree;
