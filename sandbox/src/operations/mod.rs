//! The operations, by the kind of thing they work on.
//!
//! A new kind is a file or a folder here with a `KIND`: one line per operation, `read` or `write`. What it
//! holds gets a table in `store/key.rs`, what can carry tags a line in `tags.rs`, what AWS does otherwise than
//! its model a line in `model/overlay.txt`. Requests arrive checked; replies, error codes and members that
//! nobody looked at are checked on the way out.

mod activation;
mod association;
mod change_calendar;
mod document;
mod identity;
pub(crate) mod instance;
mod maintenance_window;
pub(crate) mod managed_node;
mod ops_item;
mod page;
mod parameter;
mod patch_baseline;
mod patch_group;
mod patch_state;
mod resource_data_sync;
mod secret;
mod service_setting;
mod tagging;
mod tags;
mod trail;
mod turn;

use crate::handler::Kind;

pub(crate) use parameter::NO_OTHER_IMAGES;
pub(crate) use patch_baseline::predefined_arn;
pub(crate) use patch_state::GROUP_KEYS;
pub(crate) use service_setting::high_throughput;
pub(crate) use trail::note;
use turn::turn;

/// Every kind that the sandbox covers.
pub(crate) const KINDS: &[&Kind] = &[
    &activation::KIND,
    &association::KIND,
    &change_calendar::KIND,
    &document::KIND,
    &parameter::KIND,
    &maintenance_window::KIND,
    &patch_baseline::KIND,
    &patch_group::KIND,
    &patch_state::KIND,
    &instance::KIND,
    &managed_node::KIND,
    &ops_item::KIND,
    &resource_data_sync::KIND,
    &secret::KIND,
    &tags::KIND,
    &service_setting::KIND,
    &tagging::KIND,
    &trail::KIND,
    &identity::KIND,
];
