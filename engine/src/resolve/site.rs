//! Which sites a run is about.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schema::stack::{MaxDeletes, Stack, Texts};

use crate::guardrails::{Guardrails, Limit};
use crate::record::RecordPlace;
use crate::site::Site;

/// What holds at one site beside its manifests.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The site.
    pub site: Site,
    /// The site as the stack writes it.
    pub written: schema::stack::Site<'a>,
}

/// The account that stands in where a stack names none and nobody has asked STS yet.
pub const UNKNOWN_ACCOUNT: &str = "000000000000";

/// Every site of a stack, in its order; for a stack without environments the regions given.
pub fn places<'a>(stack: &'a Stack, regions: &[String]) -> Vec<Place<'a>> {
    let declared = stack.environments.iter().flat_map(|environment| {
        let names: Vec<String> = if environment.regions.is_empty() {
            regions.to_vec()
        } else {
            environment.regions.iter().map(|region| region.name.value.clone()).collect()
        };
        names.into_iter().map(move |region| (environment, region))
    });
    declared
        .map(|(environment, region)| Place {
            site: Site {
                stack: stack.name.value.clone(),
                environment: environment.name.value.clone(),
                account: environment
                    .account
                    .as_ref()
                    .map_or_else(|| UNKNOWN_ACCOUNT.to_owned(), |account| account.value.clone()),
                region: region.clone(),
            },
            written: stack.site(environment, &region),
        })
        .collect()
}

impl Place<'_> {
    /// The site's variables.
    pub fn variables(&self) -> BTreeMap<String, String> {
        values(&self.written.variables)
    }

    /// Where the site keeps its record; `None` where it keeps none.
    pub(crate) fn record(&self) -> Option<RecordPlace> {
        let written = &self.written;
        Some(RecordPlace {
            name: written.record.clone()?,
            origin: written.origin.map(str::to_owned),
            span: written.named,
        })
    }

    /// The site's guardrails. Patterns were checked when the stack was read.
    pub fn guardrails(&self) -> Guardrails {
        let limit = match self.written.guardrails.max_deletes {
            MaxDeletes::Count(count) => Limit::Count(count as usize),
            MaxDeletes::Percentage(percent) => Limit::Percent(percent.min(100) as u8),
        };
        let patterns = self.written.guardrails.protect.iter().map(|pattern| pattern.value.as_str());
        Guardrails { max_deletes: limit, protect: globs(patterns) }
    }
}

pub(super) fn values(texts: &Texts) -> BTreeMap<String, String> {
    texts.iter().map(|(name, text)| (name.clone(), text.value.clone())).collect()
}

/// A set of patterns; one that cannot be read was a finding when the stack was read, and matches
/// nothing here.
pub(super) fn globs<'a>(patterns: impl IntoIterator<Item = &'a str>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns.into_iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}
