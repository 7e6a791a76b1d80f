//! The settings that there are, from the model's table.

use std::sync::OnceLock;

/// A setting of Systems Manager.
pub(super) struct Setting {
    pub(super) id: &'static str,
    pub(super) default: &'static str,
    /// None where any text will do.
    pub(super) values: Option<Vec<&'static str>>,
}

/// Every setting.
pub(super) fn known() -> &'static [Setting] {
    static KNOWN: OnceLock<Vec<Setting>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let lines = include_str!("../../../model/settings.txt").lines();
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(describe).collect()
    })
}

fn describe(line: &'static str) -> Setting {
    let mut words = line.split(' ');
    let id = words.next().expect("a setting has an id");
    let default = words.next().expect("a setting has a default");
    match words.next() {
        Some("any") => Setting { id, default, values: None },
        others => {
            let values = [default].into_iter().chain(others).chain(words).collect();
            Setting { id, default, values: Some(values) }
        }
    }
}
