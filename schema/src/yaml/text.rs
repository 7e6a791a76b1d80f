//! Bytes to text.

use crate::bounds::{FILE, FILES, STACK};
use crate::finding::Finding;
use crate::source::{SourceId, Sources, Span};

/// Adds a file as it was read from disk.
///
/// # Errors
/// A file that is too large, too much beside those before it, or not UTF-8. It is added empty then, so
/// that the finding has a place.
pub fn add_bytes(
    sources: &mut Sources,
    path: impl Into<String>,
    bytes: Vec<u8>,
) -> Result<SourceId, Finding> {
    match text(sources, bytes) {
        Ok(text) => Ok(sources.add(path, text)),
        Err(refused) => {
            let id = sources.add(path, "");
            Err(refused.finding(Span::start_of(id)))
        }
    }
}

/// Why a file is not read.
enum Refused {
    Large,
    TooMuch,
    NoText { byte: usize },
}

fn text(before: &Sources, bytes: Vec<u8>) -> Result<String, Refused> {
    if bytes.len() > FILE {
        return Err(Refused::Large);
    }
    if before.count() >= FILES || before.bytes() + bytes.len() > STACK {
        return Err(Refused::TooMuch);
    }
    String::from_utf8(bytes).map_err(|error| Refused::NoText { byte: error.utf8_error().valid_up_to() })
}

impl Refused {
    fn finding(self, span: Span) -> Finding {
        match self {
            Self::Large => {
                let message = format!("this file is larger than {} MiB", FILE >> 20);
                Finding::error("yaml-too-large", span, message)
                    .help("divide it: a stack may have thousands of files")
            }
            Self::TooMuch => {
                let message =
                    format!("with this file the stack has more than {FILES} or {} MiB", STACK >> 20);
                Finding::error("stack-too-large", span, message)
                    .label("nothing after it is read")
                    .help("narrow the patterns that name the stack's files, or divide the stack")
            }
            Self::NoText { byte } => {
                let message = format!("this file is not UTF-8: byte {byte} is none of it");
                Finding::error("yaml-encoding", span, message).help("save it as UTF-8")
            }
        }
    }
}
