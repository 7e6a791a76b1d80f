//! A window as a resource.

use std::time::Duration;

use jiff::Timestamp;
use schema::Tree;
use schema::kinds::maintenance_window::MaintenanceWindow;

use super::{absorb, calls, opening};
use crate::contract::{
    Acts, Attribute, Call, Declared, Deed, Effect, Resource, Role, Statement, Step, Timing,
};
use crate::site::Site;

impl Resource for MaintenanceWindow {
    const NAME: &'static str = "MaintenanceWindow";
    const TERRAFORM: &'static str = "aws_ssm_maintenance_window";
    const ATTRIBUTES: &'static [&'static str] = &["id", "arn", "name"];
    const GAP: Duration = Duration::ZERO;
    type State = MaintenanceWindow;

    fn absorb(desired: &mut MaintenanceWindow, live: &mut MaintenanceWindow) {
        absorb::start_of_rate(desired, live);
    }

    fn attribute(name: &str, site: &Site, id: Option<&str>, state: &MaintenanceWindow) -> Attribute {
        match name {
            "id" => Attribute::of(id.map(Tree::text)),
            "arn" => Attribute::of(id.map(|id| Tree::text(Self::arn(site, id)))),
            "name" => Attribute::Known(Tree::text(state.name.as_str())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, MaintenanceWindow>) -> Vec<Effect> {
        match step.deed {
            Deed::Move { .. } => vec![Effect::Renames],
            Deed::Forget { .. } => vec![Effect::Stays],
            Deed::Create { .. }
            | Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Replace { .. }
            | Deed::Delete { .. } => Vec::new(),
        }
    }

    fn acts(desired: Option<&MaintenanceWindow>, base: Option<&MaintenanceWindow>, now: Timestamp) -> Acts {
        opening::acts(desired, base, now)
    }

    fn timing(state: &MaintenanceWindow, now: Timestamp) -> Option<Timing> {
        opening::timing(state, now)
    }

    fn calls(step: &Step<'_, MaintenanceWindow>) -> Vec<Call> {
        calls::window(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("maintenancewindow/{id}"))
    }

    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}
