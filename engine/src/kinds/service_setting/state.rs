//! AWS's words → a setting's state.

use aws_sdk_ssm::types::ServiceSetting as Answered;
use schema::kinds::service_setting::{ServiceSetting, SettingId};
use schema::shape::{Timestamp, Volatile};

use crate::contract::LastChange;

/// AWS's word for a setting to which nobody gave a value.
const DEFAULT: &str = "Default";

/// The state of the setting of an id.
pub(super) fn state(id: &str, answered: Option<&Answered>) -> ServiceSetting {
    let setting = answered.cloned().unwrap_or_else(|| Answered::builder().build());
    let modified = setting.last_modified_date().and_then(|date| jiff::Timestamp::new(date.secs(), 0).ok());
    ServiceSetting {
        setting: SettingId(id.to_owned()),
        value: setting.setting_value().unwrap_or_default().to_owned(),
        status: Volatile(setting.status().map(str::to_owned)),
        last_modified_user: Volatile(setting.last_modified_user().map(str::to_owned)),
        last_modified_date: Volatile(modified.map(Timestamp)),
    }
}

/// Whether a setting has AWS's own value.
pub(super) fn is_default(setting: &ServiceSetting) -> bool {
    match &setting.status.0 {
        Some(status) => status == DEFAULT,
        None => setting.setting.known().is_some_and(|known| known.default == setting.value),
    }
}

/// Who gave a setting its value; `None` where AWS did.
pub(super) fn last_change(setting: &ServiceSetting) -> Option<LastChange> {
    let Volatile(by) = &setting.last_modified_user;
    let at = setting.last_modified_date.0.map(|Timestamp(at)| at);
    (!is_default(setting)).then(|| LastChange { by: by.clone(), at })
}
