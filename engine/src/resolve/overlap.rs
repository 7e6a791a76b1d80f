//! Sites of one account and region that ask for what there is only one of.

use std::collections::BTreeMap;

use schema::Finding;

use super::Desired;
use super::site::UNKNOWN_ACCOUNT;
use crate::contract::{Declared, Presence};

/// What two environments of one account and region would take from one another with every apply.
/// Where a stack does not say the account, nothing is known of it.
pub fn check_overlaps(sites: &[Desired]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut taken: BTreeMap<(&str, &str, String), (&str, &Declared)> = BTreeMap::new();
    for desired in sites.iter().filter(|desired| desired.site.account != UNKNOWN_ACCOUNT) {
        let site = &desired.site;
        for declared in desired.declared.values().filter(|one| one.presence == Presence::Wanted) {
            for claim in (declared.resource.claims)(&declared.tree) {
                let place = (site.account.as_str(), site.region.as_str(), claim);
                match taken.get(&place) {
                    Some((environment, first)) if *environment != site.environment => {
                        let both = (*environment, site.environment.as_str());
                        findings.push(finding(&place.2, &site.region, both, first, declared));
                    }
                    Some(_) => {}
                    None => drop(taken.insert(place, (&site.environment, declared))),
                }
            }
        }
    }
    findings
}

fn finding(
    claim: &str,
    region: &str,
    (first, second): (&str, &str),
    one: &Declared,
    other: &Declared,
) -> Finding {
    let message = format!("`{first}` and `{second}` both want {claim}");
    let finding = Finding::error("site-overlap", other.span, message);
    let finding =
        if one.span == other.span { finding } else { finding.also(one.span, format!("in `{first}`")) };
    finding.label(format!("in `{second}`")).help(format!(
        "they share an account in {region}, which has only one: name it after `${{site.environment}}`, or keep it \
         to one of them with `metadata.environments`"
    ))
}
