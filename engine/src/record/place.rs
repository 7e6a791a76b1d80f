//! Where a site's record lies, and what lies there.

use std::collections::BTreeMap;

use super::content::Record;
use super::form::{Laid, Opened};
use super::memory::Memories;
use crate::address::Address;
use crate::ports::{ApiError, Reads};
use aws_sdk_ssm::operation::get_parameter::builders::GetParameterInputBuilder;
use aws_sdk_ssm::operation::get_parameters::builders::GetParametersInputBuilder;

/// Where a site's record lies, and of which stack it must be.
#[derive(Debug, Clone)]
pub struct RecordPlace {
    /// The parameter's name.
    pub name: String,
    /// The stack's own id, where it has one.
    pub origin: Option<String>,
    /// The record of what the site was before.
    pub former: Option<FormerRecord>,
}

/// The record of a site before it got another name or its origin.
#[derive(Debug, Clone)]
pub struct FormerRecord {
    /// The parameter's name: another one only where the site has got another name.
    pub name: String,
    /// The stack's own id then.
    pub origin: Option<String>,
}

/// What lies in a record's place.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Held {
    /// Nothing.
    #[default]
    Nothing,
    /// A record, and where its pieces lie.
    Record(Box<Record>, Laid),
    /// Nothing yet: the record still lies where it lay under the site's name before.
    Former(Box<Record>, Laid),
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
        std::iter::once(&self.name).chain(self.former.as_ref().map(|former| &former.name)).map(String::as_str)
    }

    /// The name of one of its pieces.
    pub(crate) fn piece(&self, piece: &str) -> String {
        piece_of(&self.name, piece)
    }

    /// The names of all that lies in the place before, where the pieces of a record lie there.
    pub(crate) fn left(&self, laid: Laid) -> Vec<String> {
        let Some(former) = &self.former else { return Vec::new() };
        let pieces = laid.all().into_iter().map(|piece| piece_of(&former.name, &piece));
        std::iter::once(former.name.clone()).chain(pieces).collect()
    }

    /// Whether a record that lies here is of the stack that looks at it, as that is or was before.
    fn may_hold(&self, record: &Record) -> bool {
        let was = self.former.as_ref().filter(|former| former.name == self.name);
        record.origin == self.origin || was.is_some_and(|was| was.holds(record))
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
            Self::Former(record, _) => {
                place?.former.as_ref().filter(|was| was.holds(record)).map(|_| &**record)
            }
            Self::Nothing | Self::Strange(_) | Self::Unread => None,
        }
    }

    /// Whether it is of the site that looks at it as that was before.
    pub(crate) fn is_former(&self, place: Option<&RecordPlace>) -> bool {
        match self {
            Self::Former(..) => true,
            Self::Record(record, _) => {
                place.is_some_and(|place| place.may_hold(record) && record.origin != place.origin)
            }
            Self::Nothing | Self::Strange(_) | Self::Unread => false,
        }
    }

    /// Forgets what can carry no tag and does not pass, by kind and AWS's name.
    pub(crate) fn keep(&mut self, passes: impl Fn(&str, &str) -> bool) {
        if let Self::Record(record, _) | Self::Former(record, _) = self {
            record.kept.retain(passes);
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
/// Where nothing does, it looks where the record lay under the site's name before.
///
/// # Errors
/// AWS does not answer, or not with the parameter.
pub(crate) async fn read(reads: &Reads, place: &RecordPlace) -> Result<Held, ApiError> {
    let held = read_at(reads, &place.name).await?;
    let former = place.former.as_ref().filter(|former| former.name != place.name);
    match (held, former) {
        (Held::Nothing, Some(former)) => Ok(match read_at(reads, &former.name).await? {
            Held::Record(record, laid) => Held::Former(record, laid),
            Held::Nothing | Held::Former(..) | Held::Strange(_) | Held::Unread => Held::Nothing,
        }),
        (held, _) => Ok(held),
    }
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
pub(super) fn piece_of(name: &str, piece: &str) -> String {
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
