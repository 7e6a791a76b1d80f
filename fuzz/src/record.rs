//! A site's record, as anybody who may write parameters can leave it.

use engine::record::Record;

use crate::parts::texts;

/// The parameter's value.
pub fn run(bytes: &[u8]) {
    for text in texts(bytes) {
        match Record::read(text) {
            Ok(record) => assert_eq!(Record::read(&record.text()).as_ref(), Ok(&record)),
            Err(reason) => assert!(!reason.is_empty()),
        }
    }
}
