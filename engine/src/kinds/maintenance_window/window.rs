//! A window as a resource.

use std::time::Duration;

use jiff::Timestamp;
use schema::Tree;
use schema::kinds::maintenance_window::MaintenanceWindow;

use super::{absorb, calls, opening};
use crate::action::Action;
use crate::contract::{Acts, Attribute, Call, Declared, InPlace, Resource, Role, Statement, Step};
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

    /// AWS can change every field of a window.
    fn in_place(_: &MaintenanceWindow, _: &MaintenanceWindow) -> InPlace {
        InPlace::Yes
    }

    fn attribute(name: &str, site: &Site, id: &str, state: &MaintenanceWindow) -> Attribute {
        match name {
            "id" | "arn" if id.is_empty() => Attribute::Later,
            "id" => Attribute::Known(Tree::text(id)),
            "arn" => Attribute::Known(Tree::text(Self::arn(site, id))),
            "name" => Attribute::Known(Tree::text(state.name.as_str())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, MaintenanceWindow>) -> Vec<String> {
        match step.action {
            Action::Move => vec!["the same window under another manifest's name".into()],
            Action::Forget => vec!["our tags come off, the window stays and goes on running".into()],
            Action::Create | Action::Update | Action::Adopt | Action::Replace | Action::Delete => Vec::new(),
        }
    }

    fn acts(desired: Option<&MaintenanceWindow>, base: Option<&MaintenanceWindow>, now: Timestamp) -> Acts {
        opening::acts(desired, base, now)
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
