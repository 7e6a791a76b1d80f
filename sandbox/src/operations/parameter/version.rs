//! Versions: the current one is the parameter's row, those before it lie beside it.

use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// As many versions as AWS keeps.
pub(super) const KEPT: usize = 100;

/// The key of a version that is no longer the current one. A name holds no blank, so the versions of one
/// parameter lie together and in order.
pub(super) fn key(parameter: &str, version: i64) -> String {
    format!("{parameter} {version:010}")
}

/// The version's number.
pub(super) fn number(row: &Record) -> i64 {
    row.integer("Version").unwrap_or_default()
}

/// The versions before the current one, the oldest first.
pub(super) fn earlier<'a>(view: &View<'a>, parameter: &str) -> impl Iterator<Item = &'a Record> + use<'a> {
    view.under(Table::ParameterVersion, &format!("{parameter} ")).map(|(_, row)| row)
}

/// Every version, the oldest first.
pub(super) fn all<'a>(view: &View<'a>, parameter: &str) -> Vec<&'a Record> {
    earlier(view, parameter).chain(view.get(Table::Parameter, parameter)).collect()
}

/// The version of a number or with a label.
pub(super) fn selected<'a>(view: &View<'a>, parameter: &str, selector: &str) -> Option<&'a Record> {
    match selector.parse::<i64>() {
        Ok(wanted) => numbered(view, parameter, wanted),
        Err(_) => all(view, parameter).into_iter().find(|row| labels(row).any(|label| label == selector)),
    }
}

/// The version of a number.
pub(super) fn numbered<'a>(view: &View<'a>, parameter: &str, wanted: i64) -> Option<&'a Record> {
    let current = view.get(Table::Parameter, parameter)?;
    if number(current) == wanted {
        return Some(current);
    }
    view.get(Table::ParameterVersion, &key(parameter, wanted))
}

/// The labels of a version.
pub(super) fn labels(row: &Record) -> impl Iterator<Item = &str> {
    row.items("Labels").iter().filter_map(Tree::as_text)
}

/// Writes a version back where it lies.
pub(super) fn put_back(tx: &mut Tx<'_>, parameter: &str, row: Record) {
    let number = number(&row);
    let current = tx.view().get(Table::Parameter, parameter).map(self::number);
    if current == Some(number) {
        tx.put(Table::Parameter, parameter, row);
    } else {
        tx.put(Table::ParameterVersion, &key(parameter, number), row);
    }
}
