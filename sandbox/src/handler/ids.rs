//! Ids: those that are invented, which look random and come from the seed, and the form of those that are said.

use std::sync::atomic::{AtomicU64, Ordering};

/// The source of invented ids.
pub(crate) struct Ids {
    seed: u64,
    drawn: AtomicU64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Ids { seed, drawn: AtomicU64::new(0) }
    }

    /// Sixteen bytes that were not drawn before. The instant is in them, so that a sandbox that is opened again
    /// with the same seed does not repeat itself.
    pub(crate) fn draw(&self, now: i64) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(&self.drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        hasher.update(&now.to_le_bytes());
        let mut bytes = [0; 16];
        hasher.finalize_xof().fill(&mut bytes);
        bytes
    }
}

/// Whether a text is a prefix and as many lower-case hexadecimal digits as one of the lengths says.
pub(crate) fn is_id(text: &str, prefix: &str, lengths: &[usize]) -> bool {
    text.strip_prefix(prefix).is_some_and(|digits| {
        lengths.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// Whether a text is the twelve digits of an account.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The bytes as a version 4 UUID.
pub(crate) fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The bytes in base64.
pub(crate) fn base64_text(bytes: &[u8]) -> String {
    aws_smithy_types::base64::encode(bytes)
}
