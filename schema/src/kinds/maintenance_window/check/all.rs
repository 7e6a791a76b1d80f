//! Every check of a window.

use crate::finding::Finding;
use crate::kinds::maintenance_window::check::places::Place;
use crate::kinds::maintenance_window::check::texts::{check_description, check_name};
use crate::kinds::maintenance_window::check::{hours, targets, tasks, timetable};
use crate::kinds::maintenance_window::expand::expand;
use crate::kinds::maintenance_window::{Declared, MaintenanceWindowSpec, Surroundings};
use crate::kinds::tags::{self, Ours};
use crate::node::Node;
use crate::reference;
use crate::shape::decode_judged;

/// The window of an interpolated `spec`, and every mistake in it. Texts that hold references are
/// not judged. With errors among the findings what is declared is partial.
pub fn read(spec: &Node, around: Surroundings<'_>) -> (Option<Declared>, Vec<Finding>) {
    let judge = |written: &MaintenanceWindowSpec, findings: &mut Vec<Finding>| {
        check(written, spec, around, findings);
    };
    let (written, findings) = decode_judged(spec, judge);
    (written.map(|written| expand(&written, spec, around)), findings)
}

fn check(
    written: &MaintenanceWindowSpec,
    spec: &Node,
    around: Surroundings<'_>,
    findings: &mut Vec<Finding>,
) {
    let place = Place::of_spec(spec);
    check_own_name(written, around, place, findings);
    check_description(place, written.body.description.as_ref(), findings);
    hours::check(&written.body, place, findings);
    timetable::check(&written.body, place, findings);
    targets::check(&written.targets, place, findings);
    tasks::check(&written.tasks, place, findings);
    tags::check_all(spec, around.tags, Ours::StackAndName, findings);
}

/// AWS's name makes identity where tags are lost, so it is known when manifests are read.
fn check_own_name(
    written: &MaintenanceWindowSpec,
    around: Surroundings<'_>,
    spec: Place<'_>,
    findings: &mut Vec<Finding>,
) {
    match &written.name {
        Some(name) if reference::holds(name) => findings.push(
            Finding::error("reference-not-allowed", spec.value("name"), "a name cannot hold a reference")
                .label("it is needed before anything is applied")
                .help("use a variable, `${var.name}`"),
        ),
        Some(name) => check_name("window", name, spec.value("name"), findings),
        None => check_name("window", &around.name.value, around.name.span, findings),
    }
}
