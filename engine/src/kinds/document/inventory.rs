//! What AWS holds of documents at a site: what is declared there, and what carries its tag.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::{DocumentFormat, DocumentIdentifier};
use schema::kinds::document::{DefaultVersion, Document};

use super::state::{Read, Version, newest, state};
use super::{Face, kind_of, reads};
use crate::address::Address;
use crate::contract::{Beside, Declared, Found, Inventory, LastChange, Owner, Scope, Unreadable};
use crate::kinds::tags::{self, Tags};
use crate::ports::{ApiError, Reads, spread};

/// As many earlier versions as are looked at for a content that came back.
const EARLIER: usize = 20;

/// # Flow
/// One list shows what there is, whose it is and what carries tags. What is declared or ours is
/// then read side by side: the content, and with whom it is shared.
///
/// A document is found by its name in AWS; one that is ours and that no manifest names has that
/// name as its address.
pub(in crate::kinds) async fn observe(reads: &Reads, scope: &Scope<'_>, face: &'static Face) -> Inventory {
    let by_name: BTreeMap<&str, &Declared> =
        scope.declared.iter().filter_map(|declared| Some((declared.id.as_deref()?, *declared))).collect();
    let listed = match listed(reads, face, &by_name).await {
        Ok(listed) => listed,
        Err(error) => {
            let whole = Unreadable { address: None, kind: face.kind, error };
            return Inventory { unreadable: vec![whole], ..Inventory::default() };
        }
    };
    let taken: BTreeSet<&Address> = scope.declared.iter().map(|declared| &declared.address).collect();
    let candidate = |listed| Candidate::of(listed, &by_name, &taken, scope, face);
    let candidates = listed.into_iter().filter_map(candidate).collect();
    let answers = spread(candidates, |candidate| {
        let reads = reads.clone();
        async move {
            let read = read(&reads, &candidate).await;
            (candidate, read)
        }
    })
    .await;
    let mut inventory = Inventory::default();
    for (candidate, read) in answers {
        inventory.beside.extend(candidate.beside.clone().map(|beside| (candidate.address.clone(), beside)));
        match read {
            Ok(read) => inventory.found.push(candidate.found(read)),
            Err(error) => inventory.unreadable.push(Unreadable {
                address: Some(candidate.address),
                kind: face.kind,
                error,
            }),
        }
    }
    inventory.found.sort_by(|a, b| a.address.cmp(&b.address));
    inventory
}

/// What there is to look at: everything that the kind lists, and of what is declared what it does not list:
/// that may stand there as another type, or be left out.
async fn listed(
    reads: &Reads,
    face: &Face,
    by_name: &BTreeMap<&str, &Declared>,
) -> Result<Vec<DocumentIdentifier>, ApiError> {
    let mut listed = reads::own(reads, face.only).await?;
    let known: BTreeSet<&str> = listed.iter().filter_map(DocumentIdentifier::name).collect();
    let others = by_name.keys().filter(|name| !known.contains(*name)).map(|name| (*name).to_owned());
    let looks = spread(others.collect(), |name: String| {
        let reads = reads.clone();
        async move { reads::identity(&reads, &name).await }
    })
    .await;
    for look in looks {
        listed.extend(look?);
    }
    Ok(listed)
}

/// A document that is declared or ours.
struct Candidate {
    face: &'static Face,
    address: Address,
    beside: Option<Beside>,
    name: String,
    listed: DocumentIdentifier,
    owner: Owner,
    /// The tags that manifests decide.
    tags: Tags,
    desired: Option<Document>,
    /// Whether all of it is to go, versions that nobody promoted too.
    goes: bool,
}

impl Candidate {
    fn of(
        listed: DocumentIdentifier,
        by_name: &BTreeMap<&str, &Declared>,
        taken: &BTreeSet<&Address>,
        scope: &Scope<'_>,
        face: &'static Face,
    ) -> Option<Self> {
        let name = listed.name.clone()?;
        let all: Tags = listed.tags().iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
        let owner = tags::owner(&all, scope.site);
        let declared = by_name.get(&*name);
        let elsewhere = kind_of(listed.document_type()) != face.kind;
        let sought = owner.is_us() || scope.depth.is_everything();
        if declared.is_none() && (!sought || elsewhere) {
            return None;
        }
        let (address, beside) = match declared {
            Some(declared) => (declared.address.clone(), None),
            None => stray(&name, taken, face),
        };
        if !scope.depth.asks_for(&address) {
            return None;
        }
        let desired = declared.map(|declared| (face.document)(&declared.tree));
        let goes = match declared {
            Some(declared) => !declared.presence.asks_for_it(),
            None => owner.is_us(),
        };
        let tags = tags::declared(&all, scope.ignore_tags);
        Some(Self { face, address, beside, name, listed, owner, tags, desired, goes })
    }

    fn found(self, read: Read) -> Found {
        let changed = LastChange::at(read.version.created.as_ref());
        let state = state(read);
        Found {
            address: self.address,
            id: self.name,
            owner: self.owner,
            version: newest(&state).map(|number| number.to_string()),
            changed,
            holds: state.requires.iter().map(|required| required.name.clone()).collect(),
            tree: (self.face.tree)(state),
            heard: None,
        }
    }
}

/// The address of a document that no manifest names. Where a manifest of that name wants another
/// document, this is the one that was before.
fn stray(name: &str, taken: &BTreeSet<&Address>, face: &Face) -> (Address, Option<Beside>) {
    let own = Address::new(face.kind, name);
    if taken.contains(&own) {
        (Address::new(face.kind, &format!("{name}@old")), Some(Beside::Manifest(own)))
    } else {
        (own, None)
    }
}

async fn read(reads: &Reads, candidate: &Candidate) -> Result<Read, ApiError> {
    let name = &candidate.name;
    let format = asked_format(candidate);
    let pinned =
        candidate.desired.as_ref().is_some_and(|desired| desired.default_version != DefaultVersion::Latest);
    let (default, share) =
        tokio::join!(reads::version(reads, name, "$DEFAULT", format.as_ref()), reads::share(reads, name));
    let (default, share) = (default?, share?);
    let mut read = Read {
        default_version: DefaultVersion::Latest,
        latest: None,
        stored_in: None,
        target_type: candidate.listed.target_type.clone(),
        schema_version: candidate.listed.schema_version.clone(),
        share,
        tags: candidate.tags.clone(),
        version: default,
    };
    if candidate.goes {
        read.latest = reads::versions(reads, name).await?.first().copied();
    }
    if let Some(desired) = &candidate.desired {
        if pinned {
            read_pinned(reads, candidate, desired, format.as_ref(), &mut read).await?;
        } else if !read.version.same_content(desired) {
            search(reads, candidate, desired, format.as_ref(), &mut read).await?;
        }
    }
    Ok(read)
}

/// The default version is said for itself: the content is that of the newest.
async fn read_pinned(
    reads: &Reads,
    candidate: &Candidate,
    desired: &Document,
    format: Option<&DocumentFormat>,
    read: &mut Read,
) -> Result<(), ApiError> {
    let (newest, described) = tokio::join!(
        reads::version(reads, &candidate.name, "$LATEST", format),
        reads::description(reads, &candidate.name, "$LATEST"),
    );
    let (newest, described) = (newest?, described?);
    let default = std::mem::replace(&mut read.version, newest);
    read.default_version = match (&desired.default_version, &default.name) {
        (DefaultVersion::Name(wanted), Some(name)) if wanted == name => DefaultVersion::Name(name.clone()),
        _ => DefaultVersion::Number(default.number),
    };
    read.latest = Some(read.version.number);
    read.target_type = described.target_type;
    read.schema_version = described.schema_version;
    Ok(())
}

/// Whether an earlier or an unused version holds what is desired: AWS takes no content twice, so
/// that version becomes the default then.
async fn search(
    reads: &Reads,
    candidate: &Candidate,
    desired: &Document,
    format: Option<&DocumentFormat>,
    read: &mut Read,
) -> Result<(), ApiError> {
    let numbers = reads::versions(reads, &candidate.name).await?;
    read.latest = numbers.first().copied();
    let others: Vec<i64> = numbers.into_iter().filter(|number| *number != read.version.number).collect();
    let looks = spread(others.into_iter().take(EARLIER).collect(), |number| {
        let (reads, name, format) = (reads.clone(), candidate.name.clone(), format.cloned());
        async move { reads::version(&reads, &name, &number.to_string(), format.as_ref()).await }
    })
    .await;
    let versions: Vec<Version> = looks.into_iter().collect::<Result<_, _>>()?;
    let same = versions.iter().filter(|version| version.holds(desired)).map(|version| version.number);
    let mut same: Vec<i64> = same.collect();
    same.sort_unstable_by(|a, b| b.cmp(a));
    for number in same {
        // A version has its own target type, and only its description says which.
        let described = reads::description(reads, &candidate.name, &number.to_string()).await?;
        if described.target_type.filter(|target| !target.is_empty()) == desired.target_type {
            read.stored_in = Some(number);
            break;
        }
    }
    Ok(())
}

/// The format in which a content is asked for: the one in which it is desired, so that the two
/// can be read side by side, else the one in which AWS holds it.
fn asked_format(candidate: &Candidate) -> Option<DocumentFormat> {
    let held = candidate.listed.document_format.clone();
    let desired = candidate.desired.as_ref().and_then(|desired| desired.format.0.as_ref());
    match (held, desired.map(|format| DocumentFormat::from(format.as_str()))) {
        (Some(DocumentFormat::Text), _) => Some(DocumentFormat::Text),
        (held, Some(DocumentFormat::Text)) => held,
        (_, Some(desired)) => Some(desired),
        (held, None) => held,
    }
}
