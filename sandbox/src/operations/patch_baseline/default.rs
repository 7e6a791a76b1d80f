//! The default baseline of each operating system: there is always exactly one.

use super::{DEFAULT_SYSTEM, named, predefined};
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx, View};
use crate::tree::Record;

/// RegisterDefaultPatchBaseline: the operating system is the baseline's.
pub(super) fn register(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let (shown, system) = {
        let view = tx.view();
        let baseline = named(call, &view, call.said().required("BaselineId"))?;
        (baseline.shown(call), baseline.system().to_owned())
    };
    tx.put(Table::DefaultPatchBaseline, &system, Record::new().with("BaselineId", &*shown));
    Ok(Record::new().with("BaselineId", shown))
}

/// GetDefaultPatchBaseline.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let system = call.said().text("OperatingSystem").unwrap_or(DEFAULT_SYSTEM);
    Ok(Record::new().with("BaselineId", current(call, view, system)).with("OperatingSystem", system))
}

/// The default of an operating system, as DescribePatchBaselines shows its id.
pub(in crate::operations) fn current(call: &Call<'_>, view: &View<'_>, system: &str) -> String {
    let set = view.get(Table::DefaultPatchBaseline, system).and_then(|row| row.text("BaselineId"));
    match set {
        Some(id) => id.to_owned(),
        None => predefined::default_for(system)
            .expect("AWS has a default baseline for every operating system of the model")
            .arn(call.scope.region()),
    }
}
