//! AWS's own baselines, from `model/baselines.txt`.

use std::sync::OnceLock;

use super::arn;
use crate::tree::{Record, Tree};

/// When AWS made them, for all that the sandbox knows: 2024-01-01.
const SINCE: i64 = 1_704_067_200_000;

/// One of AWS's own baselines.
#[derive(Debug)]
pub(in crate::operations) struct Predefined {
    pub(in crate::operations) name: &'static str,
    pub(in crate::operations) system: &'static str,
    /// Whether an account begins with it as the default for its operating system.
    pub(super) default: bool,
    pub(in crate::operations) description: &'static str,
    rules: Vec<&'static str>,
}

/// Every one, by name.
pub(super) fn all() -> &'static [Predefined] {
    static ALL: OnceLock<Vec<Predefined>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = include_str!("../../../model/baselines.txt").lines();
        let mut all: Vec<Predefined> = Vec::new();
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("  ") {
                Some(rule) => all.last_mut().expect("a rule stands under its baseline").rules.push(rule),
                None => all.push(head(line)),
            }
        }
        all
    })
}

fn head(line: &'static str) -> Predefined {
    let (name, rest) = line.split_once(' ').expect("a baseline has an operating system");
    let (system, rest) = rest.split_once(' ').expect("a baseline has a description");
    let (default, description) = match rest.strip_prefix("default ") {
        Some(description) => (true, description),
        None => (false, rest),
    };
    Predefined { name, system, default, description, rules: Vec::new() }
}

/// What an account begins with as the default for an operating system.
pub(super) fn default_for(system: &str) -> Option<&'static Predefined> {
    all().iter().find(|one| one.default && one.system == system)
}

impl Predefined {
    /// Its ARN in a region.
    pub(in crate::operations) fn arn(&self, region: &str) -> String {
        arn::of(self, region)
    }

    /// It as a row.
    pub(super) fn row(&self, region: &str) -> Record {
        let rules: Vec<Tree> = self.rules.iter().map(|rule| Tree::Record(read_rule(rule))).collect();
        let none = || Tree::List(Vec::new());
        Record::new()
            .with("BaselineId", self.arn(region))
            .with("Name", self.name)
            .with("OperatingSystem", self.system)
            .with("GlobalFilters", Record::new().with("PatchFilters", none()))
            .with("ApprovalRules", Record::new().with("PatchRules", rules))
            .with("ApprovedPatches", none())
            .with("ApprovedPatchesComplianceLevel", "UNSPECIFIED")
            .with("ApprovedPatchesEnableNonSecurity", false)
            .with("RejectedPatches", none())
            .with("RejectedPatchesAction", "ALLOW_AS_DEPENDENCY")
            .with("CreatedDate", SINCE)
            .with("ModifiedDate", SINCE)
            .with("Description", self.description)
            .with("Sources", none())
    }
}

/// `7 CLASSIFICATION=Security SEVERITY=Critical,Important`.
fn read_rule(text: &str) -> Record {
    let mut words = text.split(' ');
    let days: i64 = words.next().and_then(|days| days.parse().ok()).expect("a rule begins with its days");
    let (mut filters, mut non_security) = (Vec::new(), false);
    for word in words {
        match word.split_once('=') {
            Some((key, values)) => {
                let filter = Record::new().with("Key", key).with("Values", Tree::texts(values.split(',')));
                filters.push(Tree::Record(filter));
            }
            None => {
                assert_eq!(word, "nonsecurity", "a rule's word is a filter or a flag");
                non_security = true;
            }
        }
    }
    Record::new()
        .with("PatchFilterGroup", Record::new().with("PatchFilters", filters))
        .with("ComplianceLevel", "UNSPECIFIED")
        .with("ApproveAfterDays", days)
        .with("EnableNonSecurity", non_security)
}
