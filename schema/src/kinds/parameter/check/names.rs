//! The rules of names.

use crate::finding::Finding;
use crate::kinds::parameter::{Declared, ParameterHierarchy};
use crate::node::{Entry, Node};
use crate::reference;
use crate::source::Span;
use crate::stack::partition_of;

const DEEPEST: usize = 15;
const LONGEST: usize = 1011;
const LONGEST_KEY_ID: usize = 256;

/// What is already known of a hierarchy's path.
pub(super) enum Path {
    /// It is the root: keys make the first level.
    Root,
    /// It holds the first level.
    Deep,
    /// It was refused; names below it are judged by their keys alone.
    Broken,
}

/// Checks the path that all names of a hierarchy share.
pub(super) fn check_path(hierarchy: &ParameterHierarchy, spec: &Node, findings: &mut Vec<Finding>) -> Path {
    let path = hierarchy.path.as_str();
    let span = spec.get("path").map_or(spec.head(), |node| node.span);
    if path == "/" {
        return Path::Root;
    }
    let finding = if reference::holds(path) {
        Finding::error("reference-not-allowed", span, "a reference cannot stand in `path`")
            .help("names must be known before anything is applied; use a variable, `${var.name}`")
    } else if !path.starts_with('/') {
        Finding::error("parameter-name", span, "`path` must begin with `/`")
            .help(format!("write `/{}`", crate::envelope::shortened(path)))
    } else if let Some(mistake) = part_mistake(path.trim_matches('/'), span) {
        mistake
    } else if let Some(mistake) = reserved(path.trim_start_matches('/'), span) {
        mistake
    } else {
        return Path::Deep;
    };
    findings.push(finding);
    Path::Broken
}

/// Checks the key that a hierarchy names for its SecureStrings.
pub(super) fn check_shared_key(hierarchy: &ParameterHierarchy, spec: &Node, findings: &mut Vec<Finding>) {
    if let (Some(key), Some(node)) = (&hierarchy.key_id, spec.get("keyId")) {
        check_key_id(key, node.span, findings);
    }
}

/// Checks the name of a KMS key.
pub(super) fn check_key_id(key: &str, span: Span, findings: &mut Vec<Finding>) {
    if reference::holds(key) {
        return;
    }
    if key.is_empty() || key.len() > LONGEST_KEY_ID || key.contains(char::is_whitespace) {
        findings.push(
            Finding::error("parameter-key", span, "this is not the name of a KMS key")
                .help("write its id, its ARN, or an alias such as `alias/webshop`"),
        );
    }
}

/// Checks one parameter's key and the name that it makes.
pub(super) fn check(
    entry: &Entry,
    declared: &Declared,
    path: &Path,
    region: &str,
    findings: &mut Vec<Finding>,
) {
    let span = entry.key.span;
    let key = entry.key.text.as_str();
    if let Some(mistake) = part_mistake(key, span) {
        findings.push(mistake);
        return;
    }
    match path {
        Path::Root => findings.extend(reserved(key, span)),
        Path::Deep => {}
        Path::Broken => return,
    }
    let name = &declared.name;
    let levels = name.matches('/').count();
    if levels > DEEPEST {
        let message = format!("this name has {levels} levels, AWS allows {DEEPEST}");
        findings.push(Finding::error("parameter-depth", span, message).help("shorten the path or the key"));
    }
    let length = arn_length(name, region);
    if length > LONGEST {
        let message = format!("the ARN of this name has {length} characters, AWS allows {LONGEST}");
        findings.push(Finding::error("parameter-length", span, message).help("shorten the path or the key"));
    }
}

/// `arn:aws:ssm:us-east-1:123456789012:parameter/name`; every account has twelve digits.
fn arn_length(name: &str, region: &str) -> usize {
    let partition = partition_of(region);
    "arn::ssm:::parameter".len() + partition.len() + region.len() + 12 + name.len()
}

/// What is wrong with a path or a key, leading slash aside.
pub(super) fn part_mistake(part: &str, span: Span) -> Option<Finding> {
    let finding = |message: &str| Finding::error("parameter-name", span, message);
    if part.contains("${") {
        return Some(finding("keys are never interpolated").help("put the variable into `path`"));
    }
    if part.starts_with('/') {
        return Some(finding("keys are relative to `path`").help("take the first slash away"));
    }
    if part.split('/').any(str::is_empty) {
        return Some(finding("a level of this name is empty").help("take the extra slash away"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    let stranger = part.chars().find(|c| !allowed(*c))?;
    Some(
        finding("a parameter's name cannot hold this character")
            .label(format!("`{}`", stranger.escape_debug()))
            .help("use letters, digits, `_`, `.`, `-`, and `/` between levels"),
    )
}

/// A first level that AWS keeps for itself. It tests the beginning only: `awsome` is refused too.
fn reserved(first: &str, span: Span) -> Option<Finding> {
    let lower = first.to_ascii_lowercase();
    let prefix = ["aws", "ssm"].into_iter().find(|prefix| lower.starts_with(prefix))?;
    let message = format!("names that begin with `{prefix}` are AWS's own");
    Some(
        Finding::error("parameter-reserved", span, message)
            .help("begin with another word; AWS looks at the first letters only, whatever follows"),
    )
}
