//! Service settings: they are always there, and what can be done is to give one another value.
//!
//! A setting can carry no tag. At AWS's default it is nobody's, and nothing can be lost by giving it a
//! value; at any other value the record tells whether it was we who gave it that.

mod calls;
mod declare;
mod grants;
mod inventory;
mod resource;
mod state;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Siblings, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::service_setting::ServiceSetting;

/// Service settings.
pub struct ServiceSettings;

impl Kind for ServiceSettings {
    const NAME: &'static str = "ServiceSetting";
    const RESOURCES: &'static [&'static ResourceLine] = &[ServiceSetting::LINE];

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    fn together(siblings: &Siblings<'_>) -> Vec<Finding> {
        declare::declared_twice(siblings)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}
