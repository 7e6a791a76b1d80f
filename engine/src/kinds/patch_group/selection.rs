//! What the selections of patch groups find in EC2, and which instances carry our tag.
//!
//! Nothing that scales in and out by itself is a difference of git's: an instance that is ending is
//! passed over, one that stops keeps its tag, and one that has the right tag from somebody else is
//! left to them.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::operation::describe_instances::builders::DescribeInstancesInputBuilder;
use aws_sdk_ec2::types::{Filter, Instance as Described};
use futures_util::future::{join, join_all};
use schema::kinds::patch_group::{InstanceTag, Instances, PatchGroup, STATES, TagKey};
use schema::shape::{Shape, Words};

use super::PatchGroups;
use super::instance::marked;
use crate::address::Address;
use crate::contract::{
    Declared, Found, Inventory, Kind, Owner, Presence, Resource, Scope, Taken, Unreadable,
};
use crate::kinds::tags::{Tags, owner};
use crate::ports::{ApiError, Reads};
use crate::site::{NAME_TAG, OWNER_TAG, Site};

/// As many as EC2 answers with at once.
const PAGE: i32 = 1000;

/// An instance, as far as a group is concerned.
struct Node {
    state: String,
    tags: Tags,
}

type Nodes = BTreeMap<String, Node>;

/// A declared group with a selection.
struct Group<'a> {
    declared: &'a Declared,
    name: String,
    instances: Instances,
}

/// # Flow
/// One listing finds all that carries the site's tag, and one for each group what it selects.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let mut inventory = Inventory::default();
    let groups: Vec<Group<'_>> =
        scope.declared_of(PatchGroups::NAME).into_iter().filter_map(Group::of).collect();
    let ours = list(reads, [filter(&format!("tag:{OWNER_TAG}"), scope.site.owners())]);
    let selections = join_all(groups.iter().map(|group| list(reads, group.filters())));
    let (ours, selections) = join(ours, selections).await;
    let ours = match ours {
        Ok(ours) => ours,
        Err(error) => {
            unreadable(&groups, None, &error, &mut inventory);
            return inventory;
        }
    };
    let mut survey = Survey { site: scope.site, selected: BTreeMap::new(), inventory: &mut inventory };
    let mut whole = true;
    for (group, nodes) in groups.iter().zip(selections) {
        match nodes {
            Ok(nodes) => survey.group(group, &nodes, &ours),
            Err(error) => {
                whole = false;
                unreadable(&groups, Some(group), &error, survey.inventory);
            }
        }
    }
    // A selection that could not be asked may find any of what is ours, whatever its tag names.
    if whole {
        survey.strays(&ours);
    }
    inventory
}

/// A group whose instances cannot be listed is not compared at all; where none can, what git no
/// longer has is not known either.
fn unreadable(groups: &[Group<'_>], only: Option<&Group<'_>>, error: &ApiError, into: &mut Inventory) {
    let whole = Unreadable { address: None, kind: InstanceTag::NAME, error: error.clone() };
    into.unreadable.extend(only.is_none().then_some(whole));
    let concerned =
        |group: &&Group<'_>| only.is_none_or(|only| only.declared.address == group.declared.address);
    into.unreadable.extend(groups.iter().filter(concerned).map(|group| Unreadable {
        address: Some(group.declared.address.clone()),
        kind: PatchGroup::NAME,
        error: error.clone(),
    }));
}

fn filter<T: Into<String>>(name: &str, values: impl IntoIterator<Item = T>) -> Filter {
    let values = values.into_iter().map(Into::into).collect();
    Filter::builder().name(name).set_values(Some(values)).build()
}

async fn list(reads: &Reads, filters: impl IntoIterator<Item = Filter>) -> Result<Nodes, ApiError> {
    let filters = filters.into_iter().collect();
    let input = DescribeInstancesInputBuilder::default().set_filters(Some(filters)).max_results(PAGE);
    let pages = reads.pages(input).await?;
    let reservations = pages.into_iter().flat_map(|page| page.reservations.unwrap_or_default());
    let instances = reservations.flat_map(|one| one.instances.unwrap_or_default());
    Ok(instances.filter_map(node).filter(|(_, node)| !node.is_ending()).collect())
}

fn node(instance: Described) -> Option<(String, Node)> {
    let state = instance.state().and_then(|state| state.name()).map(|name| name.as_str().to_owned());
    let tags = instance.tags.unwrap_or_default().into_iter();
    let tags = tags.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect();
    Some((instance.instance_id?, Node { state: state.unwrap_or_default(), tags }))
}

impl Node {
    /// Whether it is on its way out, or gone.
    fn is_ending(&self) -> bool {
        !STATES.contains(&self.state.as_str())
    }

    fn is_ours(&self, site: &Site) -> bool {
        owner(&self.tags, site).is_us()
    }

    /// The key and value that put it into a group, the wanted key first.
    fn group(&self, wanted: TagKey) -> Option<InstanceTag> {
        let keys = [wanted].into_iter().chain(TagKey::ALL.iter().map(|(_, key)| *key));
        let mut there =
            keys.filter_map(|key| Some(InstanceTag { key, value: self.tags.get(key.word())?.clone() }));
        there.next()
    }

    /// The manifest and the key that our own tag names.
    fn mark(&self) -> Option<(&str, TagKey)> {
        self.tags.get(NAME_TAG).and_then(|text| marked(text))
    }

    /// What we have put on it: the key that our own tag names, or the wanted one where it is lost.
    fn ours(&self, wanted: TagKey) -> InstanceTag {
        let named = self.mark().map(|(_, key)| key);
        let key = named.filter(|key| *key == wanted || self.tags.contains_key(key.word())).unwrap_or(wanted);
        InstanceTag { key, value: self.tags.get(key.word()).cloned().unwrap_or_default() }
    }
}

impl<'a> Group<'a> {
    fn of(declared: &'a Declared) -> Option<Self> {
        let state =
            PatchGroup::from_tree(Some(&declared.tree)).expect("a state's tree reads back as that state");
        let PatchGroup { name, baselines: _, instances } = state;
        Some(Self { declared, name, instances: instances? })
    }

    fn filters(&self) -> Vec<Filter> {
        self.instances.choice().map(|(name, values)| filter(name, values)).collect()
    }

    fn wanted(&self) -> InstanceTag {
        InstanceTag { key: self.instances.tag_key, value: self.name.clone() }
    }

    fn address(&self, id: &str) -> Address {
        address(self.declared.address.name(), id)
    }

    /// Whether one that is chosen gets the tag, or keeps it.
    fn takes(&self, node: &Node, site: &Site) -> bool {
        if node.is_ours(site) {
            return true;
        }
        let ready = self.instances.states().is_none_or(|states| states.contains(&node.state));
        let there = node.group(self.instances.tag_key);
        ready && there.is_none_or(|there| there.value != self.name)
    }

    /// The other manifest that our own tag names: the instance moves from that to this one.
    fn other<'b>(&self, node: &'b Node, site: &Site) -> Option<&'b str> {
        let (name, _) = node.mark().filter(|_| node.is_ours(site))?;
        (name != self.declared.address.name()).then_some(name)
    }

    fn declare(&self, id: &str, from: Option<&str>) -> Declared {
        Declared {
            address: self.address(id),
            resource: InstanceTag::LINE,
            id: Some(id.to_owned()),
            tree: self.wanted().tree(),
            presence: self.declared.presence,
            adopt: self.declared.adopt.clone(),
            under: None,
            moved_from: from.map(|manifest| name(manifest, id)),
            span: self.declared.span,
        }
    }
}

fn address(manifest: &str, id: &str) -> Address {
    Address::new(PatchGroups::NAME, &name(manifest, id))
}

fn name(manifest: &str, id: &str) -> String {
    format!("{manifest}/instance/{id}")
}

/// What has been found so far.
struct Survey<'a> {
    site: &'a Site,
    /// By instance the group that has selected it.
    selected: BTreeMap<String, String>,
    inventory: &'a mut Inventory,
}

impl Survey<'_> {
    fn group(&mut self, group: &Group<'_>, nodes: &Nodes, ours: &Nodes) {
        match group.declared.presence {
            Presence::Absent => {}
            Presence::Forgotten => {
                let manifest = group.declared.address.name();
                for (id, node) in
                    ours.iter().filter(|(_, node)| node.mark().is_some_and(|(of, _)| of == manifest))
                {
                    self.select(group, id, node);
                }
            }
            Presence::Wanted | Presence::Kept => {
                for (id, node) in nodes.iter().filter(|(_, node)| group.takes(node, self.site)) {
                    self.select(group, id, node);
                }
            }
        }
    }

    fn select(&mut self, group: &Group<'_>, id: &str, node: &Node) {
        let from = group.other(node, self.site);
        self.inventory.selected.push(group.declare(id, from));
        let manifest = group.declared.address.name();
        if let Some(first) = self.selected.get(id) {
            let what = format!("the group of `{id}`, which `{}/{first}` selects too", PatchGroups::NAME);
            let owner = self.site.owner();
            return self.inventory.taken.push(Taken { address: group.address(id), what, owner });
        }
        self.selected.insert(id.to_owned(), manifest.to_owned());
        let key = group.instances.tag_key;
        let owner = owner(&node.tags, self.site);
        let there = match owner {
            Owner::Ours | Owner::Former => Some(node.ours(key)),
            Owner::Other(_) | Owner::CloudFormation(_) | Owner::Nobody => node.group(key),
        };
        if let Some(there) = there {
            self.found(address(from.unwrap_or(manifest), id), id, &there, owner);
        }
    }

    /// What is ours and no group selects any more.
    fn strays(&mut self, ours: &Nodes) {
        let kept: BTreeSet<String> = self.selected.keys().cloned().collect();
        for (id, node) in ours.iter().filter(|(id, _)| !kept.contains(*id)) {
            // Without it nothing tells which of the tags is ours.
            let Some((manifest, key)) = node.mark() else { continue };
            let owner = owner(&node.tags, self.site);
            self.found(address(manifest, id), id, &node.ours(key), owner);
        }
    }

    fn found(&mut self, address: Address, id: &str, there: &InstanceTag, owner: Owner) {
        self.inventory.found.push(Found {
            address,
            id: id.to_owned(),
            tree: there.tree(),
            owner,
            version: None,
            changed: None,
            holds: Vec::new(),
            heard: None,
        });
    }
}
