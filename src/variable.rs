//! Variables of the environment.

use std::env;

/// A variable that is there, though it be empty.
pub fn raw(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// A variable that is there and holds something.
pub fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a variable is there and does not say no.
pub fn set(name: &str) -> bool {
    text(name).is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
}
