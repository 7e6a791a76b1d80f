//! Service settings: they always exist, and are changed or reset.

use std::sync::OnceLock;

use crate::handler::{Answer, Call, Kind, Refusal, read, write};
use crate::store::{Table, Tx, View};
use crate::tree::Record;

/// Service settings.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        read("GetServiceSetting", get),
        write("UpdateServiceSetting", update),
        write("ResetServiceSetting", reset),
    ],
    upkeep: None,
};

const DEFAULT_TIER: &str = "/ssm/parameter-store/default-parameter-tier";
const HIGH_THROUGHPUT: &str = "/ssm/parameter-store/high-throughput-enabled";
const PUBLIC_SHARING: &str = "/ssm/documents/console/public-sharing-permission";

/// When AWS's own values were set, for all that the sandbox knows: 2024-01-01.
const SINCE: i64 = 1_704_067_200_000;

struct Setting {
    id: &'static str,
    default: &'static str,
    /// None where any text will do.
    values: Option<Vec<&'static str>>,
}

fn known() -> &'static [Setting] {
    static KNOWN: OnceLock<Vec<Setting>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let lines = include_str!("../../model/settings.txt").lines();
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(describe).collect()
    })
}

fn describe(line: &'static str) -> Setting {
    let mut words = line.split(' ');
    let id = words.next().expect("a setting has an id");
    let default = words.next().expect("a setting has a default");
    match words.next() {
        Some("any") => Setting { id, default, values: None },
        others => {
            let values = [default].into_iter().chain(others).chain(words).collect();
            Setting { id, default, values: Some(values) }
        }
    }
}

/// The account's default tier for new parameters.
pub(super) fn default_tier<'a>(view: &View<'a>) -> &'a str {
    value(view, DEFAULT_TIER)
}

/// Whether the account has bought high throughput.
pub(crate) fn high_throughput(view: &View<'_>) -> bool {
    value(view, HIGH_THROUGHPUT) == "true"
}

/// Whether documents may be shared with everybody.
pub(super) fn public_sharing(view: &View<'_>) -> bool {
    value(view, PUBLIC_SHARING) == "Enable"
}

fn value<'a>(view: &View<'a>, id: &str) -> &'a str {
    let changed = view.get(Table::Setting, id).and_then(|row| row.text("SettingValue"));
    let default = || known().iter().find(|setting| setting.id == id).map(|setting| setting.default);
    changed.or_else(default).expect("the settings with an effect are in the table")
}

/// The setting that a request names by id or ARN.
fn named(call: &Call<'_>) -> Result<&'static Setting, Refusal> {
    let id = call.said().required("SettingId");
    let prefix = call.arn("servicesetting");
    let id = id.strip_prefix(&prefix).unwrap_or(id);
    known()
        .iter()
        .find(|setting| setting.id == id)
        .ok_or_else(|| Refusal::new("ServiceSettingNotFound", "The specified service setting was not found."))
}

fn shown(call: &Call<'_>, view: &View<'_>, setting: &Setting) -> Record {
    let row = view.get(Table::Setting, setting.id);
    let value = row.and_then(|row| row.text("SettingValue")).unwrap_or(setting.default);
    let status = if value == setting.default { "Default" } else { "Customized" };
    let user = row.and_then(|row| row.text("LastModifiedUser")).unwrap_or("System");
    let date = row.and_then(|row| row.integer("LastModifiedDate")).unwrap_or(SINCE);
    Record::new()
        .with("SettingId", setting.id)
        .with("SettingValue", value)
        .with("LastModifiedDate", date)
        .with("LastModifiedUser", user)
        .with("ARN", call.arn(&format!("servicesetting{}", setting.id)))
        .with("Status", status)
}

fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let setting = named(call)?;
    Ok(Record::new().with("ServiceSetting", shown(call, view, setting)))
}

fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let setting = named(call)?;
    let value = call.said().required("SettingValue");
    if let Some(values) = &setting.values
        && !values.contains(&value)
    {
        let message = format!(
            "Invalid value for the setting {}: {value}. Valid values include: [{}].",
            setting.id,
            values.join(", ")
        );
        return Err(Refusal::validation(message));
    }
    let row = Record::new()
        .with("SettingValue", value)
        .with("LastModifiedDate", call.now)
        .with("LastModifiedUser", &*call.caller.arn);
    tx.put(Table::Setting, setting.id, row);
    Ok(Record::new())
}

fn reset(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let setting = named(call)?;
    tx.delete(Table::Setting, setting.id);
    Ok(Record::new().with("ServiceSetting", shown(call, &tx.view(), setting)))
}
