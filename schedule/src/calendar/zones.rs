//! The time zones of a calendar: the IANA database's, and those that it brings along.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::calendar::Observance;
use crate::calendar::observance::clock;
use crate::timetable::resolve;

/// A time zone and what it is known by.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    observances: Vec<Observance>,
    pub(super) clock: TimeZone,
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), observances: Vec::new(), clock: TimeZone::UTC }
    }

    /// A zone of the IANA database.
    ///
    /// # Errors
    /// It has none of this name.
    pub fn named(name: &str) -> Result<Self, crate::ZoneMistake> {
        crate::zone(name).map(|clock| Self { name: name.to_owned(), observances: Vec::new(), clock })
    }

    /// A zone that a calendar brings along; `None` if it has no observance.
    pub fn brought(name: &str, mut observances: Vec<Observance>) -> Option<Self> {
        observances.sort_by_key(Observance::text);
        let clock = clock(name, &observances)?;
        Some(Self { name: name.to_owned(), observances, clock })
    }

    /// The IANA name, or the name that the calendar gives it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a zone that the calendar brings along is made of; nothing for one of the database.
    pub fn observances(&self) -> &[Observance] {
        &self.observances
    }

    /// Its clock.
    pub fn clock(&self) -> &TimeZone {
        &self.clock
    }

    /// The instant of a wall-clock time: later by the jump where the clock skips it, the first of
    /// two; `None` beyond the years that can be told.
    pub fn instant(&self, wall: DateTime) -> Option<Timestamp> {
        resolve(&self.clock, wall)
    }

    /// What its clock shows at an instant.
    pub fn wall(&self, instant: Timestamp) -> DateTime {
        self.clock.to_datetime(instant)
    }

    /// Whether its clock is always UTC's.
    pub fn is_utc(&self) -> bool {
        let names = ["UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "GMT", "Etc/GMT", "Universal"];
        self.observances.is_empty() && names.contains(&self.name.as_str())
    }

    /// Two zones with one meaning have one text.
    pub(super) fn meaning(&self) -> String {
        match self.observances.as_slice() {
            [] if self.is_utc() => "UTC".to_owned(),
            [] => self.name.clone(),
            observances => observances.iter().map(Observance::text).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// The zones that a calendar brings along, by name.
pub(super) type Brought = BTreeMap<String, Zone>;

/// The zone of a name. The database goes before what a calendar brings along: its rules are newer.
pub(super) fn find(name: &str, brought: &Brought) -> Option<Zone> {
    Zone::named(name).ok().or_else(|| brought.get(name).cloned()).or_else(|| {
        let nearest = crate::zone(name).err()?.nearest?;
        // Only another use of capitals is the same zone; a like name is not.
        if nearest.eq_ignore_ascii_case(name) { Zone::named(&nearest).ok() } else { None }
    })
}
