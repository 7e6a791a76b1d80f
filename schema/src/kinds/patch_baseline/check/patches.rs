//! The rules of approved and rejected patches: each family names its patches in its own way.

use crate::finding::Finding;
use crate::kinds::patch_baseline::check::all::key_of;
use crate::kinds::patch_baseline::{Family, PatchBaseline};
use crate::node::Node;
use crate::reference;

const MOST: usize = 50;
const LONGEST: usize = 100;

/// What a list is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Approved,
    Rejected,
}

/// Checks both lists.
pub(super) fn check(baseline: &PatchBaseline, family: Family, spec: &Node, findings: &mut Vec<Finding>) {
    let lists = [
        ("approvedPatches", List::Approved, &baseline.approved_patches),
        ("rejectedPatches", List::Rejected, &baseline.rejected_patches),
    ];
    for (field, list, patches) in lists {
        if patches.len() > MOST {
            let message = format!("{} patches are more than the {MOST} that AWS allows", patches.len());
            findings.push(Finding::error("baseline-limit", key_of(spec, field), message));
        }
        for node in spec.get(field).map(Node::items).unwrap_or_default() {
            check_patch(list, node, family, findings);
            let both = |text: &str| list == List::Approved && baseline.rejected_patches.contains(text);
            if node.scalar().is_some_and(|scalar| both(&scalar.text)) {
                let message = "this patch is approved and rejected";
                findings.push(
                    Finding::warning("baseline-overlap", node.span, message)
                        .help("rejected wins; take it out of one of the lists"),
                );
            }
        }
    }
}

fn check_patch(list: List, node: &Node, family: Family, findings: &mut Vec<Finding>) {
    let Some(text) = node.scalar().map(|scalar| scalar.text.as_str()) else { return };
    if reference::holds(text) {
        return;
    }
    if text.is_empty() || text.chars().count() > LONGEST {
        let message = format!("a patch's name has from 1 to {LONGEST} characters");
        findings.push(Finding::error("baseline-limit", node.span, message));
    } else if let Some((message, help)) = mistake(list, text, family) {
        findings.push(Finding::error("baseline-patch", node.span, message).help(help));
    }
}

/// What is wrong with a patch's name, and the way out.
fn mistake(list: List, text: &str, family: Family) -> Option<(&'static str, &'static str)> {
    let wildcards = text.matches('*').count();
    match family {
        Family::Windows if !is_bulletin(text) => Some((
            "no patch of Windows is named so",
            "write a knowledge base number such as `KB4012212`, or a bulletin such as `MS17-010`",
        )),
        Family::Amazon | Family::RedHat if list == List::Rejected && is_advisory(text) => Some((
            "a rejected patch is named by its package; this matches nothing",
            "write the package, such as `openssl*`",
        )),
        Family::Amazon | Family::RedHat | Family::Suse if wildcards > 1 => {
            Some(("a patch's name holds at most one `*`", "write one pattern for each package"))
        }
        Family::Debian if text.contains('=') => {
            Some(("a package is named without its version", "write the name only, such as `vim` or `vim-*`"))
        }
        Family::MacOs if wildcards > 0 => {
            Some(("patches of macOS are named in full", "write the whole name, without `*`"))
        }
        Family::Windows | Family::Amazon | Family::RedHat | Family::Suse | Family::Debian | Family::MacOs => {
            None
        }
    }
}

/// `KB4012212` or `MS17-010`.
fn is_bulletin(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let bulletin = |(year, number): (&str, &str)| year.len() == 2 && digits(year) && digits(number);
    text.strip_prefix("KB").is_some_and(digits)
        || text.strip_prefix("MS").and_then(|rest| rest.split_once('-')).is_some_and(bulletin)
}

/// `CVE-2027-1234`, `RHSA-2027:1234`, `ALAS2-2027-1234`, `ELSA-2027-1234`.
fn is_advisory(text: &str) -> bool {
    const HEADS: [&str; 10] =
        ["CVE-", "RHSA-", "RHBA-", "RHEA-", "ALAS", "ELSA-", "ELBA-", "CESA-", "RLSA-", "ALSA-"];
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    digit && HEADS.iter().any(|head| text.starts_with(head))
}
