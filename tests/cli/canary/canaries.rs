//! The canaries, and every form in which an output could hold one.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

/// Bytes in a row that betray a canary: chance does not hit so many.
const WINDOW: usize = 12;
/// The shortest canary. Lengths are told apart from what else is a number in an output.
const SHORTEST: usize = 1511;

/// Unique secrets, by name.
#[derive(Default)]
pub struct Canaries(BTreeMap<String, Canary>);

struct Canary {
    text: String,
    length: Length,
}

/// Whether a length is a secret itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Secret,
    /// A manifest says it.
    Written,
}

impl Canaries {
    /// A canary of one line, longer than every one before it.
    pub fn line(&mut self, name: &str) -> String {
        let text = random(name, SHORTEST + 7 * self.0.len());
        self.keep(name, text, Length::Secret)
    }

    /// A canary of several lines, with everything in it that some format escapes.
    pub fn lines(&mut self, name: &str) -> String {
        let length = SHORTEST + 7 * self.0.len();
        let letters = random(name, length);
        let mut text = String::new();
        for (at, letter) in letters.chars().enumerate() {
            match at % 61 {
                60 => text.push('\n'),
                30 => text.push(['"', '<', '&', '\'', '\\', '%', 'é', '`', '$', ' '][at / 61 % 10]),
                _ => text.push(letter),
            }
        }
        self.keep(name, text, Length::Secret)
    }

    /// A secret that nobody chose, of a length that a manifest says.
    pub fn generated(&mut self, name: &str, text: String) {
        self.keep(name, text, Length::Written);
    }

    fn keep(&mut self, name: &str, text: String, length: Length) -> String {
        self.0.insert(name.to_owned(), Canary { text: text.clone(), length });
        text
    }

    /// One by its name.
    pub fn get(&self, name: &str) -> &str {
        &self.0[name].text
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// Letters and digits that look random and are the same in every run.
fn random(name: &str, length: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(name.as_bytes()).finalize_xof().fill(&mut bytes);
    bytes.into_iter().map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])).collect()
}

/// What betrays a canary, to be looked for in many outputs.
pub struct Traces {
    windows: HashMap<[u8; WINDOW], String>,
    lengths: HashMap<usize, String>,
}

impl Traces {
    /// Any twelve bytes in a row of a canary, of it in base64 wherever that begins, in hexadecimal or
    /// backwards, and of its BLAKE3 and SHA-256 hashes; and its length in bytes and characters.
    ///
    /// JSON, HTML, XML, URLs and shells escape no letter or digit, so that what they make of a
    /// canary holds twelve of its bytes in a row too.
    pub fn of(canaries: &Canaries) -> Self {
        let mut traces = Self { windows: HashMap::new(), lengths: HashMap::new() };
        for (name, Canary { text, length }) in &canaries.0 {
            if *length == Length::Secret {
                for length in [text.len(), text.chars().count()] {
                    traces.lengths.insert(length, format!("the length of {name}"));
                }
            }
            traces.add(text.as_bytes(), name);
            let backwards: String = text.chars().rev().collect();
            traces.add(backwards.as_bytes(), &format!("{name} backwards"));
            traces.add(hex(text.as_bytes()).as_bytes(), &format!("{name} in hexadecimal"));
            traces.add(percent(text).as_bytes(), &format!("{name} in a URL"));
            for skipped in 0..3 {
                let encoded = base64(&text.as_bytes()[skipped..]);
                traces.add(encoded.as_bytes(), &format!("{name} in base64"));
                let safe = encoded.replace('+', "-").replace('/', "_");
                traces.add(safe.as_bytes(), &format!("{name} in base64"));
            }
            for hashed in [text.clone(), format!("{text}\n")] {
                traces.add(blake3::hash(hashed.as_bytes()).to_hex().as_bytes(), &format!("a hash of {name}"));
                let hash: [u8; 32] = Sha256::digest(hashed.as_bytes()).into();
                traces.add(hex(&hash).as_bytes(), &format!("a hash of {name}"));
            }
        }
        traces
    }

    fn add(&mut self, bytes: &[u8], what: &str) {
        for window in bytes.windows(WINDOW) {
            let window = window.try_into().expect("a window has its size");
            self.windows.entry(window).or_insert_with(|| what.to_owned());
        }
    }

    /// What of a canary stands in an output, with what stands around it.
    pub fn found(&self, output: &[u8]) -> Option<String> {
        let windows = output.windows(WINDOW).enumerate();
        let mut seen = windows.filter_map(|(at, window)| Some((at, self.windows.get(window)?)));
        match seen.next() {
            Some((at, what)) => {
                let around = &output[at.saturating_sub(80)..output.len().min(at + 80)];
                Some(format!("{what}: …{}…", String::from_utf8_lossy(around)))
            }
            None => self.length(output).cloned(),
        }
    }

    /// A number that stands alone and is a canary's length. How long a call took may be any.
    fn length(&self, output: &[u8]) -> Option<&String> {
        let alone = output.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'.'));
        let words: Vec<&str> = alone.filter_map(|word| std::str::from_utf8(word).ok()).collect();
        let times = words.iter().skip(1).map(|next| *next == "ms").chain([false]);
        let numbers = words.iter().zip(times).filter(|(_, time)| !time);
        let numbers = numbers.filter_map(|(word, _)| word.parse::<usize>().ok());
        numbers.filter_map(|number| self.lengths.get(&number)).next()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As a URL that spells every byte.
pub fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Base64 without padding.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for at in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    out
}

#[test]
fn every_form_of_a_canary_is_found() {
    let mut canaries = Canaries::default();
    let line = canaries.line("line");
    let lines = canaries.lines("lines");
    let traces = Traces::of(&canaries);
    let json = serde_json::Value::from(lines.as_str()).to_string();
    let sha: [u8; 32] = Sha256::digest(line.as_bytes()).into();
    for leak in [
        line[400..420].to_owned(),
        lines.lines().nth(3).expect("a line").to_owned(),
        json[1000..1040].to_owned(),
        format!("{lines:?}"),
        lines.replace('<', "&lt;"),
        base64(format!("user:{line}@host").as_bytes()),
        base64(&line.as_bytes()[1..]),
        hex(line.as_bytes()),
        hex(&sha)[..16].to_owned(),
        blake3::hash(lines.as_bytes()).to_hex().to_string(),
        format!("it has {} characters", line.len()),
        format!("\"column\": {},", lines.chars().count()),
    ] {
        assert!(traces.found(format!("<p>{leak}</p>").as_bytes()).is_some(), "{leak}");
    }
    assert_eq!(traces.found(b"nothing of it, 151 and 15110, base64 and hex deadbeefdeadbeef"), None);
}
