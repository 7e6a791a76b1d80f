//! Service settings: switches of a whole account in one region, by AWS's ids.

mod known;
mod read;
mod setting;

pub use known::{KNOWN, Known, Values, known};
pub use read::read;
pub use setting::{ServiceSetting, SettingId};
