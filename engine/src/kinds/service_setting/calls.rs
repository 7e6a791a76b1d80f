//! Which calls make a step of a setting.

use aws_sdk_ssm::operation::reset_service_setting::builders::ResetServiceSettingInputBuilder as Reset;
use aws_sdk_ssm::operation::update_service_setting::builders::UpdateServiceSettingInputBuilder as Update;
use schema::kinds::service_setting::ServiceSetting;

use super::state::is_default;
use crate::contract::{Call, Deed, Step};

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
        Deed::Delete { was } => vec![Call::new(Reset::default().setting_id(&was.setting.0))],
        Deed::Forget { .. } => Vec::new(),
    }
}
