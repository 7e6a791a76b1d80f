//! `TRUEUP_MASKS`: what nothing that trueup writes may hold, whatever it is.
//!
//! `env:NAME` hides the value of a variable in every form in which output could hold it,
//! `regexp:PATTERN` what a pattern finds. Commas divide masks; a comma that no `env:` or `regexp:`
//! follows belongs to its pattern.

use std::borrow::Cow;
use std::ops::Range;

use engine::ports::{Masks, SHORTEST, cover};
use regex::Regex;
use schema::SecretText;

use crate::error::Error;
use crate::variable::text;

/// The variable that names them.
pub const VARIABLE: &str = "TRUEUP_MASKS";
const ENV: &str = "env:";
const REGEXP: &str = "regexp:";

/// The masks that somebody asked for.
#[derive(Default)]
pub struct Mask {
    values: Masks,
    patterns: Vec<Regex>,
    /// Variables whose values are too short to be told from other text.
    short: Vec<String>,
}

impl Mask {
    /// Reads the masks of the environment. A variable that is not set has nothing to hide.
    ///
    /// # Errors
    /// Usage: a mask is of no known kind, is no regular expression, or fits the empty text. No mask
    /// is repeated in words: it may hold what it is to hide.
    pub fn of_environment() -> Result<Self, Error> {
        Self::read(&text(VARIABLE).unwrap_or_default(), text)
    }

    fn read(masks: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let mut read = Self::default();
        for (at, mask) in split(masks).into_iter().enumerate() {
            let wrong = |why: &str| Error::usage(format!("mask {} of `{VARIABLE}` {why}", at + 1)).help(HELP);
            if let Some(name) = mask.strip_prefix(ENV) {
                match variable(name.trim()) {
                    Some(value) if value.trim().chars().count() < SHORTEST => read.short.push(name.into()),
                    Some(value) => read.values.add(&SecretText::new(value)),
                    None => {}
                }
            } else if let Some(pattern) = mask.strip_prefix(REGEXP) {
                let pattern = Regex::new(pattern)
                    .map_err(|error| wrong(&format!("is no regular expression{}", reason(&error))))?;
                if pattern.is_match("") {
                    return Err(wrong("fits the empty text, and so everything"));
                }
                read.patterns.push(pattern);
            } else {
                return Err(wrong("is of no known kind"));
            }
        }
        Ok(read)
    }

    /// Variables that are to be hidden and are too short for that.
    pub fn short(&self) -> &[String] {
        &self.short
    }

    /// A text without what is to be hidden.
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut found: Vec<Range<usize>> = self.values.found(text);
        for pattern in &self.patterns {
            found
                .extend(pattern.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty()));
        }
        if found.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(cover(text, found)) }
    }
}

const HELP: &str =
    "write `env:NAME` for a variable's value, `regexp:PATTERN` for what a pattern finds, commas between";

/// The masks, each with its kind. What follows a comma and has no kind belongs to the pattern
/// before it, unless it looks like a kind that was misspelt.
fn split(masks: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in masks.split(',') {
        let begins = part.trim_start();
        let word = begins.split_once(':').map(|(word, _)| word).unwrap_or_default();
        let kind = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
        match all.last_mut() {
            Some(last) if !kind && last.starts_with(REGEXP) => {
                last.push(',');
                last.push_str(part);
            }
            _ if part.trim().is_empty() => {}
            _ => all.push(begins.to_owned()),
        }
    }
    all
}

/// The last line of why a pattern is none: the lines before it repeat the pattern.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().and_then(|line| line.strip_prefix("error: "));
    last.map(|reason| format!(": {reason}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Message;

    fn mask(masks: &str) -> Result<Mask, String> {
        let variable = |name: &str| match name {
            "TOKEN" => Some("hunter2\"x".to_owned()),
            "PIN" => Some("123".to_owned()),
            _ => None,
        };
        Mask::read(masks, variable).map_err(|error| match error.message {
            Some(Message::Words(words)) => words,
            Some(Message::Api(_)) | None => "no words".into(),
        })
    }

    fn shown(masks: &str, text: &str) -> String {
        mask(masks).unwrap_or_else(|words| panic!("{words}")).apply(text).into_owned()
    }

    #[test]
    fn values_and_patterns_are_hidden() {
        assert_eq!(shown("env:TOKEN", "a hunter2\"x b"), "a (secret) b");
        assert_eq!(shown("env:TOKEN", r#"{"a":"hunter2\"x"}"#), r#"{"a":"(secret)"}"#);
        assert_eq!(shown("env:NONE, regexp:AKIA[A-Z]+", "id AKIAXY."), "id (secret).");
        assert_eq!(shown("", "nothing"), "nothing");
    }

    #[test]
    fn a_comma_may_stand_in_a_pattern() {
        assert_eq!(shown("regexp:x{2,3}y,env:TOKEN", "xxy hunter2\"x"), "(secret) (secret)");
        assert_eq!(shown(r"regexp:a,b\x2cenv:c", "a,b,env:c"), "(secret)");
    }

    #[test]
    fn mistakes_are_told_without_the_mask() {
        let words = |masks: &str| mask(masks).err().unwrap_or_default();
        assert_eq!(words("hunter2"), "mask 1 of `TRUEUP_MASKS` is of no known kind");
        assert_eq!(
            words("env:A,regexp:hunter2("),
            "mask 2 of `TRUEUP_MASKS` is no regular expression: unclosed group"
        );
        assert_eq!(words("regexp:a,evn:B"), "mask 2 of `TRUEUP_MASKS` is of no known kind");
        assert_eq!(words("regexp:x*"), "mask 1 of `TRUEUP_MASKS` fits the empty text, and so everything");
    }

    #[test]
    fn what_is_too_short_is_told() {
        assert_eq!(mask("env:PIN").unwrap_or_else(|words| panic!("{words}")).short(), ["PIN"]);
        assert_eq!(shown("env:PIN", "123"), "123");
    }
}
