//! Numbers by what they say, to the last digit: no machine's own number holds them all.

/// A number's digits without the zeros that say nothing, and the power of ten that they count in; the text
/// itself where its exponent is beyond any use.
pub(super) fn value_of(text: &str) -> String {
    value(text).unwrap_or_else(|| text.to_owned())
}

fn value(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    let power = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    Some(format!("{sign}{digits}e{}", power.checked_add(zeros)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_value() {
        for same in [
            &["1.1", "1.10", "+1.1", "11e-1", "0.11E1"][..],
            &["0", "-0", "0.00", "0e7"],
            &["3600", "3.6e3", "3600.0"],
            &["-20", "-2e1"],
        ] {
            assert!(same.iter().all(|text| value_of(text) == value_of(same[0])), "{same:?}");
        }
        for (one, other) in [
            ("12345678901234567890123", "12345678901234567890124"),
            ("1", "10"),
            ("1", "-1"),
            ("1e400", "1e401"),
        ] {
            assert_ne!(value_of(one), value_of(other));
        }
    }
}
