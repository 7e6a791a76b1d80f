//! Names and values → parameters: dotenv, JSON and YAML, what chamber exports, and what AWS's own command
//! line gives.

use std::collections::BTreeSet;

use schema::kinds::parameter::join;
use schema::{Node, Style, Value};

use super::read::{Mistake, Text, words};
use super::{Foreign, Resource, Unread, What};
use crate::contract::Words;
use crate::kinds::worded::Sort;

/// How a file of values is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `NAME=value`, line by line.
    Dotenv,
    /// JSON or YAML.
    Tree,
}

/// The parameters that a file says, below a path, or under the whole names that it gives itself.
///
/// Every value of a flat file of texts is a secret: so are dotenv's, and so is what chamber exports. `plain` says
/// by its key of which one that does not hold.
///
/// # Errors
/// It is not of that form, has a name twice, or needs a path.
pub fn values(
    form: Form,
    text: &str,
    path: Option<&str>,
    plain: &dyn Fn(&str) -> bool,
) -> Result<Foreign, Mistake> {
    let mut read = Reading { path, plain, foreign: Foreign::empty(), seen: BTreeSet::new() };
    match form {
        Form::Dotenv => read.dotenv(text)?,
        Form::Tree => read.tree(&Text::read(text)?)?,
    }
    Ok(read.foreign)
}

/// What a value may be shown of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// Every value is a secret that `--plain` does not name.
    Secret,
    /// A value is plain that does not look like a secret.
    Plain,
}

struct Reading<'a> {
    path: Option<&'a str>,
    plain: &'a dyn Fn(&str) -> bool,
    foreign: Foreign,
    seen: BTreeSet<String>,
}

const NO_PATH: &str = "no path is said for its names: say `--path /x`";

impl Reading<'_> {
    fn dotenv(&mut self, text: &str) -> Result<(), Mistake> {
        let path = self.path.ok_or_else(|| mistake(1, 1, NO_PATH))?;
        for Line { number, key, value } in lines(text)? {
            let id = join(path, &key);
            if !self.seen.insert(id.clone()) {
                return Err(mistake(number, 1, "this name stands twice"));
            }
            self.add(&key, id, Words::Text(value), Showing::Secret);
        }
        Ok(())
    }

    fn tree(&mut self, text: &Text) -> Result<(), Mistake> {
        let root = &text.root;
        let Value::Map(entries) = &root.value else {
            return Err(text.mistake(root.head(), "this is no map of names and values"));
        };
        let listed =
            root.get("Parameters").filter(|node| node.items().iter().all(|item| item.get("Name").is_some()));
        let listed = listed.map(Node::items).or_else(|| {
            let one = root.get("Parameter").filter(|node| node.get("Name").is_some());
            one.map(std::slice::from_ref)
        });
        if let Some(items) = listed.filter(|items| !items.is_empty()) {
            return items.iter().try_for_each(|item| self.parameter(text, item));
        }
        let path = self.path.ok_or_else(|| text.mistake(root.head(), NO_PATH))?;
        let flat = entries.iter().all(|entry| entry.value.null().is_some() || is_text(&entry.value));
        self.level(text, root, path, "", if flat { Showing::Secret } else { Showing::Plain })
    }

    /// One parameter as AWS's own answers have it: its name is whole.
    fn parameter(&mut self, text: &Text, item: &Node) -> Result<(), Mistake> {
        let said = words(item);
        let name = said.get("Name").as_text().unwrap_or_default().to_owned();
        let below = |path: &str| {
            name.strip_prefix(path.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
        };
        if !self.path.is_none_or(below) {
            return Ok(());
        }
        if !self.seen.insert(name.clone()) {
            return Err(text.mistake(item.head(), "this name stands twice"));
        }
        let arn: Vec<&str> = said.get("ARN").as_text().unwrap_or_default().splitn(6, ':').collect();
        let part = |at: usize| arn.get(at).copied().filter(|part| !part.is_empty()).map(str::to_owned);
        let (region, account) = (part(3), part(4));
        let mut fields = ["Type", "Value", "DataType"].map(|field| (field, said.get(field).clone()));
        // What does not say that it is no secret may be a SecureString, decrypted.
        if fields[0].1.is_nothing() && !(self.plain)(&name) {
            fields[0].1 = Words::Text("SecureString".to_owned());
            fields[1].1 = Words::Secret;
        }
        self.foreign.resources.push(Resource {
            place: name.clone(),
            what: What::One(Sort::Parameter),
            id: name,
            account,
            region,
            words: Words::map(fields),
        });
        Ok(())
    }

    /// A map: its maps are levels of the path.
    fn level(
        &mut self,
        text: &Text,
        node: &Node,
        path: &str,
        above: &str,
        showing: Showing,
    ) -> Result<(), Mistake> {
        for entry in node.entries() {
            let key =
                if above.is_empty() { entry.key.text.clone() } else { format!("{above}/{}", entry.key.text) };
            if let Value::Map(inside) = &entry.value.value
                && !inside.is_empty()
            {
                self.level(text, &entry.value, path, &key, showing)?;
                continue;
            }
            let id = join(path, &key);
            if !self.seen.insert(id.clone()) {
                return Err(text.mistake(entry.key.span, "this name stands twice"));
            }
            self.add(&key, id, words(&entry.value), showing);
        }
        Ok(())
    }

    fn add(&mut self, key: &str, id: String, value: Words, showing: Showing) {
        let text = |text: &str| Words::Text(text.to_owned());
        let mut leave = |why: &str| {
            self.foreign.unread.push(Unread { what: key.to_owned(), why: why.to_owned() });
        };
        if value.is_nothing() {
            return leave("it has no value, and AWS holds no empty ones");
        }
        let plain = showing == Showing::Plain || (self.plain)(key);
        let words = match value {
            _ if !plain => Words::map([("Type", text("SecureString")), ("Value", Words::Secret)]),
            Words::List(items) if items.iter().all(|item| item.as_text().is_some()) => {
                Words::map([("Type", text("StringList")), ("Value", Words::List(items))])
            }
            Words::Text(_) | Words::Plain(_) => Words::map([("Type", text("String")), ("Value", value)]),
            Words::List(_) | Words::Map(_) | Words::Nothing | Words::Secret => {
                return leave("it is neither a text nor a list of texts");
            }
        };
        self.foreign.resources.push(Resource {
            place: key.to_owned(),
            what: What::One(Sort::Parameter),
            id,
            account: None,
            region: None,
            words,
        });
    }
}

/// Whether a value is a text to every reader: what chamber exports has nothing else.
fn is_text(node: &Node) -> bool {
    let Some(scalar) = node.scalar() else { return false };
    let more = || {
        let text = scalar.text.as_str();
        matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off")
            || text.parse::<f64>().is_ok()
    };
    scalar.style != Style::Plain || !(node.null().is_some() || node.is_unwritten() || more())
}

struct Line {
    number: u32,
    key: String,
    value: String,
}

fn mistake(line: u32, column: u32, message: &str) -> Mistake {
    Mistake { line, column, message: message.to_owned() }
}

/// The assignments of a dotenv file. A text in quotes may go on over lines.
fn lines(text: &str) -> Result<Vec<Line>, Mistake> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut found, mut number) = (Vec::new(), 0);
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        number += 1;
        let first = number;
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let bare = bare.strip_prefix("export ").map_or(bare, str::trim_start);
        let Some((key, value)) = bare.split_once('=') else {
            return Err(mistake(first, 1, "this is no `NAME=value`"));
        };
        let key = key.trim_end();
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c)) {
            return Err(mistake(first, 1, "what stands before the `=` is no name"));
        }
        let value = value.trim_start();
        let value = match value.chars().next().filter(|c| "\"'`".contains(*c)) {
            None => value.split(" #").next().unwrap_or_default().trim_end().to_owned(),
            Some(quote) => {
                let mut whole = value[1..].to_owned();
                loop {
                    if let Some(end) = closing(&whole, quote) {
                        let after = whole[end + 1..].trim_start();
                        if !after.is_empty() && !after.starts_with('#') {
                            return Err(mistake(number, 1, "something stands behind a closing quote"));
                        }
                        whole.truncate(end);
                        break;
                    }
                    let Some(line) = rest.next() else {
                        return Err(mistake(first, 1, "a quote is not closed"));
                    };
                    number += 1;
                    whole.push('\n');
                    whole.push_str(line);
                }
                if quote == '"' { unescaped(&whole) } else { whole }
            }
        };
        found.push(Line { number: first, key: key.to_owned(), value });
    }
    Ok(found)
}

/// Where a quoted text ends.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

fn unescaped(text: &str) -> String {
    let (mut out, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: Form, text: &str, plain: &[&str]) -> Foreign {
        let plain = |key: &str| plain.contains(&key);
        values(form, text, Some("/shop"), &plain).unwrap_or_else(|mistake| panic!("{mistake:?}"))
    }

    /// The id, the type and the value of each; no value is told of a secret.
    fn told(foreign: &Foreign) -> Vec<(&str, &str, String)> {
        let told = |resource: &Resource| match resource.words.get("Value") {
            Words::Text(text) | Words::Plain(text) => text.clone(),
            Words::List(items) => items.iter().filter_map(Words::as_text).collect::<Vec<_>>().join(","),
            Words::Secret => "(secret)".to_owned(),
            Words::Nothing | Words::Map(_) => panic!("no value"),
        };
        let resources = foreign.resources.iter();
        resources
            .map(|one| (one.id.as_str(), one.words.get("Type").as_text().unwrap_or_default(), told(one)))
            .collect()
    }

    #[test]
    fn every_value_of_dotenv_is_a_secret_that_is_not_named_plain() {
        let text = "# local\nexport DB_PASSWORD='hunter2 # all of it'\nPORT=5432 # here\nKEY=\"a\nb \\\"c\\\"\"\nURL=\n";
        let foreign = read(Form::Dotenv, text, &["PORT"]);
        assert_eq!(
            told(&foreign),
            [
                ("/shop/DB_PASSWORD", "SecureString", "(secret)".to_owned()),
                ("/shop/PORT", "String", "5432".to_owned()),
                ("/shop/KEY", "SecureString", "(secret)".to_owned()),
            ]
        );
        assert_eq!(foreign.unread.len(), 1);
        let all = read(Form::Dotenv, text, &["DB_PASSWORD", "KEY"]);
        assert_eq!(told(&all)[0].2, "hunter2 # all of it");
        assert_eq!(told(&all)[2].2, "a\nb \"c\"");
    }

    #[test]
    fn a_flat_map_of_texts_is_secret_and_a_nested_one_is_levels() {
        let flat = read(Form::Tree, "{\"db_password\": \"hunter2\", \"host\": \"db\"}", &["host"]);
        assert_eq!(
            told(&flat),
            [
                ("/shop/db_password", "SecureString", "(secret)".to_owned()),
                ("/shop/host", "String", "db".to_owned()),
            ]
        );
        let deep = read(Form::Tree, "db:\n  host: db.internal\n  port: 5432\nzones: [a, b]\nnone: ~\n", &[]);
        assert_eq!(
            told(&deep),
            [
                ("/shop/db/host", "String", "db.internal".to_owned()),
                ("/shop/db/port", "String", "5432".to_owned()),
                ("/shop/zones", "StringList", "a,b".to_owned()),
            ]
        );
        assert_eq!(deep.unread.len(), 1);
    }

    #[test]
    fn what_aws_answers_has_whole_names_and_says_where() {
        let text = r#"{"Parameters": [
            {"Name": "/shop/host", "Type": "String", "Value": "db", "Version": 3, "DataType": "text",
             "ARN": "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/host"},
            {"Name": "/shop/untold", "Value": "hunter2"}, {"Name": "/shop/plain", "Value": "db", "Type": "String"},
            {"Name": "/other/host", "Type": "String", "Value": "db"}]}"#;
        let foreign = read(Form::Tree, text, &[]);
        let secret = ("/shop/untold", "SecureString", "(secret)".to_owned());
        let plain = |name| (name, "String", "db".to_owned());
        assert_eq!(told(&foreign), [plain("/shop/host"), secret, plain("/shop/plain")]);
        assert_eq!((foreign.account(), foreign.region()), (Some("123456789012"), Some("eu-west-1")));
    }

    #[test]
    fn what_is_wrong_has_its_line_and_shows_nothing() {
        for (form, text, line) in [
            (Form::Dotenv, "A=1\nhunter2\n", 2),
            (Form::Dotenv, "A=1\nB=2\nA=hunter2\n", 3),
            (Form::Dotenv, "A=1\nB='hunter2\n", 2),
            (Form::Tree, "a:\n  b: 1\na/b: hunter2\n", 3),
            (Form::Tree, "- hunter2\n", 1),
        ] {
            let mistake = values(form, text, Some("/shop"), &|_| true).err().expect("a mistake");
            assert_eq!(mistake.line, line, "{mistake:?}");
            assert!(!mistake.message.contains("hunter2"), "{mistake:?}");
        }
        assert!(values(Form::Dotenv, "A=1\n", None, &|_| true).is_err());
    }
}
