//! What is there → hierarchies, one for what lies together.

use std::collections::{BTreeMap, BTreeSet};

use schema::kinds::parameter::{
    DEFAULT_KEY, Manage, Parameter, ParameterDeclaration, ParameterHierarchy, ParameterType, ParameterValue,
    Policy, Tier, WrittenParameter, WrittenValue, looks_secret,
};
use schema::shape::Shape;
use schema::shows_secret;

use crate::contract::{Adopting, Found, Names, Stray, Tags, Unsaid, Written};
use crate::site::{PROTECT_TAG, SECRET_TAG};

/// How many parts of a name are a hierarchy's path at most: `/webshop/production`.
const PARTS: usize = 2;

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    let mut groups: BTreeMap<String, Vec<One>> = BTreeMap::new();
    let mut answers = Vec::new();
    for stray in strays {
        let (path, key) = place(&stray.found.id);
        match One::of(stray.found, key, names) {
            Ok(one) => groups.entry(path).or_default().push(one),
            Err(why) => answers.push(Err(Unsaid { address: stray.found.address.clone(), why })),
        }
    }
    answers.extend(groups.into_iter().map(|(path, ones)| Ok(hierarchy(path, ones, names))));
    answers
}

/// The path and the key of a name: AWS takes one without a path with and without its slash.
fn place(name: &str) -> (String, String) {
    let bare = name.strip_prefix('/').unwrap_or(name);
    let parts: Vec<&str> = bare.split('/').collect();
    let of_path = PARTS.min(parts.len() - 1);
    (format!("/{}", parts[..of_path].join("/")), parts[of_path..].join("/"))
}

/// One parameter on its way into a hierarchy.
struct One {
    address: crate::Address,
    key: String,
    written: WrittenParameter,
    tags: Tags,
    /// The key of a SecureString.
    key_id: Option<String>,
    unsaid: Vec<String>,
}

impl One {
    fn of(found: &Found, key: String, names: &Names<'_>) -> Result<Self, String> {
        let state = Parameter::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
        let Parameter {
            r#type,
            value,
            description,
            key_id,
            tier,
            allowed_pattern,
            data_type,
            policies,
            labels: _,
            mut tags,
        } = state;
        let unknown =
            |what: &str, word: &str| format!("its {what} is `{word}`, which this version does not know");
        let Some(kind) = r#type.known() else { return Err(unknown("type", r#type.as_str())) };
        let Some(data_type) = data_type.known() else {
            return Err(unknown("data type", data_type.as_str()));
        };
        if policies.iter().any(|policy| matches!(policy, Policy::Other(_))) {
            return Err("it has a policy that this version does not know".to_owned());
        }
        let mut unsaid = Vec::new();
        // Its value is a secret already.
        tags.remove(SECRET_TAG);
        if tags.remove(PROTECT_TAG).is_some() {
            unsaid.push(format!(
                "{key}: it carries `{PROTECT_TAG}`; `guardrails.protect` of the stack says that"
            ));
        }
        let suspect =
            |texts: &[String]| looks_secret(&key, texts) || texts.iter().any(|text| shows_secret(text));
        let (value, note) = match value {
            ParameterValue::Secret(_) => (None, None),
            ParameterValue::Text(text) if suspect(std::slice::from_ref(&text)) => (None, Some(SUSPECT)),
            ParameterValue::List(items) if suspect(&items) => (None, Some(SUSPECT)),
            ParameterValue::Text(text) => (Some(WrittenValue::Text(text)), None),
            ParameterValue::List(items) => (Some(WrittenValue::List(items)), None),
            ParameterValue::NotOurs => (None, Some("its value could not be read")),
        };
        unsaid.extend(note.map(|note| format!("{key}: {note}")));
        let secret = match &found.tree.get("value") {
            Some(schema::Tree::Undeclared) | None => false,
            Some(_) => value.is_none(),
        };
        let value_from = if secret { (names.source)(&found.id) } else { None };
        let key_id = key_id.filter(|_| kind == ParameterType::SecureString);
        let written = WrittenParameter {
            // The form of a value says its type.
            r#type: value.is_none().then_some(kind),
            manage: (value.is_none() && value_from.is_none()).then_some(Manage::Metadata),
            value,
            value_from,
            description,
            key_id: None,
            tier: tier.0.and_then(|tier| tier.known()).filter(|tier| *tier == Tier::Advanced),
            allowed_pattern,
            data_type: Some(data_type).filter(|said| *said != schema::kinds::parameter::DataType::Text),
            policies,
            labels: None,
            tags: BTreeMap::new(),
            moved_from: None,
        };
        let tags = names.own_tags(&tags);
        Ok(Self { address: found.address.clone(), key, written, tags, key_id, unsaid })
    }
}

const SUSPECT: &str = "its value is a plain text and looks like a secret; make it a SecureString";

fn hierarchy(path: String, mut ones: Vec<One>, names: &mut Names<'_>) -> Written {
    ones.sort_by(|a, b| a.key.cmp(&b.key));
    let tags = shared(&ones);
    let keys: BTreeSet<&str> = ones.iter().filter_map(|one| one.key_id.as_deref()).collect();
    // A key for all of them would be that of those, too, that have AWS's own.
    let key_id = match keys.iter().next() {
        Some(key) if keys.len() == 1 && *key != DEFAULT_KEY => Some((*key).to_owned()),
        _ => None,
    };
    let name = names.draw("ParameterHierarchy", if path == "/" { "parameters" } else { &path });
    let (mut says, mut unsaid, mut parameters) = (Vec::new(), Vec::new(), BTreeMap::new());
    for mut one in ones {
        one.tags.retain(|key, _| !tags.contains_key(key));
        let own = one.key_id.filter(|own| key_id.as_ref() != Some(own) && own != DEFAULT_KEY);
        says.push(one.address);
        unsaid.extend(one.unsaid);
        let written = WrittenParameter { key_id: own, tags: one.tags, ..one.written };
        parameters.insert(one.key, short(written));
    }
    let spec = ParameterHierarchy { path, tags, key_id, parameters };
    Written { name, adopting: Adopting::ByName, spec: spec.tree(), files: Vec::new(), says, unsaid }
}

/// The tags that all of them carry.
fn shared(ones: &[One]) -> Tags {
    let mut ones = ones.iter();
    let mut shared = ones.next().map(|one| one.tags.clone()).unwrap_or_default();
    for one in ones {
        shared.retain(|key, value| one.tags.get(key) == Some(value));
    }
    shared
}

/// A value that nothing else is said of stands alone.
fn short(written: WrittenParameter) -> ParameterDeclaration {
    let WrittenParameter {
        r#type: None,
        value: Some(value),
        value_from: None,
        manage: None,
        description: None,
        key_id: None,
        tier: None,
        allowed_pattern: None,
        data_type: None,
        policies,
        labels: None,
        tags,
        moved_from: None,
    } = &written
    else {
        return ParameterDeclaration::Whole(Box::new(written));
    };
    if policies.is_empty() && tags.is_empty() {
        return ParameterDeclaration::Short(value.clone());
    }
    ParameterDeclaration::Whole(Box::new(written))
}

#[cfg(test)]
mod tests {
    use schema::kinds::parameter::join;

    use super::*;

    #[test]
    fn names_lie_together_by_their_first_two_parts() {
        let placed = |name: &str| {
            let (path, key) = place(name);
            assert_eq!(super::super::address(&join(&path, &key)), super::super::address(name));
            (path, key)
        };
        let pair = |path: &str, key: &str| (path.to_owned(), key.to_owned());
        assert_eq!(placed("/shop/production/db/host"), pair("/shop/production", "db/host"));
        assert_eq!(placed("/shop/production/host"), pair("/shop/production", "host"));
        assert_eq!(placed("/shop/host"), pair("/shop", "host"));
        assert_eq!(placed("/host"), pair("/", "host"));
        assert_eq!(placed("host"), pair("/", "host"));
        assert_eq!(placed("shop/host"), pair("/shop", "host"));
    }
}
