//! A manifest's spec with every mistake in it that shows without its neighbours.

use crate::finding::Finding;
use crate::kinds::resource_data_sync::ResourceDataSync;
use crate::kinds::resource_data_sync::check::check;
use crate::node::Node;
use crate::shape::decode_judged;
use crate::source::Spanned;

/// Reads and checks a resource data sync; `manifest` is the manifest's name. What is read has a name.
pub fn read(manifest: &Spanned<String>, spec: &Node) -> (Option<ResourceDataSync>, Vec<Finding>) {
    let judge = |sync: &ResourceDataSync, findings: &mut Vec<Finding>| check(sync, spec, findings);
    let (sync, findings) = decode_judged(spec, judge);
    let sync = sync.map(|sync| {
        let name = sync.name.unwrap_or_else(|| manifest.value.clone());
        ResourceDataSync { name: Some(name), ..sync }
    });
    (sync, findings)
}
