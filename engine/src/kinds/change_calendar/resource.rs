//! A change calendar as a resource.

use std::time::Duration;

use schema::kinds::change_calendar::{CalendarEvent, ChangeCalendar};
use schema::kinds::document::Document;

use super::document::document;
use crate::contract::{Attribute, Call, Declared, Effect, InPlace, Resource, Role, Statement, Step};
use crate::kinds::document::calls;
use crate::site::Site;

impl Resource for ChangeCalendar {
    const NAME: &'static str = "ChangeCalendar";
    const TERRAFORM: &'static str = "aws_ssm_document";
    const ATTRIBUTES: &'static [&'static str] = Document::ATTRIBUTES;
    const GAP: Duration = Document::GAP;
    type State = ChangeCalendar;

    /// Events that mean the same have one spelling: the author's.
    fn absorb(desired: &mut ChangeCalendar, live: &mut ChangeCalendar) {
        if live.unreadable.is_some() {
            return;
        }
        for (key, event) in &mut live.events {
            if let Some(wanted) = desired.events.get(key) {
                respell(event, wanted);
            }
        }
        let same = schedule::Calendar { events: live.calendar().events, ..desired.calendar() };
        if same == desired.calendar() {
            live.events.clone_from(&desired.events);
        }
    }

    fn in_place(desired: &ChangeCalendar, live: &ChangeCalendar) -> InPlace {
        if desired.document_type != live.document_type {
            return InPlace::Replace {
                field: "documentType",
                reason: format!(
                    "the document of this name is of type {}, and type cannot change in place",
                    live.document_type.as_str()
                ),
            };
        }
        Document::in_place(&document(desired), &document(live))
    }

    fn attribute(name: &str, site: &Site, id: Option<&str>, state: &ChangeCalendar) -> Attribute {
        Document::attribute(name, site, id, &document(state))
    }

    fn effects(step: &Step<'_, ChangeCalendar>) -> Vec<Effect> {
        as_document(step, Document::effects)
    }

    fn calls(step: &Step<'_, ChangeCalendar>) -> Vec<Call> {
        as_document(step, calls)
    }

    fn arn(site: &Site, id: &str) -> String {
        Document::arn(site, id)
    }

    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}

/// Takes the author's spelling: of the event where it means the same, else of each end that does.
fn respell(event: &mut CalendarEvent, wanted: &CalendarEvent) {
    type Spell = fn(&mut CalendarEvent, &CalendarEvent);
    let spells: [Spell; 3] = [
        |event, wanted| event.clone_from(wanted),
        |event, wanted| event.start = wanted.start,
        |event, wanted| {
            event.end = wanted.end;
        },
    ];
    for spell in spells {
        let mut spelt = event.clone();
        spell(&mut spelt, wanted);
        if spelt.event() == event.event() {
            *event = spelt;
        }
    }
}

/// The same step of the document that a calendar is.
fn as_document<T>(step: &Step<'_, ChangeCalendar>, then: impl FnOnce(&Step<'_, Document>) -> T) -> T {
    step.on(&step.deed.map(document), then)
}
