//! The default of a parameter: a value of its type, and one of those that are allowed.

use crate::finding::Finding;
use crate::kinds::document::content::{Meant, is_known, meant};
use crate::node::{Node, Scalar};

/// What is wrong with the default of a declared parameter. What nodes and readers take in other spellings is
/// a warning: AWS may take it too.
pub(super) fn mistake(parameter: &Node) -> Option<Finding> {
    let node = parameter.get("default")?;
    let scalar = node.scalar().filter(|scalar| is_known(&scalar.text))?;
    let warning = |message: &str| Finding::warning("document-parameter", node.span, message);
    let error = |message: &str| Finding::error("document-parameter", node.span, message);
    let quoted = format!("write `\"{}\"`", scalar.text.escape_default());
    let kind = parameter.get("type").and_then(Node::scalar).map(|scalar| scalar.text.as_str());
    let finding = match (kind?, meant(scalar)) {
        ("String", Meant::Number) => {
            warning("the default of a `String` is a text, this is a number").help(quoted)
        }
        ("String", Meant::Bool(_)) => {
            warning("the default of a `String` is a text, this is a truth value").help(quoted)
        }
        ("Boolean", Meant::Text) if matches!(scalar.text.as_str(), "true" | "false") => {
            warning("the default of a `Boolean` is a truth value, this is a text")
                .help(format!("write `{}`, without quotes", scalar.text))
        }
        ("Boolean", Meant::Text | Meant::Number) => error("the default of a `Boolean` is `true` or `false`"),
        ("Integer", Meant::Bool(_) | Meant::Number | Meant::Text) if scalar.text.parse::<i64>().is_err() => {
            error("the default of an `Integer` is a whole number")
        }
        _ => return not_allowed(parameter, node, scalar),
    };
    Some(finding)
}

fn not_allowed(parameter: &Node, node: &Node, scalar: &Scalar) -> Option<Finding> {
    let allowed = parameter.get("allowedValues").map(Node::items).filter(|allowed| !allowed.is_empty())?;
    let texts: Option<Vec<&Scalar>> = allowed.iter().map(Node::scalar).collect();
    let is_one = texts?.iter().any(|allowed| allowed.text == scalar.text || !is_known(&allowed.text));
    (!is_one).then(|| {
        let message = "the default is none of the values that are allowed";
        Finding::warning("document-parameter", node.span, message).help("allow it, or write another default")
    })
}
