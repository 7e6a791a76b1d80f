//! Accept: what AWS holds becomes what the manifests ask for.
//!
//! From the drift of one site to the texts that would end it. An edit is a guess at what a person would write;
//! the guess is judged by reading all texts again as they would be: the named places must then ask for what AWS
//! holds, and nothing else may be asked for otherwise, at this site or another.

mod adopted;
mod ask;
mod check;
mod draft;
mod fit;
mod form;
mod place;
mod refusal;
mod secret;
mod value;
mod wish;
mod write;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schema::SourceId;

pub use adopted::{Adopted, Kept, Reason, Seen, adopted};
pub use ask::{Ask, Unread};
pub use refusal::{Refusal, Why};

use crate::address::Address;
use crate::drift::Drift;
use crate::observe::Live;
use crate::resolve::{Desired, Place, Read};

use self::draft::Draft;

/// A site whose drift is to be accepted.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The stack as it was read.
    pub read: &'a Read,
    /// The site, with the account that answers there.
    pub place: &'a Place<'a>,
    /// The regions of a stack that declares no environments.
    pub regions: &'a [String],
    /// What git asks for there.
    pub desired: &'a Desired,
    /// What AWS holds.
    pub live: &'a Live,
    /// How the two differ, and who has changed what.
    pub drift: &'a Drift<'a>,
    /// Whether a text holds a secret that the run knows, or something that is masked.
    pub hidden: &'a dyn Fn(&str) -> bool,
    /// The time that the run counts as now.
    pub now: Timestamp,
}

/// How far an accept may go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Whether what git has changed too is taken over by what AWS holds.
    pub theirs: bool,
    /// Where other sites read the same place.
    pub sites: Sites,
}

/// What becomes of other sites that read the same place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sites {
    /// They must not change: what would is refused.
    #[default]
    This,
    /// They ask for the same from now on.
    All,
    /// They keep what they have: the place refers to a variable of this name, which has a value of its own at
    /// the site.
    Variable(String),
}

/// The texts that end a drift.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Each changed text, whole.
    pub texts: BTreeMap<SourceId, String>,
    /// The resources that are not declared any more, since AWS does not have them.
    pub gone: Vec<Address>,
    /// How many places ask for what AWS holds now.
    pub places: usize,
}

/// The texts in which what is named asks for what AWS holds. Where nothing differs there, none.
///
/// # Errors
/// Why not, for each that cannot be: then nothing is to be written.
pub fn accept(scene: &Scene<'_>, asks: &[Ask], terms: &Terms) -> Result<Accepted, Vec<Refusal>> {
    let wishes = wish::in_order(scene, wish::wishes(scene, asks, terms)?);
    let mut draft = Draft::of(scene.read);
    let mut refusals = Vec::new();
    for wish in &wishes {
        if let Err(refusal) = write::write(scene, &mut draft, wish, terms) {
            refusals.push(refusal);
        }
    }
    if refusals.is_empty() {
        refusals = check::check(scene, &draft, &wishes, terms);
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let places = wishes.iter().map(wish::Wish::places).sum();
    let gone = wishes.iter().filter(|wish| wish.is_gone()).map(|wish| wish.address.clone()).collect();
    Ok(Accepted { texts: draft.into_texts(), gone, places })
}
