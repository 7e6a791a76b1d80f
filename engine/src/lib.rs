//! How what a manifest asks for meets what AWS holds: kinds, resolve, observe, plan, apply.
//!
//! Data flows one way: `Manifests → Desired`, `AWS → Live`, `Desired + Live → Plan → Approved →
//! Outcome`. Nothing here prints, reads a clock or draws at random; what of that a stage needs is
//! an input.

pub mod ports;
