//! Digests over several plans, and of places. None is made from a value.

use engine::plan::{self, Plan};
use engine::policy::Judged;

/// One digest of what all plans change; that of the plan itself where there is one.
pub fn change_digest(plans: &[Judged]) -> String {
    joined(plans, plan::change_digest)
}

fn joined(plans: &[Judged], digest: fn(&Plan) -> String) -> String {
    match plans {
        [only] => digest(only),
        several => fingerprint(several.iter().map(|plan| digest(plan))),
    }
}

/// A digest of words in their order.
pub fn fingerprint<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in words {
        hasher.update(&(word.as_ref().len() as u64).to_le_bytes());
        hasher.update(word.as_ref().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
