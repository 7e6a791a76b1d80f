//! The law of masks: whatever somebody else words, and in whatever form a secret stands in it, nothing of
//! it is left.

use engine::ports::Masks;
use proptest::prelude::*;
use schema::SecretText;

/// A form that a secret may have in somebody else's words.
type Form = (&'static str, fn(&str) -> String);

/// An encoding of any bytes: its name, the bits of a digit, and what writes it.
type Packing = (&'static str, usize, fn(&[u8]) -> String);

/// Encodings of one text, which may lie in one another.
const ESCAPES: [Form; 12] = [
    ("plain", str::to_owned),
    ("JSON", |text| {
        let quoted = serde_json::Value::from(text).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    }),
    ("JSON in ASCII", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
    ("JSON in capitals", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect()),
    ("a program's quotes", |text| text.escape_default().to_string()),
    ("bytes", |text| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()),
    ("URL", |text| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let write = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        text.bytes().map(write).collect()
    }),
    ("URL, all of it", |text| text.bytes().map(|byte| format!("%{byte:02x}")).collect()),
    ("a form", |text| {
        let write = |byte: u8| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        text.bytes().map(write).collect()
    }),
    ("HTML by names", |text| {
        let write = |char| match char {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&apos;".to_owned(),
            'ö' => "&ouml;".to_owned(),
            'é' => "&eacute;".to_owned(),
            char => char.to_string(),
        };
        text.chars().map(write).collect()
    }),
    ("HTML by numbers", |text| text.chars().map(|char| format!("&#{};", u32::from(char))).collect()),
    ("HTML by hexadecimal numbers", |text| {
        text.chars().map(|char| format!("&#x{:X};", u32::from(char))).collect()
    }),
];

/// Base64 in both alphabets and hexadecimal in both cases.
const PACKINGS: [Packing; 4] = [
    ("base64", 6, |bytes| aws_smithy_types::base64::encode(bytes)),
    ("base64 of URLs", 6, |bytes| {
        aws_smithy_types::base64::encode(bytes).replace('+', "-").replace('/', "_").replace('=', "")
    }),
    ("hexadecimal", 4, |bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
    ("hexadecimal in capitals", 4, |bytes| bytes.iter().map(|byte| format!("{byte:02X}")).collect()),
];

/// A secret in a form, and how many of its characters are of the secret alone.
struct Written {
    name: String,
    text: String,
    secret: usize,
}

/// Every form of a secret, what is packed behind so many bytes of something else.
fn forms(secret: &str, before: usize) -> Vec<Written> {
    let whole = |name: String, text: String| Written { name, secret: text.chars().count(), text };
    let broken = Written { name: "lines".into(), text: lines(secret, "\n"), secret: secret.chars().count() };
    let mut forms = vec![broken];
    for (outer, escape) in ESCAPES {
        forms.push(whole(outer.to_owned(), escape(secret)));
        for (inner, first) in ESCAPES {
            forms.push(whole(format!("{inner} in {outer}"), escape(&first(secret))));
        }
    }
    for (name, bytes, length) in texts(secret, before) {
        for (packing, width, pack) in PACKINGS {
            let name = |how: &str| format!("{name} in {packing}{how}");
            let packed = pack(&bytes);
            let twice = pack(format!("{}{packed}", "u".repeat(before)).as_bytes());
            let secret = length * 8 / width;
            let packings = [
                ("", packed.clone(), secret),
                (", on lines", lines(&packed, "\n"), secret),
                (", on indented lines", lines(&packed, "\r\n    "), secret),
                (", on lines in JSON", lines(&packed, "\\n"), secret),
                (", in a URL", ESCAPES[6].1(&packed), secret),
                (", twice", twice, secret * 8 / width),
            ];
            let written = packings.map(|(how, text, secret)| Written { name: name(how), text, secret });
            forms.extend(written);
        }
    }
    forms
}

/// Bytes that hold a secret, and how many of them are its own.
fn texts(secret: &str, before: usize) -> [(&'static str, Vec<u8>, usize); 4] {
    let within = format!("{}{secret}>", "<".repeat(before));
    let wide = |order: fn(u16) -> [u8; 2]| within.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let units = 2 * secret.encode_utf16().count();
    let json = serde_json::json!({ "value": secret }).to_string();
    [
        ("UTF-8", within.clone().into_bytes(), secret.len()),
        ("UTF-16", wide(u16::to_le_bytes), units),
        ("UTF-16, turned around", wide(u16::to_be_bytes), units),
        ("JSON", json.clone().into_bytes(), json.len() - "{'value':''}".len()),
    ]
}

fn lines(text: &str, end: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(11).map(String::from_iter).collect::<Vec<_>>().join(end)
}

/// Eight characters in a row of a text that another holds.
fn left<'a>(text: &'a str, shown: &str) -> Option<&'a str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    starts.windows(9).map(|nine| &text[nine[0]..nine[8]]).find(|eight| shown.contains(eight))
}

/// A secret on one line, without blanks around it.
fn secret() -> impl Strategy<Value = String> {
    "[!-~äöé日€😀][ -~äöé日€😀]{10,30}[!-~äöé日€😀]"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_secret_is_left_in_any_form(secret in secret(), other in secret(), before in 0_usize..4) {
        let masks = Masks::default();
        for known in [&other, &secret] {
            masks.add(&SecretText::new(known.as_str()));
        }
        for Written { name, text: form, secret: own } in forms(&secret, before) {
            for text in [format!("Value '{form}' is no good"), format!("key={form}; retry"), form.clone()] {
                let shown = masks.apply(&text);
                let rest = shown.replace("(secret)", "\n");
                let shown_of = |text: &str| text.chars().filter(|char| *char != '\n').count();
                let hidden = shown_of(&text) - shown_of(&rest);
                prop_assert!(hidden >= own && left(&secret, &rest).is_none(), "{name}: {text} -> {shown}");
            }
        }
    }
}
