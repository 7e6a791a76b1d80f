//! Values as they are written.

use super::Written;
use super::place::key;

/// What a value stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// Lines that are indented.
    Block,
    /// Brackets or braces.
    Flow,
}

/// What a text is to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Like {
    /// Without quotes, where YAML lets it.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// Nothing stood there: quoted where some reader would take it for another type.
    New,
}

/// Columns up to which a list of texts stands on one line.
const LINE: usize = 72;

/// A text. Several lines become a block where there is room for one: its column and line break.
pub(super) fn scalar(text: &str, like: Like, around: Around, block: Option<(usize, &str)>) -> String {
    let several = text.strip_suffix('\n').unwrap_or(text).contains('\n');
    if let Some((column, newline)) = block.filter(|_| around == Around::Block && several)
        && let Some((mark, lines)) = lines(text, column, newline, false)
    {
        return mark + &lines;
    }
    let bare = is_plain(text, around);
    match like {
        Like::Plain if bare => text.to_owned(),
        Like::New if bare && !is_word(text) => text.to_owned(),
        Like::Single if text.chars().all(|c| !c.is_control()) => format!("'{}'", text.replace('\'', "''")),
        Like::Plain | Like::Single | Like::Double | Like::New => double(text),
    }
}

/// What stands behind a key's colon, the key being at a column.
pub(super) fn value(written: &Written, column: usize, newline: &str) -> String {
    match written {
        Written::Word(word) => format!(" {word}"),
        Written::Text(text) => {
            format!(" {}", scalar(text, Like::New, Around::Block, Some((column + 2, newline))))
        }
        Written::Map(entries) if entries.is_empty() => " {}".to_owned(),
        Written::Map(entries) => {
            let inside = column + 2;
            let line = |(name, written): &(String, Written)| {
                format!("{newline}{}{}:{}", " ".repeat(inside), key(name), value(written, inside, newline))
            };
            entries.iter().map(line).collect()
        }
        Written::List(items) => {
            let short = flow(written);
            let simple = items.iter().all(|item| matches!(item, Written::Text(_) | Written::Word(_)));
            if simple && short.len() + column <= LINE {
                return format!(" {short}");
            }
            let line = |one: &Written| format!("{newline}{}", item(one, column + 2, newline));
            items.iter().map(line).collect()
        }
    }
}

/// An item of a list, its dash at a column.
pub(super) fn item(written: &Written, column: usize, newline: &str) -> String {
    let dash = format!("{}-", " ".repeat(column));
    match written {
        Written::Map(entries) if !entries.is_empty() => {
            let inside = column + 2;
            let lines: Vec<String> = entries
                .iter()
                .map(|(name, written)| format!("{}:{}", key(name), value(written, inside, newline)))
                .collect();
            format!("{dash} {}", lines.join(&format!("{newline}{}", " ".repeat(inside))))
        }
        Written::List(_) => format!("{dash} {}", flow(written)),
        Written::Text(_) | Written::Word(_) | Written::Map(_) => {
            format!("{dash}{}", value(written, column, newline))
        }
    }
}

/// A value on one line.
pub(super) fn flow(written: &Written) -> String {
    match written {
        Written::Word(word) => word.clone(),
        Written::Text(text) => scalar(text, Like::New, Around::Flow, None),
        Written::List(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Written::Map(entries) => {
            let entry = |(name, written): &(String, Written)| format!("{}: {}", key(name), flow(written));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The mark of a block and its lines at a column; `None` where no block holds the text as it is, or one line needs
/// none. One line may stay folded.
pub(super) fn lines(text: &str, column: usize, newline: &str, folded: bool) -> Option<(String, String)> {
    let inner = text.strip_suffix('\n').unwrap_or(text);
    let held = !inner.is_empty()
        && !inner.starts_with([' ', '\t', '\n'])
        && !inner.ends_with('\n')
        && text.chars().all(|c| matches!(c, '\n' | '\t') || is_printable(c));
    let several = inner.contains('\n');
    if !held || !(several || text.ends_with('\n')) {
        return None;
    }
    let line = |line: &str| match line {
        "" => newline.to_owned(),
        line => format!("{newline}{}{line}", " ".repeat(column)),
    };
    let mark = if folded && !several { ">" } else { "|" };
    let chomp = if text.ends_with('\n') { "" } else { "-" };
    Some((format!("{mark}{chomp}"), inner.split('\n').map(line).collect()))
}

/// What stands in a file as it is.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text stands without quotes and is read as it is.
fn is_plain(text: &str, around: Around) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let sign = "-?:,[]{}#&*!|>'\"%@`".contains(first);
    let number = first == '-' && text[1..].starts_with(|c: char| c.is_ascii_digit());
    let flow = around == Around::Flow && text.contains([',', '[', ']', '{', '}']);
    (!sign || number)
        && !flow
        && text.trim() == text
        && text.chars().all(is_printable)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !["---", "...", "~", "<<"].contains(&text)
        && !text.eq_ignore_ascii_case("null")
}

/// Whether some reader of YAML takes a text for another type.
fn is_word(text: &str) -> bool {
    let words = ["true", "false", "yes", "no", "on", "off"];
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && text.chars().all(|c| c.is_ascii_hexdigit() || "+-._:xoTZ".contains(c));
    number || words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn double(text: &str) -> String {
    let mut made = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\n' => made.push_str("\\n"),
            '\t' => made.push_str("\\t"),
            '\r' => made.push_str("\\r"),
            c if is_printable(c) => made.push(c),
            c => made.push_str(&match u32::from(c) {
                code @ ..=0xff => format!("\\x{code:02x}"),
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    made.push('"');
    made
}
