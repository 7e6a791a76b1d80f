//! GetCalendarState: open while every calendar is.

use jiff::Timestamp;
use schedule::Calendar;
use schedule::calendar::{State, outlook};
use schedule::instant;

use crate::handler::{Answer, Call, Refusal};
use crate::operations::document::Held;
use crate::store::View;
use crate::tree::Record;

/// GetCalendarState, by the default version of each calendar.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let at = match said.text("AtTime") {
        Some(text) => instant::instant(text).map_err(|mistake| Refusal::validation(mistake.to_string()))?,
        None => Timestamp::from_millisecond(call.now)
            .map_err(|_| Refusal::internal("The clock is out of range"))?,
    };
    let names = said.texts("CalendarNames");
    if names.is_empty() {
        return Err(Refusal::validation("Specify at least one calendar"));
    }
    let calendars =
        names.into_iter().map(|name| calendar(call, view, name)).collect::<Result<Vec<_>, _>>()?;
    let found = outlook(&calendars, at);
    let state = match found.state {
        State::Open => "OPEN",
        State::Closed => "CLOSED",
    };
    let mut out = Record::new().with("State", state).with("AtTime", instant::seconds(at));
    if let Some(until) = found.until {
        out.set("NextTransitionTime", instant::seconds(until));
    }
    Ok(out)
}

fn calendar(call: &Call<'_>, view: &View<'_>, name: &str) -> Result<Calendar, Refusal> {
    let held = Held::find(call, view, name)?;
    if held.document_type() != "ChangeCalendar" {
        let message = format!("The document {name} is not of type ChangeCalendar");
        return Err(Refusal::new("InvalidDocumentType", message));
    }
    // What was taken by an older sandbox may be more than this one can read.
    Calendar::parse(held.content()).map_err(|_| {
        Refusal::new("UnsupportedCalendarException", format!("The calendar {name} cannot be evaluated"))
    })
}
