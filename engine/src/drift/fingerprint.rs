//! What a difference is called from run to run.

use crate::site::Site;
use crate::tree::Path;

/// Names a difference by its place: one of a resource, or the resource as a whole. Neither its class nor a value is
/// in it, so that what drifts further, or is changed in git too, is still the same.
pub fn fingerprint(site: &Site, address: &str, place: Option<&Path>) -> String {
    let place = place.map(Path::to_string);
    let words = [&site.account, &site.region, &site.stack, &site.environment].map(String::as_str);
    let words = words.into_iter().chain([address]).chain(place.as_deref());
    let mut hasher = blake3::Hasher::new();
    for word in words {
        hasher.update(&(word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
