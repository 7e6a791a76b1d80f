//! The engine against the sandbox, on a paused clock.

mod association;
mod association_laws;
mod change_calendar;
mod convergence;
mod document;
mod document_laws;
mod figures;
mod maintenance_windows;
mod ownership;
mod patch_baselines;
mod patch_groups;
#[cfg(feature = "ec2")]
mod patch_instances;
mod patch_laws;
mod references;
mod suspension;
mod trouble;
mod world;
