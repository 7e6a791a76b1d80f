//! The rules of `movedFrom`.

use std::collections::{HashMap, HashSet};

use crate::finding::Finding;
use crate::kinds::parameter::check::names::part_mistake;
use crate::kinds::parameter::{Declared, address};
use crate::source::Span;

/// Checks that every former name is one, is gone, and has one heir.
pub(super) fn check(declared: &[Declared], findings: &mut Vec<Finding>) {
    let moved: Vec<_> = declared.iter().filter_map(|one| Some((one, one.moved_from.as_ref()?))).collect();
    if moved.is_empty() {
        return;
    }
    let stays: HashSet<&str> = declared.iter().map(|one| address(&one.name)).collect();
    let mut heirs: HashMap<&str, Span> = HashMap::new();
    for (one, before) in moved {
        let name = address(&before.value);
        let refuse = |message: &str| Finding::error("parameter-moved-from", before.span, message);
        if let Some(mistake) = part_mistake(name, before.span) {
            findings.push(mistake);
        } else if name == address(&one.name) {
            findings.push(refuse("this is the name that the parameter has now").help("take `movedFrom` out"));
        } else if stays.contains(name) {
            findings.push(
                refuse("the parameter that this one was is still declared").help("take one of the two out"),
            );
        } else if let Some(first) = heirs.insert(name, before.span) {
            findings.push(refuse("another parameter was this one too").also(first, "first here"));
        }
    }
}
