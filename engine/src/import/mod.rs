//! Live → manifests: what an account holds and nobody declares, as a person would have written it.
//!
//! What files of other tools say (`from`) is written as if it had been found.
//!
//! Kinds say what they find in their own specs; here that gets names, is written as YAML, and is read back
//! by the very reader that will meet it: what does not read back is named, and no manifest holds it.

mod draft;
mod export;
pub mod from;
mod left;
mod suspect;
mod told;
mod written;
mod yaml;

pub use draft::{Adoption, Asking, Draft, Import, import};
pub use export::{Exporting, export};
pub use left::{Left, unmanaged};
