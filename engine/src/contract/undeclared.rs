//! What is referred to and nothing declares.

use schema::{Finding, Span};

const CODE: &str = "unknown-reference";
const BEFORE: &str = "nothing here declares `";

/// A finding for an address that nothing at its site declares.
pub(crate) fn undeclared(address: &str, span: Span) -> Finding {
    Finding::error(CODE, span, format!("{BEFORE}{address}`"))
}

/// The address that such a finding is about.
pub(crate) fn undeclared_address(finding: &Finding) -> Option<&str> {
    let said = finding.message.strip_prefix(BEFORE).filter(|_| finding.code == CODE)?;
    said.strip_suffix('`')
}
