//! A patch group as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::patch_group::PatchGroup;

use super::{calls, remembered};
use crate::contract::{Attribute, Call, Declared, Deed, Effect, Resource, Role, Statement, Step};
use crate::record::Untagged;
use crate::site::Site;

impl Resource for PatchGroup {
    const NAME: &'static str = "PatchGroup";
    const TERRAFORM: &'static str = "aws_ssm_patch_group";
    const ATTRIBUTES: &'static [&'static str] = &["name"];
    const TOLD: &'static [&'static str] = &["instances"];
    const HOLDS: &'static [&'static str] = &["PatchBaseline"];
    const GAP: Duration = Duration::ZERO;
    type State = PatchGroup;

    /// Both sides name baselines by id, and AWS's own by name.
    fn absorb(_: &mut PatchGroup, _: &mut PatchGroup) {}

    fn claims(state: &PatchGroup) -> Vec<String> {
        let systems = state.baselines.keys();
        systems.map(|system| format!("the registration of `{}` for {system}", state.name)).collect()
    }

    fn untagged(state: &PatchGroup) -> Option<Untagged> {
        Some(remembered::untagged(state))
    }

    fn attribute(name: &str, _: &Site, _: Option<&str>, state: &PatchGroup) -> Attribute {
        match name {
            "name" => Attribute::Known(Tree::text(state.name.as_str())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, PatchGroup>) -> Vec<Effect> {
        match step.deed {
            Deed::Delete { .. } => vec![Effect::FallsBack],
            Deed::Create { .. }
            | Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Replace { .. }
            | Deed::Move { .. }
            | Deed::Forget { .. } => Vec::new(),
        }
    }

    fn calls(step: &Step<'_, PatchGroup>) -> Vec<Call> {
        calls::calls(step)
    }

    /// A group has no ARN; its permissions are on baselines, AWS's own among them.
    fn arn(site: &Site, _: &str) -> String {
        format!("arn:{}:ssm:{}:*:patchbaseline/*", site.partition(), site.region)
    }

    /// The tags of instances: which there are is not known before they are listed.
    fn grants(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        let selects = |declared: &&Declared| declared.tree.get("instances").is_some();
        if role == Role::Plan || !declared.iter().any(selects) {
            return Vec::new();
        }
        let Site { region, account, .. } = site;
        vec![Statement {
            sid: "PatchGroupInstances".into(),
            actions: vec!["ec2:CreateTags".into(), "ec2:DeleteTags".into()],
            resources: vec![format!("arn:{}:ec2:{region}:{account}:instance/*", site.partition())],
            condition: None,
        }]
    }
}
