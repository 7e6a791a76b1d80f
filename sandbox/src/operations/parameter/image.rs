//! Values of the data type `aws:ec2:image`: AWS answers first, and looks afterwards whether it has such an image.

use super::put;
use crate::handler::Upkeep;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// Looks at the values that wait.
pub(super) const UPKEEP: Upkeep = Upkeep { due, work };

/// Whether a version is looked at before it appears.
pub(super) fn is_checked(row: &Record) -> bool {
    row.text("DataType") == Some("aws:ec2:image")
}

/// Keeps a version, with the tags of a new parameter, until it is looked at. Those of one instant keep their order.
pub(super) fn wait(tx: &mut Tx<'_>, at: i64, parameter: &str, row: Record, tags: Tree) {
    let before = tx.view().under(Table::ParameterCheck, &format!("{at:015} ")).count();
    let waiting = Record::new().with("Parameter", row).with("Tags", tags);
    tx.put(Table::ParameterCheck, &format!("{at:015} {before:06} {parameter}"), waiting);
}

/// Whether the account has the image of an id. Where nobody says which it has, it has them all.
pub(super) fn exists(view: &View<'_>, id: &str) -> bool {
    let known = view.under(Table::Image, "").next().is_none() || view.get(Table::Image, id).is_some();
    known && is_id(id)
}

/// Whether a text is `ami-` and the digits of an id.
fn is_id(text: &str) -> bool {
    text.strip_prefix("ami-").is_some_and(|digits| {
        (8..=17).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn next(view: &View<'_>, now: i64) -> Option<String> {
    let (key, _) = view.under(Table::ParameterCheck, "").next()?;
    let (at, _) = key.split_once(' ')?;
    at.parse::<i64>().is_ok_and(|at| at <= now).then(|| key.to_owned())
}

fn due(view: &View<'_>, now: i64) -> bool {
    next(view, now).is_some()
}

fn work(tx: &mut Tx<'_>, now: i64) {
    while let Some(key) = next(&tx.view(), now) {
        let waiting = tx.view().get(Table::ParameterCheck, &key).cloned().unwrap_or_default();
        tx.delete(Table::ParameterCheck, &key);
        let row = waiting.get("Parameter").and_then(Tree::as_record).cloned();
        if let Some((row, parameter)) = row.zip(key.splitn(3, ' ').nth(2)) {
            put::appear(tx, parameter, row, waiting.entries("Tags"));
        }
    }
}
