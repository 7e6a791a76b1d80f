//! The ways in which a text may be read: as it stands, and as every encoding that it may be in.
//!
//! The text is decoded, and not every secret encoded: one character may be escaped in a dozen ways, so a
//! secret of twenty has more forms than can be tried, and ten thousand secrets would be encoded for each
//! message. What is decoded may be a secret: it is zeroed.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use zeroize::Zeroizing;

use super::escapes::{Said, entity, form, indented, percent, quoted, wrapped};
use super::packed::unpacked;

/// Encodings that may lie in one another.
const DEPTH: usize = 4;

/// How far a reading is from the text as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// It is the text.
    Written,
    /// Characters of it were written otherwise.
    Escaped,
    /// It is unpacked, or stands on several lines: some of it may read so by chance.
    Packed,
    /// It is whatever bytes were unpacked, which nothing more is made of.
    Raw,
}

/// Bytes below which nothing is looked for where chance alone makes texts.
pub(super) const LEAST: usize = 8;
/// Stands between what lies apart: no text holds it.
pub(super) const APART: u8 = 0xff;

/// A text as it may be read, and where each byte of that is written.
pub(super) struct Reading {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    places: Vec<(u32, u32)>,
    pub(super) sort: Sort,
}

impl Reading {
    fn written(text: &str) -> Self {
        let mut reading = Self::within(text.len(), Sort::Written);
        for (at, byte) in text.bytes().enumerate() {
            reading.push(byte, &(at..at + 1));
        }
        reading
    }

    /// An empty one for so many bytes. More must not come: to make room leaves copies behind.
    pub(super) fn within(bytes: usize, sort: Sort) -> Self {
        let (bytes, places) = (Zeroizing::new(Vec::with_capacity(bytes)), Vec::with_capacity(bytes));
        Self { bytes, places, sort }
    }

    pub(super) fn push(&mut self, byte: u8, place: &Range<usize>) {
        debug_assert!(self.bytes.len() < self.bytes.capacity(), "no encoding is shorter than what it says");
        self.bytes.push(byte);
        self.places.push((place.start as u32, place.end as u32));
    }

    /// Where in the text a part of it is written.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        self.places[part.start].0 as usize..self.places[part.end - 1].1 as usize
    }

    /// What it says where some of its characters are written otherwise; `None` where none is.
    fn unescaped(&self, escape: fn(&[u8]) -> Option<(usize, Said)>, sort: Sort) -> Option<Self> {
        let mut said = Self::within(self.bytes.len(), self.sort.max(sort));
        let (mut at, mut escapes) = (0, false);
        while let Some(byte) = self.bytes.get(at) {
            let Some((length, what)) = escape(&self.bytes[at..]) else {
                said.push(*byte, &self.place(at..at + 1));
                at += 1;
                continue;
            };
            let place = self.place(at..at + length);
            match what {
                Said::Nothing => {}
                Said::Byte(byte) => said.push(byte, &place),
                Said::Char(char) => {
                    char.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| said.push(byte, &place));
                }
            }
            (at, escapes) = (at + length, true);
        }
        escapes.then_some(said)
    }

    /// The texts among its bytes. What is unpacked that was never packed holds few that are long enough.
    fn texts(&self) -> Self {
        let mut texts = Self::within(self.bytes.len(), Sort::Packed);
        let mut at = 0;
        for chunk in self.bytes.utf8_chunks() {
            let (valid, invalid) = (chunk.valid().len(), chunk.invalid().len());
            if valid >= LEAST {
                (at..at + valid).for_each(|at| texts.push(self.bytes[at], &self.place(at..at + 1)));
                if invalid > 0 {
                    texts.push(APART, &self.place(at + valid..at + valid + 1));
                }
            }
            at += valid + invalid;
        }
        texts
    }

    /// What it says in every encoding that it may be in.
    fn decoded(&self) -> impl Iterator<Item = Self> + '_ {
        let escapes = [
            (quoted as fn(&[u8]) -> Option<(usize, Said)>, Sort::Escaped),
            (percent, Sort::Escaped),
            (form, Sort::Escaped),
            (entity, Sort::Escaped),
            (wrapped, Sort::Packed),
            (indented, Sort::Packed),
        ];
        let escaped = escapes.into_iter().filter_map(|(escape, sort)| self.unescaped(escape, sort));
        let raw = unpacked(self);
        escaped.chain([raw.texts(), raw])
    }
}

/// Calls back with every reading of a text, each once.
pub(super) fn each(text: &str, look: &mut impl FnMut(&Reading)) {
    let (state, mut seen) = (RandomState::new(), HashSet::new());
    let mut first = |reading: &Reading| seen.insert((reading.sort as u8, state.hash_one(&*reading.bytes)));
    descend(&Reading::written(text), DEPTH, &mut first, look);
}

fn descend(
    reading: &Reading,
    depth: usize,
    first: &mut impl FnMut(&Reading) -> bool,
    look: &mut impl FnMut(&Reading),
) {
    if reading.bytes.is_empty() || !first(reading) {
        return;
    }
    look(reading);
    if depth > 0 && reading.sort != Sort::Raw {
        reading.decoded().for_each(|decoded| descend(&decoded, depth - 1, first, look));
    }
}
