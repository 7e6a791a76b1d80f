//! The ways in which a text may be read: as it stands, and as every encoding that it may be in.
//!
//! The text is decoded, and not every secret encoded: one character may be escaped in a dozen ways, so a
//! secret of twenty has more forms than can be tried, and ten thousand secrets would be encoded for each
//! message. What is decoded may be a secret: it is zeroed.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use memchr::memchr3;
use zeroize::Zeroizing;

use super::escapes::{ANY, ESCAPES, Escape, LINES, Said};
use super::packed::unpacked;

/// Times that a text may be packed.
const PACKINGS: usize = 2;

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
    fn unescaped(&self, escape: &Escape) -> Option<Self> {
        let Escape { begins: [one, two, three], read, sort } = *escape;
        let mut said = Self::within(self.bytes.len(), self.sort.max(sort));
        let (mut at, mut escapes) = (0, false);
        while let Some(next) = memchr3(one, two, three, &self.bytes[at..]).map(|next| at + next) {
            said.copy(self, at..next);
            let Some((length, what)) = read(&self.bytes[next..]) else {
                said.copy(self, next..next + 1);
                at = next + 1;
                continue;
            };
            let place = self.place(next..next + length);
            match what {
                Said::Nothing => {}
                Said::Byte(byte) => said.push(byte, &place),
                Said::Char(char) => {
                    char.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| said.push(byte, &place));
                }
            }
            (at, escapes) = (next + length, true);
        }
        said.copy(self, at..self.bytes.len());
        escapes.then_some(said)
    }

    fn copy(&mut self, from: &Self, part: Range<usize>) {
        debug_assert!(self.bytes.len() + part.len() <= self.bytes.capacity());
        self.bytes.extend_from_slice(&from.bytes[part.clone()]);
        self.places.extend_from_slice(&from.places[part]);
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
}

/// Calls back with every reading of a text, each once.
pub(super) fn each(text: &str, look: &mut impl FnMut(&Reading)) {
    let (state, mut seen) = (RandomState::new(), HashSet::new());
    let mut look_once = |reading: &Reading| {
        let news =
            !reading.bytes.is_empty() && seen.insert((reading.sort as u8, state.hash_one(&*reading.bytes)));
        if news {
            look(reading);
        }
        news
    };
    let written = Reading::written(text);
    LINES.iter().filter_map(|escape| written.unescaped(escape)).for_each(|joined| {
        look_once(&joined);
    });
    descend(&written, PACKINGS, &mut look_once);
}

/// A text as it stands, with its escapes undone once and twice, and what it holds that is packed.
fn descend(reading: &Reading, packings: usize, look_once: &mut impl FnMut(&Reading) -> bool) {
    if reading.bytes.is_empty() {
        return;
    }
    look_once(reading);
    for once in ESCAPES.iter().filter_map(|escape| reading.unescaped(escape)) {
        look_once(&once);
        ESCAPES.iter().filter_map(|escape| once.unescaped(escape)).for_each(|twice| {
            look_once(&twice);
        });
    }
    if packings > 0 {
        unpack(reading, packings - 1, look_once);
        // Digits hold nothing that all escapes at once could damage.
        let once = reading.unescaped(&ANY);
        let twice = once.as_ref().and_then(|once| once.unescaped(&ANY));
        once.iter().chain(&twice).for_each(|reading| unpack(reading, packings - 1, look_once));
    }
}

fn unpack(reading: &Reading, packings: usize, look_once: &mut impl FnMut(&Reading) -> bool) {
    let raw = unpacked(reading);
    if look_once(&raw) {
        descend(&raw.texts(), packings, look_once);
    }
}
