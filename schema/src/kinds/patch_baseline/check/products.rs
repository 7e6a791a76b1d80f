//! `PRODUCT` names releases of the baseline's own operating system. AWS's list of them grows, so a value is
//! refused only where it is surely another system's.

use crate::finding::Finding;
use crate::kinds::patch_baseline::OperatingSystem;
use crate::kinds::patch_baseline::filters::ANY;
use crate::node::Node;

/// What the releases of each system begin with.
const RELEASES: &[(&str, &[OperatingSystem])] = &[
    ("AlmaLinux", &[OperatingSystem::AlmaLinux]),
    (
        "AmazonLinux",
        &[
            OperatingSystem::AmazonLinux,
            OperatingSystem::AmazonLinux2,
            OperatingSystem::AmazonLinux2022,
            OperatingSystem::AmazonLinux2023,
        ],
    ),
    ("CentOS", &[OperatingSystem::CentOs]),
    ("Debian", &[OperatingSystem::Debian, OperatingSystem::Raspbian]),
    ("MacOS", &[OperatingSystem::MacOs]),
    ("OracleLinux", &[OperatingSystem::OracleLinux]),
    ("Raspbian", &[OperatingSystem::Raspbian]),
    ("RedhatEnterpriseLinux", &[OperatingSystem::RedHat]),
    ("RockyLinux", &[OperatingSystem::RockyLinux]),
    ("Suse", &[OperatingSystem::Suse]),
    ("Ubuntu", &[OperatingSystem::Ubuntu]),
    ("WindowsServer", &[OperatingSystem::Windows]),
];

pub(super) fn check(system: OperatingSystem, spec: &Node, findings: &mut Vec<Finding>) {
    let rules = spec.get("approvalRules").map(Node::items).unwrap_or_default();
    let filters = rules.iter().filter_map(|rule| rule.get("filters"));
    let products =
        spec.get("globalFilters").into_iter().chain(filters).filter_map(|node| node.get("PRODUCT"));
    findings.extend(products.flat_map(Node::items).filter_map(|product| mistake(system, product)));
}

fn mistake(system: OperatingSystem, product: &Node) -> Option<Finding> {
    let text = product.scalar()?.text.as_str();
    let finding = |message: &str| Finding::error("baseline-filter-value", product.span, message);
    if text.eq_ignore_ascii_case("all") {
        return Some(
            finding("there is no such product").help(format!("for every product write `\"{ANY}\"`")),
        );
    }
    let begins = |beginning: &str| {
        text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
    };
    let (_, systems) = RELEASES.iter().find(|(beginning, _)| begins(beginning))?;
    (!systems.contains(&system)).then(|| {
        finding("this is a product of another operating system")
            .help(format!("name a release of this one, or every one with `\"{ANY}\"`"))
    })
}
