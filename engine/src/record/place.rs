//! Where a site's record lies, and what lies there.

use std::collections::BTreeMap;

use super::content::Record;
use super::form::{Laid, Opened};
use super::memory::Memories;
use crate::address::Address;
use crate::ports::{ApiError, Cause, Reads};
use aws_sdk_ssm::operation::get_parameter::builders::GetParameterInputBuilder;
use aws_sdk_ssm::operation::get_parameters::builders::GetParametersInputBuilder;

/// Where a site's record lies, and of which stack it must be.
#[derive(Debug, Clone)]
pub struct RecordPlace {
    /// The parameter's name.
    pub name: String,
    /// The stack's own id, where it has one.
    pub origin: Option<String>,
    /// Where it may lie from before, the likeliest first.
    pub former: Vec<FormerRecord>,
}

/// Where a site's record may lie from before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerRecord {
    /// The parameter's name: the record's own where only the origin is another.
    pub name: String,
    /// The stack's own id then.
    pub origin: Option<String>,
    /// What was another.
    pub since: Since,
    /// Whether nothing says so: it is where records usually lie.
    pub guessed: bool,
}

/// What has become another since a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The site's name or its origin: what it declares of what that record remembers is taken along.
    Named,
    /// The path of the record: all that it remembers is the site's.
    Kept,
}

/// A record that lies where it lay before.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    /// Where.
    pub at: FormerRecord,
    /// What it says.
    pub record: Record,
    /// Where its pieces lie.
    pub(crate) laid: Laid,
}

/// What lies in a record's place.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Held {
    /// Nothing.
    #[default]
    Nothing,
    /// A record, and where its pieces lie.
    Record(Box<Record>, Laid),
    /// Nothing yet: the record still lies where it lay before.
    Former(Box<Left>),
    /// Something else: why it is no record that may be written over, in words.
    Strange(String),
    /// Nobody knows: it could not be read.
    Unread,
}

impl RecordPlace {
    /// The address that the parameter would have if it were a resource.
    pub fn address(&self) -> Address {
        Address::new("Parameter", &self.name)
    }

    /// The names that it has and had.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(self.former.iter().map(|former| &former.name)).map(String::as_str)
    }

    /// Whether a record of a name is its own, as far as something says so.
    pub(crate) fn is_own(&self, name: &str) -> bool {
        self.name == name || self.former.iter().any(|former| !former.guessed && former.name == name)
    }

    /// Whether a record that lies here is of the stack that looks at it, as that is or was before.
    fn may_hold(&self, record: &Record) -> bool {
        let mut was = self.former.iter().filter(|former| former.name == self.name);
        record.origin == self.origin || was.any(|was| was.holds(record))
    }

    /// Whether a parameter is the record, or a lease, which lies below it.
    pub(crate) fn holds(&self, name: &str) -> bool {
        let bare = |name: &str| name.strip_prefix('/').unwrap_or(name).to_owned();
        let (own, name) = (bare(&self.name), bare(name));
        name.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl FormerRecord {
    /// Whether a record that lies here is of the stack as it was.
    fn holds(&self, record: &Record) -> bool {
        record.origin == self.origin
    }
}

impl Held {
    /// The record, where it is of the stack that looks at it.
    pub fn record(&self, place: Option<&RecordPlace>) -> Option<&Record> {
        match self {
            Self::Record(record, _) => place.filter(|place| place.may_hold(record)).map(|_| &**record),
            Self::Former(left) => Some(&left.record).filter(|record| left.at.holds(record)),
            Self::Nothing | Self::Strange(_) | Self::Unread => None,
        }
    }

    /// Whether it is of the site that looks at it as that was called before.
    pub(crate) fn is_former(&self, place: Option<&RecordPlace>) -> bool {
        match self {
            Self::Former(left) => left.at.since == Since::Named,
            Self::Record(record, _) => {
                place.is_some_and(|place| place.may_hold(record) && record.origin != place.origin)
            }
            Self::Nothing | Self::Strange(_) | Self::Unread => false,
        }
    }

    /// Forgets what can carry no tag and does not pass, by kind and AWS's name.
    pub(crate) fn keep(&mut self, passes: impl Fn(&str, &str) -> bool) {
        match self {
            Self::Record(record, _) => record.kept.retain(passes),
            Self::Former(left) => left.record.kept.retain(passes),
            Self::Nothing | Self::Strange(_) | Self::Unread => {}
        }
    }

    /// What is ours by it.
    pub(crate) fn kept(&self, place: Option<&RecordPlace>) -> Memories {
        self.record(place).map(|record| record.kept.clone()).unwrap_or_default()
    }

    /// Where its pieces lie.
    pub(crate) fn laid(&self) -> Laid {
        match self {
            Self::Record(_, laid) => *laid,
            Self::Nothing | Self::Former(..) | Self::Strange(_) | Self::Unread => Laid::default(),
        }
    }
}

/// Reads what lies in a place: in one call, and one more where it lies in pieces or seems not to be there.
/// Where nothing does, it looks where the record lay before. Where something does, what lies where the stack says
/// that it lay is good to know and not needed.
///
/// # Errors
/// AWS does not answer, or not with the parameter.
pub(crate) async fn read(reads: &Reads, place: &RecordPlace) -> Result<(Held, Option<Left>), ApiError> {
    let held = read_at(reads, &place.name).await?;
    let missing = held == Held::Nothing;
    let elsewhere = place.former.iter().filter(|former| former.name != place.name);
    for at in elsewhere.filter(|former| missing || !former.guessed) {
        match left(reads, at).await {
            Ok(Some(left)) if missing => return Ok((Held::Former(Box::new(left.clone())), Some(left))),
            Ok(Some(left)) if at.holds(&left.record) => return Ok((held, Some(left))),
            Err(error) if missing => return Err(error),
            Ok(_) | Err(_) => {}
        }
    }
    Ok((held, None))
}

/// The record that lies where it may lie from before. Where that is guessed, one of another stack is none of this
/// site's business, and a role that may not look finds none.
async fn left(reads: &Reads, at: &FormerRecord) -> Result<Option<Left>, ApiError> {
    let held = match read_at(reads, &at.name).await {
        Err(error) if at.guessed && error.cause == Cause::Denied => return Ok(None),
        held => held?,
    };
    let Held::Record(record, laid) = held else { return Ok(None) };
    let left = Left { at: at.clone(), record: *record, laid };
    Ok(Some(left).filter(|left| !at.guessed || at.holds(&left.record)))
}

async fn read_at(reads: &Reads, name: &str) -> Result<Held, ApiError> {
    let text = match reads.call(GetParameterInputBuilder::default().name(name)).await {
        Ok(answer) => answer.parameter.and_then(|parameter| parameter.value).unwrap_or_default(),
        // What is written where nothing lies forgets what lay there: one answer is not enough to say so.
        Err(error) if error.code == "ParameterNotFound" => {
            let mut found = texts(reads, vec![name.to_owned()]).await?;
            let Some(text) = found.remove(name) else { return Ok(Held::Nothing) };
            text
        }
        Err(error) => return Err(error),
    };
    match Opened::read(&text) {
        Ok(opened) => {
            let laid = opened.laid();
            let names: Vec<String> = laid.names().iter().map(|piece| piece_of(name, piece)).collect();
            let pieces = pieces(reads, &names).await?;
            Ok(Held::Record(Box::new(opened.whole(&pieces)), laid))
        }
        Err(reason) => Ok(Held::Strange(reason)),
    }
}

/// The name of a piece of the record of a name.
pub(crate) fn piece_of(name: &str, piece: &str) -> String {
    format!("{name}/{piece}")
}

/// Pieces by their names; what is left out is asked for once more.
async fn pieces(reads: &Reads, names: &[String]) -> Result<Vec<Option<String>>, ApiError> {
    let mut found = BTreeMap::new();
    for _ in 0..2 {
        let open: Vec<String> = names.iter().filter(|name| !found.contains_key(*name)).cloned().collect();
        if !open.is_empty() {
            found.extend(texts(reads, open).await?);
        }
    }
    Ok(names.iter().map(|name| found.remove(name)).collect())
}

/// The texts of parameters, by name, of those that one call finds.
async fn texts(reads: &Reads, names: Vec<String>) -> Result<BTreeMap<String, String>, ApiError> {
    let request = GetParametersInputBuilder::default().set_names(Some(names));
    let found = reads.call(request).await?.parameters.unwrap_or_default();
    Ok(found.into_iter().filter_map(|found| Some((found.name?, found.value?))).collect())
}
