//! The parameters that a document declares.

use serde_json::Value;

use crate::tree::{Record, Tree};

/// One parameter that a document declares.
pub(in crate::operations) struct Definition {
    pub(in crate::operations) name: String,
    /// As the document says it: `String`, `StringList`, `Boolean`, …
    pub(in crate::operations) kind: String,
    pub(in crate::operations) description: Option<String>,
    /// As JSON text where it is no string.
    pub(in crate::operations) default: Option<String>,
    pub(in crate::operations) allowed: Vec<String>,
    pub(in crate::operations) pattern: Option<String>,
}

/// Types that a declaration may have beside those of AWS's own things.
const KINDS: &[&str] = &["String", "StringList", "Integer", "Boolean", "MapList", "StringMap"];

impl Definition {
    /// Reads one entry of a document's `parameters`.
    pub(super) fn read(name: &str, value: &Value) -> Result<Definition, String> {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("The parameter name {name} has characters other than letters and digits"));
        }
        let text = |member: &str| value.get(member).and_then(Value::as_str).map(str::to_owned);
        let Some(kind) = text("type") else {
            return Err(format!("The parameter {name} has no type"));
        };
        let of_aws = kind.starts_with("AWS::") || kind.starts_with("List<AWS::");
        if !of_aws && !KINDS.contains(&kind.as_str()) {
            return Err(format!("The parameter {name} has the unknown type {kind}"));
        }
        let allowed = value.get("allowedValues").and_then(Value::as_array);
        Ok(Definition {
            name: name.to_owned(),
            kind,
            description: text("description"),
            default: value.get("default").map(plain),
            allowed: allowed.into_iter().flatten().map(plain).collect(),
            pattern: text("allowedPattern"),
        })
    }

    /// Whether it takes several values.
    pub(in crate::operations) fn is_list(&self) -> bool {
        self.kind == "StringList" || self.kind == "MapList" || self.kind.starts_with("List<")
    }

    /// As replies show it. They know two types only.
    pub(super) fn shown(&self) -> Tree {
        let Definition { name, kind: _, description, default, allowed: _, pattern: _ } = self;
        let kind = if self.is_list() { "StringList" } else { "String" };
        Tree::Record(
            Record::new()
                .with("Name", &**name)
                .with("Type", kind)
                .with_some("Description", description.as_deref())
                .with_some("DefaultValue", default.as_deref()),
        )
    }
}

/// A string's text; anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
