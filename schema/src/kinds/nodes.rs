//! Ids of nodes.

use crate::reference;

/// `i-` and 8 or 17 characters, or `mi-` and 17; a reference may be one.
pub(crate) fn is_node_id(text: &str) -> bool {
    let rest = |prefix: &str, lengths: &[usize]| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            lengths.contains(&rest.len())
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
    };
    reference::holds(text) || rest("i-", &[8, 17]) || rest("mi-", &[17])
}
