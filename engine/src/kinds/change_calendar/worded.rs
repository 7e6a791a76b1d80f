//! A calendar as a file of another tool says it, which is a document → its state.

use schema::kinds::change_calendar::ChangeCalendar;
use schema::kinds::document::Document;

use super::document::calendar;

/// The state of the calendar that a document is; the document again where it is none.
pub(in crate::kinds) fn worded(document: Document) -> Result<ChangeCalendar, Box<Document>> {
    if document.r#type.as_str() == "ChangeCalendar" {
        Ok(calendar(document))
    } else {
        Err(Box::new(document))
    }
}
