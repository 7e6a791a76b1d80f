//! GetMaintenanceWindow and DescribeMaintenanceWindows.

use super::filter::{self, Filter};
use super::{PAGE, run, window};
use crate::facts::ShapeRef;
use crate::handler::{Answer, Call};
use crate::operations::page::reply;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// GetMaintenanceWindow.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let row = window(view, call.said().required("WindowId"))?;
    let shape = call.operation.output.expect("the operation answers with the window");
    Ok(shown(row, shape, call.now))
}

/// DescribeMaintenanceWindows.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let filters = filter::said(call, &["Name", "Enabled"])?;
    let page = filter::page(call, &format!("{filters:?}"), PAGE)?;
    let shape = call.reply_shape("WindowIdentities");
    let rows = view.from(Table::MaintenanceWindow, page.begin());
    let (items, token) = page.take(rows.map(|(id, row)| {
        let passes = filters.iter().all(|filter| passes(filter, row));
        (id, passes.then(|| Tree::Record(shown(row, shape, call.now))))
    }));
    Ok(reply("WindowIdentities", items, token))
}

fn passes(filter: &Filter<'_>, row: &Record) -> bool {
    match filter.key {
        "Enabled" => {
            let enabled = row.get("Enabled") == Some(&Tree::Bool(true));
            filter.any(|value| value.eq_ignore_ascii_case(if enabled { "true" } else { "false" }))
        }
        key => filter.any(|value| row.text(key) == Some(value)),
    }
}

fn shown(row: &Record, shape: ShapeRef, now: i64) -> Record {
    row.seen(shape).with_some("NextExecutionTime", run::next(row, now).map(|run| run.shown()))
}
