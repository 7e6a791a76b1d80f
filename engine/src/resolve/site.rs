//! Which sites a run is about.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schema::stack::{Limit as Most, Record, Site as Written, Stack, Texts};

use crate::guardrails::{Guardrails, Limit};
use crate::record::{FormerRecord, RecordPlace, Since};
use crate::site::{Site, owner};

/// What holds at one site beside its manifests.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The site.
    pub site: Site,
    /// The site as the stack writes it.
    pub written: Written<'a>,
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
        .map(|(environment, region)| {
            let written = stack.site(environment, &region);
            let account = environment.account.as_ref().map(|account| account.value.clone());
            let former = written.former.as_ref();
            let site = Site {
                stack: stack.name.value.clone(),
                environment: environment.name.value.clone(),
                origin: written.origin.map(str::to_owned),
                former: former.map(|former| owner(former.stack, former.environment, former.origin)),
                account: account.unwrap_or_else(|| UNKNOWN_ACCOUNT.to_owned()),
                region,
                sandbox: false,
            };
            Place { site, written }
        })
        .collect()
}

impl Place<'_> {
    /// The site's variables.
    pub fn variables(&self) -> BTreeMap<String, String> {
        values(&self.written.variables)
    }

    /// Where the site keeps its record; `None` where it keeps none. Which path it had before nothing tells: it
    /// may have been the usual one.
    pub(crate) fn record(&self) -> Option<RecordPlace> {
        let Written { environment, origin, former, .. } = &self.written;
        let name = self.written.record.clone()?;
        let usual = |stack: &str, environment: &str| Record::default().parameter(stack, environment);
        let at = |name: Option<String>, origin: Option<&str>, since, guessed| {
            Some(FormerRecord { name: name?, origin: origin.map(str::to_owned), since, guessed })
        };
        let own = usual(&self.site.stack, &environment.name.value).filter(|usual| *usual != name);
        let mut all = Vec::from_iter(at(own, *origin, Since::Kept, true));
        if let Some(was) = former {
            let then = at(was.record.clone(), was.origin, Since::Named, false);
            let guessed =
                usual(was.stack, was.environment).filter(|usual| was.record.as_ref() != Some(usual));
            all.splice(..0, then);
            all.extend(at(guessed, was.origin, Since::Named, true));
        }
        Some(RecordPlace { name, origin: origin.map(str::to_owned), former: all })
    }

    /// The site's guardrails. Patterns were checked when the stack was read.
    pub fn guardrails(&self) -> Guardrails {
        let limit = |most: Most| match most {
            Most::Count(count) => Limit::Count(count as usize),
            Most::Percentage(percent) => Limit::Percent(percent.min(100) as u8),
        };
        let guardrails = &self.written.guardrails;
        let patterns = guardrails.protect.iter().map(|pattern| pattern.value.as_str());
        Guardrails {
            max_deletes: limit(guardrails.max_deletes),
            max_nodes: guardrails.max_nodes.map(limit),
            protect: globs(patterns),
        }
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
