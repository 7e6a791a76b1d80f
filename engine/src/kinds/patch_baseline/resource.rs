//! A baseline as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::patch_baseline::PatchBaseline;
use schema::shape::{AwsDecides, Volatile};

use super::calls;
use crate::contract::{Attribute, Call, Declared, Deed, Effect, Resource, Role, Statement, Step};
use crate::site::Site;

impl Resource for PatchBaseline {
    const NAME: &'static str = "PatchBaseline";
    const TERRAFORM: &'static str = "aws_ssm_patch_baseline";
    const ATTRIBUTES: &'static [&'static str] = &["id", "arn", "name", "operatingSystem"];
    const GAP: Duration = Duration::ZERO;
    type State = PatchBaseline;

    /// Every spelling is brought together where AWS's words become a state.
    fn absorb(_: &mut PatchBaseline, _: &mut PatchBaseline) {}

    fn claims(state: &PatchBaseline) -> Vec<String> {
        let default = (state.default == AwsDecides(Some(true)))
            .then(|| format!("the default for {}", state.operating_system.as_str()));
        default.into_iter().collect()
    }

    fn attribute(name: &str, site: &Site, id: Option<&str>, state: &PatchBaseline) -> Attribute {
        match name {
            "id" => Attribute::of(id.map(Tree::text)),
            "arn" => Attribute::of(id.map(|id| Tree::text(Self::arn(site, id)))),
            "name" => Attribute::Known(Tree::text(state.name.clone().unwrap_or_default())),
            "operatingSystem" => Attribute::Known(Tree::text(state.operating_system.as_str())),
            _ => Attribute::Later,
        }
    }

    fn holders(state: &PatchBaseline) -> Vec<String> {
        let Volatile(groups) = &state.patch_groups;
        groups.iter().flatten().cloned().collect()
    }

    fn effects(step: &Step<'_, PatchBaseline>) -> Vec<Effect> {
        let of = |baseline: &PatchBaseline| baseline.operating_system.as_str().to_owned();
        let back = step.deed.was().filter(|was| hands_back(step.deed, was));
        let back = back.map(|was| Effect::GivesDefaultBack { of: of(was) });
        let takes = step.deed.to().filter(|to| takes(to, step.deed.was()));
        let takes = takes.map(|to| Effect::TakesDefault { of: of(to) });
        let more = match step.deed {
            Deed::Delete { was } => {
                let holders = Self::holders(was);
                (!holders.is_empty()).then_some(Effect::WaitsFor { holders })
            }
            Deed::Move { .. } => Some(Effect::Renames),
            Deed::Forget { .. } => Some(Effect::Stays),
            Deed::Create { .. } | Deed::Update { .. } | Deed::Adopt { .. } | Deed::Replace { .. } => None,
        };
        back.into_iter().chain(takes).chain(more).collect()
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

/// Whether a deed makes AWS's own baseline the default again.
fn hands_back(deed: &Deed<PatchBaseline>, was: &PatchBaseline) -> bool {
    let lets_go = |to: &PatchBaseline| to.default == AwsDecides(Some(false));
    let moves = match deed {
        Deed::Delete { .. } => true,
        Deed::Replace { to, .. } => to.operating_system != was.operating_system || lets_go(to),
        Deed::Create { to } | Deed::Update { to, .. } | Deed::Adopt { to, .. } | Deed::Move { to, .. } => {
            lets_go(to)
        }
        Deed::Forget { .. } => false,
    };
    moves && was.default == AwsDecides(Some(true))
}
