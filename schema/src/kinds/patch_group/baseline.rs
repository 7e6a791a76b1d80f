//! How a patch group names a baseline.

use crate::finding::Finding;
use crate::kinds::patch_baseline::{
    OperatingSystem, is_predefined_name, predefined_names, system_of_predefined,
};
use crate::node::{Node, Value};
use crate::reference::{self, Piece};
use crate::shape::{Form, Misfit, Reader, Shape, nearest};
use crate::tree::Tree;

/// A baseline, as a patch group names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaselineReference {
    /// One of this stack, by its manifest's name.
    Own(String),
    /// One of AWS's own, by its name.
    Predefined(String),
    /// Any other.
    External(External),
}

/// A baseline of somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct External {
    /// Its id or ARN.
    pub external: String,
    /// Its operating system.
    pub operating_system: OperatingSystem,
}

impl Shape for BaselineReference {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => read_external(node, reader).map(Self::External),
            Value::Scalar(_) | Value::List(_) => {
                let text = &reader.scalar(node, "the name of a baseline")?.text;
                named(text, node, reader)
            }
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Own(name) | Self::Predefined(name) => Tree::text(name.as_str()),
            Self::External(external) => external.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => External::from_tree(tree).map(Self::External),
            _ => String::from_tree(tree)
                .map(|name| if is_predefined_name(&name) { Self::Predefined(name) } else { Self::Own(name) }),
        }
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), External::form()])
    }
}

fn named(text: &str, node: &Node, reader: &mut Reader) -> Option<BaselineReference> {
    if reference::holds(text) {
        if let [Piece::Reference { address, attribute: "id" }] = reference::pieces(text)[..]
            && let Some(name) = address.strip_prefix("PatchBaseline/")
        {
            return Some(BaselineReference::Own(name.to_owned()));
        }
        reader.report(
            Finding::error("reference-not-allowed", node.span, "this reference cannot stand here")
                .help("name the baseline by its manifest's name"),
        );
        return None;
    }
    if is_predefined_name(text) {
        if system_of_predefined(text).is_some() {
            return Some(BaselineReference::Predefined(text.to_owned()));
        }
        let finding = Finding::error("group-baseline", node.span, "AWS has no baseline of this name");
        reader.report(match nearest(text, predefined_names()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("write `{external: ARN, operatingSystem: …}` for one that is new"),
        });
        return None;
    }
    if is_id(text) {
        reader.report(
            Finding::error(
                "group-baseline",
                node.span,
                "an id does not say for which operating system it is",
            )
            .help(format!("write `{{external: {text}, operatingSystem: …}}`")),
        );
        return None;
    }
    Some(BaselineReference::Own(text.to_owned()))
}

fn read_external(node: &Node, reader: &mut Reader) -> Option<External> {
    let external = External::read(node, reader)?;
    if reference::holds(&external.external) || is_id(&external.external) {
        return Some(external);
    }
    let span = node.get("external").map_or(node.span, |node| node.span);
    reader.report(
        Finding::error("group-baseline", span, "this is no id of a baseline")
            .help("write its id, `pb-` and 17 digits, or its ARN; names of baselines are not unique"),
    );
    None
}

/// `pb-0123456789abcdef0`, or an ARN that ends so.
fn is_id(text: &str) -> bool {
    let id = match text.strip_prefix("arn:") {
        Some(arn) => arn.rsplit_once(":patchbaseline/").map(|(_, id)| id),
        None => Some(text),
    };
    let digits = id.and_then(|id| id.strip_prefix("pb-"));
    digits.is_some_and(|digits| digits.len() == 17 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
