//! The member `Targets`: which nodes, as AWS takes it in each place.

use crate::check::Said;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::tree::Tree;

const NOTHING: &str = "Please specify at least one target.";
const FORMATS: &str = "Targets must be specified in one of the following formats: 1) 1 target with \
    \"Key=InstanceIds\" and \"Values=\" a list of up to 50 instance IDs, or 2) Up to 5 targets, each of which can be \
    either \"Key=tag:<key>,Values=<tag_values>\" or \"Key=tag-key,Values=<tag_keys>\", and each with up to 5 unique \
    tag keys/values.";
const MOST_WINDOW_TARGETS: usize = 10;
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
                other.values(key).any(|held| values.is_empty() || values.contains(&held))
            })
    }

    /// Refuses what a window's target of a type cannot be.
    pub(super) fn check_registered(&self, resource_type: &str) -> Result<(), Refusal> {
        self.check_there()?;
        if resource_type == "RESOURCE_GROUP" { self.check_grouped() } else { self.check_instances() }
    }

    /// Nodes by their ids alone, or by tags.
    fn check_instances(&self) -> Result<(), Refusal> {
        let is_key = |key: &str| {
            key == "InstanceIds"
                || key == "tag-key"
                || key.strip_prefix("tag:").is_some_and(|tag| !tag.is_empty())
        };
        let by_id = self.values("InstanceIds").next().is_some();
        let formed = self.0.iter().all(|(key, _)| is_key(key)) && (!by_id || self.0.len() == 1);
        if !formed {
            return Err(Refusal::validation(FORMATS));
        }
        self.check_ids()
    }

    /// A group by its name, the types of its resources, or both.
    fn check_grouped(&self) -> Result<(), Refusal> {
        if let Some((key, _)) = self.0.iter().find(|(key, _)| ![GROUP, GROUP_TYPES].contains(key)) {
            let message = format!("The target key {key} is not valid for the resource type RESOURCE_GROUP.");
            return Err(Refusal::validation(message));
        }
        if self.values(GROUP).count() > 1 {
            return Err(Refusal::validation("Exactly one resource group must be specified."));
        }
        Ok(())
    }

    /// Refuses what a task's targets cannot be: nodes by tags or in groups go through a registered target.
    pub(super) fn check_of_task(&self) -> Result<(), Refusal> {
        if !self.is_empty() {
            self.check_there()?;
        }
        if let Some((key, _)) =
            self.0.iter().find(|(key, _)| !["WindowTargetIds", "InstanceIds"].contains(key))
        {
            return Err(Refusal::validation(format!(
                "{key} is an invalid window task target type, use WindowTargetIds or InstanceIds. For Run Command \
                 tasks, you must specify at least one resource as the target of the task. You can specify between 1 \
                 and 50 instance IDs, or between 1 and 10 maintenance window target IDs"
            )));
        }
        if self.values("WindowTargetIds").count() > MOST_WINDOW_TARGETS {
            let message = format!("The maximum number of window targets is {MOST_WINDOW_TARGETS}");
            return Err(Refusal::validation(message));
        }
        self.check_ids()
    }

    /// Every node at once is no target of a window.
    fn check_ids(&self) -> Result<(), Refusal> {
        match self.values("InstanceIds").find(|id| !is_node(id)) {
            Some(id) => {
                let message = format!("{id} is not a valid instance ID for a maintenance window");
                Err(Refusal::validation(message))
            }
            None => Ok(()),
        }
    }

    fn check_there(&self) -> Result<(), Refusal> {
        if self.is_empty() || self.0.iter().any(|(key, _)| key.is_empty()) {
            return Err(Refusal::validation(NOTHING));
        }
        match self.0.iter().find(|(_, values)| values.is_empty()) {
            // Both blanks are AWS's.
            Some((key, _)) => {
                Err(Refusal::validation(format!("{NOTHING}  Filter values can't be null and {key} is.")))
            }
            None => Ok(()),
        }
    }
}

/// Whether a text has the form that the API gives to ids of nodes.
fn is_node(text: &str) -> bool {
    let of_length = |prefix: &str, lengths: &[usize]| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            lengths.contains(&rest.len())
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
    };
    of_length("i-", &[8, 17]) || of_length("mi-", &[17])
}
