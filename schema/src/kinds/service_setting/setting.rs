//! One service setting: what a manifest writes of it, what is desired, or what AWS holds.

use crate::finding::Finding;
use crate::kinds::service_setting::known::{KNOWN, Known, known};
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, Timestamp, Volatile, nearest};
use crate::tree::Tree;

/// A service setting.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct ServiceSetting {
    /// Which one: its short name or its id in AWS.
    pub setting: SettingId,
    /// The value, in AWS's words.
    pub value: String,
    /// Whether the value is AWS's own: `Default`, `Customized` or `PendingUpdate`.
    pub status: Volatile<String>,
    /// Who gave the value last, by ARN.
    pub last_modified_user: Volatile<String>,
    /// When it was given last.
    pub last_modified_date: Volatile<Timestamp>,
}

/// AWS's id of a setting. A manifest may write the short name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettingId(pub String);

impl SettingId {
    /// What is known of the setting; `None` where only a newer version knows it.
    pub fn known(&self) -> Option<&'static Known> {
        known(&self.0)
    }
}

impl Shape for SettingId {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "the name of a setting")?;
        if let Some(known) = known(text) {
            return Some(Self(known.id.to_owned()));
        }
        let finding =
            Finding::error("setting-id", node.span, format!("Systems Manager has no setting `{text}`"));
        reader.report(match nearest(text, names()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => {
                let all: Vec<String> = KNOWN.iter().map(|known| format!("`{}`", known.name)).collect();
                finding.help(format!("write one of {}", all.join(", ")))
            }
        });
        None
    }

    fn tree(&self) -> Tree {
        Tree::text(self.0.as_str())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        String::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Words(names().collect())
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.name).chain(KNOWN.iter().map(|known| known.id))
}
