//! A target's state.

use crate::kinds::maintenance_window::{Selection, TargetBody};
use crate::shape::Shape;

/// A target of a window, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct MaintenanceWindowTarget {
    /// The id of the window that it hangs on.
    #[shape(replace)]
    pub window: String,
    /// AWS's name for it; one made by hand may have none.
    pub name: Option<String>,
    /// What it is.
    #[shape(inline)]
    pub selection: Selection,
    /// What else is said of it.
    #[shape(inline)]
    pub body: TargetBody,
}
