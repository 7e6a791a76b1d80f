//! The engine against the sandbox, on a paused clock.

mod association;
mod association_laws;
mod calendar_laws;
mod change_calendar;
mod convergence;
mod document;
mod document_laws;
mod figures;
mod group_laws;
mod maintenance_windows;
mod one_line;
mod ownership;
mod parameter_laws;
mod patch_baselines;
mod patch_groups;
mod patch_laws;
mod record;
mod quirks;
mod references;
mod suspension;
mod trouble;
mod window_laws;
mod world;
