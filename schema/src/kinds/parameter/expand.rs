//! A hierarchy to the parameters that it describes.

use std::collections::BTreeMap;

use crate::conceal;
use crate::kinds::parameter::{
    DEFAULT_KEY, DataType, Manage, Parameter, ParameterDeclaration, ParameterHierarchy, ParameterType,
    ParameterValue, Places, WrittenParameter, WrittenValue, name,
};
use crate::node::{Entry, Node};
use crate::reference;
use crate::secret::{Origin, Secret, SecretText};
use crate::shape::{AwsDecides, Word};
use crate::source::{Span, Spanned};
use crate::stack::Texts;

/// One parameter that a manifest declares.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name in AWS, with its slash: `/webshop/production/database/port`.
    pub name: String,
    /// What is desired of it.
    pub state: Parameter,
    /// Its entry, key and value.
    pub span: Span,
    /// The name that it had before, with its slash.
    pub moved_from: Option<Spanned<String>>,
    /// Where each of its fields was written.
    pub places: Places,
}

/// What a manifest's parameters need to know of their site.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The region's name: a parameter's ARN counts towards the length of its name.
    pub region: &'a str,
    /// The tags of the stack and its environment, interpolated.
    pub tags: &'a Texts,
}

/// The parameters of a hierarchy, in the order written. `spec` is the node that it was read from.
pub fn expand(hierarchy: &ParameterHierarchy, spec: &Node, around: Surroundings<'_>) -> Vec<Declared> {
    let mut shared: BTreeMap<String, String> =
        around.tags.iter().map(|(key, text)| (key.clone(), text.value.clone())).collect();
    shared.extend(hierarchy.tags.clone());
    let above = Places::above(spec);
    let entries = spec.get("parameters").map(Node::entries).unwrap_or_default();
    let declared = entries.iter().filter_map(|entry| {
        let declaration = hierarchy.parameters.get(&entry.key.text)?;
        Some(one(hierarchy, declaration, entry, &shared, &above))
    });
    declared.collect()
}

fn one(
    hierarchy: &ParameterHierarchy,
    declaration: &ParameterDeclaration,
    entry: &Entry,
    shared: &BTreeMap<String, String>,
    above: &Places,
) -> Declared {
    let mut state = match declaration {
        ParameterDeclaration::Short(value) => short(value, shared.clone()),
        ParameterDeclaration::Whole(written) => whole(written, hierarchy.key_id.as_deref(), shared.clone()),
    };
    if let ParameterValue::Text(text) = &state.value
        && conceal::is_doubtful(&entry.value)
    {
        state.value = ParameterValue::Secret(inline(text));
    }
    let moved_from = match declaration {
        ParameterDeclaration::Short(_) => None,
        ParameterDeclaration::Whole(written) => written.moved_from.as_ref().map(|before| Spanned {
            value: name::before(&hierarchy.path, before),
            span: entry.value.get("movedFrom").map_or(entry.key.span, |node| node.span),
        }),
    };
    Declared {
        name: name::join(&hierarchy.path, &entry.key.text),
        state,
        span: entry.key.span.to(entry.value.span),
        moved_from,
        places: Places::of(entry, above),
    }
}

fn short(value: &WrittenValue, tags: BTreeMap<String, String>) -> Parameter {
    let (kind, value) = match value {
        WrittenValue::Text(text) => (ParameterType::String, ParameterValue::Text(text.clone())),
        WrittenValue::List(items) => (ParameterType::StringList, ParameterValue::List(items.clone())),
    };
    Parameter {
        r#type: Word::Known(kind),
        value,
        description: None,
        key_id: None,
        tier: AwsDecides(None),
        allowed_pattern: None,
        data_type: Word::Known(DataType::Text),
        policies: Default::default(),
        labels: AwsDecides(None),
        tags,
    }
}

fn whole(written: &WrittenParameter, key_id: Option<&str>, mut tags: BTreeMap<String, String>) -> Parameter {
    let WrittenParameter {
        r#type: _,
        value: _,
        value_from: _,
        manage: _,
        description,
        key_id: own_key,
        tier,
        allowed_pattern,
        data_type,
        policies,
        labels,
        tags: own_tags,
        moved_from: _,
    } = written;
    let kind = written.kind();
    let key = own_key.as_deref().or(key_id).unwrap_or(DEFAULT_KEY);
    tags.extend(own_tags.clone());
    Parameter {
        r#type: Word::Known(kind),
        value: value(written, kind),
        description: said(description),
        key_id: (kind == ParameterType::SecureString).then(|| key.to_owned()),
        tier: AwsDecides(tier.map(Word::Known)),
        allowed_pattern: said(allowed_pattern),
        data_type: Word::Known(data_type.unwrap_or(DataType::Text)),
        policies: policies.clone(),
        labels: AwsDecides(labels.clone()),
        tags,
    }
}

/// AWS holds an empty text and none for the same.
fn said(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

fn value(written: &WrittenParameter, kind: ParameterType) -> ParameterValue {
    if let Some(Manage::Metadata) = written.manage {
        return ParameterValue::NotOurs;
    }
    if let Some(source) = &written.value_from {
        return ParameterValue::Secret(Secret::unresolved(source.clone().into()));
    }
    match (&written.value, kind) {
        (Some(WrittenValue::Text(text)), ParameterType::SecureString) => ParameterValue::Secret(inline(text)),
        (Some(WrittenValue::Text(text)), ParameterType::String | ParameterType::StringList) => {
            ParameterValue::Text(text.clone())
        }
        (Some(WrittenValue::List(items)), ParameterType::SecureString) => {
            ParameterValue::Secret(inline(&items.join(",")))
        }
        (Some(WrittenValue::List(items)), ParameterType::String | ParameterType::StringList) => {
            ParameterValue::List(items.clone())
        }
        (None, _) => ParameterValue::NotOurs,
    }
}

/// A SecureString's text in the manifest: references are fine, and a written secret, which the
/// checks refuse, is at least never shown.
fn inline(text: &str) -> Secret {
    if reference::holds(text) {
        return Secret::unresolved(Origin::Reference { text: text.to_owned() });
    }
    Secret::live(Some(SecretText::new(text)))
}

impl WrittenParameter {
    /// The type, or what the form of the value says.
    pub fn kind(&self) -> ParameterType {
        self.r#type.unwrap_or(match self.value {
            Some(WrittenValue::List(_)) => ParameterType::StringList,
            Some(WrittenValue::Text(_)) | None => ParameterType::String,
        })
    }
}
