//! A text that keeps the `${…}` of the one before it, as far as they still fit.

use crate::resolve::{Group, groups};

/// What is to be written for a text where another stands: every `${…}` of that stays if the text holds what it
/// stands for. `meant` tells what a text stands for.
///
/// # Errors
/// The `${…}` of which the text does not hold the value.
pub(super) fn fit(written: &str, to: &str, meant: impl Fn(&str) -> String) -> Result<String, String> {
    let (mut made, mut rest, mut before) = (String::new(), to, "");
    for group in groups(written) {
        match group {
            Group::Text(text) => before = text,
            Group::Filled(filled) => {
                let (value, fixed) = (meant(filled), meant(before));
                let same = rest.strip_prefix(&*fixed).is_some_and(|rest| rest.starts_with(&*value));
                let at = if same { Some(fixed.len()) } else { rest.find(&*value) };
                let at = at.filter(|_| !value.is_empty()).ok_or(filled)?;
                made.push_str(&piece(before, &fixed, &rest[..at]));
                made.push_str(filled);
                (rest, before) = (&rest[at + value.len()..], "");
            }
        }
    }
    made.push_str(&piece(before, &meant(before), rest));
    Ok(made)
}

/// What stands between two `${…}`: as it was written where it says the same.
fn piece(written: &str, meant: &str, to: &str) -> String {
    if meant == to { written.to_owned() } else { escaped(to) }
}

/// A text that stands for itself.
pub(super) fn escaped(text: &str) -> String {
    text.replace("${", "$${")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(written: &str, to: &str) -> Result<String, String> {
        fit(written, to, |text| text.replace("${a}", "one").replace("${b}", "two").replace("$${", "${"))
    }

    #[test]
    fn what_is_filled_in_stays_where_it_fits() {
        assert_eq!(fitted("x", "y").as_deref(), Ok("y"));
        assert_eq!(fitted("${a}/x", "one/y").as_deref(), Ok("${a}/y"));
        assert_eq!(fitted("${a}-${b}.x", "0one+two").as_deref(), Ok("0${a}+${b}"));
        assert_eq!(fitted("one ${a}", "one one!").as_deref(), Ok("one ${a}!"));
        assert_eq!(fitted("$${x} ${a}", "${x} one ${y}").as_deref(), Ok("$${x} ${a} $${y}"));
        assert_eq!(fitted("${a}", "two"), Err("${a}".into()));
        assert_eq!(fitted("${b}${a}", "onetwo"), Err("${a}".into()));
    }
}
