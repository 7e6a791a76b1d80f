//! Which part of a line is worth laying out: the line may be megabytes long, and every finding of a
//! file may lie on it.

use std::ops::Range;

use super::shown::WORD;
use crate::view::text::columns_of;

/// Room for the marks of what is cut.
const MARKS: usize = 8;
/// Some characters take no column at all: of one that has room, at most so many stand in its place.
const CHARACTERS: usize = 16;

/// The bytes around one of a line that begins at a byte of its source: on either side more than
/// there is room for, where the line has more. What is concealed counts as the word for it, or the
/// part would tell how long it is.
pub(super) fn near(
    start: usize,
    line: &str,
    focus: usize,
    room: usize,
    hiding: impl Fn(usize) -> Option<Range<usize>>,
) -> Range<usize> {
    let end = start + line.len();
    let back = |at: usize| {
        let before = line[..at - start].chars().next_back()?;
        Some(match hiding(at - 1) {
            Some(hidden) => {
                (start + line.floor_char_boundary(hidden.start.saturating_sub(start)), WORD.len())
            }
            None => (at - before.len_utf8(), columns_of(before)),
        })
    };
    let forth = |at: usize| {
        let behind = line[at - start..].chars().next()?;
        Some(match hiding(at) {
            Some(hidden) => (start + line.ceil_char_boundary(hidden.end - start), WORD.len()),
            None => (at + behind.len_utf8(), columns_of(behind)),
        })
    };
    let focus = start + line.floor_char_boundary(focus.clamp(start, end) - start);
    reach(focus, room, back)..reach(focus, room, forth)
}

/// Steps away from a byte until there is no more room, and nothing more to step to.
fn reach(from: usize, room: usize, step: impl Fn(usize) -> Option<(usize, usize)>) -> usize {
    let room = room.saturating_add(MARKS);
    let (mut at, mut used) = (from, 0);
    for _ in 0..room.saturating_mul(CHARACTERS) {
        if used > room {
            break;
        }
        let Some((next, columns)) = step(at) else { break };
        (at, used) = (next, used + columns);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: usize = 40;

    fn part(line: &str, focus: usize, hidden: Option<Range<usize>>) -> Range<usize> {
        near(0, line, focus, ROOM, |byte| hidden.clone().filter(|bytes| bytes.contains(&byte)))
    }

    #[test]
    fn a_short_line_is_whole() {
        assert_eq!(part("key: value", 5, None), 0..10);
        assert_eq!(part("", 0, None), 0..0);
    }

    #[test]
    fn of_a_long_line_there_is_as_much_as_of_one_twice_as_long() {
        for text in ["x", "é", "日", "e\u{301}", "\u{301}"] {
            let length = |times: usize| {
                let line = text.repeat(times);
                part(&line, line.len() / 2, None).len()
            };
            assert_eq!(length(20_000), length(40_000), "{text:?}");
            assert!(length(20_000) < 2 * text.len() * (ROOM + MARKS + 2) * CHARACTERS, "{text:?}");
        }
    }

    #[test]
    fn what_is_concealed_is_as_long_as_its_word() {
        let seen = |secret: usize| {
            let line = format!("{}{}{}", "a".repeat(100), "s".repeat(secret), "b".repeat(100));
            let part = part(&line, 100 + secret + 10, Some(100..100 + secret));
            (part.start, part.end - secret)
        };
        assert_eq!(seen(1), seen(100_000));
    }
}
