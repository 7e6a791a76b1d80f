//! Plan files, as anybody on their way from one job to the next can leave them.

use engine::saved::{load, save};

/// The version that the corpus was written by.
const VERSION: &str = "0.1.0";

/// The file's bytes.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match load(text, VERSION) {
        Ok(plans) => {
            let written = save(&plans, VERSION);
            let again = load(&written, VERSION).expect("what is written is read");
            assert_eq!(save(&again, VERSION), written, "written twice");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
