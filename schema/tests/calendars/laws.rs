//! Laws of states, texts and trees.

use proptest::prelude::*;
use schedule::Calendar;
use schema::kinds::change_calendar::ChangeCalendar;
use schema::{Shape, Tree};

use crate::generated;
use crate::world::World;

/// A state with nothing in it but what a document knows beside its content.
fn around() -> ChangeCalendar {
    World::new("default: open").declared().state
}

proptest! {
    #[test]
    fn what_aws_holds_is_a_state_of_the_same_meaning(calendar in generated::calendar()) {
        let text = calendar.text();
        let state = ChangeCalendar::of_content(&text, around());
        prop_assert!(state.unreadable.is_none(), "{}", text);
        prop_assert_eq!(&state.calendar(), &calendar, "{}", text);
        prop_assert_eq!(Calendar::parse(&state.text()).expect("our own text"), calendar);
    }

    #[test]
    fn a_state_s_tree_reads_back_as_that_state(calendar in generated::calendar()) {
        let state = ChangeCalendar::of_content(&calendar.text(), around());
        let tree = state.tree();
        let again = ChangeCalendar::from_tree(Some(&tree)).map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
        prop_assert_eq!(format!("{:?}", again.tree()), format!("{:?}", tree));
        prop_assert_eq!(again.text(), state.text());
    }
}

#[test]
fn what_is_no_calendar_is_kept_as_it_is() {
    let text = "BEGIN:VCALENDAR\nX-CALENDAR-TYPE:DEFAULT-OPEN\nEND:VCALENDAR";
    let state = ChangeCalendar::of_content(text, around());
    assert_eq!(state.unreadable.as_deref(), Some(text));
    assert_eq!(state.text(), text);
}

#[test]
fn a_tree_that_no_calendar_made_is_a_misfit() {
    let spec =
        "default: open\nevents: [{summary: A, start: 2027-01-01T00:00, duration: 1h, repeat: FREQ=DAILY}]";
    for (field, wrong) in [("start", "soon"), ("end", "P1Y"), ("repeat", "FREQ=NEVER"), ("timezone", "Mars")]
    {
        let Tree::Map(mut tree) = World::new(spec).declared().state.tree() else { panic!("a map") };
        let Some(Tree::Map(events)) = tree.get_mut("events") else { panic!("events") };
        let Some(Tree::Map(event)) = events.get_mut("A") else { panic!("the event") };
        event.insert(field.into(), Tree::text(wrong));
        let misfit = ChangeCalendar::from_tree(Some(&Tree::Map(tree))).expect_err("a misfit");
        assert_eq!(misfit.path, ["events", "A", field], "{misfit}");
    }
}
