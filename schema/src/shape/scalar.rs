//! Texts, whole numbers and truth values.

use crate::finding::Finding;
use crate::node::Node;
use crate::reference;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::tree::Tree;

impl Shape for String {
    /// The text as it was written: `1.10`, `0755`, `yes` and `~` are texts.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        reader.scalar(node, "a text").map(|scalar| scalar.text.clone())
    }

    /// A text that is known only after an apply, which no check judges.
    fn stand_in() -> Option<Self> {
        Some(reference::mark("", ""))
    }

    fn tree(&self) -> Tree {
        Tree::text(self.as_str())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Text(text)) => Ok(text.clone()),
            other => Err(Misfit::new("a text", other)),
        }
    }

    fn form() -> Form {
        Form::Text(TextForm::FREE)
    }
}

impl Shape for bool {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match reader.known_text(node, "`true` or `false`")? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => {
                let message = "expected `true` or `false`";
                reader.report(Finding::error("wrong-type", node.span, message));
                None
            }
        }
    }

    fn tree(&self) -> Tree {
        Tree::Bool(*self)
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Bool(value)) => Ok(*value),
            other => Err(Misfit::new("a truth value", other)),
        }
    }

    fn form() -> Form {
        Form::Bool
    }
}

/// A whole number in decimal digits. Other spellings (`1_000`, `0x1F`, `007`, `1e3`) mean
/// different things to different YAML readers and are refused.
pub(crate) fn whole(node: &Node, least: i64, most: i64, reader: &mut Reader) -> Option<i64> {
    let text = reader.known_text(node, "a whole number")?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let plain = decimal && (digits.len() == 1 || !digits.starts_with('0'));
    let finding = if !plain {
        Finding::error("wrong-type", node.span, "expected a whole number")
            .help("write it in decimal digits, such as `1000`")
    } else {
        match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => return Some(number),
            Ok(_) | Err(_) => {
                let message = format!("expected a whole number from {least} to {most}");
                Finding::error("number-range", node.span, message)
            }
        }
    };
    reader.report(finding);
    None
}

impl Shape for i64 {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        whole(node, i64::MIN, i64::MAX, reader)
    }

    fn tree(&self) -> Tree {
        Tree::Number(*self)
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Number(number)) => Ok(*number),
            other => Err(Misfit::new("a whole number", other)),
        }
    }

    fn form() -> Form {
        Form::Integer { least: i64::MIN, most: i64::MAX }
    }
}

impl Shape for u32 {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let number = whole(node, 0, u32::MAX.into(), reader)?;
        Some(u32::try_from(number).expect("the range was checked"))
    }

    fn tree(&self) -> Tree {
        Tree::Number((*self).into())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let number = i64::from_tree(tree)?;
        u32::try_from(number).map_err(|_| Misfit::new("a whole number that is not negative", tree))
    }

    fn form() -> Form {
        Form::Integer { least: 0, most: u32::MAX.into() }
    }
}
