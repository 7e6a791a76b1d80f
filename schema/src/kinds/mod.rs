//! The kinds that a manifest may describe: their types and the checks that need no AWS.

pub mod association;
pub mod change_calendar;
pub mod document;
pub mod files;
mod json;
mod list;
pub mod maintenance_window;
pub mod named;
mod nodes;
pub mod parameter;
pub mod patch_baseline;
pub mod patch_group;
mod places;
pub mod resource_data_sync;
pub mod service_setting;
pub mod tags;
pub mod values;

pub use json::{json_schema, json_schema_of_all};
pub use list::{ALL, Identity, Kind, NOT_YET, STACK, find};
