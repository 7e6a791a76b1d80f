//! Plan files, as anybody on their way from one job to the next can leave them.

use engine::plan::{load, save};

/// The file's bytes.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match load(text) {
        Ok(plans) => {
            let written = save(&plans, "0.0.0");
            let again = load(&written).expect("what is written is read");
            assert_eq!(save(&again, "0.0.0"), written, "written twice");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
