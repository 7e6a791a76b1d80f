//! JSON as AWS reads it, with its word for what is none.

use serde_json::Value;

/// The value of a text, or AWS's word for it: `JSON not well-formed. at Line: 1, Column: 3`.
pub(super) fn read(text: &str) -> Result<Value, String> {
    // JSON's own value would take a key that stands twice.
    let read = serde_json::from_str::<serde_yaml::Value>(text).and_then(|_| serde_json::from_str(text));
    read.map_err(|error| {
        let (line, column) = place(text, &error);
        format!("JSON not well-formed. at Line: {line}, Column: {column}")
    })
}

/// Where AWS's reader stands when it gives up: after what it could not read, and a word is one thing to it.
fn place(text: &str, error: &serde_json::Error) -> (usize, usize) {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let rest = line.get(error.column().saturating_sub(1)..).unwrap_or_default();
    let word = rest.chars().take_while(|char| char.is_alphanumeric() || *char == '_').count();
    (error.line().max(1), error.column() + word.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_that_of_awss_reader() {
        let refused = |text: &str| read(text).expect_err("it is no JSON");
        let at =
            |line: usize, column: usize| format!("JSON not well-formed. at Line: {line}, Column: {column}");
        assert_eq!(refused("---\nschemaVersion: \"2.2\""), at(1, 3));
        assert_eq!(refused("https://example.com/document.json"), at(1, 6));
        assert_eq!(refused("{\"a\": 1,\n}"), at(2, 2));
        assert_eq!(refused("{\"a\": 'b'}"), at(1, 8));
        assert!(refused("{\"a\": 1, \"a\": 2}").starts_with("JSON not well-formed."));
        assert!(read("{\"a\": [1, -1, 0.5, true, null, \"b\", {\"a\": {}}]}").is_ok());
    }
}
