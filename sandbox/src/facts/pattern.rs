//! Java's regular expressions, which AWS's patterns and a parameter's `AllowedPattern` are written in.

use std::fmt::Write;
use std::sync::OnceLock;

use fancy_regex::Regex;

use super::Name;

/// A pattern of the model. It is compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// As AWS prints it.
    pub(crate) text: Name,
    regex: OnceLock<Regex>,
}

impl Pattern {
    pub(super) fn new(text: Name) -> Self {
        Pattern { text, regex: OnceLock::new() }
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let regex = self.regex.get_or_init(|| {
            java_regex(self.text).expect("the model's patterns compile; a test tries each of them")
        });
        // A pattern that runs out of steps has not matched.
        regex.is_match(text).unwrap_or(false)
    }
}

/// Compiles a Java pattern that must match the whole text.
///
/// Java's `\w`, `\d` and `\s` are ASCII and its `.` stops at five line ends, unlike those of the engine here.
pub(crate) fn java_regex(pattern: &str) -> Result<Regex, Box<fancy_regex::Error>> {
    Regex::new(&format!(r"\A(?:{})\z", translate(pattern))).map_err(Box::new)
}

const SPACE: &str = r" \t\n\x0B\f\r";
const LINE_ENDS: &str = r"\n\r\x{85}\x{2028}\x{2029}";

fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut depth = 0_usize;
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some(escaped) => escape(escaped, depth > 0, &mut out),
                None => out.push('\\'),
            },
            '[' => {
                depth += 1;
                out.push('[');
            }
            ']' => {
                depth = depth.saturating_sub(1);
                out.push(']');
            }
            '.' if depth == 0 => {
                let _ = write!(out, "[^{LINE_ENDS}]");
            }
            _ => out.push(char),
        }
    }
    out
}

fn escape(escaped: char, in_class: bool, out: &mut String) {
    let (class, negated) = match escaped {
        'w' => ("A-Za-z0-9_", false),
        'W' => ("A-Za-z0-9_", true),
        'd' => ("0-9", false),
        'D' => ("0-9", true),
        's' => (SPACE, false),
        'S' => (SPACE, true),
        _ => {
            out.push('\\');
            out.push(escaped);
            return;
        }
    };
    let _ = match (negated, in_class) {
        (true, _) => write!(out, "[^{class}]"),
        (false, true) => write!(out, "{class}"),
        (false, false) => write!(out, "[{class}]"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::facts;

    #[test]
    fn every_pattern_of_the_model_compiles() {
        for shape in &facts().shapes {
            if let Some(pattern) = &shape.pattern {
                assert!(java_regex(pattern.text).is_ok(), "{}: {}", shape.name, pattern.text);
            }
        }
    }

    #[test]
    fn classes_are_ascii_and_the_whole_text_must_match() {
        let word = java_regex(r"[\w.]+").expect("it compiles");
        assert!(word.is_match("a_1.").expect("it runs"));
        assert!(!word.is_match("é").expect("it runs"));
        assert!(!word.is_match("a b").expect("it runs"));
        let all = java_regex(r"[\s\S]*\S[\s\S]*").expect("it compiles");
        assert!(all.is_match(" x\n").expect("it runs"));
        assert!(!all.is_match(" \n").expect("it runs"));
        let line = java_regex(".*").expect("it compiles");
        assert!(!line.is_match("a\u{2028}b").expect("it runs"));
    }

    #[test]
    fn what_java_refuses_is_refused() {
        assert!(java_regex("[a").is_err());
        assert!(java_regex("a)").is_err());
        assert!(java_regex("*").is_err());
    }
}
