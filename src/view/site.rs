//! Where something happens, in words.

use engine::Site;
use engine::plan::{Plan, Worktree};

/// A site that could not be looked at.
#[derive(Debug, Clone)]
pub struct Unreached {
    /// Which: `production/us-east-1`.
    pub site: String,
    /// The account that it declares.
    pub account: String,
    /// Why, and the way out, in a line.
    pub why: String,
    /// What that ends a run with.
    pub code: u8,
}

/// The account, and whether it is a sandbox's: `123456789012, sandbox`.
pub fn account(site: &Site) -> String {
    let Site { account, sandbox, .. } = site;
    if *sandbox { format!("{account}, sandbox") } else { account.clone() }
}

/// The commit that a plan was made at, short, and whether files were edited since: `4f2c1aa + uncommitted`.
pub fn commit(plan: &Plan) -> Option<String> {
    let short: String = plan.commit()?.chars().take(7).collect();
    Some(match plan.worktree() {
        Worktree::Committed => short,
        Worktree::Edited => format!("{short} + uncommitted"),
        Worktree::Untold => format!("{short}, perhaps edited: git does not tell"),
    })
}
