//! Java's regular expressions, which AWS's patterns and a parameter's `AllowedPattern` are written in.

use std::sync::OnceLock;

use fancy_regex::Regex;

use super::Name;
use super::java_regex::{is_java_only, translated};

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
        let regex = self.regex.get_or_init(|| match java_regex(self.text) {
            JavaRegex::Known(regex) => regex,
            JavaRegex::JavaOnly | JavaRegex::Broken => {
                unreachable!("the model's patterns compile; a test tries each of them")
            }
        });
        // A pattern that runs out of steps has not matched.
        regex.is_match(text).unwrap_or(false)
    }
}

/// What a Java pattern is to the sandbox.
pub(crate) enum JavaRegex {
    /// It can be asked. It must match the whole text.
    Known(Regex),
    /// It uses what only Java has.
    JavaOnly,
    /// It is none.
    Broken,
}

/// Compiles a Java pattern.
pub(crate) fn java_regex(pattern: &str) -> JavaRegex {
    let Ok(translated) = translated(pattern) else { return JavaRegex::Broken };
    match Regex::new(&format!(r"\A(?:{translated})\z")) {
        Ok(regex) => JavaRegex::Known(regex),
        Err(_) if is_java_only(pattern) => JavaRegex::JavaOnly,
        Err(_) => JavaRegex::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::facts;

    #[test]
    fn every_pattern_of_the_model_compiles() {
        for shape in &facts().shapes {
            if let Some(pattern) = &shape.pattern {
                let known = matches!(java_regex(pattern.text), JavaRegex::Known(_));
                assert!(known, "{}: {}", shape.name, pattern.text);
            }
        }
    }
}
