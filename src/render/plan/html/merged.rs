//! The changes of several sites, each told once.

use std::collections::BTreeMap;

use engine::plan::Whence;
use engine::policy::{Judged, Verdict};
use engine::{Action, Address, Site};

use crate::view::{Protection, Row, Weight, heading, rows};

/// A change at the sites that have it: those where the same is done about the same address but for the names
/// of environment and region in it. Values may differ.
pub(super) struct Change<'a> {
    /// The address; where sites differ in it, with `{environment}` and `{region}` in the place of their names.
    pub(super) address: String,
    pub(super) action: Action,
    pub(super) weight: Weight,
    /// The change as each site has it, by the order of their plans.
    pub(super) at: Vec<At<'a>>,
    /// What policies say of it, each once, with the numbers of the sites where they do.
    pub(super) verdicts: Vec<(&'a Verdict, Vec<usize>)>,
}

/// A change at one site.
pub(super) struct At<'a> {
    /// The number of the site's plan.
    pub(super) number: usize,
    pub(super) plan: &'a Judged,
    pub(super) row: Row<'a>,
    /// Where it comes from, where not all of the plan comes from git.
    pub(super) origin: Option<String>,
}

impl At<'_> {
    /// `production/us-east-1`.
    pub(super) fn site(&self) -> String {
        self.plan.site().to_string()
    }
}

impl Change<'_> {
    /// The kind of its resource.
    pub(super) fn kind(&self) -> &str {
        self.at[0].row.address.kind()
    }

    /// The numbers of the sites where something holds of it.
    pub(super) fn numbers(&self, holds: impl Fn(&At<'_>) -> bool) -> Vec<usize> {
        self.at.iter().filter(|at| holds(at)).map(|at| at.number).collect()
    }

    /// The numbers of the sites where a guardrail forbids it.
    pub(super) fn protected(&self) -> Vec<usize> {
        self.numbers(|at| at.row.protection == Protection::Protected)
    }

    /// Where something holds of it, to stand before what is said: nothing where it holds at all of its sites.
    pub(super) fn whose(&self, numbers: &[usize]) -> String {
        let at = self.at.iter().filter(|at| numbers.contains(&at.number)).map(At::site);
        some_of(&at.collect::<Vec<_>>(), self.at.len()).map(|sites| format!("{sites}: ")).unwrap_or_default()
    }
}

/// The sites of a change.
pub(super) fn sites(change: &Change<'_>) -> Vec<String> {
    change.at.iter().map(At::site).collect()
}

/// The sites of some things; `None` for all there are.
pub(super) fn some_of(sites: &[String], of: usize) -> Option<String> {
    (sites.len() < of).then(|| sites.join(", "))
}

/// Things by what is the same of them, in the order of the first: each with the sites that have it.
pub(super) fn alike<T: PartialEq>(all: impl IntoIterator<Item = (T, String)>) -> Vec<(T, Vec<String>)> {
    let mut groups: Vec<(T, Vec<String>)> = Vec::new();
    for (thing, site) in all {
        match groups.iter_mut().find(|(other, _)| *other == thing) {
            Some((_, sites)) => sites.push(site),
            None => groups.push((thing, vec![site])),
        }
    }
    groups
}

/// An address with `{environment}` and `{region}` in the place of a site's own in its name. No two addresses of
/// a site become one: what is written so itself gets a backslash.
pub(super) fn general(site: &Site, address: &Address) -> String {
    let part = |part: &str| match part {
        part if part == site.environment => "{environment}".to_owned(),
        part if part == site.region => "{region}".to_owned(),
        part if part.starts_with(['{', '\\']) => format!("\\{part}"),
        part => part.to_owned(),
    };
    let name: Vec<String> = address.name().split('/').map(part).collect();
    format!("{}/{}", address.kind(), name.join("/"))
}

/// The changes of some plans: what asks for most attention first, then by address.
pub(super) fn merged(plans: &[Judged]) -> Vec<Change<'_>> {
    let mut all: BTreeMap<(String, Action), Vec<At<'_>>> = BTreeMap::new();
    let mut said: Vec<Said<'_>> = Vec::new();
    for (number, plan) in plans.iter().enumerate() {
        let origins = [Whence::Git, Whence::Merged, Whence::Behind, Whence::Outside]
            .map(|whence| heading(plan, whence));
        for row in rows(plan) {
            let origin = origins[row.whence as usize].clone();
            let key = (general(plan.site(), row.address), row.action);
            all.entry(key).or_default().push(At { number, plan, row, origin });
        }
        let mut verdicts = Said::new();
        for verdict in plan.verdicts() {
            if let Some(address) = &verdict.address {
                verdicts.entry(address).or_default().push(verdict);
            }
        }
        said.push(verdicts);
    }
    let mut changes: Vec<Change<'_>> =
        all.into_iter().map(|((general, action), at)| change(general, action, at, &said)).collect();
    // Among what destroys, deletions stand before replacements.
    changes.sort_by_key(|change| (change.weight, change.action.destroys().then_some(change.action)));
    changes
}

/// What policies say about the addresses of one plan.
type Said<'a> = BTreeMap<&'a Address, Vec<&'a Verdict>>;

fn change<'a>(general: String, action: Action, at: Vec<At<'a>>, said: &[Said<'a>]) -> Change<'a> {
    let mut verdicts: Vec<(&Verdict, Vec<usize>)> = Vec::new();
    let of = |at: &At<'a>| said[at.number].get(at.row.address).map(|said| (at.number, said));
    for (number, said) in at.iter().filter_map(of) {
        for verdict in said {
            let told = |verdict: &'a Verdict| (verdict.level, &verdict.policy, &verdict.message);
            match verdicts.iter_mut().find(|(other, _)| told(other) == told(verdict)) {
                Some((_, numbers)) => numbers.push(number),
                None => verdicts.push((verdict, vec![number])),
            }
        }
    }
    let address = match at.iter().all(|other| other.row.address == at[0].row.address) {
        true => at[0].row.address.to_string(),
        false => general,
    };
    let weight = at.iter().map(|at| at.row.weight).min().unwrap_or(Weight::Ordinary);
    Change { address, action, weight, at, verdicts }
}

#[cfg(test)]
mod tests {
    use schema::Tree;

    use super::*;
    use crate::render::samples::{create, delete, parameter, plan_with};

    fn at(environment: &str, region: &str, names: &[&str]) -> Judged {
        let text = |name: &str| parameter("String", Tree::text(format!("{environment} {name}")));
        let mut changes: Vec<_> =
            names.iter().map(|name| create(&format!("/shop/{environment}/{name}"), text(name))).collect();
        changes.push(delete("/shop/old", text("old")));
        plan_with(changes, Vec::new(), |_, about| {
            (about.site.environment, about.site.region) = (environment.into(), region.into());
        })
    }

    #[test]
    fn the_same_change_is_told_once() {
        let plans = [
            at("production", "us-east-1", &["a", "b"]),
            at("staging", "us-east-1", &["c", "a"]),
            at("production", "eu-west-1", &["a", "b"]),
        ];
        let one = |name: &str| general(plans[0].site(), &Address::new("Parameter", name));
        let names = ["production", "{environment}", "\\{environment}", "us-east-1", "{region}"].map(one);
        assert_eq!(std::collections::BTreeSet::from(names).len(), 5, "addresses of one site stay apart");
        let told = |change: &Change<'_>| {
            format!("{} {}: {}", change.action.mark(), change.address, sites(change).join(", "))
        };
        insta::assert_snapshot!(merged(&plans).iter().map(told).collect::<Vec<_>>().join("\n"), @"
        - Parameter/shop/old: production/us-east-1, staging/us-east-1, production/eu-west-1
        + Parameter/shop/{environment}/a: production/us-east-1, staging/us-east-1, production/eu-west-1
        + Parameter/shop/production/b: production/us-east-1, production/eu-west-1
        + Parameter/shop/staging/c: staging/us-east-1
        ");
    }
}
