//! Time zones by name.

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The zones that are compiled in, so that an answer does not depend on the machine.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A name that is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a time zone of the IANA database")]
pub struct ZoneMistake {
    /// The name.
    pub name: String,
    /// The zone that may be meant.
    pub nearest: Option<String>,
}

/// A time zone by its IANA name: `America/Los_Angeles`, `UTC`. AWS tells capitals from small
/// letters here, so this does too.
///
/// # Errors
/// No zone has this name.
pub fn zone(name: &str) -> Result<TimeZone, ZoneMistake> {
    match ZONES.get(name) {
        Ok(zone) if zone.iana_name() == Some(name) => Ok(zone),
        Ok(zone) => Err(ZoneMistake { name: name.to_owned(), nearest: zone.iana_name().map(str::to_owned) }),
        Err(_) => Err(ZoneMistake { name: name.to_owned(), nearest: nearest(name) }),
    }
}

/// Every name that [`zone`] knows, sorted.
pub fn names() -> Vec<String> {
    let mut names: Vec<_> = ZONES.available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
}

/// The only zone whose last part is this name's, blanks and case aside: `los angeles`.
fn nearest(name: &str) -> Option<String> {
    let plain = |text: &str| text.rsplit('/').next().unwrap_or(text).replace([' ', '-'], "_").to_lowercase();
    let wanted = plain(name);
    let mut like = names().into_iter().filter(|known| plain(known) == wanted);
    match (like.next(), like.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
