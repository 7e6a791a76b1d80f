//! An account as somebody sees it who has never heard of trueup's plans: rows and tags.

use std::collections::BTreeMap;

use sandbox::{Sandbox, Secrets};
use serde_json::Value;

use crate::world::{ACCOUNT, REGION};

/// Tables of what somebody made, and the member that names a row among its like; the key does where there is none.
const MADE: [(&str, Option<&str>); 10] = [
    ("parameter", None),
    ("document", None),
    ("association", Some("AssociationName")),
    ("maintenance-window", Some("Name")),
    ("maintenance-window-target", Some("Name")),
    ("maintenance-window-task", Some("Name")),
    ("patch-baseline", Some("Name")),
    ("default-patch-baseline", None),
    ("patch-group", None),
    ("setting", None),
];

/// All that an account holds in a region.
pub struct Account(Value);

impl Account {
    pub fn of(sandbox: &Sandbox) -> Self {
        let mut dump = sandbox.dump(Secrets::Shown);
        Self(dump[ACCOUNT][REGION].take())
    }

    /// How often each name is there, by table and name.
    pub fn names(&self) -> BTreeMap<(&'static str, String), usize> {
        let mut names = BTreeMap::new();
        for (table, member) in MADE {
            for (key, row) in self.rows(table) {
                let name = match member {
                    Some(member) => row[member].as_str().unwrap_or_default().to_owned(),
                    None => key.to_owned(),
                };
                let parent = self.parent(table, key).unwrap_or_default();
                *names.entry((table, parent + &name)).or_default() += 1;
            }
        }
        names
    }

    fn rows(&self, table: &str) -> impl Iterator<Item = (&str, &Value)> {
        let rows = self.0[table].as_object().into_iter().flatten();
        rows.map(|(key, row)| (key.as_str(), row))
    }

    /// The name of the window that a target or a task hangs on.
    fn parent(&self, table: &str, key: &str) -> Option<String> {
        let window = key.split_once('/').filter(|_| table.starts_with("maintenance-window-"))?.0;
        let name = self.0["maintenance-window"][window]["Name"].as_str();
        Some(format!("{}/", name.unwrap_or("(no window)")))
    }
}
