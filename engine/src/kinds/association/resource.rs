//! An association as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::association::{Aim, Association};

use super::{body, calls, grants};
use crate::action::Action;
use crate::contract::{Attribute, Call, Declared, InPlace, Resource, Role, Statement, Step};
use crate::site::Site;

/// How many versions AWS makes of an association: one with each update.
const VERSIONS: i64 = 1000;

impl Resource for Association {
    const NAME: &'static str = "Association";
    const TERRAFORM: &'static str = "aws_ssm_association";
    const ATTRIBUTES: &'static [&'static str] = &["id", "arn", "name"];
    const GAP: Duration = Duration::ZERO;
    type State = Association;

    /// Every spelling is brought together where AWS's words become a state.
    fn absorb(_: &mut Association, _: &mut Association) {}

    fn in_place(desired: &Association, live: &Association) -> InPlace {
        let replace = |field: &'static str| InPlace::Replace {
            field,
            reason: format!("{field} cannot change in place"),
        };
        let node = |state: &Association| match &state.body.aim {
            Some(Aim::InstanceId(id)) => Some(id.clone()),
            Some(Aim::Where(_) | Aim::Instances(_) | Aim::ResourceGroup(_) | Aim::ParameterValues(_))
            | None => None,
        };
        if desired.document != live.document {
            replace("document")
        } else if node(desired) != node(live) {
            replace("instanceId")
        } else if live.version.0 >= Some(VERSIONS) && body::changes(desired, live) {
            InPlace::Replace {
                field: "version",
                reason: format!("AWS keeps {VERSIONS} versions of an association and makes no more"),
            }
        } else {
            InPlace::Yes
        }
    }

    /// AWS deletes no document that an association runs.
    fn bars(state: &Association) -> Vec<String> {
        vec![state.document.clone()]
    }

    fn attribute(name: &str, site: &Site, id: &str, state: &Association) -> Attribute {
        match name {
            "id" | "arn" if id.is_empty() => Attribute::Later,
            "id" => Attribute::Known(Tree::text(id)),
            "arn" => Attribute::Known(Tree::text(Self::arn(site, id))),
            "name" => Attribute::Known(Tree::text(state.name.clone().unwrap_or_default())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, Association>) -> Vec<String> {
        let mut effects: Vec<String> = runs(step).into_iter().collect();
        match step.action {
            Action::Move => effects.push("the same association under another manifest's name".into()),
            Action::Forget => effects.push("our tags come off, the association stays".into()),
            Action::Delete => effects.push("what it did to nodes stays".into()),
            Action::Create | Action::Update | Action::Adopt | Action::Replace => {}
        }
        effects
    }

    fn calls(step: &Step<'_, Association>) -> Vec<Call> {
        calls::calls(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("association/{id}"))
    }

    fn grants(_: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        grants::roles(declared, role)
    }
}

/// AWS runs an association when it is made and when it is changed, unless it waits for its
/// schedule.
fn runs(step: &Step<'_, Association>) -> Option<String> {
    let desired = step.desired?;
    let writes = match (step.action, step.base) {
        (Action::Create | Action::Replace, _) => true,
        (Action::Update | Action::Adopt | Action::Move, Some(base)) => body::changes(desired, base),
        (Action::Update | Action::Adopt | Action::Move | Action::Delete | Action::Forget, _) => false,
    };
    if !writes {
        return None;
    }
    let waits = desired.body.apply_only_at_cron_interval;
    let gated = !desired.only_when_open.is_empty();
    Some(match (waits, gated) {
        (true, _) => "runs at its next scheduled time, not now".into(),
        (false, true) => "runs now, if its calendars are open".into(),
        (false, false) => "runs now".into(),
    })
}
