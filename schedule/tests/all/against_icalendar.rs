//! What we write against `icalendar`, a reader of others: it finds the same components, lines and
//! texts.

use icalendar::parser::{Component, read_calendar, unfold};
use proptest::prelude::*;

use crate::generated;

fn value<'a>(component: &'a Component<'_>, name: &str) -> Option<&'a str> {
    component.properties.iter().find(|property| property.name == name).map(|property| property.val.as_ref())
}

proptest! {
    #[test]
    fn it_reads_what_we_write(calendar in generated::calendar()) {
        let text = calendar.text();
        let unfolded = unfold(&text);
        let read = read_calendar(&unfolded).map_err(TestCaseError::fail)?;
        let events: Vec<_> = read.components.iter().filter(|component| component.name == "VEVENT").collect();
        prop_assert_eq!(events.len(), calendar.events.len());
        for (ours, theirs) in calendar.events.iter().zip(events) {
            let plain = |text: &str| text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
            if !ours.summary.contains('\\') {
                prop_assert_eq!(plain(value(theirs, "SUMMARY").unwrap_or_default()), ours.summary.as_str());
            }
            let rule = ours.rule.as_ref().map(|rule| rule.text());
            prop_assert_eq!(value(theirs, "RRULE"), rule.as_deref());
            let start = theirs.properties.iter().find(|property| property.name == "DTSTART");
            prop_assert!(start.is_some());
        }
    }
}
