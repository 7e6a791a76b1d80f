//! Where a site's record lies, and what lies there.

use aws_sdk_ssm::operation::get_parameter::builders::GetParameterInputBuilder;
use schema::Span;

use super::content::Record;
use super::registrations::Registrations;
use crate::address::Address;
use crate::ports::{ApiError, Reads};

/// Where a site's record lies, and of which stack it must be.
#[derive(Debug, Clone)]
pub struct RecordPlace {
    /// The parameter's name.
    pub name: String,
    /// The stack's own id, where it has one.
    pub origin: Option<String>,
    /// Where the stack says who it is.
    pub span: Span,
}

/// What lies in a record's place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Held {
    /// Nothing.
    #[default]
    Nothing,
    /// A record.
    Record(Record),
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

    /// Whether a parameter is the record, or a lease, which lies below it.
    pub(crate) fn holds(&self, name: &str) -> bool {
        let bare = |name: &str| name.strip_prefix('/').unwrap_or(name).to_owned();
        let (own, name) = (bare(&self.name), bare(name));
        name.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Held {
    /// The registrations that are ours by it.
    pub(crate) fn registrations(&self, place: Option<&RecordPlace>) -> Registrations {
        match (self, place) {
            (Self::Record(record), Some(place)) if record.is_of(place) => record.registrations.clone(),
            (Self::Record(_) | Self::Nothing | Self::Strange(_) | Self::Unread, _) => {
                Registrations::default()
            }
        }
    }
}

impl Record {
    /// Whether it is of the stack that looks at it. One without an id may be anybody's of that
    /// name, and is taken for its own.
    pub(crate) fn is_of(&self, place: &RecordPlace) -> bool {
        self.origin.is_none() || self.origin == place.origin
    }
}

/// Reads what lies in a place, in one call.
///
/// # Errors
/// AWS does not answer, or not with the parameter.
pub(crate) async fn read(reads: &Reads, place: &RecordPlace) -> Result<Held, ApiError> {
    match reads.call(GetParameterInputBuilder::default().name(&place.name)).await {
        Ok(answer) => {
            let parameter = answer.parameter.and_then(|parameter| parameter.value);
            Ok(match Record::read(&parameter.unwrap_or_default()) {
                Ok(record) => Held::Record(record),
                Err(reason) => Held::Strange(reason),
            })
        }
        Err(error) if error.code == "ParameterNotFound" => Ok(Held::Nothing),
        Err(error) => Err(error),
    }
}
