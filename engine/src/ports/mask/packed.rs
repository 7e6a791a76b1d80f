//! Bytes that are written as the digits of a large base: base64 and hexadecimal.

use super::escapes::indented;
use super::reading::{APART, Reading, Sort};

/// Digits, and how many bits each has.
struct Alphabet {
    digit: fn(u8) -> Option<u8>,
    bits: u32,
    /// Digits below which they hold no secret that would be looked for.
    least: usize,
}

/// Of both alphabets.
const BASE64: Alphabet = Alphabet {
    digit: |byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    },
    bits: 6,
    least: 11,
};

/// Of either case.
const HEX: Alphabet = Alphabet {
    digit: |byte| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()),
    bits: 4,
    least: 16,
};

/// What the runs of digits in a text say, in either base and from each of the digits on with which a byte may
/// begin. A run goes on in the next line.
pub(super) fn unpacked(from: &Reading) -> Reading {
    let mut said = Reading::within(6 * from.bytes.len(), Sort::Raw);
    for (alphabet, starts) in [(BASE64, 4), (HEX, 2)] {
        let mut at = 0;
        while at < from.bytes.len() {
            let run = Run { bytes: &from.bytes, at, digit: alphabet.digit };
            let (digits, end) = run.clone().fold((0, at), |(digits, _), (at, _)| (digits + 1, at + 1));
            if digits >= alphabet.least {
                for start in 0..starts {
                    unpack(from, run.clone().skip(start), alphabet.bits, &mut said);
                    said.push(APART, &from.place(end - 1..end));
                }
            }
            at = end.max(at + 1);
        }
    }
    said
}

fn unpack(from: &Reading, digits: impl Iterator<Item = (usize, u8)>, width: u32, said: &mut Reading) {
    let (mut bits, mut held, mut begun) = (0_u32, 0, 0);
    for (at, digit) in digits {
        if held == 0 {
            begun = at;
        }
        bits = bits << width | u32::from(digit);
        held += width;
        if held >= 8 {
            held -= 8;
            said.push((bits >> held) as u8, &from.place(begun..at + 1));
            bits &= (1 << held) - 1;
            begun = at;
        }
    }
}

/// Digits that follow one another, each with its place, over the ends of lines.
#[derive(Clone)]
struct Run<'a> {
    bytes: &'a [u8],
    at: usize,
    digit: fn(u8) -> Option<u8>,
}

impl Iterator for Run<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.bytes[self.at..];
        let blank = indented(rest).map_or(0, |(blank, _)| blank);
        let digit = (self.digit)(*rest.get(blank)?)?;
        self.at += blank + 1;
        Some((self.at - 1, digit))
    }
}
