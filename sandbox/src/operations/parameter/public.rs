//! Public parameters: a handful of what AWS publishes under `/aws/service`, the same in every account.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::OnceLock;

use crate::store::Found;
use crate::tree::Record;

/// Where they lie.
pub(super) const ROOT: &str = "/aws/service/";

/// Published on 2027-01-01 for all that the sandbox knows.
const PUBLISHED: i64 = 1_798_761_600_000;

fn all() -> &'static BTreeMap<&'static str, Record> {
    static ALL: OnceLock<BTreeMap<&'static str, Record>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = include_str!("../../../model/public.txt").lines();
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(read).collect()
    })
}

fn read(line: &'static str) -> (&'static str, Record) {
    let mut words = line.split(' ');
    let mut next = || words.next().expect("a public parameter has a name, a data type and a value");
    let (name, data_type, value) = (next(), next(), next());
    let row = Record::new()
        .with("Name", name)
        .with("Type", "String")
        .with("Value", value)
        .with("Version", 1)
        .with("LastModifiedDate", PUBLISHED)
        .with("DataType", data_type);
    (name, row)
}

/// The public parameter of this name.
pub(super) fn find(key: &str) -> Option<Record> {
    all().get(key).cloned()
}

/// The public parameters below a path, after a name.
pub(super) fn under<'a>(
    prefix: &'a str,
    after: Option<&'a str>,
) -> impl Iterator<Item = Found<'a>> + use<'a> {
    let from = match after {
        Some(after) => Bound::Excluded(after),
        None => Bound::Included(prefix),
    };
    let rows = all().range::<str, _>((from, Bound::Unbounded));
    rows.take_while(move |(name, _)| name.starts_with(prefix)).map(|(name, row)| (*name, row))
}
