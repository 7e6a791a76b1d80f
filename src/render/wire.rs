//! JSON as it is printed.

use serde_json::Value;

/// A value with indentation and a final line break.
pub fn text(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a value has string keys");
    text.push('\n');
    text
}
