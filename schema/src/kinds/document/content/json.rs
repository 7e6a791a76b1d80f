//! JSON with the place of every value, and nothing that is not JSON: AWS refuses what readers of YAML let
//! pass. `serde_json` was turned down: it knows no places, keeps one of two equal keys and rounds numbers.

use std::collections::HashMap;

use crate::bounds::CONTENT_DEPTH;
use crate::finding::Finding;
use crate::node::{Entry, Key, Node, Scalar, Style, Value};
use crate::source::{SourceId, Span};

const YAML: &str = "write JSON, or say `format: YAML`";

/// The one value of a text.
///
/// # Errors
/// Where it stops being JSON, or each key that is written twice.
pub(super) fn read(text: &str, source: SourceId) -> Result<Node, Vec<Finding>> {
    let mut reader = Reader { text, source, at: 0, twice: Vec::new() };
    let read = reader.value(0).and_then(|node| reader.end().map(|()| node));
    match read {
        Ok(node) if reader.twice.is_empty() => Ok(node),
        Ok(_) => Err(reader.twice),
        Err(finding) => Err(vec![*finding]),
    }
}

type Read<T> = Result<T, Box<Finding>>;

struct Reader<'a> {
    text: &'a str,
    source: SourceId,
    /// The byte that is next.
    at: usize,
    /// A finding for each key that its map has already.
    twice: Vec<Finding>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn span(&self, start: usize) -> Span {
        Span { source: self.source, start: start as u32, end: self.at as u32 }
    }

    fn wrong<T>(&self, message: impl Into<String>, help: &str) -> Read<T> {
        let end = self.at + self.next().map_or(0, char::len_utf8);
        let span = Span { source: self.source, start: self.at as u32, end: end as u32 };
        let message = format!("this is not JSON: {}", message.into());
        Err(Box::new(Finding::error("document-content", span, message).help(help)))
    }

    /// What is none of what may stand here.
    fn unexpected<T>(&self, expected: &str) -> Read<T> {
        match self.next() {
            None => self.wrong(format!("it ends where {expected} belongs"), YAML),
            Some('/' | '#') => {
                self.wrong("it has no comments", "take the comment out, or say `format: YAML`")
            }
            Some('\'') => self.wrong("its texts stand in double quotes", "write `\"` in the place of `'`"),
            Some(_) => self.wrong(format!("{expected} belongs here"), YAML),
        }
    }

    fn blanks(&mut self) {
        let blank = [' ', '\t', '\n', '\r'];
        self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
    }

    fn takes(&mut self, sign: char) -> bool {
        let there = self.rest().starts_with(sign);
        self.at += if there { sign.len_utf8() } else { 0 };
        there
    }

    fn end(&mut self) -> Read<()> {
        self.blanks();
        if self.rest().is_empty() { Ok(()) } else { self.unexpected("its end") }
    }

    fn value(&mut self, depth: usize) -> Read<Node> {
        self.blanks();
        if depth > CONTENT_DEPTH {
            return self.wrong(
                format!("values lie more than {CONTENT_DEPTH} deep in one another"),
                "make it flatter",
            );
        }
        let start = self.at;
        let value = match self.next() {
            Some('{') => self.map(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Value::Scalar(Scalar { text: self.quoted()?, style: Style::Quoted }),
            _ => Value::Scalar(Scalar { text: self.plain()?, style: Style::Plain }),
        };
        Ok(Node { span: self.span(start), value })
    }

    fn map(&mut self, depth: usize) -> Read<Value> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut first: HashMap<String, Span> = HashMap::new();
        self.at += 1;
        self.blanks();
        if self.takes('}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.blanks();
            let start = self.at;
            if !self.rest().starts_with('"') {
                return self.unexpected("a key in double quotes");
            }
            let key = Key { text: self.quoted()?, span: self.span(start) };
            self.blanks();
            if !self.takes(':') {
                return self.unexpected("`:`");
            }
            let value = self.value(depth + 1)?;
            match first.get(&key.text) {
                Some(there) => self.twice.push(
                    Finding::error("duplicate-key", key.span, "this key is written twice in one map")
                        .label("again here")
                        .also(*there, "first here")
                        .help("keep one of them"),
                ),
                None => {
                    first.insert(key.text.clone(), key.span);
                    entries.push(Entry { key, value });
                }
            }
            if !self.goes_on('}')? {
                return Ok(Value::Map(entries));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        let mut items = Vec::new();
        self.at += 1;
        self.blanks();
        if self.takes(']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if !self.goes_on(']')? {
                return Ok(Value::List(items));
            }
        }
    }

    /// Whether another part follows, or the end.
    fn goes_on(&mut self, close: char) -> Read<bool> {
        self.blanks();
        if self.takes(close) {
            return Ok(false);
        }
        let comma = self.at;
        if !self.takes(',') {
            return self.unexpected(&format!("`,` or `{close}`"));
        }
        self.blanks();
        if self.rest().starts_with(close) {
            self.at = comma;
            return self.wrong(format!("a comma stands before `{close}`"), "take the comma out");
        }
        Ok(true)
    }

    /// A number, `true`, `false` or `null`, as it is written.
    fn plain(&mut self) -> Read<String> {
        let end = self.rest().find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
        let word = &self.rest()[..end.unwrap_or(self.rest().len())];
        if ["true", "false", "null"].contains(&word) || is_number(word) {
            let word = word.to_owned();
            self.at += word.len();
            return Ok(word);
        }
        self.unexpected("a value")
    }

    /// A text, unescaped.
    fn quoted(&mut self) -> Read<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let stop = self.rest().find(|c: char| c == '"' || c == '\\' || c < ' ');
            let Some(stop) = stop else {
                self.at = self.text.len();
                return self.unexpected("`\"`");
            };
            text.push_str(&self.rest()[..stop]);
            self.at += stop;
            match self.next() {
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => text.push(self.escape()?),
                Some('\n' | '\r') => {
                    return self
                        .wrong("a text cannot go on in the next line", "write `\\n` for a line's end");
                }
                _ => {
                    return self.wrong("a text cannot hold this character", "write it as `\\t` or `\\u0000`");
                }
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let mut signs = self.rest().chars().skip(1);
        let plain = match signs.next() {
            Some('u') => return self.unicode(),
            Some(sign @ ('"' | '\\' | '/')) => sign,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            _ => return self.wrong("this escape is not known", "write `\\\\` for a backslash"),
        };
        self.at += 2;
        Ok(plain)
    }

    /// `\u0041`, or two of them for one character.
    fn unicode(&mut self) -> Read<char> {
        let Some(unit) = self.unit(0) else {
            return self.wrong("four hexadecimal digits follow `\\u`", "write them, such as `\\u0041`");
        };
        let low =
            self.unit(6).filter(|low| (0xd800..0xdc00).contains(&unit) && (0xdc00..0xe000).contains(low));
        self.at += if low.is_some() { 12 } else { 6 };
        let code = low.map_or(unit, |low| 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The number of an escape so many bytes ahead.
    fn unit(&self, ahead: usize) -> Option<u32> {
        let digits = self.rest().get(ahead..ahead + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// `-12.5e+3`: neither `+1` nor `01` nor `.5` nor `1.`.
pub(super) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(a, b)| (a, Some(b)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(a, b)| (a, Some(b)));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn told(text: &str) -> String {
        let id = Sources::default().add("d.json", text);
        match read(text, id) {
            Ok(_) => "fine".to_owned(),
            Err(findings) => {
                let say = |one: &Finding| {
                    format!("{} {}", &text[one.span().start as usize..one.span().end as usize], one.message)
                };
                findings.iter().map(say).collect::<Vec<_>>().join("; ")
            }
        }
    }

    #[test]
    fn what_is_not_json_is_shown_where_it_is() {
        for fine in [
            "{}",
            "[]",
            " {\"a\": [1, -0.5e+10, true, null, \"\\u00e9\\ud83d\\ude00\\/\"]} \n",
            "{\n\t\"a\":\t\"b\"\r\n}",
        ] {
            assert_eq!(told(fine), "fine", "{fine}");
        }
        for (wrong, what) in [
            ("{\"a\": 1,}", ", this is not JSON: a comma stands before `}`"),
            ("[1, 2, ]", ", this is not JSON: a comma stands before `]`"),
            ("{\"a\": 1 // x\n}", "/ this is not JSON: it has no comments"),
            ("# x\n{}", "# this is not JSON: it has no comments"),
            ("{'a': 1}", "' this is not JSON: its texts stand in double quotes"),
            ("{\"a\": 'b'}", "' this is not JSON: its texts stand in double quotes"),
            ("{a: 1}", "a this is not JSON: a key in double quotes belongs here"),
            ("{\"a\": b}", "b this is not JSON: a value belongs here"),
            ("{\"a\": 01}", "0 this is not JSON: a value belongs here"),
            ("{\"a\": \"b\nc\"}", "\n this is not JSON: a text cannot go on in the next line"),
            ("{\"a\": \"b\tc\"}", "\t this is not JSON: a text cannot hold this character"),
            ("{\"a\": \"\\x\"}", "\\ this is not JSON: this escape is not known"),
            ("{\"a\": \"\\u12\"}", "\\ this is not JSON: four hexadecimal digits follow `\\u`"),
            ("{\"a\": 1} {}", "{ this is not JSON: its end belongs here"),
            ("{\"a\": 1", " this is not JSON: it ends where `,` or `}` belongs"),
            (
                "{\"a\": 1, \"a\": 2, \"a\": 3}",
                "\"a\" this key is written twice in one map; \"a\" this key is written twice in one map",
            ),
        ] {
            assert_eq!(told(wrong), what, "{wrong}");
        }
        assert!(told(&"[".repeat(200)).contains("more than 128 deep"));
    }
}
