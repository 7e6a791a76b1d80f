//! One offset of a zone that a calendar brings along, and the clock that several make.
//!
//! The changes are written out up to [`LAST_YEAR`] in the binary form of zone files, which the
//! time library reads: so there is one way from wall clocks to instants, for every zone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use crate::calendar::{Rule, moment};

/// The last year whose changes are written out: the last that a schedule can name.
const LAST_YEAR: i16 = 2199;

/// An offset from UTC and when it begins to hold (`STANDARD` or `DAYLIGHT`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// When it first begins to hold, by the wall clock before.
    pub first: DateTime,
    /// The offset before.
    pub from: Offset,
    /// The offset.
    pub to: Offset,
    /// When it begins to hold again.
    pub rule: Option<Rule>,
    /// When else it begins to hold.
    pub more: Vec<DateTime>,
}

/// So many changes a zone may have, and so many offsets: no clock of this world has more. The
/// binary form numbers offsets with one byte.
const MOST_CHANGES: usize = 10_000;
const MOST_OFFSETS: usize = 100;

type Changes = BTreeMap<Timestamp, (Offset, Offset)>;

impl Observance {
    /// Two observances with one meaning have one text.
    pub(super) fn text(&self) -> String {
        let Self { first, from, to, rule, more } = self;
        let rule = rule.as_ref().map(Rule::text).unwrap_or_default();
        let mut more: Vec<_> = more.iter().map(|wall| moment::wall(*wall)).collect();
        more.sort();
        format!("{} {from} {to} {rule} {}", moment::wall(*first), more.join(","))
    }

    /// Adds the instants at which it begins to hold, with the offsets before and after.
    fn changes(&self, changes: &mut Changes) {
        let named = self.rule.iter().flat_map(|rule| {
            let starts = rule.starts(self.first, self.first, |until| self.from.to_datetime(until));
            starts.take_while(|start| start.year() <= LAST_YEAR)
        });
        let named = named.take(MOST_CHANGES + 1);
        for wall in [self.first].into_iter().chain(named).chain(self.more.iter().copied()) {
            if let Ok(instant) = self.from.to_timestamp(wall) {
                changes.insert(instant, (self.from, self.to));
            }
        }
    }
}

/// The clock that observances make; `None` if there is none, or it changes beyond all measure.
pub(super) fn clock(name: &str, observances: &[Observance]) -> Option<TimeZone> {
    let mut changes = Changes::new();
    for observance in observances {
        observance.changes(&mut changes);
        if changes.len() > MOST_CHANGES {
            return None;
        }
    }
    let offsets: BTreeSet<Offset> = changes.values().flat_map(|(from, to)| [*from, *to]).collect();
    if changes.is_empty() || offsets.len() > MOST_OFFSETS {
        return None;
    }
    Some(TimeZone::tzif(name, &zone_file(&changes)).expect("changes in order make a zone"))
}

/// The changes in the binary form of a zone file (RFC 8536, version 2, no rule for later times).
fn zone_file(changes: &Changes) -> Vec<u8> {
    // Before the first change the offset is the one that it changes from.
    let mut offsets: Vec<Offset> = changes.values().next().map(|(from, _)| *from).into_iter().collect();
    let mut index = |offset: Offset| match offsets.iter().position(|known| *known == offset) {
        Some(at) => at as u8,
        None => {
            offsets.push(offset);
            (offsets.len() - 1) as u8
        }
    };
    let kinds: Vec<u8> = changes.values().map(|(_, to)| index(*to)).collect();
    let mut file = header(0, 1);
    file.extend([0; 7]);
    file.extend(header(changes.len() as u32, offsets.len() as u32));
    file.extend(changes.keys().flat_map(|instant| instant.as_second().to_be_bytes()));
    file.extend(kinds);
    for offset in &offsets {
        file.extend(offset.seconds().to_be_bytes());
        file.extend([0, 0]);
    }
    file.push(0);
    file.extend(b"\n\n");
    file
}

/// The header of a block: so many changes between so many offsets, one empty abbreviation.
fn header(changes: u32, offsets: u32) -> Vec<u8> {
    let mut header = b"TZif2".to_vec();
    header.extend([0; 15]);
    for count in [0, 0, 0, changes, offsets, 1] {
        header.extend(count.to_be_bytes());
    }
    header
}
