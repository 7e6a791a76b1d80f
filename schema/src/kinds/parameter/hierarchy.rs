//! A hierarchy of parameters as a person writes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::parameter::{DataType, ParameterType, Policy, Tier, ValueFrom, WrittenValue};
use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// The spec of a `ParameterHierarchy`.
#[derive(Debug, Clone, Shape)]
pub struct ParameterHierarchy {
    /// Where the parameters lie, such as `/webshop/production`.
    #[shape(default = "/".to_owned())]
    pub path: String,
    /// Tags on every parameter, over the stack's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// The KMS key of every SecureString that names none itself.
    pub key_id: Option<String>,
    /// The parameters by name relative to `path`: a scalar is a String, a list a StringList, a map says more.
    pub parameters: BTreeMap<String, ParameterDeclaration>,
}

/// One entry of a hierarchy, written short or whole.
#[derive(Debug, Clone)]
pub enum ParameterDeclaration {
    /// A scalar or a list: the value alone.
    Short(WrittenValue),
    /// A map.
    Whole(Box<WrittenParameter>),
}

/// One parameter, written as a map.
#[derive(Debug, Clone, Shape)]
pub struct WrittenParameter {
    /// What the value is; a written `value` says it by its own form.
    pub r#type: Option<ParameterType>,
    /// The value. A secret is never written here.
    pub value: Option<WrittenValue>,
    /// Where the value comes from.
    pub value_from: Option<ValueFrom>,
    /// Who sets the value; `metadata`: somebody else does, the rest is ours.
    pub manage: Option<Manage>,
    /// What the parameter is for.
    pub description: Option<String>,
    /// The KMS key that encrypts a SecureString, as an id, an ARN or an alias; `alias/aws/ssm` where none is written.
    pub key_id: Option<String>,
    /// The storage tier; AWS decides where none is written.
    pub tier: Option<Tier>,
    /// The regular expression that the whole value must match.
    pub allowed_pattern: Option<String>,
    /// How Parameter Store checks the value; `text` where nothing is written.
    pub data_type: Option<DataType>,
    /// What happens to the parameter in time; needs the Advanced tier.
    #[shape(default)]
    pub policies: BTreeSet<Policy>,
    /// Labels on the version that holds this value; not compared where none are written.
    pub labels: Option<BTreeSet<String>>,
    /// Tags of this parameter, over the hierarchy's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// The name that the parameter had before: relative to `path`, or whole with a leading slash.
    pub moved_from: Option<String>,
}

/// What of a parameter is managed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Shape)]
pub enum Manage {
    /// Everything but the value.
    #[shape(word = "metadata")]
    Metadata,
}

impl Shape for ParameterDeclaration {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Scalar(_) | Value::List(_) => WrittenValue::read(node, reader).map(Self::Short),
            Value::Map(_) => WrittenParameter::read(node, reader).map(Box::new).map(Self::Whole),
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Short(value) => value.tree(),
            Self::Whole(parameter) => parameter.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => WrittenParameter::from_tree(tree).map(Box::new).map(Self::Whole),
            other => WrittenValue::from_tree(other).map(Self::Short),
        }
    }

    fn form() -> Form {
        Form::Any(vec![WrittenValue::form(), WrittenParameter::form()])
    }
}
