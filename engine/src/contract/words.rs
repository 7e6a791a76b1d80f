//! What a file of another tool says of a resource, in the words of AWS's API.
//!
//! Kinds make AWS's own answer of it and read that as they read AWS's, so that both mean the same.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::tagged::Tags;

/// A value as another tool's file has it.
#[derive(Clone, PartialEq, Eq)]
pub enum Words {
    /// It is not said.
    Nothing,
    /// A text.
    Text(String),
    /// What is written without quotes: a number, a truth value, or a text.
    Plain(String),
    /// That tool hides it, and no file may hold it.
    Secret,
    /// Values in their order.
    List(Vec<Words>),
    /// Values by key.
    Map(BTreeMap<String, Words>),
}

impl Words {
    /// A map of some entries; what is not said is none.
    pub fn map<const N: usize>(entries: [(&str, Words); N]) -> Self {
        let said = entries.into_iter().filter(|(_, words)| *words != Self::Nothing);
        Self::Map(said.map(|(key, words)| (key.to_owned(), words)).collect())
    }

    /// Of a map the value of a key.
    pub fn get(&self, key: &str) -> &Self {
        match self {
            Self::Map(map) => map.get(key).unwrap_or(&Self::Nothing),
            Self::Nothing | Self::Text(_) | Self::Plain(_) | Self::Secret | Self::List(_) => &Self::Nothing,
        }
    }

    /// A text that says something.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Plain(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
            Self::Nothing | Self::Secret | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Whether nothing is said by it: an empty list is how some tools say none.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) | Self::Plain(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(map) => map.is_empty(),
            Self::Secret => false,
        }
    }

    /// The value as JSON: what is written without quotes is a number or a truth value where it can be one.
    ///
    /// # Errors
    /// Some of it is hidden.
    pub fn json(&self) -> Result<serde_json::Value, String> {
        use serde_json::Value;
        Ok(match self {
            Self::Nothing => Value::Null,
            Self::Text(text) => Value::String(text.clone()),
            Self::Plain(text) => match serde_json::from_str(text) {
                Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
                Ok(_) | Err(_) => Value::String(text.clone()),
            },
            Self::Secret => return Err(HIDDEN.to_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::json).collect::<Result<_, _>>()?),
            Self::Map(map) => {
                let entry = |(key, words): (&String, &Self)| Ok::<_, String>((key.clone(), words.json()?));
                Value::Object(map.iter().map(entry).collect::<Result<_, _>>()?)
            }
        })
    }
}

const HIDDEN: &str = "some of it is sensitive, and no file may hold that";

const TAGS: &str = "Tags";

/// The fields of a resource, or of a part of one, taken one by one: one that nobody takes is not known here.
pub struct Fields(BTreeMap<String, Words>);

impl Fields {
    /// The fields of a map.
    ///
    /// # Errors
    /// It is none.
    pub fn of(words: Words) -> Result<Self, String> {
        match words {
            Words::Map(map) => Ok(Self(map)),
            Words::Nothing => Ok(Self(BTreeMap::new())),
            Words::Text(_) | Words::Plain(_) | Words::Secret | Words::List(_) => {
                Err("it is not a map of fields".to_owned())
            }
        }
    }

    /// Takes a field as it is.
    pub fn take(&mut self, name: &str) -> Words {
        self.0.remove(name).unwrap_or(Words::Nothing)
    }

    /// Takes a text; an empty one says nothing.
    ///
    /// # Errors
    /// It is something else.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            Words::Nothing => Ok(None),
            Words::Text(text) | Words::Plain(text) => Ok(Some(text).filter(|text| !text.is_empty())),
            Words::Secret => Err(format!("`{name}` is sensitive, and no file may hold it")),
            Words::List(_) | Words::Map(_) => Err(format!("`{name}` is no text")),
        }
    }

    /// Takes a text that must be there.
    ///
    /// # Errors
    /// It is not, or it is something else.
    pub fn must(&mut self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("`{name}` is not said"))
    }

    /// Takes a text as a value of another type: a number, a truth value.
    ///
    /// # Errors
    /// It is none.
    pub fn parsed<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, String> {
        let text = self.text(name)?;
        text.map(|text| text.parse().map_err(|_| format!("`{name}` is not what it should be"))).transpose()
    }

    /// Takes texts; one alone is a list of one.
    ///
    /// # Errors
    /// There is something else among them.
    pub fn texts(&mut self, name: &str) -> Result<Vec<String>, String> {
        texts(name, self.take(name))
    }

    /// Takes lists of texts by key.
    ///
    /// # Errors
    /// It is something else.
    pub fn lists<M: FromIterator<(String, Vec<String>)>>(&mut self, name: &str) -> Result<M, String> {
        let fields = Self::of(self.take(name)).map_err(|why| format!("`{name}`: {why}"))?;
        fields.0.into_iter().map(|(key, words)| Ok((key.clone(), texts(&key, words)?))).collect()
    }

    /// Takes fields of their own; none where none are said.
    ///
    /// # Errors
    /// It is something else.
    pub fn fields(&mut self, name: &str) -> Result<Option<Self>, String> {
        let words = self.take(name);
        if words.is_nothing() {
            return Ok(None);
        }
        Self::of(words).map(Some).map_err(|why| format!("`{name}`: {why}"))
    }

    /// Takes a list of fields of their own.
    ///
    /// # Errors
    /// It is something else.
    pub fn items(&mut self, name: &str) -> Result<Vec<Self>, String> {
        match self.take(name) {
            Words::Nothing => Ok(Vec::new()),
            Words::List(items) => {
                let one = |words| Self::of(words).map_err(|why| format!("`{name}`: {why}"));
                items.into_iter().map(one).collect()
            }
            Words::Text(_) | Words::Plain(_) | Words::Secret | Words::Map(_) => {
                Err(format!("`{name}` is no list"))
            }
        }
    }

    /// Takes the tags, as a map or as AWS's list of keys and values.
    ///
    /// # Errors
    /// They are neither.
    pub fn tags(&mut self) -> Result<Tags, String> {
        match self.take(TAGS) {
            Words::Map(map) => {
                let value = |words: Words| texts(TAGS, words).map(|texts| texts.concat());
                map.into_iter().map(|(key, words)| Ok((key, value(words)?))).collect()
            }
            words => {
                let mut list = Self(BTreeMap::from([(TAGS.to_owned(), words)]));
                let pair = |mut tag: Self| {
                    let pair = (tag.must("Key")?, tag.text("Value")?.unwrap_or_default());
                    tag.done().map(|()| pair)
                };
                list.items(TAGS)?.into_iter().map(pair).collect()
            }
        }
    }

    /// Puts tags in the place of those that were taken.
    pub fn put_tags(&mut self, tags: Tags) {
        if !tags.is_empty() {
            let tags = tags.into_iter().map(|(key, value)| (key, Words::Text(value)));
            self.0.insert(TAGS.to_owned(), Words::Map(tags.collect()));
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// A field is left, and what it says would be lost.
    pub fn done(self) -> Result<(), String> {
        match self.0.into_iter().find(|(_, words)| !words.is_nothing()) {
            Some((name, _)) => Err(format!("`{name}` is not known here")),
            None => Ok(()),
        }
    }
}

fn texts(name: &str, words: Words) -> Result<Vec<String>, String> {
    match words {
        Words::Nothing => Ok(Vec::new()),
        Words::Text(text) | Words::Plain(text) => Ok(vec![text]),
        Words::Secret => Err(format!("`{name}` is sensitive, and no file may hold it")),
        Words::Map(_) => Err(format!("`{name}` is no list of texts")),
        Words::List(items) => {
            let one = |words| match words {
                Words::Text(text) | Words::Plain(text) => Ok(text),
                Words::Secret => Err(format!("`{name}` is sensitive, and no file may hold it")),
                Words::Nothing | Words::List(_) | Words::Map(_) => {
                    Err(format!("`{name}` is no list of texts"))
                }
            };
            items.into_iter().map(one).collect()
        }
    }
}
