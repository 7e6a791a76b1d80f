//! What a managed node's description tells of the associations that ran on it.

use super::{execution, targets};
use crate::handler::Call;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// Every association that has run.
pub(in crate::operations) fn ran<'a>(view: &View<'a>) -> Ran<'a> {
    let rows = view.under(Table::Association, "").map(|(_, row)| row);
    Ran { view: *view, associations: rows.filter(|row| execution::launched(row).is_some()).collect() }
}

/// The associations that have run.
pub(in crate::operations) struct Ran<'a> {
    view: View<'a>,
    associations: Vec<&'a Record>,
}

impl Ran<'_> {
    /// A node's description with what they leave in it; what a fleet says of it stays.
    pub(in crate::operations) fn told(&self, call: &Call<'_>, id: &str, node: Record) -> Record {
        if node.get("AssociationStatus").is_some() {
            return node;
        }
        let on_it = self.associations.iter().filter(|row| targets::holds(&self.view, row, id));
        let ran: Vec<i64> = on_it.filter_map(|row| execution::ended(call, row)).collect();
        let Some(last) = ran.iter().max().copied() else { return node };
        let counts = vec![("Success".into(), Tree::Integer(i64::try_from(ran.len()).unwrap_or(i64::MAX)))];
        let overview = Record::new()
            .with("DetailedStatus", "Success")
            .with("InstanceAssociationStatusAggregatedCount", Tree::Map(counts));
        node.with("AssociationStatus", "Success")
            .with("LastAssociationExecutionDate", last)
            .with("LastSuccessfulAssociationExecutionDate", last)
            .with("AssociationOverview", overview)
    }
}
