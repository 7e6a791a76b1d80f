//! A window's state.

use std::collections::BTreeMap;

use crate::kinds::maintenance_window::WindowBody;
use crate::shape::{Shape, Timestamp, Volatile};

/// A maintenance window, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct MaintenanceWindow {
    /// AWS's name for it, which is not unique.
    pub name: String,
    /// When it is open, and for whom.
    #[shape(inline)]
    pub body: WindowBody,
    /// The tags, the stack's among them.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// When it opens next, as AWS says.
    pub next_execution: Volatile<Timestamp>,
    /// When it was last written.
    pub modified: Volatile<Timestamp>,
}
