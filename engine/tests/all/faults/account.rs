//! An account as somebody sees it who has never heard of trueup's plans: rows and tags.

use std::collections::BTreeMap;

use sandbox::{Sandbox, Secrets};
use serde_json::Value;

use crate::world::{ACCOUNT, REGION};

/// Tables of what somebody made, and the member that names a row among its like; the key does where there is none.
const MADE: [(&str, Option<&str>); 11] = [
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
    ("resource-data-sync", None),
];

/// What the values of settings end with that others gave.
const THEIRS: &str = "theirs";
/// What the name of the sync ends with that others made.
const ADOPTED: &str = "adopted";

/// The tag of what the estate owns.
pub const OWNER: &str = "estate/production/c05e97a21f6d384b";
/// Where its record lies, which carries no tag.
const RECORD: &str = "/trueup/estate/production";

/// One row that somebody made.
#[derive(Debug)]
pub struct Row {
    table: &'static str,
    key: String,
    row: Value,
}

/// Where its leases lie, of which one stays for the next run, and a few old ones.
const LEASES: &str = "/trueup/estate/production/lease-";

/// As long as the texts that the estate has drawn; no other of its values is so many digits.
const DRAWN: usize = 9;

/// All that an account holds in a region.
#[derive(PartialEq)]
pub struct Account(Value);

impl Account {
    pub fn of(sandbox: &Sandbox) -> Self {
        let mut dump = sandbox.dump(Secrets::Shown);
        Self(dump[ACCOUNT][REGION].take())
    }

    /// What parameters hold that was drawn, by name: git has it nowhere.
    pub fn drawn(&self) -> BTreeMap<String, String> {
        let drawn = |text: &&str| text.len() == DRAWN && text.bytes().all(|byte| byte.is_ascii_digit());
        let held = self.rows("parameter").filter_map(|(name, row)| {
            let value = row["Value"].as_str().filter(drawn)?;
            Some((name.to_owned(), value.to_owned()))
        });
        held.collect()
    }

    /// How often each name is there, by table and name.
    pub fn names(&self) -> BTreeMap<(&'static str, String), usize> {
        let mut names = BTreeMap::new();
        for (table, _) in MADE {
            for (key, _) in self.rows(table).filter(|(key, _)| !key.starts_with(LEASES)) {
                *names.entry((table, self.name(table, key))).or_default() += 1;
            }
        }
        for (node, tags) in self.rows("tag").filter(|(resource, _)| resource.starts_with("ec2:")) {
            names.insert(("tags", format!("{node} {tags}")), 1);
        }
        names
    }

    /// What others have not made, is not tagged as the estate's, and hangs on nothing that is.
    pub fn unowned(&self, others: &[Row]) -> Vec<String> {
        let theirs = |row: &Row| others.iter().any(|own| own.table == row.table && own.key == row.key);
        let made = self.made().into_iter().filter(|row| !theirs(row));
        let nobodys = made.filter(|row| !self.is_owned(row.table, &row.key));
        nobodys.map(|row| format!("{} {}", row.table, row.key)).collect()
    }

    /// The estate's own that are there more than once, by table and name.
    pub fn twins(&self) -> Vec<(&'static str, String)> {
        let mut names = BTreeMap::new();
        for row in self.made().into_iter().filter(|row| self.is_owned(row.table, &row.key)) {
            *names.entry((row.table, self.name(row.table, &row.key))).or_insert(0) += 1;
        }
        names.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect()
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
            "setting" => {
                self.0[table][key]["SettingValue"].as_str().is_some_and(|value| !value.ends_with(THEIRS))
            }
            "resource-data-sync" => !key.ends_with(ADOPTED),
            _ => false,
        }
    }

    /// The keys of a table that are tagged as the estate's.
    pub fn owned(&self, table: &str) -> Vec<String> {
        let keys = self.rows(table).map(|(key, _)| key.to_owned());
        keys.filter(|key| !key.starts_with(RECORD) && self.is_owned(table, key)).collect()
    }

    /// A tag of a row.
    pub fn tag(&self, table: &str, key: &str, tag: &str) -> String {
        let resource = format!("ssm:{}/{key}", table.replace('-', ""));
        self.0["tag"][resource]["Tags"][""][tag].as_str().unwrap_or_default().to_owned()
    }

    /// Every row that somebody made.
    pub fn made(&self) -> Vec<Row> {
        let rows = |(table, _): (&'static str, _)| {
            self.rows(table).map(move |(key, row)| Row { table, key: key.to_owned(), row: row.clone() })
        };
        MADE.into_iter().flat_map(rows).collect()
    }

    /// Whether a row is there, and as it was.
    pub fn holds(&self, row: &Row) -> bool {
        self.0[row.table].get(&row.key) == Some(&row.row)
    }

    /// What carries the name of something that is being replaced.
    pub fn set_aside(&self) -> Vec<String> {
        let old =
            |tags: &Value| tags["Tags"][""]["trueup:name"].as_str().is_some_and(|name| name.contains('@'));
        let aside = self.rows("tag").filter(|(_, tags)| old(tags));
        aside.map(|(resource, _)| resource.to_owned()).collect()
    }

    /// What a row is called among its like.
    fn name(&self, table: &str, key: &str) -> String {
        let member = MADE.into_iter().find(|(name, _)| *name == table).and_then(|(_, member)| member);
        let name = match member {
            Some(member) => self.0[table][key][member].as_str().unwrap_or_default(),
            None => key,
        };
        self.parent(table, key).unwrap_or_default() + name
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
