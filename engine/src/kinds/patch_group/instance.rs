//! The tag of an instance that puts it into a group, as a resource.
//!
//! The address is `PatchGroup/<manifest>/instance/<id>`. Beside the group's tag stand two of ours:
//! the stack's, without which nothing is ever taken off, and one that names the manifest and the
//! key, so that it is known later which key we have put on.

use std::time::Duration;

use aws_sdk_ec2::operation::create_tags::builders::CreateTagsInputBuilder;
use aws_sdk_ec2::operation::delete_tags::builders::DeleteTagsInputBuilder;
use aws_sdk_ec2::types::Tag;
use schema::kinds::patch_group::{InstanceTag, TagKey};
use schema::shape::Words;

use crate::contract::{
    Already, Attribute, Call, Comes, Declared, Deed, Effect, Resource, Role, Statement, Step,
};
use crate::site::{NAME_TAG, OWNER_TAG, Site};

/// The code for an instance that is no more.
const GONE: &str = "InvalidInstanceID.NotFound";

impl Resource for InstanceTag {
    const NAME: &'static str = "PatchGroup/instance";
    const TERRAFORM: &'static str = "aws_ec2_tag";
    const ATTRIBUTES: &'static [&'static str] = &[];
    const TOLD: &'static [&'static str] = &["key", "value"];
    const GAP: Duration = Duration::ZERO;
    const COMES: Comes = Comes::BySelection;
    type State = InstanceTag;

    fn absorb(_: &mut InstanceTag, _: &mut InstanceTag) {}

    fn attribute(_: &str, _: &Site, _: Option<&str>, _: &InstanceTag) -> Attribute {
        Attribute::Later
    }

    fn effects(step: &Step<'_, InstanceTag>) -> Vec<Effect> {
        match step.deed {
            Deed::Delete { was } => vec![Effect::Untags { key: was.key.word().to_owned() }],
            Deed::Create { .. }
            | Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Replace { .. }
            | Deed::Move { .. }
            | Deed::Forget { .. } => Vec::new(),
        }
    }

    /// An instance that is gone by now wants nothing any more.
    fn calls(step: &Step<'_, InstanceTag>) -> Vec<Call> {
        let calls = match step.deed {
            Deed::Create { to } => put(step, to, None),
            Deed::Update { to, was }
            | Deed::Adopt { to, was }
            | Deed::Replace { to, was }
            | Deed::Move { to, was, .. } => put(step, to, Some(was)),
            Deed::Delete { was } => take(step, Some(was)),
            Deed::Forget { .. } => take(step, None),
        };
        calls.into_iter().map(|call| call.already(Already::Done(GONE))).collect()
    }

    fn arn(site: &Site, id: &str) -> String {
        let Site { region, account, .. } = site;
        format!("arn:{}:ec2:{region}:{account}:instance/{id}", site.partition())
    }

    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}

/// What our name tag says: the manifest and the key that it has put on.
pub(super) fn mark(manifest: &str, key: TagKey) -> String {
    format!("{manifest}/{}", key.word())
}

/// The manifest and the key of a name tag.
pub(super) fn marked(text: &str) -> Option<(&str, TagKey)> {
    let (manifest, key) = text.split_once('/')?;
    Some((manifest, TagKey::of(key)?))
}

fn tag(key: &str, value: Option<&str>) -> Tag {
    Tag::builder().key(key).set_value(value.map(str::to_owned)).build()
}

/// The tag and ours in one call; one of another key goes after it, so that the instance is always in
/// a group.
fn put(step: &Step<'_, InstanceTag>, desired: &InstanceTag, base: Option<&InstanceTag>) -> Vec<Call> {
    let InstanceTag { key, value } = desired;
    let manifest = step.name.split('/').next().unwrap_or_default();
    let tags = [
        tag(key.word(), Some(value)),
        tag(OWNER_TAG, Some(&step.site.owner())),
        tag(NAME_TAG, Some(&mark(manifest, *key))),
    ];
    let mut calls = vec![Call::new(
        CreateTagsInputBuilder::default().resources(step.named()).set_tags(Some(tags.into())),
    )];
    if let Some(other) = base.filter(|base| base.key != *key && !base.value.is_empty()) {
        let old = tag(other.key.word(), Some(&other.value));
        calls.push(Call::new(DeleteTagsInputBuilder::default().resources(step.named()).tags(old)));
    }
    calls
}

/// Takes our tags off, and the group's with the value that was seen: another value is somebody
/// else's by then.
fn take(step: &Step<'_, InstanceTag>, group: Option<&InstanceTag>) -> Vec<Call> {
    let group = group.map(|InstanceTag { key, value }| tag(key.word(), Some(value)));
    let ours = [tag(OWNER_TAG, Some(&step.site.owner())), tag(NAME_TAG, None)];
    // One call names a key with one value only.
    let former = step.site.former.as_deref().map(|former| vec![tag(OWNER_TAG, Some(former))]);
    let calls = std::iter::once(group.into_iter().chain(ours).collect()).chain(former);
    let call = |tags: Vec<Tag>| {
        Call::new(DeleteTagsInputBuilder::default().resources(step.named()).set_tags(Some(tags)))
    };
    calls.map(call).collect()
}
