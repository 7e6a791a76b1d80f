//! Parameters.
//!
//! A parameter's row is its current version, whole; each version before it is a row of its own. Keys are names
//! with a leading slash, since AWS holds `/x` and `x` for one name.

mod cipher;
mod count;
mod delete;
mod describe;
mod due;
mod expiry;
mod filter;
mod history;
mod image;
mod label;
mod name;
mod path;
mod policies;
mod public;
mod put;
mod read;
mod source;
mod tier;
mod value;
mod version;

pub(crate) use image::NO_OTHERS as NO_OTHER_IMAGES;

use crate::handler::{Index, Kind, Refusal, read, write};
use crate::store::{Table, View};

/// Parameters.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("PutParameter", put::put),
        read("GetParameter", read::get),
        read("GetParameters", read::get_all),
        read("GetParametersByPath", path::by_path),
        read("GetParameterHistory", history::history),
        read("DescribeParameters", describe::describe).indexed_by(Index::Parameters),
        write("DeleteParameter", delete::delete),
        write("DeleteParameters", delete::delete_all),
        write("LabelParameterVersion", label::label),
        write("UnlabelParameterVersion", label::unlabel),
    ],
    upkeep: &[due::UPKEEP],
};

/// The resource part of the ARN of the parameter of this name, where it exists.
pub(super) fn resource(view: &View<'_>, name: &str) -> Option<String> {
    let key = name::key(name)?;
    view.get(Table::Parameter, &key)?;
    Some(name::resource(&key))
}

/// AWS sends this error without a message.
fn not_found() -> Refusal {
    Refusal::bare("ParameterNotFound")
}
