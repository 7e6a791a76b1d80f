//! `application/x-www-form-urlencoded`.

use std::collections::BTreeMap;

/// The fields of a form; of fields with one name the last counts.
pub(super) fn fields(body: &[u8]) -> BTreeMap<String, String> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            (decode(&pair[..at]), decode(pair.get(at + 1..).unwrap_or_default()))
        })
        .collect()
}

fn decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => match hex(bytes.as_slice()) {
                Some(byte) => {
                    out.push(byte);
                    bytes.nth(1);
                }
                None => out.push(b'%'),
            },
            _ => out.push(*byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| digits.get(at).and_then(|digit| char::from(*digit).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_blanks_are_read() {
        let fields = fields(b"Action=Get%20It&a=b+c%2Fd&empty=&bare&bad=%zz%4");
        let get = |name: &str| fields.get(name).map(String::as_str);
        assert_eq!(get("Action"), Some("Get It"));
        assert_eq!(get("a"), Some("b c/d"));
        assert_eq!(get("empty"), Some(""));
        assert_eq!(get("bare"), Some(""));
        assert_eq!(get("bad"), Some("%zz%4"));
    }
}
