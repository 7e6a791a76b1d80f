//! How what a manifest asks for meets what AWS holds: kinds, resolve, observe, plan, apply.
//!
//! Data flows one way: `Manifests → Desired`, `AWS → Live`, `Desired + Live → Plan → Approved →
//! Outcome`. Nothing here prints, reads a clock or draws at random; what of that a stage needs is
//! an input.

#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]

pub mod accept;
mod action;
mod address;
pub mod apply;
pub mod approve;
pub mod bind;
pub mod caution;
pub mod contract;
pub mod desk;
pub mod drift;
pub mod graph;
pub mod guardrails;
pub mod import;
pub mod kinds;
pub mod lease;
pub mod look;
pub mod observe;
pub mod permissions;
pub mod plan;
pub mod policy;
pub mod ports;
pub mod reach;
pub mod record;
pub mod resolve;
pub mod saved;
mod site;
pub mod tree;

pub use action::Action;
pub use address::Address;
pub use site::{NAME_TAG, OWNER_TAG, PROTECT_TAG, SECRET_TAG, Site};
