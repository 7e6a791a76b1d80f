//! Terraform's states → what they say: state files of version 4, and what `terraform show -json` prints.

mod attributes;
mod let_go;
mod state;

use std::collections::{BTreeMap, BTreeSet};

use super::read::{Mistake, Text};
use super::{Foreign, Resource, Unread};
use crate::contract::Words;

pub use let_go::let_go;

/// One instance of a resource of a state.
struct Instance {
    address: String,
    r#type: String,
    /// What configures its provider, where the state says that.
    provider: Option<String>,
    /// What the provider holds of it; what is sensitive is hidden.
    attributes: Words,
}

/// What a state says. `plain` says by its name or its address in Terraform what is no secret though Terraform
/// hides it: the provider hides the value of each parameter.
///
/// # Errors
/// It is no state, or one of another version.
pub fn terraform(text: &str, plain: &dyn Fn(&str) -> bool) -> Result<Foreign, Mistake> {
    let text = Text::read(text)?;
    let instances = state::instances(&text, plain)?;
    let places = places(&instances);
    let providers: BTreeSet<&Option<String>> = instances.iter().map(|instance| &instance.provider).collect();
    let several = providers.len() > 1;
    let mut foreign = Foreign::empty();
    for instance in instances {
        let Instance { address, r#type, provider, attributes } = instance;
        match attributes::resource(&r#type, &attributes) {
            Ok(Some((what, id, words))) => {
                let own = attributes.get("region").as_text().map(str::to_owned);
                let said = whereabouts(&attributes);
                let (region, account) = match (said.as_ref(), places.get(&provider)) {
                    (Some((region, account)), _) | (None, Some(Some((region, account)))) => {
                        (Some(region.clone()), Some(account.clone()))
                    }
                    // Of a provider that made nothing that tells, the place may be any of them.
                    (None, told) if own.is_none() && (told.is_some() || several) => {
                        let why =
                            "which region it is in is not said here; give what `terraform state pull` prints";
                        foreign.unread.push(Unread { what: address, why: why.to_owned() });
                        continue;
                    }
                    (None, Some(None) | None) => (None, None),
                };
                foreign.hidden += usize::from(attributes::is_hidden(&r#type, &attributes));
                foreign.resources.push(Resource {
                    place: address,
                    what,
                    id,
                    account,
                    region: own.or(region),
                    words,
                });
            }
            Ok(None) => foreign.others.push(address),
            Err(why) => foreign.unread.push(Unread { what: address, why }),
        }
    }
    Ok(foreign)
}

/// A region and an account.
type Place = (String, String);

/// The region and the account of an ARN.
fn whereabouts(attributes: &Words) -> Option<Place> {
    let arn = attributes.get("arn").as_text()?;
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, _, region, account, _] = parts[..] else { return None };
    (!region.is_empty() && !account.is_empty()).then(|| (region.to_owned(), account.to_owned()))
}

/// Where each provider works, by the ARNs of what it made; none where they are at odds.
fn places(instances: &[Instance]) -> BTreeMap<Option<String>, Option<Place>> {
    let mut places: BTreeMap<Option<String>, Option<Place>> = BTreeMap::new();
    for instance in instances {
        let Some(place) = whereabouts(&instance.attributes) else { continue };
        let known = places.entry(instance.provider.clone()).or_insert_with(|| Some(place.clone()));
        if known.as_ref().is_some_and(|known| *known != place) {
            *known = None;
        }
    }
    places
}

#[cfg(test)]
mod tests;
