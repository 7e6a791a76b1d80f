//! The binary as people and CI jobs run it.

#[path = "../common/mod.rs"]
mod common;

mod accept;
mod accounts;
mod canary;
mod ci;
mod connecting;
mod drift;
mod drift_who;
mod estate;
mod examples;
mod exits;
mod findings;
mod forge;
mod forms;
mod github;
mod ignored;
mod import;
mod import_from;
mod import_from_cloudformation;
mod import_from_terraform;
mod inputs;
#[cfg(feature = "ec2")]
mod instances;
mod leases;
mod leaving;
mod life;
mod lines;
mod looks;
mod masks;
mod mistakes;
mod offline;
mod only;
mod ops_item;
mod origins;
mod outputs;
mod plan_files;
mod policies;
mod propose;
mod results;
mod sandbox_commands;
mod scale;
mod secrets;
mod shards;
mod shown;
mod signals;
mod sites;
mod start;
mod usage;
mod waits;
