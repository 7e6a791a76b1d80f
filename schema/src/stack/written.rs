//! `trueup.yaml` as it is written.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, NotYet, Reader, Shape};
use crate::stack::{Limit, Record, WrittenDrift};
use crate::tree::Tree;

/// Where manifests lie unless the stack says otherwise.
fn usual_manifests() -> Vec<String> {
    vec!["manifests/**/*.yaml".to_owned(), "manifests/**/*.yml".to_owned()]
}

/// Where policies lie unless the stack says otherwise.
fn usual_policies() -> Vec<String> {
    vec!["policies/*.cel".to_owned()]
}

/// The `metadata` of a stack.
#[derive(Debug, Clone, Shape)]
pub struct WrittenStackMetadata {
    /// The stack's name; it stands in the tag that says what it owns.
    pub name: String,
    /// What the stack was before, where it has got another name or its origin since.
    pub moved_from: Option<WrittenFormerStack>,
    /// An id that `trueup init` draws, so that a copy of the stack is not taken for the stack itself.
    pub origin: Option<String>,
}

/// What a stack was before.
#[derive(Debug, Clone, Shape)]
pub struct WrittenFormerStack {
    /// The name that it had; the one that it has where none is written.
    pub stack: Option<String>,
    /// The origin that it had; none where none is written.
    pub origin: Option<String>,
}

/// The `spec` of a stack.
#[derive(Debug, Clone, Shape)]
pub struct WrittenStack {
    /// Patterns of the files that hold manifests, relative to `trueup.yaml`.
    #[shape(default = usual_manifests())]
    pub manifests: Vec<String>,
    /// Tags on every resource that can carry tags.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// Patterns of tag keys that others set; keys that begin with `aws:` are always theirs.
    #[shape(default)]
    pub ignore_tags: Vec<String>,
    /// Values for `${var.name}`; an environment's and a region's own go before these.
    #[shape(default)]
    pub variables: BTreeMap<String, String>,
    /// The environments by name; none means one, `default`, with the account and the region of the AWS configuration.
    #[shape(default)]
    pub environments: BTreeMap<String, WrittenEnvironment>,
    /// Patterns of the files that hold policies, rules on plans, relative to `trueup.yaml`.
    #[shape(default = usual_policies())]
    pub policies: Vec<String>,
    /// What an apply may never do unasked, in every environment.
    pub guardrails: Option<WrittenGuardrails>,
    /// What `drift` tells apart and does not count.
    pub drift: Option<WrittenDrift>,
    /// How `${…}` is read.
    pub interpolation: Option<WrittenInterpolation>,
    /// The path below which the record of what no tag can tell lies, at `<path>/<stack>/<environment>`; `none` keeps none. After a change of it a record under `/trueup` is found and moved; one under any other path is not, and what it remembers is forgotten unless somebody moves it.
    #[shape(default)]
    pub record: Record,
}

/// How `${…}` is read.
#[derive(Debug, Clone, Shape)]
pub struct WrittenInterpolation {
    /// Patterns of what stands between `${` and `}` and is meant to stay, for others to fill in: `TENANT_*`.
    #[shape(default)]
    pub leave: Vec<String>,
}

/// One environment.
#[derive(Debug, Clone, Shape)]
pub struct WrittenEnvironment {
    /// The AWS account's twelve digits; checked before anything is read.
    pub account: String,
    /// The regions: a list, or a map with variables of their own.
    pub regions: WrittenRegions,
    /// The ARN of the role to assume.
    pub assume_role: Option<String>,
    /// Values for `${var.name}`, before the stack's.
    #[shape(default)]
    pub variables: BTreeMap<String, String>,
    /// Tags on every resource that can carry tags, over the stack's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// Guardrails of this environment: lists add to the stack's, the others replace them.
    pub guardrails: Option<WrittenGuardrails>,
    /// The name that the environment had before.
    pub moved_from: Option<String>,
}

/// The regions of an environment.
#[derive(Debug, Clone)]
pub enum WrittenRegions {
    /// Their names.
    List(Vec<String>),
    /// Their names and what is special to each.
    Map(BTreeMap<String, WrittenRegion>),
}

/// One region.
#[derive(Debug, Clone, Shape)]
pub struct WrittenRegion {
    /// Values for `${var.name}`, before the environment's.
    #[shape(default)]
    pub variables: BTreeMap<String, String>,
}

/// Guardrails.
#[derive(Debug, Clone, Shape)]
pub struct WrittenGuardrails {
    /// How much one apply may delete at a site: a count, or a percentage of what the site owns, rounded down; 10 where none is written.
    pub max_deletes: Option<Limit>,
    /// On how many managed nodes one apply may make something run as soon as it is written: a count, or a percentage of the account's managed nodes in the region, rounded down. No limit where none is written. What could not be counted is too much.
    pub max_nodes: Option<Limit>,
    /// Patterns of addresses that are never deleted or replaced; what can carry tags carries `trueup:protect` then, which holds without its manifest too.
    #[shape(default)]
    pub protect: Vec<String>,
    /// Calendars that must be open for an apply (not built yet).
    pub change_calendars: NotYet,
    /// The hours in which an apply may run (not built yet).
    pub business_hours: NotYet,
}

impl Shape for WrittenRegions {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if node.scalar().is_none() && node.items().is_empty() && node.entries().is_empty() {
            let finding = Finding::error("stack-region", reader.owner(), "this environment has no region");
            reader.report(finding.help("name one, such as `regions: [us-east-1]`"));
        }
        match &node.value {
            Value::Map(_) => BTreeMap::read(node, reader).map(Self::Map),
            Value::Scalar(_) | Value::List(_) => Vec::read(node, reader).map(Self::List),
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::List(names) => names.tree(),
            Self::Map(regions) => regions.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => BTreeMap::from_tree(tree).map(Self::Map),
            other => Vec::from_tree(other).map(Self::List),
        }
    }

    fn form() -> Form {
        Form::Any(vec![Vec::<String>::form(), BTreeMap::<String, WrittenRegion>::form()])
    }
}
