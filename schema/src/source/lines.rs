//! Where lines begin and how many characters stand before a byte, counted once for each text:
//! 50,000 findings may lie in one file, and on one line of it.

use std::iter;

/// Characters are counted ahead for every so many bytes.
const STEP: usize = 256;

/// The lines and characters of one text.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// First byte of each line.
    starts: Vec<u32>,
    /// Characters before every [`STEP`]th byte, the first among them.
    characters: Vec<u32>,
}

impl Lines {
    /// Reads a text. Its bytes are counted in 32 bits, as in a [`Span`](super::Span).
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        let mut count = 0;
        let counts = text.as_bytes().chunks_exact(STEP).map(|bytes| {
            count += begun(bytes);
            count
        });
        Self { starts, characters: iter::once(0).chain(counts).collect() }
    }

    /// The line that a byte stands on, counted from 0.
    pub(super) fn at(&self, byte: u32) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    /// First byte of a line, counted from 0; `None` past the end.
    pub(super) fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).map(|start| *start as usize)
    }

    /// Characters between two bytes of the text that was read.
    pub(super) fn characters(&self, text: &str, from: usize, to: usize) -> u32 {
        self.before(text, to).saturating_sub(self.before(text, from))
    }

    fn before(&self, text: &str, byte: usize) -> u32 {
        let byte = byte.min(text.len());
        self.characters[byte / STEP] + begun(uncounted(text, byte))
    }
}

/// The bytes before one that were not counted ahead: fewer than a step's, wherever it is.
fn uncounted(text: &str, byte: usize) -> &[u8] {
    &text.as_bytes()[byte / STEP * STEP..byte]
}

/// How many characters begin among bytes.
fn begun(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_those_of_the_text() {
        for text in ["", "é", &"é日x\n".repeat(200), &"x".repeat(STEP), &"日".repeat(2 * STEP + 1)] {
            let lines = Lines::of(text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(lines.characters(text, 0, at) as usize, text[..at].chars().count(), "{at}");
            }
            assert_eq!(lines.characters(text, 0, text.len() + 9) as usize, text.chars().count());
        }
    }

    #[test]
    fn a_place_at_the_end_of_a_long_line_is_counted_from_near() {
        let text = "x".repeat(1 << 20);
        for byte in [0, 1, STEP, text.len() - 1, text.len()] {
            assert!(uncounted(&text, byte).len() < STEP, "{byte}");
        }
    }
}
