//! Values of the data type `aws:ec2:image`: AWS answers first, and looks afterwards whether it has such an image.

use super::{due, put};
use crate::handler::is_id;
use crate::operations::turn;
use crate::store::{Found, Table, Tx, View};
use crate::tree::{Record, Tree};

/// The key of [`Table::Image`] whose row says that there are no images but those of the other rows.
pub(crate) const NO_OTHERS: &str = "";

/// Whether a version is looked at before it appears.
pub(super) fn is_checked(row: &Record) -> bool {
    row.text("DataType") == Some("aws:ec2:image")
}

/// Keeps a version, with the tags of a new parameter, until it is looked at. Those of one instant keep their order.
pub(super) fn wait(tx: &mut Tx<'_>, at: i64, parameter: &str, row: Record, tags: Tree) {
    let at = due::at(at);
    let turn = turn(&tx.view(), Table::ParameterCheck, &at);
    let waiting = Record::new().with("Parameter", row).with("Tags", tags);
    tx.put(Table::ParameterCheck, &format!("{at}{turn} {parameter}"), waiting);
}

/// The newest version of a parameter that waits and whose image there is: the next one is laid over it.
pub(super) fn waiting<'a>(view: &View<'a>, parameter: &str) -> Option<&'a Record> {
    let versions = of(view, parameter).filter_map(|(_, row)| row.get("Parameter").and_then(Tree::as_record));
    versions.filter(|version| exists(view, version.text("Value").unwrap_or_default())).last()
}

/// Forgets the versions of a parameter that wait: it is no more, or another one has its name.
pub(super) fn forget(tx: &mut Tx<'_>, parameter: &str) {
    let keys: Vec<String> = of(&tx.view(), parameter).map(|(key, _)| key.to_owned()).collect();
    keys.iter().for_each(|key| tx.delete(Table::ParameterCheck, key));
}

/// The versions of a parameter that wait, in the order in which they are looked at.
fn of<'a>(view: &View<'a>, parameter: &str) -> impl Iterator<Item = Found<'a>> {
    view.under(Table::ParameterCheck, "").filter(move |(key, _)| parameter_of(key) == Some(parameter))
}

fn parameter_of(key: &str) -> Option<&str> {
    key.splitn(3, ' ').nth(2)
}

/// Whether the account has the image of an id. Where nobody says that there are no others, it has them all.
pub(super) fn exists(view: &View<'_>, image: &str) -> bool {
    let has = |id| view.get(Table::Image, id).is_some();
    is_id(image, "ami-", &[8, 17]) && (has(image) || !has(NO_OTHERS))
}

/// Looks at the version that waits under a key.
pub(super) fn look(tx: &mut Tx<'_>, key: &str) {
    let waiting = tx.view().get(Table::ParameterCheck, key).cloned().unwrap_or_default();
    tx.delete(Table::ParameterCheck, key);
    let row = waiting.get("Parameter").and_then(Tree::as_record).cloned();
    if let Some((row, parameter)) = row.zip(parameter_of(key)) {
        put::appear(tx, parameter, row, waiting.entries("Tags"));
    }
}
