//! What is there → calendars as a person writes them, each with its events in a file of iCalendar's form.

use schema::kinds::change_calendar::{ChangeCalendar, WrittenCalendar, WrittenIcs};
use schema::kinds::document::ContentFile;
use schema::shape::Shape;

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};
use crate::kinds::document::{waiting, written_share};

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| one(stray, names)).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Result<Written, Unsaid> {
    let found = stray.found;
    let state =
        ChangeCalendar::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    if state.unreadable.is_some() {
        let why = "what it holds is no calendar that this version reads".to_owned();
        return Err(Unsaid { address: found.address.clone(), why });
    }
    let own = names.given(ChangeCalendar::NAME, &found.id);
    let file = names.file("calendars", &own, "ics");
    let text = state.text();
    let ChangeCalendar {
        // The file says its state, its description and its events.
        default: _,
        description: _,
        events: _,
        unreadable: _,
        change_manager_events,
        document_type: _,
        version_name,
        display_name,
        default_version: _,
        share,
        tags,
        version,
        latest_version,
        stored_in: _,
        unkept,
    } = state;
    let lost =
        unkept.0.map(|names| format!("{names}: the first change of its events leaves these lines out"));
    let spec = WrittenCalendar {
        name: Some(found.id.clone()).filter(|name| *name != own),
        default: None,
        description: None,
        timezone: None,
        events: Vec::new(),
        ics: Some(WrittenIcs::File(ContentFile { file: file.clone(), interpolate: false })),
        change_manager_events,
        version_name,
        display_name,
        share: written_share(share),
        tags: names.own_tags(&tags),
    };
    Ok(Written {
        name: own,
        adopting: Adopting::ByName,
        spec: spec.tree(),
        files: vec![(file, text)],
        says: vec![found.address.clone()],
        unsaid: waiting(version.0, latest_version.0).into_iter().chain(lost).collect(),
    })
}
