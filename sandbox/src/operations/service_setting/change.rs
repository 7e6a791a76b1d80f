//! UpdateServiceSetting and ResetServiceSetting.

use super::named;
use super::show::shown;
use crate::handler::{Answer, Call, Refusal};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// UpdateServiceSetting.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
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

/// ResetServiceSetting.
pub(super) fn reset(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let setting = named(call)?;
    tx.delete(Table::Setting, setting.id);
    Ok(Record::new().with("ServiceSetting", shown(call, &tx.view(), setting)))
}
