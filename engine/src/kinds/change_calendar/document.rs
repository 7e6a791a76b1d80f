//! A calendar ↔ the document that it is in AWS.

use schema::Tree;
use schema::kinds::change_calendar::{CalendarDefault, ChangeCalendar};
use schema::kinds::document::{Document, DocumentFormat, DocumentType};
use schema::shape::{AwsDecides, NotOurs, Shape, Volatile, Word};

/// The document that a calendar is.
pub(super) fn document(calendar: &ChangeCalendar) -> Document {
    let content = calendar.text();
    let ChangeCalendar {
        default: _,
        description: _,
        change_manager_events: _,
        events: _,
        unreadable: _,
        document_type,
        version_name,
        display_name,
        default_version,
        share,
        tags,
        version,
        latest_version,
        stored_in,
        unkept: _,
    } = calendar;
    Document {
        r#type: document_type.clone(),
        content,
        format: AwsDecides(Some(Word::Known(DocumentFormat::Text))),
        version_name: version_name.clone(),
        default_version: default_version.clone(),
        display_name: display_name.clone(),
        target_type: None,
        requires: Default::default(),
        attachments: NotOurs(None),
        share: share.clone(),
        tags: tags.clone(),
        version: *version,
        latest_version: *latest_version,
        stored_in: *stored_in,
        schema_version: Volatile(None),
    }
}

/// The calendar that a document is. One of another type is no calendar: only its type says so, and
/// its content is left alone.
pub(super) fn calendar(document: Document) -> ChangeCalendar {
    let Document {
        r#type,
        content,
        format: _,
        version_name,
        default_version,
        display_name,
        target_type: _,
        requires: _,
        attachments: _,
        share,
        tags,
        version,
        latest_version,
        stored_in,
        schema_version: _,
    } = document;
    let around = ChangeCalendar {
        default: CalendarDefault::Open,
        description: None,
        change_manager_events: false,
        events: Default::default(),
        unreadable: None,
        document_type: r#type,
        version_name,
        display_name,
        default_version,
        share,
        tags,
        version,
        latest_version,
        stored_in,
        unkept: Volatile(None),
    };
    if around.document_type == DocumentType::ChangeCalendar {
        ChangeCalendar::of_content(&content, around)
    } else {
        around
    }
}

/// The document that a calendar's tree is.
pub(super) fn of_tree(tree: &Tree) -> Document {
    let calendar = ChangeCalendar::from_tree(Some(tree)).expect("a state's tree reads back as that state");
    document(&calendar)
}

/// The tree of the calendar that a document is.
pub(super) fn tree(document: Document) -> Tree {
    calendar(document).tree()
}
