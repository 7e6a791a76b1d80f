//! Parameters of Parameter Store.

mod calls;
mod declare;
mod grants;
mod inventory;
mod policies;
mod reads;
mod resource;
mod state;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::address::Address;
use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::parameter::Parameter;

/// A hierarchy of parameters under one path.
pub struct ParameterHierarchy;

impl Kind for ParameterHierarchy {
    const NAME: &'static str = "ParameterHierarchy";
    const RESOURCES: &'static [&'static ResourceLine] = &[Parameter::LINE];
    const IDENTITY: &'static [&'static str] = &["path"];

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}

/// A parameter's address. `/x` and `x` are one parameter, and one address.
fn address(name: &str) -> Address {
    Address::new("Parameter", name)
}
