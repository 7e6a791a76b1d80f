//! Nodes by what selects them, each selection asked for once and all of them within a number of calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_ssm::operation::describe_instance_information::builders::DescribeInstanceInformationInputBuilder;
use aws_sdk_ssm::types::{InstanceInformation, InstanceInformationStringFilter, PingStatus};

use crate::contract::Selects;
use crate::plan::{Nodes, Unseen};
use crate::ports::{Cause, Paged, Reads};

/// What AWS gives in a page at most.
const PAGE: i32 = 50;

/// A reader with a number of calls left.
pub(super) struct Meter<'a> {
    reads: &'a Reads,
    left: usize,
    made: usize,
    seen: BTreeMap<Selects, Result<Arc<Seen>, Unseen>>,
    refused: BTreeMap<&'static str, Unseen>,
}

/// The nodes of a selection.
pub(super) struct Seen {
    nodes: BTreeMap<String, Node>,
    whole: bool,
}

struct Node {
    platform: String,
    online: bool,
}

impl<'a> Meter<'a> {
    pub(super) fn new(reads: &'a Reads, left: usize) -> Self {
        Self { reads, left, made: 0, seen: BTreeMap::new(), refused: BTreeMap::new() }
    }

    /// What is left of so many calls after those that were made.
    pub(super) fn left_of(&self, calls: usize) -> usize {
        calls.saturating_sub(self.made)
    }

    /// The nodes that a selection means today.
    pub(super) async fn nodes(&mut self, selects: &Selects) -> Result<Arc<Seen>, Unseen> {
        if let Some(known) = self.seen.get(selects) {
            return known.clone();
        }
        let answer = match selects {
            Selects::Group => Err(Unseen::Group),
            Selects::Runbook => Err(Unseen::Runbook),
            Selects::Every => self.ask(DescribeInstanceInformationInputBuilder::default()).await,
            Selects::Where(keys) => {
                let filter = |(key, values): (&String, &BTreeSet<String>)| {
                    let filter = InstanceInformationStringFilter::builder().key(key);
                    let filter = filter.set_values(Some(values.iter().cloned().collect()));
                    filter.build().expect("it has a key and values")
                };
                let filters = keys.iter().map(filter).collect();
                self.ask(DescribeInstanceInformationInputBuilder::default().set_filters(Some(filters))).await
            }
        };
        self.seen.insert(selects.clone(), answer.clone());
        answer
    }

    async fn ask(&mut self, input: DescribeInstanceInformationInputBuilder) -> Result<Arc<Seen>, Unseen> {
        let (pages, whole) = self.pages(input.max_results(PAGE)).await?;
        let nodes = pages.iter().flat_map(|page| page.instance_information_list()).filter_map(node).collect();
        Ok(Arc::new(Seen { nodes, whole }))
    }

    /// The pages of an answer, as far as the calls that are left go, and whether these are all.
    pub(super) async fn pages<O: Paged>(&mut self, input: O) -> Result<(Vec<O::Output>, bool), Unseen> {
        if let Some(refused) = self.refused.get(O::ROW.name) {
            return Err(refused.clone());
        }
        if self.left == 0 {
            return Err(Unseen::Unasked);
        }
        match self.reads.pages_up_to(input, self.left).await {
            Ok((pages, whole)) => {
                self.left -= pages.len();
                self.made += pages.len();
                Ok((pages, whole))
            }
            Err(error) => {
                self.left = self.left.saturating_sub(1);
                self.made += 1;
                let why = Unseen::Refused(error.to_string());
                // What is wrong with one question need not be wrong with the next.
                if error.cause != Cause::Refused {
                    self.refused.insert(O::ROW.name, why.clone());
                }
                Err(why)
            }
        }
    }
}

fn node(one: &InstanceInformation) -> Option<(String, Node)> {
    let platform = one.platform_type().map_or("", |platform| platform.as_str()).to_owned();
    let online = one.ping_status() == Some(&PingStatus::Online);
    Some((one.instance_id()?.to_owned(), Node { platform, online }))
}

impl Seen {
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.nodes.keys().map(String::as_str)
    }

    /// The ids of all nodes.
    ///
    /// # Errors
    /// There were no calls left for all of them.
    pub(super) fn all(&self) -> Result<BTreeSet<String>, Unseen> {
        if self.whole { Ok(self.nodes.keys().cloned().collect()) } else { Err(Unseen::Unasked) }
    }

    /// In numbers.
    pub(super) fn told(&self) -> Nodes {
        let mut platforms = BTreeMap::new();
        for node in self.nodes.values() {
            *platforms.entry(node.platform.clone()).or_default() += 1;
        }
        let offline = self.nodes.values().filter(|node| !node.online).count();
        Nodes { count: self.nodes.len(), whole: self.whole, platforms, offline }
    }
}
