//! Parameters: a hierarchy of them as a person writes it, each one's state, and what can be
//! known of them without AWS.

mod check;
mod expand;
mod hierarchy;
mod java_regex;
mod name;
mod places;
mod policy;
mod state;
mod value;
mod value_from;
mod written;

pub use check::{SecretChecks, check, read, twins};
pub use expand::{Declared, Surroundings, expand};
pub use hierarchy::{Manage, ParameterDeclaration, ParameterHierarchy, WrittenParameter};
pub use name::{address, join};
pub use places::Places;
pub use policy::{After, Before, Policy};
pub use state::{DEFAULT_KEY, DataType, Parameter, ParameterType, Tier};
pub use value::ParameterValue;
pub use value_from::{FileKey, FileSource, Generate, SecretsManagerKey, SopsKey, ValueFrom, ValueSource};
pub use written::WrittenValue;
