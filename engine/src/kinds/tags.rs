//! Tags of resources: whose they are, what manifests decide of them, and how they are read and
//! written, for every kind of Systems Manager alike.

use std::collections::BTreeMap;

use aws_sdk_resourcegroupstagging::operation::get_resources::builders::GetResourcesInputBuilder;
use aws_sdk_resourcegroupstagging::types::{ResourceTagMapping, TagFilter};
use aws_sdk_ssm::operation::add_tags_to_resource::builders::AddTagsToResourceInputBuilder;
use aws_sdk_ssm::operation::list_tags_for_resource::builders::ListTagsForResourceInputBuilder;
use aws_sdk_ssm::operation::remove_tags_from_resource::builders::RemoveTagsFromResourceInputBuilder;
use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag};
use globset::GlobSet;

pub(super) use crate::contract::Tags;
use crate::contract::{Call, Deed, Owner, Step};
use crate::ports::{ApiError, Reads, spread};
use crate::site::{NAME_TAG, OWNER_TAG, PROTECT_TAG, REPLACED, SECRET_TAG, Site};

/// What the tagging API answers in one page.
const PAGE: i32 = 100;
const ARNS_PER_CALL: usize = 100;

/// Who the tags say owns a resource.
pub(super) fn owner(tags: &Tags, site: &Site) -> Owner {
    match (tags.get(OWNER_TAG), tags.get("aws:cloudformation:stack-name")) {
        (Some(owner), _) if *owner == site.owner() => Owner::Ours,
        (Some(owner), _) if site.former.as_ref() == Some(owner) => Owner::Former,
        (Some(owner), _) => Owner::Other(owner.clone()),
        (None, Some(stack)) => Owner::CloudFormation(stack.clone()),
        (None, None) => Owner::Nobody,
    }
}

/// The tags that a manifest and the guardrails decide: all but AWS's, those that say whose it is, and
/// those that the stack ignores.
pub(super) fn declared(tags: &Tags, ignored: &GlobSet) -> Tags {
    let others = |key: &str| is_reserved(key) || ignored.is_match(key);
    let kept = |key: &str| key == PROTECT_TAG || key == SECRET_TAG || !others(key);
    tags.iter().filter(|(key, _)| kept(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Whether a key is AWS's or one of ours.
pub(super) fn is_reserved(key: &str) -> bool {
    key.starts_with("aws:") || key.starts_with("trueup:")
}

/// The tags that say whose a resource is, and which manifest's.
pub(super) fn ours(site: &Site, name: &str) -> [(String, String); 2] {
    [owned(site), (NAME_TAG.to_owned(), name.to_owned())]
}

/// The tag that says whose a resource is.
pub(super) fn owned(site: &Site) -> (String, String) {
    (OWNER_TAG.to_owned(), site.owner())
}

/// The tags of those that a step sets whatever was there: where the id is AWS's, all that say whose it
/// is once it becomes ours or moves.
pub(super) fn claimed<S>(step: &Step<'_, S>) -> Vec<(String, String)> {
    match step.deed {
        Deed::Adopt { .. } | Deed::Move { .. } => ours(step.site, step.name).to_vec(),
        Deed::Create { .. }
        | Deed::Update { .. }
        | Deed::Replace { .. }
        | Deed::Delete { .. }
        | Deed::Forget { .. } => Vec::new(),
    }
}

/// The tags of every resource of a type (`ssm:patchbaseline`) that was ever tagged, by ARN, from
/// the tagging API. It may lag: what it says is a hint, what it leaves out says nothing.
///
/// # Errors
/// It may be denied, too.
pub(super) async fn of_type(reads: &Reads, resource_type: &str) -> Result<BTreeMap<String, Tags>, ApiError> {
    listing(reads, GetResourcesInputBuilder::default().resource_type_filters(resource_type)).await
}

/// The tags of everything of a type that carries the site's tag, as [`of_type`].
///
/// # Errors
/// As [`of_type`].
pub(super) async fn of_site(
    reads: &Reads,
    resource_type: &str,
    site: &Site,
) -> Result<BTreeMap<String, Tags>, ApiError> {
    let owner = TagFilter::builder().key(OWNER_TAG).set_values(Some(site.owners())).build();
    let input = GetResourcesInputBuilder::default().tag_filters(owner).resource_type_filters(resource_type);
    listing(reads, input).await
}

async fn listing(reads: &Reads, input: GetResourcesInputBuilder) -> Result<BTreeMap<String, Tags>, ApiError> {
    let pages = reads.pages(input.resources_per_page(PAGE)).await?.into_iter();
    Ok(mappings(pages.flat_map(|page| page.resource_tag_mapping_list.unwrap_or_default())))
}

/// The tags of named resources, as [`of_type`]; where it is denied, those of none.
pub(super) async fn of_arns(reads: &Reads, arns: Vec<String>) -> BTreeMap<String, Tags> {
    let chunks = arns.chunks(ARNS_PER_CALL).map(<[String]>::to_vec).collect();
    let answers = spread(chunks, |arns| {
        let reads = reads.clone();
        async move { reads.call(GetResourcesInputBuilder::default().set_resource_arn_list(Some(arns))).await }
    })
    .await;
    let pages = answers.into_iter().flatten();
    mappings(pages.flat_map(|page| page.resource_tag_mapping_list.unwrap_or_default()))
}

fn mappings(found: impl IntoIterator<Item = ResourceTagMapping>) -> BTreeMap<String, Tags> {
    let pair = |mapping: ResourceTagMapping| {
        let tags = mapping.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value));
        Some((mapping.resource_arn?, tags.collect()))
    };
    found.into_iter().filter_map(pair).collect()
}

/// The tags of one resource each, by id, straight from Systems Manager. Where the tagging API has told otherwise
/// one answer is not enough: a short one would take a protection or a secret's mark away. It is asked once more,
/// and that decides where it agrees with either.
pub(crate) async fn singly(
    reads: &Reads,
    kind: ResourceTypeForTagging,
    asked: Vec<(String, Option<Tags>)>,
) -> Vec<(String, Result<Tags, ApiError>)> {
    spread(asked, |(id, heard)| {
        let (reads, kind) = (reads.clone(), kind.clone());
        async move {
            let first = ask(&reads, &kind, &id).await;
            let answer = match (heard, first) {
                (Some(heard), Ok(first)) if first != heard => match ask(&reads, &kind, &id).await {
                    Ok(second) if second != first && second != heard => {
                        let message = format!("AWS tells other tags of `{id}` each time");
                        Err(ApiError::at_odds("ListTagsForResource", message))
                    }
                    second => second,
                },
                (_, first) => first,
            };
            (id, answer)
        }
    })
    .await
}

async fn ask(reads: &Reads, kind: &ResourceTypeForTagging, id: &str) -> Result<Tags, ApiError> {
    let input = ListTagsForResourceInputBuilder::default().resource_type(kind.clone()).resource_id(id);
    let answer = reads.call(input).await?;
    Ok(answer.tag_list.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// The calls that bring a resource's tags from what they were to what is wanted; `more` is set
/// whatever was there.
pub(super) fn retag(
    kind: ResourceTypeForTagging,
    id: &str,
    wanted: &Tags,
    there: &Tags,
    more: impl IntoIterator<Item = (String, String)>,
) -> Vec<Call> {
    let new = wanted.iter().filter(|(key, value)| there.get(*key) != Some(value));
    let add: Vec<(String, String)> =
        new.map(|(key, value)| (key.clone(), value.clone())).chain(more).collect();
    let gone: Vec<String> = there.keys().filter(|key| !wanted.contains_key(*key)).cloned().collect();
    let mut calls = Vec::new();
    if !add.is_empty() {
        calls.push(set(kind.clone(), id, add));
    }
    if !gone.is_empty() {
        calls.push(remove(kind, id, gone));
    }
    calls
}

/// Sets tags of a resource.
pub(super) fn set(
    kind: ResourceTypeForTagging,
    id: &str,
    tags: impl IntoIterator<Item = (String, String)>,
) -> Call {
    let input = AddTagsToResourceInputBuilder::default()
        .resource_type(kind)
        .resource_id(id)
        .set_tags(Some(listed(tags)));
    Call::new(input)
}

/// Marks what is there as the old one of a replace. Its owner's tag is set too where that may be the one of
/// before: a replace that is cut off leaves nothing behind that is nobody's.
pub(super) fn set_aside<S>(kind: ResourceTypeForTagging, step: &Step<'_, S>) -> Call {
    let name = (NAME_TAG.to_owned(), format!("{}{REPLACED}", step.name));
    let owner = step.site.former.as_ref().map(|_| owned(step.site));
    set(kind, step.there(), [name].into_iter().chain(owner))
}

/// Takes tags off a resource.
pub(super) fn remove(kind: ResourceTypeForTagging, id: &str, keys: impl IntoIterator<Item = String>) -> Call {
    let input = RemoveTagsFromResourceInputBuilder::default()
        .resource_type(kind)
        .resource_id(id)
        .set_tag_keys(Some(keys.into_iter().collect()));
    Call::new(input)
}

/// Takes ours off a resource that stays: those named, and the one that protects it, where it is there. The
/// one that says that it is secret stays: it is.
pub(super) fn leave<const N: usize>(
    kind: ResourceTypeForTagging,
    id: &str,
    there: &Tags,
    ours: [&str; N],
) -> Call {
    let protects = there.contains_key(PROTECT_TAG).then_some(PROTECT_TAG);
    remove(kind, id, ours.into_iter().chain(protects).map(str::to_owned))
}

/// The keys of tags, in words.
pub(super) fn named(tags: &[(String, String)]) -> String {
    tags.iter().map(|(key, _)| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// Tags as AWS takes them.
pub(super) fn listed(tags: impl IntoIterator<Item = (String, String)>) -> Vec<Tag> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build().expect("key and value are set");
    tags.into_iter().map(tag).collect()
}
