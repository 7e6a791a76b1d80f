//! The rules of names, which are identity and so never interpolated.

use crate::finding::Finding;
use crate::node::Node;
use crate::source::{Span, Spanned};

/// What a manifest's name may be: it goes into tags and addresses.
pub const LONGEST_NAME: usize = 63;

/// Tells whether a manifest can have a name.
pub fn is_name(text: &str) -> bool {
    let characters = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    characters && first && text.len() <= LONGEST_NAME
}

/// Checks a manifest's `metadata.name`.
pub fn check_name(name: &Spanned<String>, findings: &mut Vec<Finding>) {
    if !is_name(&name.value) {
        let message = format!("`{}` cannot be a name", shortened(&name.value));
        findings.push(
            Finding::error("metadata-name", name.span, message)
                .help("use up to 63 letters, digits, `_` and `-`, the first a letter or a digit"),
        );
    }
}

/// A text that is shown in a message, cut where it is long.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 80;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(std::iter::once('…')).collect()
}

/// Refuses `${` anywhere in a value that makes identity.
pub fn refuse_interpolation(node: &Node, findings: &mut Vec<Finding>) {
    for node in node.walk() {
        let value = node.scalar().map(|scalar| (&scalar.text, node.span));
        let keys = node.entries().iter().map(|entry| (&entry.key.text, entry.key.span));
        let texts = value.into_iter().chain(keys).filter(|(text, _)| text.contains("${"));
        findings.extend(texts.map(|(_, place)| refusal(place)));
    }
}

fn refusal(span: Span) -> Finding {
    Finding::error("metadata-interpolation", span, "`metadata` is never interpolated")
        .help("write the name itself; `spec` may use variables")
}
