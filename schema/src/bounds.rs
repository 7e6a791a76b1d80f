//! How much is read of a stack, and how much is made of it: whoever opens a pull request chooses every
//! byte of it. Nobody comes near these bounds who means well; whatever goes beyond one is a finding of
//! the code beside it, with its place.

/// Bytes of one file: `yaml-too-large`.
pub const FILE: usize = 1 << 20;
/// Bytes of all files of a stack together: `stack-too-large`.
pub const STACK: usize = 64 << 20;
/// Files of a stack: `stack-too-large`.
pub const FILES: usize = 10_000;
/// How deep values may lie in one another: `yaml-too-deep`. Every walk over nodes is recursive and leans on
/// it.
pub const DEPTH: usize = 64;
/// The same of a content that is JSON: `document-content`.
pub const CONTENT_DEPTH: usize = 128;
/// What the aliases of a stack's manifests may add up to, in bytes of text and 64 for every node:
/// `yaml-alias`. A few lines of aliases of aliases can ask for more than any machine has.
pub const ALIASES: usize = 64 << 20;
/// How deep `${…}` may lie in one another: `interpolation-depth`.
pub const INTERPOLATIONS: usize = 8;
/// Bytes of a text that is interpolated, `interpolation-size`, or that references make, `reference-size`.
/// AWS takes none over 64 KiB anywhere.
pub const TEXT: usize = 1 << 20;
/// Bytes that `${…}` are replaced by at one site in all, `interpolation-size`, and references,
/// `reference-size`. What is written itself does not count.
pub const SITE: usize = 64 << 20;
/// Bytes of one file of policies: `policy-form`.
pub const POLICIES: usize = 64 << 10;
/// Policies of a stack: `policy-form`.
pub const RULES: usize = 256;
/// Bytes of the condition of one policy: `policy-expression`.
pub const CONDITION: usize = 4096;
