//! Files of other tools → what would be found in AWS of what they say, from which manifests are drafted as
//! from what was found there.
//!
//! Each format is a pure function of a text. No value that is a secret leaves it.

mod cloudformation;
mod read;
mod taken;
mod terraform;
mod values;

use std::collections::BTreeMap;

use crate::contract::Words;
use crate::kinds::worded::Sort;

pub use cloudformation::{Given, cloudformation, physical_ids};
pub use read::Mistake;
pub use taken::{Taken, elsewhere, taken};
pub(super) use taken::{replaced, stands_in};
pub use terraform::{let_go, terraform};
pub use values::{Form, values};

/// What a file of another tool says.
pub struct Foreign {
    resources: Vec<Resource>,
    /// What of it no manifest says.
    pub unread: Vec<Unread>,
    /// The id that AWS has for what stands in for one.
    ids: BTreeMap<String, String>,
    /// The windows of which something cannot be said, by id; `None` where it is not known of which.
    torn: Vec<Option<String>>,
    /// What the file calls what no manifest is asked to say.
    others: Vec<String>,
    /// How many plain parameters have a value that the tool hides.
    pub hidden: usize,
}

/// What of a file no manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What the file calls it.
    pub what: String,
    /// Why, in words.
    pub why: String,
}

/// One thing that a file says.
struct Resource {
    /// What the file calls it.
    place: String,
    what: What,
    /// AWS's id or name for it, or a stand-in that the file's other resources name it by.
    id: String,
    account: Option<String>,
    region: Option<String>,
    words: Words,
}

impl Foreign {
    const fn empty() -> Self {
        Self {
            resources: Vec::new(),
            unread: Vec::new(),
            ids: BTreeMap::new(),
            torn: Vec::new(),
            others: Vec::new(),
            hidden: 0,
        }
    }
}

/// What a file says something of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// A resource.
    One(Sort),
    /// That a baseline, whose id it has, is the default for its operating system.
    Default,
    /// That a patch group has a baseline, whose id it has.
    Registration,
    /// That a node, whose id it has, is in a patch group.
    Node,
}

impl Foreign {
    /// The account that the file names, where it is one.
    pub fn account(&self) -> Option<&str> {
        only(self.resources.iter().filter_map(|resource| resource.account.as_deref()))
    }

    /// The region that the file names, where it is one.
    pub fn region(&self) -> Option<&str> {
        only(self.resources.iter().filter_map(|resource| resource.region.as_deref()))
    }

    /// The id that AWS has for what stands in for one.
    pub fn known(&self, stand_in: &str) -> Option<String> {
        self.ids.get(stand_in).cloned()
    }

    /// What the file calls the resource of an id.
    pub fn place(&self, id: &str) -> Option<&str> {
        self.resources.iter().find(|resource| resource.id == id).map(|resource| resource.place.as_str())
    }

    /// What the file calls each of its resources, whatever becomes of it.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let resources = self.resources.iter().map(|resource| resource.place.as_str());
        let unread = self.unread.iter().map(|unread| unread.what.as_str());
        resources.chain(unread).chain(self.others.iter().map(String::as_str))
    }
}

/// The one text that all of them are.
fn only<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = texts.next()?;
    texts.all(|text| text == first).then_some(first)
}
