//! Whether what AWS already holds is taken over.

use std::collections::BTreeMap;

use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// What `metadata.adopt` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Adopt {
    /// Nothing is taken over.
    #[default]
    Never,
    /// The same at every site.
    Everywhere(AdoptTerms),
    /// By site: `production` or `production/us-east-1`.
    PerSite(BTreeMap<String, AdoptTerms>),
}

/// How one resource is taken over.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct AdoptTerms {
    /// The id that AWS gave it; unwritten where its name is unique.
    pub id: Option<String>,
    /// Whether it is taken over although it carries CloudFormation's tags.
    #[shape(default)]
    pub from_cloud_formation: bool,
}

impl Adopt {
    /// What holds at a site: its own entry before its environment's.
    pub fn at(&self, environment: &str, region: &str) -> Option<&AdoptTerms> {
        match self {
            Self::Never => None,
            Self::Everywhere(terms) => Some(terms),
            Self::PerSite(sites) => {
                sites.get(&format!("{environment}/{region}")).or_else(|| sites.get(environment))
            }
        }
    }
}

const BY_NAME: AdoptTerms = AdoptTerms { id: None, from_cloud_formation: false };

fn by_id(id: String) -> AdoptTerms {
    AdoptTerms { id: Some(id), from_cloud_formation: false }
}

/// One site's terms: an id, `true`, or a map.
struct SiteTerms(AdoptTerms);

impl Shape for SiteTerms {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => AdoptTerms::read(node, reader).map(Self),
            Value::Scalar(_) | Value::List(_) => match reader.known_text(node, "an id, or `true`")? {
                "true" => Some(Self(BY_NAME)),
                id => Some(Self(by_id(id.to_owned()))),
            },
        }
    }

    fn tree(&self) -> Tree {
        self.0.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        AdoptTerms::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Any(vec![bool::form(), String::form(), AdoptTerms::form()])
    }
}

impl Shape for Adopt {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) if node.get("id").is_some() || node.get("fromCloudFormation").is_some() => {
                AdoptTerms::read(node, reader).map(Self::Everywhere)
            }
            Value::Map(_) => {
                let sites = BTreeMap::<String, SiteTerms>::read(node, reader)?;
                Some(Self::PerSite(sites.into_iter().map(|(site, terms)| (site, terms.0)).collect()))
            }
            Value::Scalar(_) | Value::List(_) => match reader.known_text(node, "`true`, an id, or a map")? {
                "true" => Some(Self::Everywhere(BY_NAME)),
                "false" => Some(Self::Never),
                id => Some(Self::Everywhere(by_id(id.to_owned()))),
            },
        }
    }

    fn unwritten() -> Option<Self> {
        Some(Self::Never)
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Never => Tree::Bool(false),
            Self::Everywhere(terms) => terms.tree(),
            Self::PerSite(sites) => Tree::map([(
                "sites",
                Tree::map(sites.iter().map(|(site, terms)| (site.clone(), terms.tree()))),
            )]),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            None | Some(Tree::Bool(false)) => Ok(Self::Never),
            Some(Tree::Map(map)) => match map.get("sites") {
                Some(sites) => BTreeMap::from_tree(Some(sites)).map(Self::PerSite),
                None => AdoptTerms::from_tree(tree).map(Self::Everywhere),
            },
            other => Err(Misfit::new("what is adopted", other)),
        }
    }

    fn form() -> Form {
        let per_site = Form::Map(Box::new(SiteTerms::form()));
        Form::Any(vec![bool::form(), String::form(), AdoptTerms::form(), per_site])
    }
}
