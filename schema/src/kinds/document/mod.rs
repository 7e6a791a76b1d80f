//! Documents: as a person writes them, each one's state, and what can be known of their content
//! without AWS.

mod amazon;
mod check;
mod content;
mod declared;
mod default_version;
mod given;
mod parameters;
mod share;
mod state;
mod words;
mod written;

pub use crate::kinds::files::Surroundings;
pub(super) use check::{name_mistake, share_mistakes};
pub(super) use content::Place;
pub use content::{Meant, Parsed, meant, same_meaning};
pub use declared::{Declared, files, read};
pub use default_version::DefaultVersion;
pub use given::Given;
pub use parameters::Parameters;
pub use share::WrittenShare;
pub use state::{Attachment, Document, Requirement};
pub use words::{AttachmentKey, DocumentFormat, DocumentType, SharedVersion};
pub use written::{ContentFile, WrittenContent, WrittenDocument, WrittenRequirement};
