//! Which calls make a step of a setting.

use aws_sdk_ssm::operation::get_service_setting::GetServiceSettingOutput;
use aws_sdk_ssm::operation::get_service_setting::builders::GetServiceSettingInputBuilder as Get;
use aws_sdk_ssm::operation::reset_service_setting::builders::ResetServiceSettingInputBuilder as Reset;
use aws_sdk_ssm::operation::update_service_setting::builders::UpdateServiceSettingInputBuilder as Update;
use schema::kinds::service_setting::ServiceSetting;

use super::inventory::MISSING;
use super::state::{is_default, state};
use crate::contract::{Call, Deed, EVERY, LOOKS, Sight, Step};

/// The calls of a step. What is let go stays as it is: no tag says that it was ours.
pub(super) fn calls(step: &Step<'_, ServiceSetting>) -> Vec<Call> {
    match step.deed {
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. }
            if to.value == was.value =>
        {
            Vec::new()
        }
        Deed::Create { to }
        | Deed::Update { to, .. }
        | Deed::Adopt { to, .. }
        | Deed::Replace { to, .. }
        | Deed::Move { to, .. } => {
            vec![Call::new(Update::default().setting_id(&to.setting.0).setting_value(&to.value))]
        }
        // At AWS's default it is nothing that could go.
        Deed::Delete { was } if is_default(was) => Vec::new(),
        Deed::Delete { was } => vec![reset(&was.setting.0)],
        Deed::Forget { .. } => Vec::new(),
    }
}

/// Gives a setting AWS's own value again. Once that is said to be done nothing remembers that it was ours.
fn reset(id: &str) -> Call {
    let (read, id) = (Get::default().setting_id(id), id.to_owned());
    let call = Call::new(Reset::default().setting_id(&id));
    call.until(read, EVERY, LOOKS, move |_, look: Result<&GetServiceSettingOutput, _>| match look {
        Ok(seen) if is_default(&state(&id, seen.service_setting())) => Sight::Ready,
        Ok(_) => Sight::NotYet,
        Err(error) if error.code == MISSING => Sight::Ready,
        Err(error) => Sight::Never(error.to_string()),
    })
    .or_else("it still has the value that was to go")
}
