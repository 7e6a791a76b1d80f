//! Java's regular expressions in the dialect of the engine at hand.
//!
//! `schema` and `sandbox` know nothing of each other and both need this, so both have this file; a test
//! of the whole holds the two equal. `cases.rs` is what Java 17 answers.
//!
//! Left to differ: without regard to case the engine knows more letters than Java, which knows those
//! of ASCII only; and `.` stops at `\n` alone where a part of a pattern lets it pass line ends.

#[cfg(test)]
mod cases;

/// What ends a line, for `.`.
const LINE_ENDS: &str = r"\n\r\x{85}\x{2028}\x{2029}";
const DIGIT: &str = "0-9";
const WORD: &str = "a-zA-Z0-9_";
const SPACE: &str = r" \t\n\x0B\f\r";
const VERTICAL: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";
const HORIZONTAL: &str = r" \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";

/// The pattern as the engine reads it: Java's classes are of ASCII, its `.` stops at five line ends,
/// and a few escapes differ.
///
/// # Errors
/// What Java refuses and the engine would take, in words.
pub(super) fn translated(pattern: &str) -> Result<String, &'static str> {
    let dot = if has_flag(pattern, 's') { ".".to_owned() } else { format!("[^{LINE_ENDS}]") };
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut depth = 0_usize;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (text, used) = match c {
            '\\' => escape(rest)?,
            '[' if depth > 0 && after.starts_with(':') => {
                depth += 1;
                // A class of POSIX to the engine, which sees through an escape; a `:` to Java.
                ("[:-:".to_owned(), 2)
            }
            '[' => {
                depth += 1;
                let (text, used) = class_start(after);
                (text, 1 + used)
            }
            ']' => {
                depth = depth.saturating_sub(1);
                ("]".to_owned(), 1)
            }
            '.' if depth == 0 => (dot.clone(), 1),
            '{' if depth == 0 && !repeats(after) => return Err(BRACE),
            // Set operations of the engine that Java does not have.
            '-' | '~' if depth > 0 && after.starts_with(c) => (format!("{c}\\{c}"), 2),
            _ => (c.to_string(), c.len_utf8()),
        };
        out.push_str(&text);
        rest = &rest[used..];
    }
    Ok(out)
}

const BRACE: &str = r"a `{` that begins no repetition is written `\{`";
const PROPERTY: &str = "there is no property of this name; those of Unicode begin with `Is`";

/// Whether a flag is set anywhere: `(?s)`, `(?is:…)`.
fn has_flag(pattern: &str, flag: char) -> bool {
    let flags = pattern.split("(?").skip(1);
    let mut flags =
        flags.map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default());
    flags.any(|flags| flags.contains(flag))
}

/// Whether a `{` before this is a repetition: `{2}`, `{2,}`, `{2,3}`.
fn repeats(after: &str) -> bool {
    let bounds = after.split_once('}').map(|(bounds, _)| bounds.split_once(',').unwrap_or((bounds, "")));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    bounds.is_some_and(|(least, most)| !least.is_empty() && digits(least) && digits(most))
}

/// The beginning of a class. A `]` that stands first is a character, in the engine too.
fn class_start(after: &str) -> (String, usize) {
    if after.starts_with("^]") {
        ("[^\\]".to_owned(), 2)
    } else if after.starts_with('^') {
        ("[^".to_owned(), 1)
    } else {
        ("[".to_owned(), 0)
    }
}

/// One escape, and how many bytes of the pattern it took. A class stands in a class of its own, since a
/// `-` behind it is a character.
fn escape(rest: &str) -> Result<(String, usize), &'static str> {
    let Some(letter) = rest[1..].chars().next() else { return Ok(("\\".to_owned(), 1)) };
    let used = 1 + letter.len_utf8();
    let text = match letter {
        'd' => format!("[{DIGIT}]"),
        'D' => format!("[^{DIGIT}]"),
        'w' => format!("[{WORD}]"),
        'W' => format!("[^{WORD}]"),
        's' => format!("[{SPACE}]"),
        'S' => format!("[^{SPACE}]"),
        'h' => format!("[{HORIZONTAL}]"),
        'H' => format!("[^{HORIZONTAL}]"),
        'v' => format!("[{VERTICAL}]"),
        'V' => format!("[^{VERTICAL}]"),
        'e' => r"\x1B".to_owned(),
        'p' | 'P' => return property(rest, letter == 'P'),
        'Q' => return Ok(quoted(&rest[2..])),
        // What these name in braces is no repetition.
        'x' | 'k' | 'N' => return Ok(braced(rest, used)),
        _ => rest[..used].to_owned(),
    };
    Ok((text, used))
}

/// An escape with what it has in braces, as it is.
fn braced(rest: &str, used: usize) -> (String, usize) {
    let end = if rest[used..].starts_with('{') { rest.find('}').map(|at| at + 1) } else { None };
    let end = end.unwrap_or(used);
    (rest[..end].to_owned(), end)
}

/// `\Q…\E`: every character for itself.
fn quoted(rest: &str) -> (String, usize) {
    let (inner, taken) = match rest.find(r"\E") {
        Some(end) => (&rest[..end], end + 2),
        None => (rest, rest.len()),
    };
    let text = inner.chars().flat_map(|c| {
        let special = c.is_ascii_punctuation().then_some('\\');
        special.into_iter().chain(std::iter::once(c))
    });
    (text.collect(), 2 + taken)
}

/// `\p{Alpha}` and its like are of ASCII in Java; categories mean the same in both, and what else there
/// is begins with `Is`, `In` or `java`, or has a `=`.
fn property(rest: &str, negated: bool) -> Result<(String, usize), &'static str> {
    let named = rest[2..].strip_prefix('{').and_then(|text| text.split_once('}'));
    let Some((name, _)) = named else { return Ok((rest[..2].to_owned(), 2)) };
    let used = 2 + name.len() + 2;
    let known = name.len() <= 2
        || name.contains('=')
        || ["Is", "In", "java"].iter().any(|begin| name.starts_with(begin));
    let text = match posix(name) {
        Some(set) if negated => format!("[^{set}]"),
        Some(set) => format!("[{set}]"),
        None if known => rest[..used].to_owned(),
        None => return Err(PROPERTY),
    };
    Ok((text, used))
}

fn posix(name: &str) -> Option<&'static str> {
    Some(match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\x00-\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => DIGIT,
        "Alnum" => "a-zA-Z0-9",
        "Punct" => r"!-/:-@\[-`{-\~",
        "Graph" => r"!-\~",
        "Print" => r"\x20-\~",
        "Blank" => r" \t",
        "Cntrl" => r"\x00-\x1F\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => SPACE,
        _ => return None,
    })
}

/// Whether a pattern uses what the engine does not have and Java does. A comment of Java's would hide
/// what is put behind the pattern.
pub(super) fn is_java_only(pattern: &str) -> bool {
    const ESCAPES: [&str; 12] = [
        r"\p{Is", r"\p{In", r"\p{java", r"\P{Is", r"\P{In", r"\P{java", r"\N{", r"\R", r"\X", r"\G", r"\c",
        r"\0",
    ];
    has_flag(pattern, 'x') || ESCAPES.iter().any(|escape| pattern.contains(escape))
}
