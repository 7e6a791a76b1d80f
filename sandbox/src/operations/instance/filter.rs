//! EC2's filters: a name, values of which one must match, `*` and `?` in them.

use super::invalid;
use crate::check::Said;
use crate::handler::{Call, Refusal};
use crate::tree::Tree;

/// All values of all filters of a request.
const MOST_VALUES: usize = 200;

/// One filter.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    pub(super) name: &'a str,
    values: Vec<&'a str>,
}

impl Filter<'_> {
    /// Whether one of the values matches.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.values.iter().any(|pattern| matches(pattern.as_bytes(), text.as_bytes()))
    }

    /// What a filter by tags says of these; none where it is no filter by tags.
    pub(super) fn on_tags(&self, tags: &[(Box<str>, Tree)]) -> Option<bool> {
        let text = |value: &Tree| value.as_text().unwrap_or_default().to_owned();
        match (self.name, self.name.strip_prefix("tag:")) {
            ("tag-key", _) => Some(tags.iter().any(|(key, _)| self.fits(key))),
            ("tag-value", _) => Some(tags.iter().any(|(_, value)| self.fits(&text(value)))),
            (_, Some(wanted)) => {
                Some(tags.iter().any(|(key, value)| **key == *wanted && self.fits(&text(value))))
            }
            (_, None) => None,
        }
    }
}

/// The filters of a request, whose names are these or those of filters by tags.
pub(super) fn said<'a>(call: &'a Call<'_>, names: &[&str]) -> Result<Vec<Filter<'a>>, Refusal> {
    let filters: Vec<Filter<'a>> =
        call.said().each("Filters").iter().map(|filter| one(filter, names)).collect::<Result<_, _>>()?;
    if filters.iter().map(|filter| filter.values.len()).sum::<usize>() > MOST_VALUES {
        let message =
            format!("The maximum number of filter values specified on a single call is {MOST_VALUES}");
        return Err(Refusal::new("FilterLimitExceeded", message));
    }
    Ok(filters)
}

fn one<'a>(said: &Said<'a>, names: &[&str]) -> Result<Filter<'a>, Refusal> {
    let (name, values) = (said.text("Name").unwrap_or_default(), said.texts("Values"));
    if name.is_empty() || values.is_empty() {
        return Err(Refusal::new("InvalidParameter", "A filter needs a name and at least one value"));
    }
    let of_tags = matches!(name, "tag-key" | "tag-value")
        || name.strip_prefix("tag:").is_some_and(|key| !key.is_empty());
    if !of_tags && !names.contains(&name) {
        return Err(invalid(format!("The filter '{name}' is invalid")));
    }
    Ok(Filter { name, values })
}

/// `*` is any text, `?` any one character, `\` takes the next as it is.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    // Where the last `*` was, and how much of the text it has taken.
    let (mut at, mut read, mut star) = (0, 0, None);
    loop {
        let (literal, width) = match (pattern.get(at), pattern.get(at + 1)) {
            (Some(b'\\'), Some(next)) => (Some(*next), 2),
            (Some(b'*'), _) => {
                star = Some((at + 1, read));
                at += 1;
                continue;
            }
            (Some(b'?'), _) => (text.get(read).copied(), 1),
            (Some(byte), _) => (Some(*byte), 1),
            (None, _) => (None, 0),
        };
        match (literal, text.get(read)) {
            (None, None) if width == 0 => return true,
            (Some(literal), Some(byte)) if literal == *byte => {
                at += width;
                read += 1;
            }
            _ => match star {
                Some((after, taken)) if taken < text.len() => {
                    star = Some((after, taken + 1));
                    (at, read) = (after, taken + 1);
                }
                Some(_) | None => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        let fits = |pattern: &str, text: &str| matches(pattern.as_bytes(), text.as_bytes());
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("a*", "abc"),
            ("*c", "abcbc"),
            ("a?c", "abc"),
            ("*b*", "abc"),
            (r"a\*", "a*"),
            ("**", "x"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", ""), ("a?", "a"), ("a*", "ba"), (r"a\*", "ab"), ("*?", ""), ("abc", "abcd")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
