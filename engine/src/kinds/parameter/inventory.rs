//! What AWS holds of Parameter Store at a site: what is declared there, and what carries its tag.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::{ParameterMetadata, ParameterType as AwsType, ResourceTypeForTagging};
use schema::kinds::parameter::Parameter;
use schema::shape::Shape;
use schema::{Origin, Tree};

use super::state::{Decryption, Value, state};
use super::{address, reads, resource};
use crate::address::Address;
use crate::contract::{
    Declared, Depth, Exposure, Found, Heard, Inventory, LastChange, Owner, Part, Resource, Scope, Unreadable,
};
use crate::kinds::tags::{self, Tags, owner};
use crate::ports::{ApiError, Reads, spread};
use crate::site::SECRET_TAG;

const PARAMETER: ResourceTypeForTagging = ResourceTypeForTagging::Parameter;

/// # Flow
/// The listing of what is ours, the values of what is declared and the tags of what is ours are
/// read side by side. Then come the listing and tags of what is declared, exists and is not ours,
/// the values of what is ours and no longer declared, tags that surprise, and declared labels. Where two
/// reads say different things of one parameter, it is asked for once more by itself.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let mut look = Look::new(reads, scope);
    let (listing, bulk, values) = tokio::join!(look.listing(), look.bulk_tags(), look.values_of_declared());
    let listing = match listing {
        Ok(listing) => listing,
        Err(error) => return Inventory { unreadable: vec![whole(error)], ..Inventory::default() },
    };
    look.listed.extend(listing.into_iter().filter_map(by_address));
    for (answer, decryption) in values {
        look.take_values(answer, decryption);
    }
    let (bulk, doubtful): (BTreeMap<_, _>, BTreeMap<_, _>) =
        bulk.into_iter().partition(|(address, _)| look.listed.contains_key(address));
    look.list_the_rest(doubtful.into_keys()).await;
    look.values_of_the_rest().await;
    look.settle_odds().await;
    look.tags(bulk).await;
    look.values_of_moves().await;
    look.labels().await;
    look.labels_of_what_moves().await;
    look.paths().await;
    look.inventory()
}

fn whole(error: ApiError) -> Unreadable {
    Unreadable { address: None, kind: Parameter::NAME, error }
}

fn by_address(listed: ParameterMetadata) -> Option<(Address, ParameterMetadata)> {
    Some((address(listed.name()?), listed))
}

/// What GetParameters gave, and what it refused.
type Values = (Vec<aws_sdk_ssm::types::Parameter>, Vec<(String, ApiError)>);

struct Look<'a> {
    reads: &'a Reads,
    scope: &'a Scope<'a>,
    declared: BTreeMap<Address, &'a Declared>,
    listed: BTreeMap<Address, ParameterMetadata>,
    values: BTreeMap<Address, Value>,
    tags: BTreeMap<Address, Tags>,
    /// Those whose tags the tagging API alone has told.
    heard: BTreeSet<Address>,
    labels: BTreeMap<Address, BTreeSet<String>>,
    failed: BTreeMap<Address, ApiError>,
    /// What is ours, not declared, and did not give its value: what goes is shown without it.
    unshown: BTreeSet<Address>,
    strays: BTreeSet<Address>,
    failures: Vec<Unreadable>,
}

impl<'a> Look<'a> {
    fn new(reads: &'a Reads, scope: &'a Scope<'a>) -> Self {
        let wanted = |declared: &&&Declared| scope.depth.asks_for(&declared.address);
        let declared = scope
            .declared
            .iter()
            .filter(wanted)
            .map(|declared| (declared.address.clone(), *declared))
            .collect();
        Self {
            reads,
            scope,
            declared,
            listed: BTreeMap::new(),
            values: BTreeMap::new(),
            tags: BTreeMap::new(),
            heard: BTreeSet::new(),
            labels: BTreeMap::new(),
            failed: BTreeMap::new(),
            unshown: BTreeSet::new(),
            strays: BTreeSet::new(),
            failures: Vec::new(),
        }
    }

    async fn listing(&self) -> Result<Vec<ParameterMetadata>, ApiError> {
        let part = match self.scope.depth {
            Depth::Owned | Depth::Paths => return reads::owned(self.reads, self.scope.site).await,
            Depth::Everything(sought) => return reads::everything(self.reads, sought.path()).await,
            Depth::Only(part) => part,
        };
        let names = self.names(part).collect();
        let mut all = Vec::new();
        for answer in reads::named(self.reads, names).await {
            all.extend(answer.map_err(|(_, error)| error)?);
        }
        Ok(all)
    }

    async fn bulk_tags(&self) -> BTreeMap<Address, Tags> {
        match self.scope.depth {
            Depth::Owned | Depth::Paths | Depth::Everything(_) => {
                reads::tags_in_bulk(self.reads, self.scope.site).await
            }
            Depth::Only(part) => {
                let arns = self.names(part).map(|name| Parameter::arn(self.scope.site, &name));
                reads::tags_by_arn(self.reads, arns.collect()).await
            }
        }
    }

    /// The names of what is asked for.
    fn names(&self, part: &'a Part) -> impl Iterator<Item = String> {
        let asked = part.of(Parameter::NAME);
        asked.map(|(address, id)| id.map_or_else(|| self.name(address), str::to_owned))
    }

    /// The name that AWS is asked for: as declared, as listed, or a path made of the address.
    fn name(&self, address: &Address) -> String {
        let declared = self.declared.get(address).and_then(|declared| declared.id.clone());
        let listed = || self.listed.get(address).and_then(|listed| listed.name().map(str::to_owned));
        declared.or_else(listed).unwrap_or_else(|| {
            let name = address.name();
            if name.contains('/') { format!("/{name}") } else { name.to_owned() }
        })
    }

    async fn values_of_declared(&self) -> [(Values, Decryption); 2] {
        let (mut decrypt, mut plain) = (Vec::new(), Vec::new());
        for declared in self.declared.values() {
            let name = self.name(&declared.address);
            if self.decrypts(declared) { decrypt.push(name) } else { plain.push(name) }
        }
        let (decrypted, undecrypted) = tokio::join!(
            reads::values(self.reads, decrypt, Decryption::Done),
            reads::values(self.reads, plain, Decryption::Not),
        );
        [(decrypted, Decryption::Done), (undecrypted, Decryption::Not)]
    }

    fn take_values(&mut self, (found, failed): Values, decryption: Decryption) {
        for parameter in found {
            let value = Value::new(&parameter, decryption, self.reads.masks());
            self.values.insert(address(parameter.name().unwrap_or_default()), value);
        }
        self.failed.extend(failed.into_iter().map(|(name, error)| (address(&name), error)));
    }

    /// The listings of what exists by another read and was not listed as ours: what is declared and has a
    /// value, and what carries the site's tag by the tagging API alone, which may be late.
    async fn list_the_rest(&mut self, doubtful: impl Iterator<Item = Address>) {
        let known: BTreeSet<Address> = self.values.keys().cloned().chain(doubtful).collect();
        let unlisted = known.iter().filter(|address| !self.listed.contains_key(*address));
        let names: Vec<String> = unlisted.map(|address| self.name(address)).collect();
        for answer in reads::named(self.reads, names).await {
            match answer {
                Ok(listing) => self.listed.extend(listing.into_iter().filter_map(by_address)),
                Err((names, error)) => {
                    self.failed.extend(names.iter().map(|name| (address(name), error.clone())));
                }
            }
        }
    }

    /// Values of what is ours and not declared, undecrypted: a deletion shows what goes. What a move
    /// carries is compared with what git wants of it.
    async fn values_of_the_rest(&mut self) {
        let moves = self.declared.values().filter(|declared| self.decrypts(declared));
        let moves: BTreeSet<Address> = moves.filter_map(|declared| declared.before()).collect();
        let rest = self.listed.keys().filter(|address| !self.values.contains_key(*address));
        let undeclared = rest.filter(|address| !self.declared.contains_key(*address));
        let (carried, left): (Vec<&Address>, Vec<&Address>) =
            undeclared.partition(|address| moves.contains(*address));
        let names = |all: Vec<&Address>| all.into_iter().map(|address| self.name(address)).collect();
        let (carried, (left, refused)) = tokio::join!(
            reads::values(self.reads, names(carried), Decryption::Done),
            reads::values(self.reads, names(left), Decryption::Not),
        );
        self.take_values(carried, Decryption::Done);
        self.take_values((left, Vec::new()), Decryption::Not);
        self.unshown.extend(refused.into_iter().map(|(name, _)| address(&name)));
    }

    /// Asks once more for what one read shows and another does not; that decides.
    async fn settle_odds(&mut self) {
        let known =
            |address: &&Address| !self.failed.contains_key(*address) && !self.unshown.contains(*address);
        let without_value = self.listed.keys().filter(|address| !self.values.contains_key(*address));
        let without_value: Vec<Address> = without_value.filter(known).cloned().collect();
        let unlisted = self.values.keys().filter(|address| !self.listed.contains_key(*address));
        let unlisted: Vec<Address> = unlisted.filter(known).cloned().collect();
        self.values_once_more(without_value).await;
        self.listings_once_more(unlisted).await;
    }

    async fn values_once_more(&mut self, addresses: Vec<Address>) {
        let asked = addresses.into_iter().map(|address| {
            let decrypts = self.declared.get(&address).is_some_and(|declared| self.decrypts(declared));
            let decryption = if decrypts { Decryption::Done } else { Decryption::Not };
            let name = self.name(&address);
            (address, name, decryption)
        });
        let answers = spread(asked.collect(), |(address, name, decryption)| {
            let reads = self.reads.clone();
            async move { (address, decryption, reads::values(&reads, vec![name], decryption).await) }
        });
        for (address, decryption, (found, failed)) in answers.await {
            if !failed.is_empty() && !self.declared.contains_key(&address) {
                self.unshown.insert(address);
                continue;
            }
            self.take_values((found, failed), decryption);
            if !self.values.contains_key(&address) && !self.failed.contains_key(&address) {
                let message = "AWS lists it, and does not give its value".to_owned();
                self.failed.insert(address, ApiError::at_odds("GetParameters", message));
            }
        }
    }

    async fn listings_once_more(&mut self, addresses: Vec<Address>) {
        let asked = addresses.into_iter().map(|address| (self.name(&address), address));
        let answers = spread(asked.collect(), |(name, address)| {
            let reads = self.reads.clone();
            async move { (address, reads::named(&reads, vec![name]).await.pop()) }
        });
        for (address, answer) in answers.await {
            match answer {
                Some(Ok(listing)) if !listing.is_empty() => {
                    self.listed.extend(listing.into_iter().filter_map(by_address));
                }
                Some(Err((_, error))) => drop(self.failed.insert(address, error)),
                Some(Ok(_)) | None => {
                    let message = "AWS gives its value, and does not list it".to_owned();
                    self.failed.insert(address, ApiError::at_odds("DescribeParameters", message));
                }
            }
        }
    }

    /// Whether a value is needed: to be compared, or by whoever refers to it.
    fn decrypts(&self, declared: &Declared) -> bool {
        let referred = !self.scope.graph.ends(&declared.address);
        self.scope.exposure == Exposure::Compare && (referred || compares_secret(&declared.tree))
    }

    /// Takes the tagging API's word where it is the expected one; asks Systems Manager otherwise.
    async fn tags(&mut self, bulk: BTreeMap<Address, Tags>) {
        let mut doubtful = Vec::new();
        for address in self.listed.keys() {
            let name = self.name(address);
            match self.scope.told.of(&PARAMETER, &name) {
                Some(Ok(tags)) => drop(self.tags.insert(address.clone(), tags.clone())),
                Some(Err(error)) => drop(self.failed.insert(address.clone(), error.clone())),
                None => match bulk.get(address).filter(|tags| self.expected(address, tags)) {
                    Some(tags) => {
                        self.tags.insert(address.clone(), tags.clone());
                        self.heard.insert(address.clone());
                    }
                    None => doubtful.push((name, bulk.get(address).cloned())),
                },
            }
        }
        for (name, answer) in tags::singly(self.reads, PARAMETER, doubtful).await {
            match answer {
                Ok(tags) => {
                    self.tags.insert(address(&name), tags);
                }
                Err(error) => {
                    self.failed.insert(address(&name), error);
                }
            }
        }
    }

    /// Whether the tagging API's word does. Of what git does not ask for only the value of a SecureString
    /// is never shown: whether another is secret must be known for certain.
    fn expected(&self, address: &Address, tags: &Tags) -> bool {
        let ours = owner(tags, self.scope.site) == Owner::Ours;
        let declared = self.declared.get(address).filter(|declared| declared.presence.asks_for_it());
        let there = tags::declared(tags, self.scope.ignore_tags);
        ours && match declared.and_then(|declared| declared.tree.get("tags")) {
            Some(wanted) => crate::tree::equal(wanted, &there.tree()),
            None => {
                let listed = self.listed.get(address).and_then(|listed| listed.r#type());
                listed == Some(&AwsType::SecureString) || there.contains_key(SECRET_TAG)
            }
        }
    }

    /// The values of both names of a move, decrypted, where both are ours and git has no value: they alone tell
    /// whether that is a move that was cut off.
    async fn values_of_moves(&mut self) {
        let ours = |address: &Address| {
            self.tags.get(address).is_some_and(|tags| owner(tags, self.scope.site).is_us())
        };
        let shown = self.declared.values().filter(|_| self.scope.exposure == Exposure::Compare);
        let keeping = shown.filter(|declared| match declared.tree.get("value") {
            Some(Tree::Secret(secret)) => matches!(secret.origin, Some(Origin::Generate { .. })),
            value => matches!(value, None | Some(Tree::Undeclared)),
        });
        let names = keeping.filter_map(|declared| Some([declared.address.clone(), declared.before()?]));
        let both: BTreeSet<Address> = names.filter(|names| names.iter().all(ours)).flatten().collect();
        if both.is_empty() {
            return;
        }
        let names = both.iter().map(|address| self.name(address)).collect();
        let values = reads::values(self.reads, names, Decryption::Done).await;
        self.take_values(values, Decryption::Done);
    }

    /// Which declared labels sit on a version with the value that is there now, by asking for
    /// `name:label`. Each round asks for one label of a parameter, so that an answer's name tells
    /// which: not every server says the selector.
    async fn labels(&mut self) {
        let mut rounds: Vec<BTreeMap<Address, String>> = Vec::new();
        for (address, declared) in &self.declared {
            let Some(Tree::Set(labels)) = declared.tree.get("labels") else { continue };
            if !self.values.contains_key(address) {
                continue;
            }
            self.labels.insert(address.clone(), BTreeSet::new());
            for (round, label) in labels.iter().filter_map(Tree::as_text).enumerate() {
                if rounds.len() == round {
                    rounds.push(BTreeMap::new());
                }
                rounds[round].insert(address.clone(), label.to_owned());
            }
        }
        for round in rounds {
            self.label_round(round).await;
        }
    }

    /// The labels that go along with what moves: those on the value that is there now.
    async fn labels_of_what_moves(&mut self) {
        let before = self.declared.values().filter_map(|declared| declared.before());
        let moves: BTreeSet<Address> = before.filter(|address| self.listed.contains_key(address)).collect();
        let names = moves.iter().map(|address| self.name(address)).collect();
        for (name, answer) in reads::newest_labels(self.reads, names).await {
            match answer {
                Ok(labels) => drop(self.labels.insert(address(&name), labels)),
                Err(error) => drop(self.failed.insert(address(&name), error)),
            }
        }
    }

    async fn label_round(&mut self, asked: BTreeMap<Address, String>) {
        let (mut decrypt, mut plain) = (Vec::new(), Vec::new());
        for (address, label) in &asked {
            let secret = self.declared.get(address).is_some_and(|declared| compares_secret(&declared.tree));
            let name = format!("{}:{label}", self.name(address));
            match self.scope.exposure {
                Exposure::Compare if secret => decrypt.push(name),
                Exposure::Compare | Exposure::Withhold => plain.push(name),
            }
        }
        let (decrypted, undecrypted) = tokio::join!(
            reads::values(self.reads, decrypt, Decryption::Done),
            reads::values(self.reads, plain, Decryption::Not),
        );
        for ((found, failed), decryption) in [(decrypted, Decryption::Done), (undecrypted, Decryption::Not)] {
            for parameter in found {
                let address = address(parameter.name().unwrap_or_default());
                let labelled = Value::new(&parameter, decryption, self.reads.masks());
                let same = self.values.get(&address).is_some_and(|value| value.same_text(&labelled));
                if let Some(label) = asked.get(&address).filter(|_| same) {
                    self.labels.entry(address).or_default().insert(label.clone());
                }
            }
            let named = failed.into_iter().map(|(name, error)| {
                let name = name.rsplit_once(':').map_or(name.as_str(), |(name, _)| name);
                (address(name), error)
            });
            self.failed.extend(named);
        }
    }

    async fn paths(&mut self) {
        if !matches!(self.scope.depth, Depth::Paths) {
            return;
        }
        let paths: BTreeSet<String> = self
            .declared
            .values()
            .filter_map(|declared| declared.under.clone())
            .filter(|path| path != "/")
            .collect();
        match reads::under(self.reads, paths).await {
            Ok(names) => {
                // The record and its leases are no inventory.
                let kept = |name: &String| self.scope.record.is_some_and(|record| record.holds(name));
                let known = |address: &Address| {
                    self.declared.contains_key(address) || self.listed.contains_key(address)
                };
                self.strays = names
                    .iter()
                    .filter(|name| !kept(name))
                    .map(|name| address(name))
                    .filter(|address| !known(address))
                    .collect();
            }
            Err(error) => self.failures.push(Unreadable {
                address: Some(Address::from("Parameter (undeclared ones under declared paths)")),
                kind: Parameter::NAME,
                error,
            }),
        }
    }

    fn inventory(mut self) -> Inventory {
        let mut found = Vec::new();
        for (address, listed) in std::mem::take(&mut self.listed) {
            let value = self.values.remove(&address).map(|value| value.value);
            let Some(tags) = self.tags.remove(&address).filter(|_| !self.failed.contains_key(&address))
            else {
                continue;
            };
            let declared = tags::declared(&tags, self.scope.ignore_tags);
            if declared.contains_key(SECRET_TAG) {
                let secret = value.as_ref().and_then(resource::plain);
                secret.iter().for_each(|text| self.reads.masks().add(text));
            }
            let state = state(&listed, value, declared, self.labels.remove(&address));
            found.push(Found {
                id: listed.name().unwrap_or_default().to_owned(),
                tree: state.tree(),
                owner: owner(&tags, self.scope.site),
                heard: self.heard.contains(&address).then_some(Heard { kind: PARAMETER, tags }),
                version: Some(listed.version().to_string()),
                changed: LastChange::of(listed.last_modified_user(), listed.last_modified_date()),
                holds: Vec::new(),
                address,
            });
        }
        let failed = self.failed.into_iter().map(|(address, error)| Unreadable {
            address: Some(address),
            kind: Parameter::NAME,
            error,
        });
        let unreadable = failed.chain(self.failures).collect();
        Inventory { found, unreadable, unmanaged: self.strays.into_iter().collect(), ..Inventory::default() }
    }
}

/// Whether comparing a declared parameter needs the live value decrypted: its own value is a
/// secret that is known here. A generated one is kept as it is.
fn compares_secret(tree: &Tree) -> bool {
    match tree.get("value") {
        Some(Tree::Secret(secret)) => !matches!(secret.origin, Some(Origin::Generate { .. })),
        _ => false,
    }
}
