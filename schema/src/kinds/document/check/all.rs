//! Every check of a document.

use super::{content, fields, share};
use crate::finding::Finding;
use crate::kinds::document::declared::Content;
use crate::kinds::document::{Surroundings, WrittenDocument};
use crate::kinds::tags;
use crate::node::Node;

/// Checks everything but the content.
pub fn check(written: &WrittenDocument, spec: &Node, around: Surroundings<'_>, findings: &mut Vec<Finding>) {
    fields::check(written, spec, around, findings);
    share::check(&written.share, spec, findings);
    tags::check_all(spec, around.tags, tags::Ours::Stack, findings);
}

/// Checks the content. One that could not be read was a finding before.
pub fn check_content(written: &WrittenDocument, content: &Content<'_>, findings: &mut Vec<Finding>) {
    if !content.text.is_empty() {
        content::check(written.r#type, content, findings);
    }
}
