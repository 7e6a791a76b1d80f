//! What a kind says of itself to be surveyed.

use std::future::Future;

use aws_sdk_ssm::types::ResourceTypeForTagging;

use super::place::Place;
use crate::contract::Declared;
use crate::ports::{ApiError, Reads};

/// The words for a kind.
pub(in crate::kinds) struct Line {
    /// What its addresses begin with.
    pub(in crate::kinds) kind: &'static str,
    /// Systems Manager's.
    pub(in crate::kinds) ssm: ResourceTypeForTagging,
    /// The tagging API's: `ssm:maintenancewindow`.
    pub(in crate::kinds) tagging: &'static str,
    /// The operation that lists them.
    pub(in crate::kinds) list: &'static str,
    /// AWS's code for one that is not there.
    pub(in crate::kinds) missing: &'static str,
}

/// One resource as its kind's list shows it.
pub(in crate::kinds) trait Listed: Sized + Send + Sync + 'static {
    /// The words for the kind.
    const LINE: Line;

    /// What one is like that was read by itself.
    type Whole: Send + 'static;

    /// Lists all that the account holds itself.
    ///
    /// # Errors
    /// Without a list nothing is known of the kind.
    fn list(reads: &Reads) -> impl Future<Output = Result<Vec<Self>, ApiError>> + Send;

    /// Reads one.
    ///
    /// # Errors
    /// It may have gone since the list, too.
    fn read(
        reads: Reads,
        place: Place,
    ) -> impl Future<Output = Result<Self::Whole, ApiError>> + Send + 'static;

    /// AWS's id.
    fn id(&self) -> &str;

    /// AWS's name, which is not unique; empty where it has none.
    fn name(&self) -> &str;

    /// Whether what the list shows, tags aside, is as its manifest wants it. Where it is not, the
    /// tagging API's word does not do.
    fn is_expected(&self, _declared: &Declared) -> bool {
        true
    }

    /// What a manifest would take from it, although it stands elsewhere; in words. There is only
    /// one of such a thing, and another stack keeps its own.
    fn loses(&self, _declared: &Declared) -> Option<String> {
        None
    }
}
