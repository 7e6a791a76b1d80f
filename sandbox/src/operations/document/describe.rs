//! DescribeDocument.

use super::held::{Held, described};
use super::name;
use super::version::Selector;
use crate::handler::{Answer, Call};
use crate::operations::tags;
use crate::store::View;
use crate::tree::Record;

/// DescribeDocument. The tags are those of the caller's own document.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let held = Held::find(call, view, said.required("Name"))?;
    let row = held.version(&Selector::said(&said))?;
    let tags = tags::shown(tags::of(view, &format!("ssm:{}", name::resource(&held.shown))));
    Ok(Record::new().with("Document", described(call, &held, row, tags, "Document")))
}
