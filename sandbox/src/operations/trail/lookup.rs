//! LookupEvents.

use super::KEPT;
use crate::check::Said;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// LookupEvents: the newest first, of the last 90 days.
pub(super) fn lookup(call: &Call<'_>, view: &View<'_>) -> Answer {
    const LIST: &str = "Events";
    let said = call.said();
    let attributes = said.each("LookupAttributes");
    if attributes.len() > 1 {
        let message = "You can only specify one lookup attribute";
        return Err(Refusal::new("InvalidLookupAttributesException", message));
    }
    let attribute = attributes.first().map(Attribute::said);
    let (start, end) = (said.integer("StartTime"), said.integer("EndTime"));
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        let message = "The start time must be before the end time";
        return Err(Refusal::new("InvalidTimeRangeException", message));
    }
    let insights = said.text("EventCategory").is_some();
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let question = format!("{attribute:?} {start:?} {end:?} {insights}");
    let page = Page::new(call, said.text("NextToken"), size, &question);
    let page =
        page.map_err(|_| Refusal::new("InvalidNextTokenException", "The specified token isn't valid."))?;
    let start = start.unwrap_or_default().max(call.now - KEPT);
    let wanted = |row: &Record| {
        let time = row.integer("EventTime").unwrap_or_default();
        !insights
            && time >= start
            && end.is_none_or(|end| time <= end)
            && attribute.as_ref().is_none_or(|attribute| attribute.fits(row))
    };
    let shape = call.reply_shape(LIST);
    let after = page.after.as_deref();
    let rows = view.under(Table::Trail, "").filter(|(key, _)| after.is_none_or(|after| *key > after));
    let (items, token) =
        page.take(rows.map(|(key, row)| (key, wanted(row).then(|| Tree::Record(row.seen(shape))))));
    Ok(reply(LIST, items, token))
}

#[derive(Debug)]
struct Attribute<'a> {
    key: &'a str,
    value: &'a str,
}

impl<'a> Attribute<'a> {
    fn said(said: &Said<'a>) -> Self {
        Attribute { key: said.required("AttributeKey"), value: said.required("AttributeValue") }
    }

    fn fits(&self, row: &Record) -> bool {
        let Attribute { key, value } = *self;
        match key {
            "ResourceType" | "ResourceName" => row
                .items("Resources")
                .iter()
                .any(|thing| thing.as_record().is_some_and(|thing| thing.text(key) == Some(value))),
            _ => row.text(key) == Some(value),
        }
    }
}
