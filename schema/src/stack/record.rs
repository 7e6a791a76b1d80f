//! Where a stack keeps its record: what no tag can tell.

use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::tree::Tree;

/// Where records lie unless the stack says otherwise.
pub const USUAL: &str = "/trueup";

/// Characters of a parameter's name that AWS takes, less those of a stack's and an environment's.
const LONGEST: usize = 700;

/// Levels of a parameter's name that AWS takes, less the stack, the environment and a lease.
const DEEPEST: usize = 12;

/// What stands for no record.
const NONE: &str = "none";

/// Where the records of a stack's sites lie in Parameter Store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// At `<path>/<stack>/<environment>`, so that no two sites share one.
    Under(String),
    /// Nowhere: no site keeps one.
    Nowhere,
}

/// The record as a map.
#[derive(Debug, Clone, Shape)]
pub struct WrittenRecord {
    /// The path below which the record lies, at `<path>/<stack>/<environment>`.
    pub path: String,
}

impl Default for Record {
    fn default() -> Self {
        Self::Under(USUAL.to_owned())
    }
}

impl Record {
    /// The name of the parameter that is an environment's record.
    pub fn parameter(&self, stack: &str, environment: &str) -> Option<String> {
        match self {
            Self::Under(path) => Some(format!("{path}/{stack}/{environment}")),
            Self::Nowhere => None,
        }
    }

    fn under(path: &str, node: &Node, reader: &mut Reader) -> Option<Self> {
        let path = path.trim_end_matches('/');
        if let Some(wrong) = mistake(path) {
            reader.report(
                Finding::error("stack-record", node.span, wrong)
                    .help("write a path such as `/trueup`, or `none` to keep no record"),
            );
            return None;
        }
        Some(Self::Under(path.to_owned()))
    }
}

/// What keeps AWS from taking names below a path.
fn mistake(path: &str) -> Option<&'static str> {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/');
    let first = path.trim_start_matches('/').to_ascii_lowercase();
    if !path.starts_with('/') {
        Some("the path of the record must begin with `/`")
    } else if path.contains("//") || !path.bytes().all(fine) {
        Some("AWS takes letters, digits, `_`, `.`, `-` and single slashes in the path of the record")
    } else if first.starts_with("aws") || first.starts_with("ssm") {
        Some("names that begin with `aws` or `ssm` are AWS's")
    } else if path.len() > LONGEST || path.matches('/').count() > DEEPEST {
        Some("the path of the record is too long")
    } else {
        None
    }
}

impl Shape for Record {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => {
                let written = WrittenRecord::read(node, reader)?;
                Self::under(&written.path, node.get("path").unwrap_or(node), reader)
            }
            Value::Scalar(_) | Value::List(_) => {
                let text = reader.known_text(node, "a path or `none`")?.to_owned();
                if text == NONE { Some(Self::Nowhere) } else { Self::under(&text, node, reader) }
            }
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Under(path) => Tree::map([("path", Tree::text(path.as_str()))]),
            Self::Nowhere => Tree::text(NONE),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => WrittenRecord::from_tree(tree).map(|written| Self::Under(written.path)),
            other => match String::from_tree(other)?.as_str() {
                NONE => Ok(Self::Nowhere),
                path => Ok(Self::Under(path.to_owned())),
            },
        }
    }

    fn form() -> Form {
        let text = Form::Text(TextForm { words: "path or `none`", pattern: Some("^(none|/.*)$") });
        Form::Any(vec![text, WrittenRecord::form()])
    }
}
