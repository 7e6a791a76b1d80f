//! Texts and lines as iCalendar writes them.

/// The longest line, in bytes, that RFC 5545 likes to see.
const WIDTH: usize = 75;

/// A text with its escapes taken away.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// A text with its escapes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.replace("\r\n", "\n").chars() {
        match char {
            '\\' | ';' | ',' => escaped.extend(['\\', char]),
            '\n' | '\r' => escaped += "\\n",
            // What is left of the control characters cannot stand in a calendar at all.
            char if char.is_control() && char != '\t' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Adds a line, folded, with the line end that AWS writes.
pub(super) fn push(out: &mut String, line: &str) {
    let mut width = 0;
    for char in line.chars() {
        if width + char.len_utf8() > WIDTH {
            *out += "\r\n ";
            width = 1;
        }
        out.push(char);
        width += char.len_utf8();
    }
    *out += "\r\n";
}
