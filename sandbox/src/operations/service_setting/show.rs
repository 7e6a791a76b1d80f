//! GetServiceSetting, and how replies show a setting.

use super::known::Setting;
use super::named;
use crate::handler::{Answer, Call};
use crate::store::{Table, View};
use crate::tree::Record;

/// When AWS's own values were set, for all that the sandbox knows: 2024-01-01.
const SINCE: i64 = 1_704_067_200_000;

/// GetServiceSetting.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let setting = named(call)?;
    Ok(Record::new().with("ServiceSetting", shown(call, view, setting)))
}

/// A setting as replies show it.
pub(super) fn shown(call: &Call<'_>, view: &View<'_>, setting: &Setting) -> Record {
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
