//! One resource as its manifest asks for it.

use jiff::Timestamp;
use schema::kinds::files::Files;
use schema::stack::Texts;
use schema::{AdoptTerms, Manifest, Node, Sources, Span, Tree};

use super::resource::{Resource, ResourceLine};
use super::siblings::Siblings;
use crate::address::Address;
use crate::site::Site;

/// One manifest at one site, interpolated: what a kind declares from.
pub struct Asked<'a> {
    /// The manifest.
    pub manifest: &'a Manifest,
    /// Its spec, interpolated.
    pub spec: &'a Node,
    /// Where.
    pub site: &'a Site,
    /// The stack's and the environment's tags.
    pub tags: &'a Texts,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// The texts, to point into them.
    pub sources: &'a Sources,
    /// The files that the manifest names, as far as they could be read.
    pub files: &'a Files,
    /// The manifests beside it at this site.
    pub siblings: &'a Siblings<'a>,
}

/// One resource as its manifest asks for it.
#[derive(Clone)]
pub struct Declared {
    /// Its address.
    pub address: Address,
    /// Its resource line of the registry.
    pub resource: &'static ResourceLine,
    /// AWS's name for it, where the manifest decides that.
    pub id: Option<String>,
    /// What is wanted.
    pub tree: Tree,
    /// Whether it is wanted at all.
    pub presence: Presence,
    /// Whether a resource that nobody owns may be taken over.
    pub adopt: Adopt,
    /// The path that its manifest claims, where the kind has paths.
    pub under: Option<String>,
    /// AWS's name for what it was before a rename.
    pub moved_from: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl Declared {
    /// What its address was before a rename.
    pub fn before(&self) -> Option<Address> {
        self.moved_from.as_ref().map(|before| Address::new(self.resource.kind(), before))
    }

    /// The one resource that a whole manifest describes, as its metadata says.
    pub(crate) fn whole<R: Resource>(
        asked: &Asked<'_>,
        address: Address,
        id: Option<String>,
        tree: Tree,
    ) -> Self {
        Self {
            resource: R::LINE,
            address,
            id,
            tree,
            presence: Presence::of(&asked.manifest.metadata),
            adopt: Adopt::of(asked.manifest, asked.site),
            under: None,
            moved_from: None,
            span: asked.manifest.span,
        }
    }
}

/// Whether a resource is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It shall be, and can be made.
    Wanted,
    /// It shall be kept as declared, but somebody else makes it.
    Kept,
    /// It shall not be.
    Absent,
    /// It shall be no longer ours.
    Forgotten,
}

impl Presence {
    /// Whether it asks for something to be there.
    pub fn asks_for_it(self) -> bool {
        match self {
            Self::Wanted | Self::Kept => true,
            Self::Absent | Self::Forgotten => false,
        }
    }

    /// What a manifest says of all that it describes.
    pub(crate) fn of(metadata: &schema::Metadata) -> Self {
        match (metadata.forget, metadata.absent) {
            (true, _) => Self::Forgotten,
            (_, true) => Self::Absent,
            (false, false) => Self::Wanted,
        }
    }
}

/// Whether a resource that nobody owns may be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adopt {
    /// It is a conflict.
    No,
    /// It is taken over.
    Unowned {
        /// AWS's id, where names are not unique.
        id: Option<String>,
    },
    /// It is taken over, from CloudFormation too.
    FromCloudFormation {
        /// AWS's id, where names are not unique.
        id: Option<String>,
    },
}

impl Adopt {
    /// What a manifest's metadata says for a site.
    pub fn of(manifest: &Manifest, site: &Site) -> Self {
        match manifest.metadata.adopt.at(&site.environment, &site.region).cloned() {
            None => Self::No,
            Some(AdoptTerms { id, from_cloud_formation: false }) => Self::Unowned { id },
            Some(AdoptTerms { id, from_cloud_formation: true }) => Self::FromCloudFormation { id },
        }
    }

    /// The id that is to be taken over, where one is said.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::No => None,
            Self::Unowned { id } | Self::FromCloudFormation { id } => id.as_deref(),
        }
    }
}
