//! Characters that are written otherwise.

use super::reading::Sort;

/// A way to write characters otherwise.
pub(super) struct Escape {
    /// The bytes that one of its escapes may begin with.
    pub(super) begins: [u8; 3],
    /// Tells what the beginning of a text stands for, and how many bytes that takes.
    pub(super) read: fn(&[u8]) -> Option<(usize, Said)>,
    /// What a text is that was read so.
    pub(super) sort: Sort,
}

/// Those that may lie in one another.
pub(super) const ESCAPES: [Escape; 4] = [
    Escape { begins: [b'\\'; 3], read: quoted, sort: Sort::Escaped },
    Escape { begins: [b'%'; 3], read: percent, sort: Sort::Escaped },
    Escape { begins: [b'%', b'%', b'+'], read: form, sort: Sort::Escaped },
    Escape { begins: [b'&'; 3], read: entity, sort: Sort::Escaped },
];

/// Ends of lines that divide nothing.
pub(super) const LINES: [Escape; 2] = [
    Escape { begins: [b'\r', b'\r', b'\n'], read: wrapped, sort: Sort::Packed },
    Escape { begins: [b'\r', b'\r', b'\n'], read: indented, sort: Sort::Packed },
];

/// Each of them wherever it stands.
pub(super) const ANY: Escape = Escape { begins: [b'\\', b'%', b'&'], read: any, sort: Sort::Escaped };

fn any(text: &[u8]) -> Option<(usize, Said)> {
    quoted(text).or_else(|| percent(text)).or_else(|| entity(text))
}

/// What an escape stands for.
pub(super) enum Said {
    /// Nothing: it divides lines.
    Nothing,
    /// A byte, which may be a part of a character.
    Byte(u8),
    /// A character.
    Char(char),
}

/// As JSON and most programs quote: `\"`, `\n`, `\u00f6`, pairs of these, `\u{f6}`, `\xc3`, `\303`.
fn quoted(text: &[u8]) -> Option<(usize, Said)> {
    let [b'\\', kind, rest @ ..] = text else { return None };
    let said = match kind {
        b'"' | b'\\' | b'/' | b'\'' | b'`' | b'$' => Said::Byte(*kind),
        b'n' => Said::Byte(b'\n'),
        b'r' => Said::Byte(b'\r'),
        b't' => Said::Byte(b'\t'),
        b'b' => Said::Byte(8),
        b'f' => Said::Byte(12),
        b'x' => return Some((4, Said::Byte(number(rest.get(..2)?, 16)? as u8))),
        b'u' => return unicode(rest).map(|(length, char)| (2 + length, Said::Char(char))),
        b'0'..=b'7' => {
            let digits = text[1..].iter().take(3).take_while(|digit| (b'0'..=b'7').contains(digit)).count();
            return Some((1 + digits, Said::Byte(u8::try_from(number(&text[1..=digits], 8)?).ok()?)));
        }
        _ => return None,
    };
    Some((2, said))
}

/// What follows `\u`.
fn unicode(text: &[u8]) -> Option<(usize, char)> {
    if let [b'{', rest @ ..] = text {
        let digits = rest.iter().take(7).position(|byte| *byte == b'}')?;
        return Some((digits + 2, char::from_u32(number(&rest[..digits], 16)?)?));
    }
    let high = number(text.get(..4)?, 16)?;
    if let Some(char) = char::from_u32(high) {
        return Some((4, char));
    }
    let low = number(text.get(4..)?.strip_prefix(b"\\u")?.get(..4)?, 16)?;
    let pair = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
    Some((10, char::decode_utf16(pair).next()?.ok()?))
}

/// As a URL writes it: `%C3`.
fn percent(text: &[u8]) -> Option<(usize, Said)> {
    let digits = text.strip_prefix(b"%")?.get(..2)?;
    Some((3, Said::Byte(number(digits, 16)? as u8)))
}

/// As forms in a URL write it: a blank is a `+`.
fn form(text: &[u8]) -> Option<(usize, Said)> {
    if text.first() == Some(&b'+') { Some((1, Said::Byte(b' '))) } else { percent(text) }
}

/// As HTML and XML write it: `&#38;`, `&#x26;`, `&amp;`.
fn entity(text: &[u8]) -> Option<(usize, Said)> {
    let rest = text.strip_prefix(b"&")?;
    let end = rest.iter().take(12).position(|byte| *byte == b';')?;
    let char = match &rest[..end] {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        name => named(std::str::from_utf8(name).ok()?)?,
    };
    Some((end + 2, Said::Char(char)))
}

/// A text in lines of a fixed length, which divide nothing.
fn wrapped(text: &[u8]) -> Option<(usize, Said)> {
    let breaks = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    (breaks > 0).then_some((breaks, Said::Nothing))
}

/// The same, each line indented.
pub(super) fn indented(text: &[u8]) -> Option<(usize, Said)> {
    wrapped(text)?;
    let blank = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b' ' | b'\t')).count();
    Some((blank, Said::Nothing))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, radix).ok()
}

/// The character that HTML has a name for, of those that XML or Latin-1 have.
fn named(name: &str) -> Option<char> {
    let at = |names: &str| names.split_ascii_whitespace().position(|known| known == name);
    match at(XML) {
        Some(at) => XML_CHARS.chars().nth(at),
        None => char::from_u32(0xa0 + u32::try_from(at(LATIN_1)?).ok()?),
    }
}

const XML: &str = "amp lt gt quot apos";
const XML_CHARS: &str = "&<>\"'";
/// In the order of their numbers, from 160 on.
const LATIN_1: &str = "\
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr \
    deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest \
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml \
    ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig \
    agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
    eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
