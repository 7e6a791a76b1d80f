//! Policy files: rules on plans, which come with the manifests they judge.

use schema::Sources;
use schema::yaml::add_bytes;

use crate::parts::parts;
use crate::spans::all_lie_within;

/// Files of policies.
pub fn run(bytes: &[u8]) {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let mut files = Vec::new();
    for (at, part) in parts(bytes).into_iter().enumerate() {
        match add_bytes(&mut sources, format!("{at}.cel"), part.to_vec()) {
            Ok(id) => files.push(id),
            Err(finding) => findings.push(finding),
        }
    }
    let (policies, found) = engine::policy::read(&sources, &files);
    assert!(policies.rules().len() <= bytes.len());
    findings.extend(found);
    findings.iter().for_each(|finding| all_lie_within(finding, &sources));
}
