//! What an earlier report told of, so that only what is new since then is drift that wakes somebody.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What an earlier report told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// When each difference that counted was first seen, by its fingerprint.
    seen: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Report {
    format_version: String,
    timestamp: String,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    differences: Vec<Difference>,
}

#[derive(Deserialize)]
struct Difference {
    fingerprint: String,
    counts: bool,
    first_seen: Option<String>,
}

impl Baseline {
    /// Reads a report that `drift --format json` printed.
    ///
    /// # Errors
    /// It is none, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let report: Report = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let Report { format_version, timestamp, findings } = report;
        if !format_version.starts_with("1.") {
            return Err(format!("its format is {format_version}, and 1.x is read"));
        }
        let time = |text: &str| text.parse::<jiff::Timestamp>().is_ok();
        if !time(&timestamp) {
            return Err("its `timestamp` is none".to_owned());
        }
        let differences = findings.into_iter().flat_map(|finding| finding.differences);
        let seen = differences.filter(|one| one.counts).map(|one| {
            let first = one.first_seen.filter(|first| time(first));
            (one.fingerprint, first.unwrap_or_else(|| timestamp.clone()))
        });
        Ok(Self { seen: seen.collect() })
    }

    /// When a difference was first seen, where it was.
    pub(super) fn first_seen(&self, fingerprint: &str) -> Option<&str> {
        self.seen.get(fingerprint).map(String::as_str)
    }
}
