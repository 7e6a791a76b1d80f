//! A setting as a file of another tool says it → its state.

use aws_sdk_ssm::types::ServiceSetting as Answered;
use schema::kinds::service_setting::ServiceSetting;

use super::state::state;
use crate::contract::Fields;

/// What stands before the id in the ARN of a setting.
const IN_ARN: &str = ":servicesetting";

/// The state of a setting.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn worded(mut said: Fields) -> Result<ServiceSetting, String> {
    let id = said.must("SettingId")?;
    let id = id.split_once(IN_ARN).map_or(id.as_str(), |(_, id)| id);
    let setting = Answered::builder().setting_value(said.must("SettingValue")?).status("Customized").build();
    said.done()?;
    Ok(state(id, Some(&setting)))
}
