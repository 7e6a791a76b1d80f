//! The engine against the sandbox, on a paused clock.

mod change_calendar;
mod convergence;
mod document;
mod figures;
mod ownership;
mod patch_baselines;
mod references;
mod trouble;
mod world;
