//! One change calendar's state: what is desired of it, or what AWS holds.

use std::collections::BTreeMap;

use crate::kinds::change_calendar::CalendarEvent;
use crate::kinds::document::{DefaultVersion, DocumentType, SharedVersion};
use crate::shape::{Shape, Volatile, Word};

/// A change calendar, with every default filled in. In AWS it is a document of type
/// ChangeCalendar; its name there is the resource's id.
#[derive(Debug, Clone, Shape)]
pub struct ChangeCalendar {
    /// The state outside of its events.
    pub default: CalendarDefault,
    /// What it is for.
    pub description: Option<String>,
    /// Whether AWS shows Change Manager's events in it.
    #[shape(default)]
    pub change_manager_events: bool,
    /// Its events, by summary. They are compared by what they mean: neither their order nor identifiers nor the spelling of times matter.
    #[shape(default)]
    pub events: BTreeMap<String, CalendarEvent>,
    /// What AWS holds, where that is no calendar.
    pub unreadable: Option<String>,
    /// What the document of this name is for.
    #[shape(default = Word::Known(DocumentType::ChangeCalendar), replace)]
    pub document_type: Word<DocumentType>,
    /// The name of the version that holds these events.
    pub version_name: Option<String>,
    /// The name that people see.
    pub display_name: Option<String>,
    /// The version that AWS goes by.
    #[shape(default = DefaultVersion::Latest)]
    pub default_version: DefaultVersion,
    /// The accounts that may use it, each with the versions that it may use.
    #[shape(default)]
    pub share: BTreeMap<String, Word<SharedVersion>>,
    /// The tags, the stack's among them.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// The version that was read.
    pub version: Volatile<i64>,
    /// The newest version.
    pub latest_version: Volatile<i64>,
    /// The version that holds what is desired already, where it is not the one that was read.
    pub stored_in: Volatile<i64>,
    /// The lines of AWS's text that its next version will not have, by name: `UID`, `X-WR-TIMEZONE`.
    pub unkept: Volatile<String>,
}

/// A calendar's state outside of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum CalendarDefault {
    /// Open; its events close it (`DEFAULT_OPEN`).
    #[shape(word = "open")]
    Open,
    /// Closed; its events open it (`DEFAULT_CLOSED`).
    #[shape(word = "closed")]
    Closed,
}
