//! Where something happens, in words.

use engine::Site;

/// The account, and whether it is a sandbox's: `123456789012, sandbox`.
pub fn account(site: &Site) -> String {
    let Site { account, sandbox, .. } = site;
    if *sandbox { format!("{account}, sandbox") } else { account.clone() }
}
