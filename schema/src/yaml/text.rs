//! Bytes to text.

use crate::finding::Finding;
use crate::source::{SourceId, Sources, Span};

/// The largest file that is read, in bytes. Spans hold 32 bits, and no manifest is near it.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// Adds a file as it was read from disk.
///
/// # Errors
/// A file that is too large or not UTF-8. It is added empty then, so that the finding has a place.
pub fn add_bytes(
    sources: &mut Sources,
    path: impl Into<String>,
    bytes: Vec<u8>,
) -> Result<SourceId, Finding> {
    if bytes.len() > LARGEST {
        let id = sources.add(path, "");
        let message = "this file is larger than 16 MiB";
        return Err(Finding::error("yaml-too-large", Span::start_of(id), message)
            .help("divide it: a stack may have any number of files"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(path, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let id = sources.add(path, "");
            let message = format!("this file is not UTF-8: byte {at} is none of it");
            Err(Finding::error("yaml-encoding", Span::start_of(id), message).help("save it as UTF-8"))
        }
    }
}
