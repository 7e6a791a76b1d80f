//! Which calls make a step of a document.

use std::sync::Arc;

use aws_sdk_ssm::operation::delete_document::builders::DeleteDocumentInputBuilder;
use aws_sdk_ssm::operation::describe_document::builders::DescribeDocumentInputBuilder;
use aws_sdk_ssm::operation::get_document::builders::GetDocumentInputBuilder;
use aws_sdk_ssm::operation::list_tags_for_resource::builders::ListTagsForResourceInputBuilder;
use aws_sdk_ssm::operation::update_document_default_version::builders::UpdateDocumentDefaultVersionInputBuilder;
use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::kinds::document::{DefaultVersion, Document};

use super::waiting::{MISSING, describe, described, until_active, until_gone};
use super::{body, share};
use crate::action::Action;
use crate::contract::{Already, Call, Step};
use crate::kinds::tags;
use crate::ports::{Answer, Request};
use crate::site::{OWNER_TAG, Site};

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::Document;

/// The calls of a step.
pub(in crate::kinds) fn calls(step: &Step<'_, Document>) -> Vec<Call> {
    let &Step { site, name: _, id, action, desired, base, from: _, token: _, suspend: _ } = step;
    match (action, desired, base) {
        (Action::Create | Action::Move, Some(desired), _) => create(site, id, desired),
        (Action::Update | Action::Adopt, Some(desired), Some(base)) => {
            update(site, id, action, desired, base)
        }
        (Action::Replace, Some(desired), Some(base)) => {
            let mut calls = delete(id, base);
            if let Some(last) = calls.pop() {
                calls.push(until_gone(last, id));
            }
            calls.extend(create(site, id, desired));
            calls
        }
        (Action::Delete, _, Some(base)) => delete(id, base),
        (Action::Forget, ..) => {
            vec![tags::leave(TAGGED, id, base.map(|base| &base.tags), [OWNER_TAG])]
        }
        (
            Action::Create | Action::Update | Action::Adopt | Action::Replace | Action::Move | Action::Delete,
            ..,
        ) => Vec::new(),
    }
}

fn create(site: &Site, id: &str, desired: &Document) -> Vec<Call> {
    let owner = site.owner();
    let all = desired.tags.clone().into_iter().chain([(OWNER_TAG.to_owned(), owner.clone())]);
    let input = body::create(desired).name(id).set_tags(Some(tags::listed(all)));
    let look = Already::Look {
        code: "DocumentAlreadyExists",
        read: Box::new(
            ListTagsForResourceInputBuilder::default().resource_type(TAGGED).resource_id(id).into(),
        ),
        ours: Arc::new(move |answer| match answer {
            Answer::ListTagsForResource(tags) => {
                tags.tag_list().iter().any(|tag| tag.key() == OWNER_TAG && tag.value() == owner)
            }
            _ => false,
        }),
    };
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

fn update(site: &Site, id: &str, action: Action, desired: &Document, base: &Document) -> Vec<Call> {
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
    let owner = (action == Action::Adopt).then(|| (OWNER_TAG.to_owned(), site.owner()));
    calls.extend(tags::retag(TAGGED, id, &desired.tags, &base.tags, owner));
    calls
}

/// Makes a version. AWS takes no content twice, byte for byte: where only something beside the
/// content changes, blank lines at its end make it another one.
fn new_version(id: &str, desired: &Document, base: &Document) -> Call {
    let input = body::update(id, desired, base);
    let (content, version_name) = (desired.content.clone(), desired.version_name.clone());
    let newest = base.latest_version.0.or(base.version.0).unwrap_or_default();
    let (again, of) = (input.clone(), id.to_owned());
    let already = Already::Instead {
        code: "DuplicateDocumentContent",
        earlier: "DuplicateDocumentVersionName",
        read: Box::new(GetDocumentInputBuilder::default().name(id).document_version("$LATEST").into()),
        ours: Arc::new(move |answer| match answer {
            Answer::GetDocument(held) => {
                let number = held.document_version().and_then(|text| text.parse::<i64>().ok());
                number.is_some_and(|number| number > newest)
                    && held.content() == Some(&content)
                    && held.version_name().filter(|name| !name.is_empty()) == version_name.as_deref()
            }
            _ => false,
        }),
        note: "AWS holds these very bytes in another version; blank lines at the end tell the new one apart",
        calls: Arc::new(move || {
            let call = Call::new(again.clone()).prepared(describe(&of), with_blank_lines);
            vec![until_active(call, &of)]
        }),
    };
    until_active(Call::new(input).already(already), id)
}

/// Adds as many line ends as there are versions: no version before had as many.
fn with_blank_lines(answer: &Answer, request: Request) -> Result<Request, String> {
    let newest = described(answer).and_then(|document| document.latest_version()?.parse::<usize>().ok());
    match (newest, request) {
        (Some(newest), Request::UpdateDocument(input)) => {
            let content = input.get_content().clone().unwrap_or_default();
            Ok(input.content(content + &"\n".repeat(newest)).into())
        }
        _ => Err("AWS did not say which version is the newest".into()),
    }
}

/// Makes the version that was just made the default.
fn promote_newest(id: &str) -> Call {
    let input = UpdateDocumentDefaultVersionInputBuilder::default().name(id);
    Call::new(input).following(|answers, request| {
        let seen = answers.iter().rev().find_map(described);
        let version = seen.and_then(|document| document.document_version());
        match (version, request) {
            (Some(version), Request::UpdateDocumentDefaultVersion(input)) => {
                Ok(input.document_version(version).into())
            }
            _ => Err("AWS did not say which version is the newest".into()),
        }
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
    Call::new(input).prepared(look, |answer, request| {
        let version = described(answer).and_then(|document| document.document_version());
        match (version, request) {
            (Some(version), Request::UpdateDocumentDefaultVersion(input)) => {
                Ok(input.document_version(version).into())
            }
            _ => Err("AWS did not say which version has this name".into()),
        }
    })
}

/// Ends the sharing first: AWS deletes nothing that is shared. One that is gone already is deleted.
fn delete(id: &str, base: &Document) -> Vec<Call> {
    let mut calls = share::calls(id, &base.share, &Default::default());
    calls = calls.into_iter().map(|call| call.already(Already::Done(MISSING))).collect();
    let input = DeleteDocumentInputBuilder::default().name(id);
    calls.push(Call::new(input).already(Already::Done(MISSING)));
    calls
}
