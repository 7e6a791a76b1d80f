//! One site: one environment in one region, where one plan happens.

use crate::source::{Span, Spanned};
use crate::stack::{Environment, Guardrails, Stack, Texts};

/// What holds at one site, the stack's, its environment's and its region's words laid over one
/// another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// The region's name.
    pub region: String,
    /// Values for `${var.name}`: the region's before the environment's before the stack's.
    pub variables: Texts,
    /// Tags on every resource: the environment's before the stack's. Not interpolated yet.
    pub tags: Texts,
    /// The guardrails: lists add up, the environment's own limit replaces the stack's.
    pub guardrails: Guardrails,
    /// The name of the parameter that is its record; `None` where none is kept.
    pub record: Option<String>,
    /// The stack's own id, where it has one.
    pub origin: Option<&'a str>,
    /// What the site was before, where the stack or the environment says so.
    pub former: Option<Former<'a>>,
    /// Where the stack says who it is.
    pub named: Span,
}

/// What a site was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former<'a> {
    /// The stack's name then.
    pub stack: &'a str,
    /// The environment's name then.
    pub environment: &'a str,
    /// The stack's origin then.
    pub origin: Option<&'a str>,
    /// The name of the parameter that was its record.
    pub record: Option<String>,
    /// Where that is said.
    pub span: Span,
}

impl Stack {
    /// The environment of a name.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.name.value == name)
    }

    /// Every site that the stack names, in its order. A stack without environments names none:
    /// its regions come from the AWS configuration, see [`Stack::site`].
    pub fn sites(&self) -> impl Iterator<Item = Site<'_>> {
        self.environments.iter().flat_map(move |environment| {
            environment.regions.iter().map(move |region| self.site(environment, &region.name.value))
        })
    }

    /// What holds in an environment of this stack and a region.
    pub fn site<'a>(&'a self, environment: &'a Environment, region: &str) -> Site<'a> {
        let own = environment.regions.iter().find(|candidate| candidate.name.value == region);
        let mut variables = self.variables.clone();
        variables.extend(environment.variables.clone());
        variables.extend(own.map(|own| own.variables.clone()).unwrap_or_default());
        let mut tags = self.tags.clone();
        tags.extend(environment.tags.clone());
        let protect: Vec<Spanned<String>> =
            self.guardrails.protect.iter().chain(&environment.protect).cloned().collect();
        let max_deletes = environment.max_deletes.unwrap_or(self.guardrails.max_deletes);
        let max_nodes = environment.max_nodes.or(self.guardrails.max_nodes);
        let guardrails = Guardrails { max_deletes, max_nodes, protect };
        let record = self.record.parameter(&self.name.value, &environment.name.value);
        let origin = self.origin.as_ref();
        let former = self.former(environment);
        Site {
            environment,
            region: region.to_owned(),
            variables,
            tags,
            guardrails,
            record,
            origin: origin.map(|origin| origin.value.as_str()),
            former,
            named: origin.map_or(self.name.span, |origin| origin.span),
        }
    }

    /// What an environment's sites were before: the stack, the environment, or both had another name then.
    pub(super) fn former<'a>(&'a self, environment: &'a Environment) -> Option<Former<'a>> {
        let (stack_before, before) = (self.moved_from.as_ref(), environment.moved_from.as_ref());
        let span = before.map(|before| before.span).or(stack_before.map(|before| before.span))?;
        let named = stack_before.and_then(|before| before.name.as_ref()).unwrap_or(&self.name);
        let origin = match stack_before {
            Some(before) => before.origin.as_ref(),
            None => self.origin.as_ref(),
        };
        let (stack, environment) = (&*named.value, &*before.unwrap_or(&environment.name).value);
        let record = self.record.parameter(stack, environment);
        Some(Former { stack, environment, origin: origin.map(|origin| &*origin.value), record, span })
    }
}
