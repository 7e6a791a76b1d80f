//! The sandbox from outside: requests in, replies out.

mod associations;
mod delete;
mod describe;
mod documents;
mod durability;
mod faults;
mod history;
mod identity;
mod labels;
mod lag;
mod laws;
mod maintenance_window;
mod patch_baselines;
mod patch_groups;
mod paths;
mod policies;
mod put;
mod rates;
mod read;
mod server;
mod service_settings;
mod support;
mod tagging;
mod tags;
mod tiers;
mod wire;
