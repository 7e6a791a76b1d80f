//! A window's target as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::maintenance_window::{MaintenanceWindowTarget, Selection};
use schema::kinds::values::ValueSet;

use super::{calls, gist};
use crate::contract::{Attribute, Call, Declared, Effect, InPlace, Resource, Role, Selects, Statement, Step};
use crate::site::Site;

impl Resource for MaintenanceWindowTarget {
    const NAME: &'static str = "MaintenanceWindow/target";
    const TERRAFORM: &'static str = "aws_ssm_maintenance_window_target";
    const ATTRIBUTES: &'static [&'static str] = &["id"];
    const TOLD: &'static [&'static str] = &["window", "name"];
    const GAP: Duration = Duration::ZERO;
    type State = MaintenanceWindowTarget;

    fn absorb(_: &mut MaintenanceWindowTarget, _: &mut MaintenanceWindowTarget) {}

    fn in_place(desired: &MaintenanceWindowTarget, live: &MaintenanceWindowTarget) -> InPlace {
        if desired.window != live.window {
            let reason = "its window is made anew".to_owned();
            return InPlace::Replace { field: "window", reason };
        }
        match (&desired.selection, &live.selection) {
            (Selection::ResourceGroup(_), Selection::Where(_) | Selection::Instances(_)) => {
                let reason = "nodes cannot become a resource group in place".to_owned();
                InPlace::Replace { field: "resourceGroup", reason }
            }
            (Selection::Where(_) | Selection::Instances(_), Selection::ResourceGroup(_)) => {
                let reason = "a resource group cannot become nodes in place".to_owned();
                InPlace::Replace { field: "resourceGroup", reason }
            }
            (Selection::ResourceGroup(_), Selection::ResourceGroup(_))
            | (
                Selection::Where(_) | Selection::Instances(_),
                Selection::Where(_) | Selection::Instances(_),
            ) => InPlace::Yes,
        }
    }

    fn gist(target: &MaintenanceWindowTarget) -> Option<String> {
        target.name.is_none().then(|| gist::target(target))
    }

    fn attribute(name: &str, _: &Site, id: Option<&str>, _: &MaintenanceWindowTarget) -> Attribute {
        match name {
            "id" => Attribute::of(id.map(Tree::text)),
            _ => Attribute::Later,
        }
    }

    fn selects(state: &MaintenanceWindowTarget) -> Option<Selects> {
        Some(match &state.selection {
            Selection::Where(keys) => {
                let keys = keys.iter().map(|(key, ValueSet(values))| (key.clone(), values.clone()));
                Selects::Where(keys.collect())
            }
            Selection::Instances(ids) => Selects::ids(ids),
            Selection::ResourceGroup(_) => Selects::Group,
        })
    }

    fn effects(_: &Step<'_, MaintenanceWindowTarget>) -> Vec<Effect> {
        Vec::new()
    }

    fn calls(step: &Step<'_, MaintenanceWindowTarget>) -> Vec<Call> {
        calls::target(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("windowtarget/{id}"))
    }

    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}
