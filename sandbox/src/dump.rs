//! Everything that is held, for people and for tests that compare.

use serde_json::{Map, Value};

use crate::settings::Secrets;
use crate::store::{State, Table};
use crate::tree::{Record, Tree, encode};

const MASK: &str = "(secret)";

/// Account, region, table, key. The trail of writes is not in it: equal states have come about in many ways.
pub(crate) fn dump(state: &State, secrets: Secrets) -> Value {
    let mut out = Value::Object(Map::new());
    for (key, row) in state.iter().filter(|(key, _)| key.table != Table::Trail) {
        let row = shown(row, secrets);
        out[key.scope.account()][key.scope.region()][key.table.name()][&*key.key] = row;
    }
    out
}

fn shown(row: &Record, secrets: Secrets) -> Value {
    let mut value = encode(&Tree::Record(row.clone()));
    let secret = row.text("Type") == Some("SecureString");
    if secret && secrets == Secrets::Masked {
        value["Value"] = Value::String(MASK.to_owned());
    }
    for member in ["SecretAccessKey", "SecretString", "SecretBinary"] {
        if row.get(member).is_some() && secrets == Secrets::Masked {
            value[member] = Value::String(MASK.to_owned());
        }
    }
    value
}
