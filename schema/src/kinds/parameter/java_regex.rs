//! Java's regular expressions in the dialect of the engine at hand.

/// What Java means and the engine would read otherwise: Java's classes are of ASCII, and a few
/// escapes differ.
pub(super) fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut depth = 0_usize;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (text, used) = match c {
            '\\' => escape(rest, depth),
            '[' if depth > 0 && after.starts_with(':') => {
                depth += 1;
                ("[\\:".to_owned(), 2)
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
            // Set operations of the engine that Java does not have.
            '-' | '~' if depth > 0 && after.starts_with(c) => (format!("{c}\\{c}"), 2),
            _ => (c.to_string(), c.len_utf8()),
        };
        out.push_str(&text);
        rest = &rest[used..];
    }
    out
}

/// The beginning of a class. A `]` that stands first is a mistake in Java and a character in the
/// engine; it is left to the engine.
fn class_start(after: &str) -> (String, usize) {
    if after.starts_with("^]") {
        ("[^\\]".to_owned(), 2)
    } else if after.starts_with('^') {
        ("[^".to_owned(), 1)
    } else {
        ("[".to_owned(), 0)
    }
}

/// One escape, and how many bytes of the pattern it took.
fn escape(rest: &str, depth: usize) -> (String, usize) {
    let Some(letter) = rest[1..].chars().next() else { return ("\\".to_owned(), 1) };
    let used = 1 + letter.len_utf8();
    let class = |set: &str| if depth > 0 { set.to_owned() } else { format!("[{set}]") };
    let text = match letter {
        'd' => class("0-9"),
        'D' => "[^0-9]".to_owned(),
        'w' => class("a-zA-Z0-9_"),
        'W' => "[^a-zA-Z0-9_]".to_owned(),
        's' => class(r" \t\n\x0B\f\r"),
        'S' => r"[^ \t\n\x0B\f\r]".to_owned(),
        'h' => class(r" \t\x{A0}"),
        'e' => r"\x1B".to_owned(),
        'p' | 'P' => return property(rest, letter == 'P', depth),
        'Q' => return quoted(&rest[2..]),
        _ => rest[..used].to_owned(),
    };
    (text, used)
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

/// `\p{Alpha}` and its like are of ASCII in Java; the other names mean the same in both.
fn property(rest: &str, negated: bool, depth: usize) -> (String, usize) {
    let named = rest[2..].strip_prefix('{').and_then(|text| text.split_once('}'));
    let Some((name, _)) = named else { return (rest[..2].to_owned(), 2) };
    let used = 2 + name.len() + 2;
    let text = match posix(name) {
        Some(set) if negated => format!("[^{set}]"),
        Some(set) if depth > 0 => set.to_owned(),
        Some(set) => format!("[{set}]"),
        None => rest[..used].to_owned(),
    };
    (text, used)
}

fn posix(name: &str) -> Option<&'static str> {
    Some(match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\x00-\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => r"!-/:-@\[-`{-\~",
        "Graph" => r"!-\~",
        "Print" => r"\x20-\~",
        "Blank" => r" \t",
        "Cntrl" => r"\x00-\x1F\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => r" \t\n\x0B\f\r",
        _ => return None,
    })
}

/// Whether a pattern uses what the engine does not have and Java does.
pub(super) fn is_java_only(pattern: &str) -> bool {
    [
        r"\p{Is", r"\p{In", r"\p{java", r"\P{Is", r"\P{In", r"\P{java", r"\N{", r"\R", r"\X", r"\G", r"\c",
        r"\0",
    ]
    .iter()
    .any(|escape| pattern.contains(escape))
}
