//! What reaches trueup from outside, each as a function of any bytes.
//!
//! Both the fuzzers (`fuzz/fuzzers`) and the normal tests (`tests/replay.rs`, over the committed corpus and
//! mutations of it) call these. A function holds its laws by panicking where one is broken; that it ends, and in
//! bounded memory, is for its callers to see.

pub mod calendars;
pub mod foreign;
pub mod interpolation;
pub mod manifests;
pub mod parts;
pub mod plans;
pub mod policies;
pub mod record;
pub mod schedules;
mod spans;
pub mod wire;

/// One way in.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The folder of its corpus, and the fuzzer's name.
    pub name: &'static str,
    /// Feeds it.
    pub run: fn(&[u8]),
}

/// Every way in.
pub const ALL: &[Target] = &[
    Target { name: "calendars", run: calendars::run },
    Target { name: "foreign", run: foreign::run },
    Target { name: "interpolation", run: interpolation::run },
    Target { name: "manifests", run: manifests::run },
    Target { name: "plans", run: plans::run },
    Target { name: "policies", run: policies::run },
    Target { name: "record", run: record::run },
    Target { name: "schedules", run: schedules::run },
    Target { name: "wire", run: wire::run },
];
