//! Which calls make a step of a document.

use std::sync::Arc;

use aws_sdk_ssm::operation::delete_document::builders::DeleteDocumentInputBuilder;
use aws_sdk_ssm::operation::describe_document::DescribeDocumentOutput;
use aws_sdk_ssm::operation::describe_document::builders::DescribeDocumentInputBuilder;
use aws_sdk_ssm::operation::get_document::GetDocumentOutput;
use aws_sdk_ssm::operation::get_document::builders::GetDocumentInputBuilder;
use aws_sdk_ssm::operation::list_tags_for_resource::ListTagsForResourceOutput;
use aws_sdk_ssm::operation::list_tags_for_resource::builders::ListTagsForResourceInputBuilder;
use aws_sdk_ssm::operation::update_document::builders::UpdateDocumentInputBuilder;
use aws_sdk_ssm::operation::update_document_default_version::builders::UpdateDocumentDefaultVersionInputBuilder;
use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::kinds::document::{DefaultVersion, Document};

use super::state::newest;
use super::waiting::{MISSING, describe, until_active, until_gone};
use super::{body, share};
use crate::contract::{Already, Call, Deed, Look, Step};
use crate::kinds::tags;
use crate::site::{OWNER_TAG, Site};

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::Document;

/// The calls of a step.
pub(in crate::kinds) fn calls(step: &Step<'_, Document>) -> Vec<Call> {
    let (site, id) = (step.site, step.named());
    match step.deed {
        Deed::Create { to } | Deed::Move { to, .. } => create(site, id, to),
        Deed::Update { to, was } => update(id, to, was, None),
        Deed::Adopt { to, was } => update(id, to, was, Some(tags::owned(site))),
        Deed::Replace { to, was } => {
            let mut calls = delete(id, was);
            if let Some(last) = calls.pop() {
                calls.push(until_gone(last, id));
            }
            calls.extend(create(site, id, to));
            calls
        }
        Deed::Delete { was } => delete(id, was),
        Deed::Forget { was } => vec![tags::leave(TAGGED, id, &was.tags, [OWNER_TAG])],
    }
}

fn create(site: &Site, id: &str, desired: &Document) -> Vec<Call> {
    let owner = site.owner();
    let all = desired.tags.clone().into_iter().chain([(OWNER_TAG.to_owned(), owner.clone())]);
    let input = body::create(desired).name(id).set_tags(Some(tags::listed(all)));
    let read = ListTagsForResourceInputBuilder::default().resource_type(TAGGED).resource_id(id);
    let ours = move |held: &ListTagsForResourceOutput| {
        held.tag_list().iter().any(|tag| tag.key() == OWNER_TAG && tag.value() == owner)
    };
    let look = Already::look("DocumentAlreadyExists", Look::new(read, ours));
    let mut calls = vec![until_active(Call::new(input).already(look), id)];
    calls.extend(first_default(id, desired));
    calls.extend(share::calls(id, &Default::default(), &desired.share));
    calls
}

/// The first version is the default; where another is said, AWS shall say that there is none.
fn first_default(id: &str, desired: &Document) -> Option<Call> {
    match &desired.default_version {
        DefaultVersion::Latest | DefaultVersion::Number(1) => None,
        DefaultVersion::Name(name) if desired.version_name.as_ref() == Some(name) => None,
        DefaultVersion::Number(number) => Some(promote(id, *number)),
        DefaultVersion::Name(name) => Some(promote_named(id, name)),
    }
}

fn update(id: &str, desired: &Document, base: &Document, more: Option<(String, String)>) -> Vec<Call> {
    let mut calls = Vec::new();
    let new = body::changes(desired, base);
    match (&desired.default_version, base.stored_in.0) {
        (DefaultVersion::Latest, Some(number)) if new => calls.push(promote(id, number)),
        (DefaultVersion::Latest, _) if new => {
            calls.push(new_version(id, desired, base));
            calls.push(promote_newest(id));
        }
        (DefaultVersion::Latest, _) => {}
        (pinned, _) => {
            if new {
                calls.push(new_version(id, desired, base));
            }
            if *pinned != base.default_version {
                calls.push(match pinned {
                    DefaultVersion::Number(number) => promote(id, *number),
                    DefaultVersion::Name(name) => promote_named(id, name),
                    DefaultVersion::Latest => promote_newest(id),
                });
            }
        }
    }
    calls.extend(share::calls(id, &base.share, &desired.share));
    calls.extend(tags::retag(TAGGED, id, &desired.tags, &base.tags, more));
    calls
}

/// Makes a version. AWS takes no content twice, byte for byte: where only something beside the
/// content changes, blank lines at its end make it another one.
fn new_version(id: &str, desired: &Document, base: &Document) -> Call {
    let input = body::update(id, desired, base);
    let (content, version_name) = (desired.content.clone(), desired.version_name.clone());
    let newest = newest(base).unwrap_or_default();
    let (again, of) = (input.clone(), id.to_owned());
    // Without its format AWS gives JSON, and refuses what is a text.
    let read = GetDocumentInputBuilder::default()
        .name(id)
        .document_version("$LATEST")
        .set_document_format(body::format(desired));
    let ours = move |held: &GetDocumentOutput| {
        let number = held.document_version().and_then(|text| text.parse::<i64>().ok());
        number.is_some_and(|number| number > newest)
            && held.content() == Some(&content)
            && held.version_name().filter(|name| !name.is_empty()) == version_name.as_deref()
    };
    let already = Already::Instead {
        code: "DuplicateDocumentContent",
        earlier: "DuplicateDocumentVersionName",
        look: Box::new(Look::new(read, ours)),
        note: "AWS holds these very bytes in another version; blank lines at the end tell the new one apart",
        calls: Arc::new(move || {
            let call = Call::new(again.clone()).prepared(describe(&of), with_blank_lines);
            vec![until_active(call, &of)]
        }),
    };
    until_active(Call::new(input).already(already), id)
}

/// Adds as many line ends as there are versions: no version before had as many.
fn with_blank_lines(
    newest: &DescribeDocumentOutput,
    input: UpdateDocumentInputBuilder,
) -> Result<UpdateDocumentInputBuilder, String> {
    let newest = newest.document().and_then(|document| document.latest_version()?.parse::<usize>().ok());
    let newest = newest.ok_or("AWS did not say which version is the newest")?;
    let content = input.get_content().clone().unwrap_or_default();
    Ok(input.content(content + &"\n".repeat(newest)))
}

/// Makes the version that was just made the default.
fn promote_newest(id: &str) -> Call {
    let input = UpdateDocumentDefaultVersionInputBuilder::default().name(id);
    Call::new(input).following(|answers, input: UpdateDocumentDefaultVersionInputBuilder| {
        let seen = answers.last::<DescribeDocumentOutput>().and_then(|seen| seen.document());
        let version = seen.and_then(|document| document.document_version());
        Ok(input.document_version(version.ok_or("AWS did not say which version is the newest")?))
    })
}

fn promote(id: &str, number: i64) -> Call {
    let input = UpdateDocumentDefaultVersionInputBuilder::default().name(id);
    Call::new(input.document_version(number.to_string()))
}

/// AWS promotes by number only.
fn promote_named(id: &str, name: &str) -> Call {
    let input = UpdateDocumentDefaultVersionInputBuilder::default().name(id);
    let look = DescribeDocumentInputBuilder::default().name(id).version_name(name);
    Call::new(input).prepared(
        look,
        |seen: &DescribeDocumentOutput, input: UpdateDocumentDefaultVersionInputBuilder| {
            let version = seen.document().and_then(|document| document.document_version());
            Ok(input.document_version(version.ok_or("AWS did not say which version has this name")?))
        },
    )
}

/// Ends the sharing first: AWS deletes nothing that is shared. One that is gone already is deleted.
fn delete(id: &str, base: &Document) -> Vec<Call> {
    let mut calls = share::calls(id, &base.share, &Default::default());
    calls = calls.into_iter().map(|call| call.already(Already::Done(MISSING))).collect();
    let input = DeleteDocumentInputBuilder::default().name(id);
    calls.push(Call::new(input).already(Already::Done(MISSING)));
    calls
}
