//! What git asks for, as far as it can be known without AWS and without any secret.

use engine::resolve::{
    Desired, Place, check_overlaps, check_places, check_protect, resolve, without_cascades,
};
use jiff::Timestamp;
use schema::{Finding, Severity, Sources};

use super::told::Told;
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::Loaded;
use crate::render::findings;
use crate::terminal::{PLAIN, all_said};

/// Every site's desired state, and every finding of every site, equal ones once.
pub fn offline(
    app: &App,
    loaded: &Loaded,
    places: &[Place<'_>],
    now: Timestamp,
) -> (Vec<Desired>, Vec<Finding>) {
    let _busy = app.terminal.busy("checking manifests");
    let mut all = loaded.findings.clone();
    let Some(read) = &loaded.read else { return (Vec::new(), all) };
    all.extend(check_places(read));
    let (mut sites, mut told) = (Vec::new(), Told::default());
    for place in places {
        let (desired, found) = resolve(read, place, now);
        sites.push(desired);
        told.site(found);
    }
    all.extend(told.into_findings());
    all.extend(check_overlaps(&sites));
    all.extend(check_protect(&read.stack, &sites));
    (sites, without_cascades(read, once(all)))
}

/// Each finding once, in the order of its first place.
fn once(all: Vec<Finding>) -> Vec<Finding> {
    let mut seen = std::collections::HashSet::new();
    all.into_iter()
        .filter(|finding| {
            let places: Vec<_> =
                finding.labels.iter().map(|label| (label.span, label.text.clone())).collect();
            seen.insert((finding.code, finding.severity, finding.message.clone(), places))
        })
        .collect()
}

/// Prints findings and what could not be read on standard error.
///
/// # Errors
/// Something is an error: the command ends here.
pub fn report(app: &App, findings: &[Finding], sources: &Sources, troubles: &[String]) -> Result<()> {
    if !findings.is_empty() {
        app.terminal.complain(&findings::human(findings, sources, app.terminal.err));
    }
    let troubles: Vec<Error> = troubles.iter().map(Error::failed).collect();
    troubles.iter().for_each(|trouble| app.terminal.error(trouble));
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    if !broken && troubles.is_empty() {
        return Ok(());
    }
    let mut told =
        if findings.is_empty() { String::new() } else { findings::human(findings, sources, PLAIN) };
    told.extend(troubles.iter().map(all_said));
    Err(Error::said(Exit::Failed).told(told))
}
