//! What a manifest's kind must offer, and its erased form for the registry.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use schema::kinds::files::WantedFile;
use schema::{Finding, Node};
use tokio::sync::OnceCell;

use super::declared::{Asked, Declared};
use super::found::{Beside, Found, Taken, Unreadable};
use super::part::Part;
use super::resource::ResourceLine;
use super::siblings::Siblings;
use super::strays::{Names, Sought, Stray, Unsaid, Written};
use super::tagged::Told;
use crate::address::Address;
use crate::graph::Graph;
use crate::ports::Reads;
use crate::record::{Claims, Memories, Memory, RecordPlace};
use crate::site::Site;

/// What a manifest's kind offers.
pub trait Kind: 'static {
    /// The kind's name in manifests.
    const NAME: &'static str;

    /// The resources that its manifests describe.
    const RESOURCES: &'static [&'static ResourceLine];

    /// The fields of a spec that make identity: no reference may stand in them.
    const IDENTITY: &'static [&'static str] = &["name"];

    /// The fields of a spec that hold scripts, or what runs them: what is left of `${…}` there is theirs.
    const SCRIPTS: &'static [&'static str] = &[];

    /// The files that an interpolated spec names. Whoever reads files adds them to the sources
    /// before manifests are resolved; [`Asked::files`] holds them then.
    fn files(_spec: &Node) -> Vec<WantedFile> {
        Vec::new()
    }

    /// Turns one interpolated manifest into the resources that it asks for, with every finding.
    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>);

    /// Tells what its manifests cannot ask for side by side. It is asked once for a site, not once for a
    /// manifest: to hold each against all before it would be a square.
    fn together(_siblings: &Siblings<'_>) -> Vec<Finding> {
        Vec::new()
    }

    /// Reads what AWS holds of this kind: whatever is declared, and whatever carries the site's
    /// tag.
    ///
    /// # Guarantees
    /// Reads cost pages; only what is ours or declared is ever read singly. What cannot be read
    /// is in the inventory as unreadable, never missing from it.
    fn observe(reads: &Reads, scope: &Scope<'_>) -> impl Future<Output = Inventory> + Send;

    /// Writes manifests of what [`Depth::Everything`] has found and nobody declares: what reads back as what
    /// is there.
    ///
    /// # Errors
    /// What no manifest can say, each with the reason.
    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>>;
}

/// What to look at.
pub struct Scope<'a> {
    /// Where.
    pub site: &'a Site,
    /// What is declared of this kind there.
    pub declared: Vec<&'a Declared>,
    /// Tag keys that others set, as glob patterns.
    pub ignore_tags: &'a globset::GlobSet,
    /// Whether secrets are decrypted for comparison.
    pub exposure: Exposure,
    /// How far to look.
    pub depth: Depth<'a>,
    /// Where the site keeps its record, which is never inventory.
    pub record: Option<&'a RecordPlace>,
    /// Who refers to whom.
    pub graph: &'a Graph,
    /// What was declared under another name before, by its address now.
    pub renamed: &'a BTreeMap<Address, Address>,
    /// What can carry no tag and is ours by the record.
    pub remembered: &'a Memories,
    /// What Systems Manager itself has told of tags.
    pub told: &'a Told,
    /// What the records of other sites claim, once somebody has asked.
    pub(crate) claims: &'a OnceCell<Claims>,
}

impl<'a> Scope<'a> {
    /// What the records of other sites claim: read once, for whoever asks first.
    pub(crate) async fn claims(&self, reads: &Reads) -> &'a Claims {
        self.claims.get_or_init(|| Claims::read(reads, self.site, self.record)).await
    }

    /// What is declared of a resource, as far as it is to be looked at.
    pub fn declared_of(&self, resource: &str) -> Vec<&'a Declared> {
        let asked = |declared: &&Declared| self.depth.asks_for(&declared.address);
        let of_resource = |declared: &&Declared| declared.resource.name == resource;
        self.declared.iter().copied().filter(of_resource).filter(asked).collect()
    }

    /// What the record knows of a resource, by AWS's name, as far as it is to be looked at: what hangs on
    /// a manifest's name is asked for with it.
    pub fn remembered_of(&self, resource: &'static str) -> impl Iterator<Item = (&'a str, &'a Memory)> {
        let depth = self.depth;
        let asked = move |memory: &Memory| depth.asks_for_part_of(&Address::new(resource, &memory.name));
        self.remembered.of(resource).filter(move |(_, memory)| asked(memory))
    }
}

/// Whether secrets are decrypted for comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Decrypt what is compared.
    Compare,
    /// Decrypt nothing.
    Withhold,
}

/// How far to look.
#[derive(Debug, Clone, Copy)]
pub enum Depth<'a> {
    /// What of a part is declared or ours.
    Only(&'a Part),
    /// What is declared or ours.
    Owned,
    /// Also what lies undeclared under declared paths.
    Paths,
    /// Also all that is sought and nobody declares, whoever owns it, at addresses of AWS's ids and names.
    Everything(&'a Sought),
}

impl Depth<'_> {
    /// Whether a resource is to be looked at.
    pub fn asks_for(self, address: &Address) -> bool {
        match self {
            Self::Only(part) => part.holds(address),
            Self::Owned | Self::Paths | Self::Everything(_) => true,
        }
    }

    /// Whether a resource is to be looked at, or something that hangs on it.
    pub fn asks_for_part_of(self, address: &Address) -> bool {
        match self {
            Self::Only(part) => part.holds(address) || part.holds_of(address),
            Self::Owned | Self::Paths | Self::Everything(_) => true,
        }
    }

    /// Whether undeclared resources of others and of nobody are to be looked at too.
    pub fn is_everything(self) -> bool {
        matches!(self, Self::Everything(_))
    }
}

/// What was found of one kind.
#[derive(Default)]
pub struct Inventory {
    /// Everything that exists and was read.
    pub found: Vec<Found>,
    /// Everything that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// What lies under a declared path, undeclared and not ours: at [`Depth::Paths`], and wherever
    /// it is read anyway.
    pub unmanaged: Vec<Address>,
    /// Addresses that more than one resource claims by its tags, with their ids.
    pub twins: Vec<(Address, Vec<String>)>,
    /// What of [`Inventory::found`] stands beside the address of its manifest.
    pub beside: Vec<(Address, Beside)>,
    /// What declared resources would take from another stack.
    pub taken: Vec<Taken>,
    /// What the selections of manifests find: wanted like what manifests declare themselves.
    pub selected: Vec<Declared>,
}

type Writing = fn(&[Stray<'_>], &mut Names<'_>) -> Vec<Result<Written, Unsaid>>;
type Observing<'a> = Pin<Box<dyn Future<Output = Inventory> + Send + 'a>>;

/// A kind, erased: one line of the registry.
pub struct KindLine {
    /// The kind's name in manifests.
    pub name: &'static str,
    /// [`Kind::IDENTITY`].
    pub identity: &'static [&'static str],
    /// [`Kind::SCRIPTS`].
    pub scripts: &'static [&'static str],
    /// [`Kind::files`].
    pub files: fn(&Node) -> Vec<WantedFile>,
    /// [`Kind::declare`].
    pub declare: fn(&Asked<'_>) -> (Vec<Declared>, Vec<Finding>),
    /// [`Kind::together`].
    pub together: fn(&Siblings<'_>) -> Vec<Finding>,
    /// [`Kind::observe`].
    pub observe: for<'a> fn(&'a Reads, &'a Scope<'a>) -> Observing<'a>,
    /// [`Kind::write`].
    pub write: Writing,
    /// The resources that its manifests describe.
    pub resources: &'static [&'static ResourceLine],
}

impl KindLine {
    /// Erases a kind.
    pub const fn of<K: Kind>() -> Self {
        fn observe<'a, K: Kind>(reads: &'a Reads, scope: &'a Scope<'a>) -> Observing<'a> {
            Box::pin(K::observe(reads, scope))
        }
        Self {
            name: K::NAME,
            identity: K::IDENTITY,
            scripts: K::SCRIPTS,
            files: K::files,
            declare: K::declare,
            together: K::together,
            observe: observe::<K>,
            write: K::write,
            resources: K::RESOURCES,
        }
    }
}
