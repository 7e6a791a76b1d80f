//! JSON as it is printed.

use serde::Serialize;

/// A value with indentation and a final line break.
pub fn text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a value has string keys");
    text.push('\n');
    text
}
