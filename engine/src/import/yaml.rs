//! Values as YAML, in the style of the examples: two blanks, quotes where they are needed, short things on
//! one line.

/// A value that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Out {
    /// A text: quoted where it would read as something else.
    Text(String),
    /// A number or a truth value.
    Literal(String),
    /// Values in their order.
    List(Vec<Out>),
    /// Values by key, in the order written.
    Map(Vec<(String, Out)>, Layout),
}

/// How a map is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One line each.
    Lines,
    /// On one line where it fits.
    Inline,
}

/// Columns that a line may have.
const WIDTH: usize = 100;

/// A map as lines, each so far in.
pub(super) fn block(entries: &[(String, Out)], indent: usize) -> String {
    let mut text = String::new();
    for (key, value) in entries {
        text.push_str(&" ".repeat(indent));
        text.push_str(&key_of(key));
        text.push(':');
        behind(value, indent, indent + key.len() + 2, &mut text);
    }
    text
}

/// What stands behind a key's colon or an item's dash, to the end of its last line.
fn behind(value: &Out, indent: usize, column: usize, text: &mut String) {
    if let Some(line) =
        inline(value).filter(|line| column + line.chars().count() <= WIDTH || is_scalar(value))
    {
        text.push(' ');
        text.push_str(&line);
        text.push('\n');
        return;
    }
    match value {
        Out::Text(lines) => literal(lines, indent + 2, text),
        Out::Literal(_) => {}
        Out::Map(entries, _) => {
            text.push('\n');
            text.push_str(&block(entries, indent + 2));
        }
        Out::List(items) => {
            text.push('\n');
            for item in items {
                list_item(item, indent + 2, text);
            }
        }
    }
}

fn list_item(item: &Out, indent: usize, text: &mut String) {
    let dash = format!("{}-", " ".repeat(indent));
    match item {
        Out::Map(entries, _) if !entries.is_empty() && inline_fits(item, indent + 2).is_none() => {
            let lines = block(entries, indent + 2);
            text.push_str(&dash);
            text.push(' ');
            text.push_str(&lines[indent + 2..]);
        }
        other => {
            text.push_str(&dash);
            behind(other, indent, indent + 2, text);
        }
    }
}

fn inline_fits(value: &Out, column: usize) -> Option<String> {
    inline(value).filter(|line| column + line.chars().count() <= WIDTH)
}

fn is_scalar(value: &Out) -> bool {
    matches!(value, Out::Text(_) | Out::Literal(_))
}

/// A value on one line, where it may stand so.
fn inline(value: &Out) -> Option<String> {
    match value {
        Out::Text(text) if is_literal(text) => None,
        Out::Text(text) => Some(scalar(text, Context::Block)),
        _ => flow(value),
    }
}

fn flow(value: &Out) -> Option<String> {
    Some(match value {
        Out::Text(text) if text.contains('\n') => return None,
        Out::Text(text) => scalar(text, Context::Flow),
        Out::Literal(text) => text.clone(),
        Out::List(items) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| match item {
                    // What has names of its own has lines of its own.
                    Out::Map(entries, _) if entries.len() > 1 => None,
                    item => flow(item),
                })
                .collect();
            format!("[{}]", items?.join(", "))
        }
        Out::Map(_, Layout::Lines) => return None,
        Out::Map(entries, Layout::Inline) => {
            let pair = |(key, value): &(String, Out)| Some(format!("{}: {}", key_of(key), flow(value)?));
            let pairs: Option<Vec<String>> = entries.iter().map(pair).collect();
            format!("{{{}}}", pairs?.join(", "))
        }
    })
}

/// Whether a text is written as a block of lines that are its own.
fn is_literal(text: &str) -> bool {
    let printable = |c: char| c == '\n' || c == '\t' || is_printable(c);
    let body = text.strip_suffix('\n').unwrap_or(text);
    let first = body.chars().next();
    body.contains('\n')
        && !body.ends_with('\n')
        && first.is_some_and(|first| !first.is_whitespace())
        && text.chars().all(printable)
}

fn literal(lines: &str, indent: usize, text: &mut String) {
    text.push_str(if lines.ends_with('\n') { " |\n" } else { " |-\n" });
    for line in lines.strip_suffix('\n').unwrap_or(lines).split('\n') {
        if !line.is_empty() {
            text.push_str(&" ".repeat(indent));
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// Where a scalar stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Block,
    Flow,
}

/// A key. One with a colon inside is quoted, though YAML would take it.
fn key_of(key: &str) -> String {
    if key.contains(':') { quoted(key) } else { scalar(key, Context::Flow) }
}

fn scalar(text: &str, context: Context) -> String {
    if is_plain(text, context) { text.to_owned() } else { quoted(text) }
}

/// Whether a text reads as itself without quotes, to us and to any other reader.
fn is_plain(text: &str, context: Context) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let last = text.chars().next_back();
    if first.is_whitespace() || last.is_some_and(char::is_whitespace) || !text.chars().all(is_printable) {
        return false;
    }
    if is_whole_number(text) || matches!(text, "true" | "false") {
        return true;
    }
    if reads_as_more(text) || text.starts_with(['.', '~']) {
        return false;
    }
    let begins = match first {
        '-' | '?' | ':' => {
            text.chars().nth(1).is_some_and(|next| !next.is_whitespace()) && !text.starts_with("---")
        }
        _ => !"[]{},#&*!|>'\"%@`=".contains(first),
    };
    let signs = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    let inside = context == Context::Flow && text.contains(['[', ']', '{', '}', ',', ':']);
    begins && !signs && !inside
}

/// A number as a person writes it: no zero before it, and not so long that readers round it.
fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    all && (text == "0" || !digits.starts_with('0'))
}

/// Whether some reader of YAML takes it for nothing, a truth value, a number or a date.
fn reads_as_more(text: &str) -> bool {
    const WORDS: [&str; 11] = ["<<", "null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let lower = text.to_ascii_lowercase();
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
        && text.chars().all(|c| c.is_ascii_digit() || "_.:+-TZ ".contains(c));
    let based = ["0x", "0o", "0b"].iter().any(|base| lower.starts_with(base));
    WORDS.contains(&&*lower) || numeric || based || text.parse::<f64>().is_ok()
}

/// Whether a character stands as itself in a file: neither a reader of YAML nor the eye may take it for more.
fn is_printable(c: char) -> bool {
    let turns =
        matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !(turns || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_printable(c) => quoted.push(c),
            c if u32::from(c) <= 0xff => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if u32::from(c) <= 0xffff => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use schema::Sources;

    use super::*;

    /// The text that our own reader reads where one was written.
    fn read_back(entries: &[(String, Out)]) -> schema::Node {
        let text = block(entries, 0);
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", text.as_str());
        let (mut documents, findings) = schema::yaml::documents(&sources, id);
        assert!(findings.is_empty(), "{text}\n{findings:#?}");
        documents.remove(0)
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,12}",
            "[-?:,\\[\\]{}#&*!|>'\"%@` a0~=.\n\t]{0,8}",
            "(a|b c|: |#|\n| |-|\u{85}|\u{2028}|\u{7f}|\r|é){0,8}",
            prop::sample::select(vec![
                "yes",
                "~",
                "null",
                "0755",
                "1.10",
                "2026-11-27",
                "1e3",
                "---",
                "<<",
                "=",
                "0x1f",
                "12:30:00",
                "true",
                "5432",
                "-",
                "? a",
                "tag:Role"
            ])
            .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_reads_back_wherever_it_stands(text in texts()) {
            let list = || Out::List(vec![Out::Text(text.clone()), Out::Text("b".into())]);
            let map = |layout| Out::Map(vec![("in".into(), Out::Text(text.clone()))], layout);
            let node = read_back(&[
                ("plain".into(), Out::Text(text.clone())),
                ("list".into(), list()),
                ("flow".into(), map(Layout::Inline)),
                ("lines".into(), map(Layout::Lines)),
                ("items".into(), Out::List(vec![map(Layout::Lines), map(Layout::Lines)])),
                ("end".into(), Out::Text("x".into())),
            ]);
            let at = |path: &[&str]| {
                let node = path.iter().fold(&node, |node, key| node.get(key).expect("an entry"));
                node.scalar().expect("a text").text.clone()
            };
            prop_assert_eq!(&at(&["plain"]), &text);
            prop_assert_eq!(&at(&["flow", "in"]), &text);
            prop_assert_eq!(&at(&["lines", "in"]), &text);
            let items = |key: &str| node.get(key).expect("an entry").items();
            prop_assert_eq!(&items("list")[0].scalar().expect("a text").text, &text);
            prop_assert_eq!(&items("items")[1].get("in").and_then(schema::Node::scalar).expect("a text").text, &text);
            prop_assert_eq!(at(&["end"]), "x");
        }

        #[test]
        fn any_key_reads_back(key in texts()) {
            let node = read_back(&[("m".into(), Out::Map(vec![(key.clone(), Out::Text("x".into()))], Layout::Lines))]);
            let entry = &node.get("m").expect("an entry").entries()[0];
            prop_assert_eq!(&entry.key.text, &key);
        }
    }

    #[test]
    fn what_is_written_looks_like_the_examples() {
        let text = |text: &str| Out::Text(text.to_owned());
        let spec = Out::Map(
            vec![
                ("schedule".into(), text("cron(0 2 ? * SUN *)")),
                (
                    "where".into(),
                    Out::Map(vec![("tag:Role".into(), Out::List(vec![text("web")]))], Layout::Inline),
                ),
                ("code".into(), text("0755")),
                ("script".into(), text("set -e\nuptime\n")),
                (
                    "rules".into(),
                    Out::List(vec![Out::Map(
                        vec![("days".into(), Out::Literal("7".into())), ("level".into(), text("HIGH"))],
                        Layout::Lines,
                    )]),
                ),
            ],
            Layout::Lines,
        );
        let expected = "\
spec:
  schedule: cron(0 2 ? * SUN *)
  where: {\"tag:Role\": [web]}
  code: \"0755\"
  script: |
    set -e
    uptime
  rules:
    - days: 7
      level: HIGH
";
        assert_eq!(block(&[("spec".into(), spec)], 0), expected);
    }
}
