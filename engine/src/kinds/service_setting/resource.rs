//! A service setting as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::service_setting::ServiceSetting;

use super::state::last_change;
use super::{calls, grants, inventory};
use crate::caution::{AUTOMATION_UNLOGGED, Caution, PUBLIC_SHARING};
use crate::contract::{Attribute, Call, Declared, Deed, Effect, LastChange, Resource, Role, Statement, Step};
use crate::record::Untagged;
use crate::site::Site;

impl Resource for ServiceSetting {
    const NAME: &'static str = "ServiceSetting";
    const TERRAFORM: &'static str = "aws_ssm_service_setting";
    const ATTRIBUTES: &'static [&'static str] = &["setting", "value"];
    const GAP: Duration = Duration::ZERO;
    type State = ServiceSetting;

    /// AWS takes and tells the very same words.
    fn absorb(_: &mut ServiceSetting, _: &mut ServiceSetting) {}

    fn claims(state: &ServiceSetting) -> Vec<String> {
        vec![format!("the setting `{}`", state.setting.0)]
    }

    fn untagged(state: &ServiceSetting) -> Option<Untagged> {
        Some(inventory::remembered(state))
    }

    fn last_change(state: &ServiceSetting) -> Option<LastChange> {
        last_change(state)
    }

    fn attribute(name: &str, _: &Site, _: Option<&str>, state: &ServiceSetting) -> Attribute {
        match name {
            "setting" => Attribute::Known(Tree::text(state.setting.0.as_str())),
            "value" => Attribute::Known(Tree::text(state.value.as_str())),
            _ => Attribute::Later,
        }
    }

    fn cautions(state: &ServiceSetting) -> Vec<Caution> {
        match (state.setting.0.as_str(), state.value.as_str()) {
            ("/ssm/documents/console/public-sharing-permission", "Enable") => {
                vec![Caution::of(&PUBLIC_SHARING, "documents may be shared with every AWS account")]
            }
            ("/ssm/automation/customer-script-log-destination", "None") => {
                vec![Caution::of(&AUTOMATION_UNLOGGED, "what scripts of runbooks print is kept nowhere")]
            }
            _ => Vec::new(),
        }
    }

    fn leaves(state: &ServiceSetting) -> Option<ServiceSetting> {
        let known = state.setting.known()?;
        Some(ServiceSetting { value: known.default.to_owned(), ..state.clone() })
    }

    fn effects(step: &Step<'_, ServiceSetting>) -> Vec<Effect> {
        let mut effects = Vec::new();
        match step.deed {
            Deed::Create { to }
            | Deed::Update { to, .. }
            | Deed::Adopt { to, .. }
            | Deed::Replace { to, .. }
            | Deed::Move { to, .. } => {
                let known = to.setting.known();
                let charged = known.is_some_and(|known| known.charged.contains(&to.value.as_str()));
                let new = step.deed.was().is_none_or(|was| was.value != to.value);
                effects.extend((charged && new).then_some(Effect::Costs));
            }
            Deed::Delete { was } => {
                let known = was.setting.known();
                effects.extend(known.map(|known| Effect::Resets { to: known.default.to_owned() }));
            }
            Deed::Forget { .. } => {}
        }
        effects.extend(step.deed.was().and_then(last_change).map(Effect::LastChanged));
        effects
    }

    fn calls(step: &Step<'_, ServiceSetting>) -> Vec<Call> {
        calls::calls(step)
    }

    /// The id begins with the slash that the ARN has.
    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("servicesetting{id}"))
    }

    fn grants(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        grants::roles(site, declared, role)
    }
}
