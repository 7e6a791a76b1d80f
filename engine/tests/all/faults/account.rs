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

/// The tag of what the estate owns.
const OWNER: &str = "estate/production";
/// Where its record lies, which carries no tag.
const RECORD: &str = "/trueup/estate/production";

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

    /// What is there that was not before, is not tagged as the estate's, and hangs on nothing that is.
    pub fn unowned(&self, before: &Self) -> Vec<String> {
        let made = MADE.into_iter().flat_map(|(table, _)| self.rows(table).map(move |(key, _)| (table, key)));
        let new = made.filter(|(table, key)| before.0[*table].get(key).is_none());
        let nobodys = new.filter(|(table, key)| !self.is_owned(table, key));
        nobodys.map(|(table, key)| format!("{table} {key}")).collect()
    }

    fn is_owned(&self, table: &str, key: &str) -> bool {
        let tagged =
            |resource: String| self.0["tag"][format!("ssm:{resource}")]["Tags"][""]["trueup:stack"] == OWNER;
        match table {
            "parameter" => key.starts_with(RECORD) || tagged(format!("parameter{key}")),
            "document" => tagged(format!("document/{key}")),
            "association" => tagged(format!("association/{key}")),
            "maintenance-window" => tagged(format!("maintenancewindow/{key}")),
            "maintenance-window-target" | "maintenance-window-task" => {
                key.split_once('/').is_some_and(|(window, _)| tagged(format!("maintenancewindow/{window}")))
            }
            "patch-baseline" => tagged(format!("patchbaseline/{key}")),
            "default-patch-baseline" | "patch-group" => true,
            _ => false,
        }
    }

    /// What carries the name of something that is being replaced.
    pub fn set_aside(&self) -> Vec<String> {
        let old =
            |tags: &Value| tags["Tags"][""]["trueup:name"].as_str().is_some_and(|name| name.contains('@'));
        let aside = self.rows("tag").filter(|(_, tags)| old(tags));
        aside.map(|(resource, _)| resource.to_owned()).collect()
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
