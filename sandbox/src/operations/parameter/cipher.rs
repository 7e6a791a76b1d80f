//! What a SecureString's value reads without decryption.

use crate::handler::base64_text;
use crate::store::Scope;
use crate::tree::Record;

/// How the texts begin that KMS's default keys encrypt.
const HEADER: [u8; 5] = [0x01, 0x02, 0x02, 0x00, 0x78];
/// What KMS adds to a text.
const OVERHEAD: usize = 150;

/// Text that looks like KMS's and is the same at every read of one version. Nothing of it comes from the
/// value but the length.
pub(super) fn ciphertext(scope: Scope, row: &Record) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [scope.account(), scope.region()] {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    for part in ["Name", "KeyId"] {
        hasher.update(row.text(part).unwrap_or_default().as_bytes()).update(&[0]);
    }
    for part in ["Version", "LastModifiedDate"] {
        hasher.update(&row.integer(part).unwrap_or_default().to_le_bytes());
    }
    let length = row.text("Value").unwrap_or_default().len() + OVERHEAD;
    let mut bytes = HEADER.to_vec();
    bytes.resize(HEADER.len() + length, 0);
    hasher.finalize_xof().fill(&mut bytes[HEADER.len()..]);
    base64_text(&bytes)
}
