//! What an association acts on: AWS's list of keys and values ↔ ours.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::Target;
use schema::kinds::association::Aim;
use schema::kinds::maintenance_window::ResourceGroup;
use schema::kinds::values::ValueSet;

const INSTANCES: &str = "InstanceIds";
const PARAMETER: &str = "ParameterValues";
const GROUP: &str = "resource-groups:Name";
const GROUP_TYPES: &str = "resource-groups:ResourceTypeFilters";
/// What AWS shows where a runbook has no targets, and takes not back.
const NOTHING: &str = "aws:NoOpAutomationTag";

/// Keys and their values.
type Keyed = BTreeMap<String, ValueSet>;

/// AWS's targets as a person would write them. An association of one node, in the older form,
/// shows that node as its target too.
pub(super) fn aim(instance: Option<&str>, targets: &[Target]) -> Option<Aim> {
    if let Some(instance) = instance.filter(|instance| !instance.is_empty()) {
        return Some(Aim::InstanceId(instance.to_owned()));
    }
    let mut keyed = keyed(targets);
    keyed.remove(NOTHING);
    let only = |key: &str| keyed.len() == 1 && keyed.contains_key(key);
    if keyed.is_empty() {
        return None;
    }
    if only(INSTANCES) {
        return keyed.remove(INSTANCES).map(|ValueSet(ids)| Aim::Instances(ids));
    }
    if only(PARAMETER) {
        return keyed.remove(PARAMETER).map(|ValueSet(values)| Aim::ParameterValues(values));
    }
    let group = keyed.keys().all(|key| key == GROUP || key == GROUP_TYPES);
    if !group {
        return Some(Aim::Where(keyed));
    }
    let name = keyed.get(GROUP).and_then(|ValueSet(names)| names.first()).cloned();
    let types = keyed.remove(GROUP_TYPES).map(|ValueSet(types)| types).unwrap_or_default();
    Some(Aim::ResourceGroup(ResourceGroup { name, types }))
}

/// Keys and values of a list. The key of ids is taken in any case, as AWS takes it.
pub(super) fn keyed(targets: &[Target]) -> Keyed {
    let pair = |target: &Target| {
        let key = target.key().unwrap_or_default();
        let key = if key.eq_ignore_ascii_case(INSTANCES) { INSTANCES } else { key };
        (key.to_owned(), ValueSet(target.values().iter().cloned().collect()))
    };
    targets.iter().map(pair).collect()
}

/// The targets for AWS; the older form has none.
pub(super) fn to_aws(aim: Option<&Aim>) -> Option<Vec<Target>> {
    match aim? {
        Aim::Where(keyed) => listed(keyed),
        Aim::Instances(ids) => Some(vec![target(INSTANCES, ids)]),
        Aim::ParameterValues(values) => Some(vec![target(PARAMETER, values)]),
        Aim::ResourceGroup(ResourceGroup { name, types }) => {
            let name = name.iter().cloned().collect::<BTreeSet<_>>();
            let mut targets = if name.is_empty() { Vec::new() } else { vec![target(GROUP, &name)] };
            if !types.is_empty() {
                targets.push(target(GROUP_TYPES, types));
            }
            Some(targets)
        }
        Aim::InstanceId(_) => None,
    }
}

/// Keys and values as AWS takes them; none where there are none.
pub(super) fn listed(keyed: &Keyed) -> Option<Vec<Target>> {
    let targets: Vec<Target> = keyed.iter().map(|(key, ValueSet(values))| target(key, values)).collect();
    (!targets.is_empty()).then_some(targets)
}

fn target(key: &str, values: &BTreeSet<String>) -> Target {
    Target::builder().key(key).set_values(Some(values.iter().cloned().collect())).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_reads_back() {
        let values =
            |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
        let group = |types: &[&str]| ResourceGroup { name: Some("web".into()), types: values(types) };
        let typed = ResourceGroup { name: None, types: values(&["AWS::EC2::Instance"]) };
        for aim in [
            Aim::Instances(values(&["*"])),
            Aim::ParameterValues(values(&["a", "b"])),
            Aim::ResourceGroup(group(&[])),
            Aim::ResourceGroup(group(&["AWS::EC2::Instance"])),
            Aim::ResourceGroup(typed),
            Aim::Where(BTreeMap::from([("tag:a".to_owned(), ValueSet(values(&["x"])))])),
        ] {
            let targets = to_aws(Some(&aim)).expect("it has targets");
            assert_eq!(self::aim(None, &targets), Some(aim));
        }
        let nothing = target(NOTHING, &values(&["AWS-NoOpAutomationTarget-Value"]));
        assert_eq!(aim(None, &[nothing]), None);
        let spelt = target("instanceids", &values(&["i-1"]));
        assert_eq!(aim(None, std::slice::from_ref(&spelt)), Some(Aim::Instances(values(&["i-1"]))));
        assert_eq!(aim(Some("i-1"), &[spelt]), Some(Aim::InstanceId("i-1".into())));
    }
}
