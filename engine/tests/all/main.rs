//! The engine against the sandbox, on a paused clock.

mod answers;
mod association;
mod association_laws;
mod calendar_laws;
mod change_calendar;
mod convergence;
mod document;
mod document_laws;
mod drift;
mod faults;
mod figures;
mod group_laws;
mod leases;
mod maintenance_windows;
mod moves;
mod omissions;
mod one_line;
mod only;
mod order;
mod ownership;
mod parameter_laws;
mod patch_baselines;
mod patch_groups;
#[cfg(feature = "ec2")]
mod patch_instances;
mod patch_laws;
mod policies;
mod protection;
mod quirks;
mod record;
mod references;
mod suspension;
mod taken;
mod trouble;
mod window_laws;
mod world;
