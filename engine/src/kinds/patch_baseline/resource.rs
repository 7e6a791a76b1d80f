//! A baseline as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::patch_baseline::PatchBaseline;
use schema::shape::{AwsDecides, Volatile};

use super::calls;
use crate::action::Action;
use crate::contract::{Attribute, Call, Declared, InPlace, Resource, Role, Statement, Step};
use crate::site::Site;

impl Resource for PatchBaseline {
    const NAME: &'static str = "PatchBaseline";
    const TERRAFORM: &'static str = "aws_ssm_patch_baseline";
    const ATTRIBUTES: &'static [&'static str] = &["id", "arn", "name", "operatingSystem"];
    const GAP: Duration = Duration::ZERO;
    type State = PatchBaseline;

    /// Every spelling is brought together where AWS's words become a state.
    fn absorb(_: &mut PatchBaseline, _: &mut PatchBaseline) {}

    fn in_place(desired: &PatchBaseline, live: &PatchBaseline) -> InPlace {
        if desired.operating_system == live.operating_system {
            return InPlace::Yes;
        }
        InPlace::Replace {
            field: "operatingSystem",
            reason: "operatingSystem cannot change in place".to_owned(),
        }
    }

    fn claims(state: &PatchBaseline) -> Vec<String> {
        let default = (state.default == AwsDecides(Some(true)))
            .then(|| format!("the default for {}", state.operating_system.as_str()));
        default.into_iter().collect()
    }

    fn attribute(name: &str, site: &Site, id: &str, state: &PatchBaseline) -> Attribute {
        match name {
            "id" | "arn" if id.is_empty() => Attribute::Later,
            "id" => Attribute::Known(Tree::text(id)),
            "arn" => Attribute::Known(Tree::text(Self::arn(site, id))),
            "name" => Attribute::Known(Tree::text(state.name.clone().unwrap_or_default())),
            "operatingSystem" => Attribute::Known(Tree::text(state.operating_system.as_str())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, PatchBaseline>) -> Vec<String> {
        let mut effects = Vec::new();
        if let Some(base) = step.base.filter(|base| hands_back(step.action, step.desired, base)) {
            let system = base.operating_system.as_str();
            effects.push(format!("AWS's own baseline is the default for {system} again"));
        }
        if let Some(desired) = step.desired.filter(|desired| takes(desired, step.base)) {
            effects.push(format!("becomes the default for {}", desired.operating_system.as_str()));
        }
        match (step.action, step.base.map(|base| &base.patch_groups)) {
            (Action::Delete, Some(Volatile(Some(groups)))) if !groups.is_empty() => {
                let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
                effects.push(format!("not before its patch groups are let go: {}", groups.join(", ")));
            }
            (Action::Move, _) => effects.push("the same baseline under another manifest's name".into()),
            (Action::Forget, _) => effects.push("our tags come off, the baseline stays".into()),
            _ => {}
        }
        effects
    }

    fn calls(step: &Step<'_, PatchBaseline>) -> Vec<Call> {
        calls::calls(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("patchbaseline/{id}"))
    }

    /// To give a default back is to register a baseline of AWS's own account.
    fn grants(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        if role == Role::Plan || declared.is_empty() {
            return Vec::new();
        }
        let arn = format!("arn:{}:ssm:{}:*:patchbaseline/*", site.partition(), site.region);
        vec![Statement {
            sid: "DefaultPatchBaselines".into(),
            actions: vec!["ssm:RegisterDefaultPatchBaseline".into()],
            resources: vec![arn],
            condition: None,
        }]
    }
}

/// Whether a step makes a baseline the default that was none for its operating system.
fn takes(desired: &PatchBaseline, base: Option<&PatchBaseline>) -> bool {
    let was = |base: &PatchBaseline| {
        base.default == AwsDecides(Some(true)) && base.operating_system == desired.operating_system
    };
    desired.default == AwsDecides(Some(true)) && !base.is_some_and(was)
}

/// Whether a step makes AWS's own baseline the default again.
fn hands_back(action: Action, desired: Option<&PatchBaseline>, base: &PatchBaseline) -> bool {
    let moves = match (action, desired) {
        (Action::Delete, _) => true,
        (Action::Replace, Some(desired)) => {
            desired.operating_system != base.operating_system || desired.default == AwsDecides(Some(false))
        }
        (_, Some(desired)) => desired.default == AwsDecides(Some(false)),
        (_, None) => false,
    };
    moves && base.default == AwsDecides(Some(true))
}
