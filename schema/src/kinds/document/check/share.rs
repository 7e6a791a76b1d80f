//! The rules of sharing.

use crate::finding::Finding;
use crate::kinds::document::WrittenShare;
use crate::node::{Node, Value};
use crate::reference;
use crate::source::Span;

/// Stands for every account.
const EVERYBODY: &str = "all";
const MOST: usize = 1000;

/// Checks what stands under `share`.
pub fn check(share: &WrittenShare, spec: &Node, findings: &mut Vec<Finding>) {
    let Some(node) = spec.get("share") else { return };
    let accounts: Vec<(&str, Span)> = match &node.value {
        Value::Map(entries) => {
            entries.iter().map(|entry| (entry.key.text.as_str(), entry.key.span)).collect()
        }
        Value::List(items) => {
            items.iter().filter_map(|item| Some((item.scalar()?.text.as_str(), item.span))).collect()
        }
        Value::Scalar(_) => return,
    };
    let everybody = accounts.iter().find(|(account, _)| *account == EVERYBODY);
    for (account, span) in &accounts {
        let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        if !digits && *account != EVERYBODY && !reference::holds(account) {
            findings.push(
                Finding::error("document-share", *span, "this is not an account")
                    .help("write its twelve digits in quotes, or `all` for everybody"),
            );
        }
    }
    if let Some((_, span)) = everybody.filter(|_| accounts.len() > 1) {
        findings.push(
            Finding::error("document-share", *span, "everybody and single accounts cannot stand together")
                .help("keep `all`, or the accounts"),
        );
    }
    if share.accounts().len() > MOST {
        let message = format!("a document can be shared with at most {MOST} accounts");
        findings.push(Finding::error("document-share", node.head(), message));
    }
}
