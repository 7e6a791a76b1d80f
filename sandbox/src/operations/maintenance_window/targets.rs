//! The member `Targets`: which nodes, as AWS takes it in each place.

use crate::check::Said;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::tree::Tree;

const NOTHING: &str = "Please specify at least one target.";
const GROUP: &str = "resource-groups:Name";
const GROUP_TYPES: &str = "resource-groups:ResourceTypeFilters";

/// The targets as they were said, each a key and its values.
pub(super) struct Targets<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl<'a> Targets<'a> {
    /// Reads a member.
    pub(super) fn said(said: &Said<'a>, member: Name) -> Self {
        let each = said.each(member);
        Targets(
            each.iter()
                .map(|target| (target.text("Key").unwrap_or_default(), target.texts("Values")))
                .collect(),
        )
    }

    /// Reads a row's.
    pub(super) fn held(items: &'a [Tree]) -> Self {
        let records = items.iter().filter_map(Tree::as_record);
        let pair = records.map(|record| {
            let values = record.items("Values").iter().filter_map(Tree::as_text).collect();
            (record.text("Key").unwrap_or_default(), values)
        });
        Targets(pair.collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of a key.
    pub(super) fn values(&self, key: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| *own == key).flat_map(|(_, values)| values.iter().copied())
    }

    /// Whether every key and one of its values is among another's.
    pub(super) fn within(&self, other: &Targets<'_>) -> bool {
        !self.is_empty()
            && self.0.iter().all(|(key, values)| {
                other.values(key).any(|held| held == "*" || values.is_empty() || values.contains(&held))
            })
    }

    /// Refuses what a window's target of a type cannot be.
    pub(super) fn check_registered(&self, resource_type: &str) -> Result<(), Refusal> {
        self.check_there()?;
        let grouped = resource_type == "RESOURCE_GROUP";
        for (key, values) in &self.0 {
            let fits = match *key {
                GROUP | GROUP_TYPES => grouped,
                "InstanceIds" | "tag-key" => !grouped,
                key => !grouped && key.strip_prefix("tag:").is_some_and(|tag| !tag.is_empty()),
            };
            if !fits {
                let message =
                    format!("The target key {key} is not valid for the resource type {resource_type}.");
                return Err(Refusal::validation(message));
            }
            if *key == GROUP && values.len() != 1 {
                return Err(Refusal::validation("Exactly one resource group must be specified."));
            }
        }
        let named = self.values(GROUP).next().is_some();
        if grouped && !named {
            return Err(Refusal::validation("Exactly one resource group must be specified."));
        }
        let by_id = self.values("InstanceIds").next().is_some();
        if by_id && self.0.iter().any(|(key, _)| *key != "InstanceIds") {
            return Err(Refusal::validation("InstanceIds can't be combined with other target keys."));
        }
        Ok(())
    }

    /// Refuses what a task's targets cannot be: nodes by tags or in groups go through a registered target.
    pub(super) fn check_of_task(&self) -> Result<(), Refusal> {
        if !self.is_empty() {
            self.check_there()?;
        }
        match self.0.iter().find(|(key, _)| !["WindowTargetIds", "InstanceIds"].contains(key)) {
            None => Ok(()),
            Some((key, _)) => Err(Refusal::validation(format!(
                "The target key {key} is not valid for a task. Valid keys include: [WindowTargetIds, InstanceIds]."
            ))),
        }
    }

    fn check_there(&self) -> Result<(), Refusal> {
        if self.is_empty() || self.0.iter().any(|(key, values)| key.is_empty() || values.is_empty()) {
            return Err(Refusal::validation(NOTHING));
        }
        Ok(())
    }
}
