//! What a kind's reading of AWS gives: what is there, whose it is, what could not be read.

use std::collections::BTreeSet;

use schema::Tree;

use super::effect::LastChange;
use super::tagged::Heard;
use crate::address::Address;
use crate::ports::ApiError;

/// Something that a declared resource asks for and another stack's has: there is only one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The declared resource.
    pub address: Address,
    /// What there is only one of, in words.
    pub what: String,
    /// Whose it is: the other's tag.
    pub owner: String,
}

/// One resource that AWS holds.
#[derive(Clone)]
pub struct Found {
    /// Its address.
    pub address: Address,
    /// AWS's id or name for it.
    pub id: String,
    /// What it is like, normalised as desired ones are.
    pub tree: Tree,
    /// Who owns it.
    pub owner: Owner,
    /// A token that moves with every change, where AWS has one.
    pub version: Option<String>,
    /// Who changed it last and when, as far as AWS's own answers tell.
    pub changed: Option<LastChange>,
    /// Its tags, where the tagging API alone has told them.
    pub heard: Option<Heard>,
    /// Ids of other resources that it holds: those cannot go before it.
    pub holds: Vec<String>,
}

/// Who owns a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// This site.
    Ours,
    /// This site, by the tag that it gave before it got another name or its origin.
    Former,
    /// Another stack or environment of trueup: the tag's value.
    Other(String),
    /// A CloudFormation stack, by name.
    CloudFormation(String),
    /// No tag says.
    Nobody,
}

impl Owner {
    /// Whether it is this site, as it is or was.
    pub fn is_us(&self) -> bool {
        match self {
            Self::Ours | Self::Former => true,
            Self::Other(_) | Self::CloudFormation(_) | Self::Nobody => false,
        }
    }
}

/// Why something that is there stands beside the address of its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// Another one stands there, or is to: the manifest's address.
    Manifest(Address),
    /// A replace that did not end has set it aside, as its own tag says: it has a successor.
    Successor,
}

/// Something that could not be read.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// What: a resource, or `None` for the whole kind.
    pub address: Option<Address>,
    /// The kind's resource name.
    pub kind: &'static str,
    /// Why.
    pub error: ApiError,
}

/// What nobody knows of while something cannot be read: a resource, or all of a kind.
pub struct Hidden<'a> {
    addresses: BTreeSet<&'a Address>,
    kinds: BTreeSet<&'a str>,
}

impl<'a> Hidden<'a> {
    /// What cannot be read hides.
    pub fn by(unreadable: &'a [Unreadable]) -> Self {
        let (mut addresses, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        for one in unreadable {
            match &one.address {
                Some(address) => addresses.insert(address),
                None => kinds.insert(one.kind),
            };
        }
        Self { addresses, kinds }
    }

    /// Whether a kind's list could not be read, so that what is not in it may be there.
    pub fn holds_kind(&self, kind: &str) -> bool {
        self.kinds.contains(kind)
    }

    /// Whether nobody knows of a resource.
    pub fn holds(&self, address: &Address) -> bool {
        self.addresses.contains(address) || self.kinds.contains(address.kind())
    }
}
