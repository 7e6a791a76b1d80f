//! A patch group as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::patch_group::PatchGroup;

use super::{calls, remembered};
use crate::action::Action;
use crate::kinds::call::Call;
use crate::kinds::resource::{Attribute, InPlace, Resource, Step};
use crate::permissions::{Role, Statement};
use crate::record::Registration;
use crate::resolve::Declared;
use crate::site::Site;

impl Resource for PatchGroup {
    const NAME: &'static str = "PatchGroup";
    const TERRAFORM: &'static str = "aws_ssm_patch_group";
    const ATTRIBUTES: &'static [&'static str] = &["name"];
    const GAP: Duration = Duration::ZERO;
    type State = PatchGroup;

    /// Both sides name baselines by id, and AWS's own by name.
    fn absorb(_: &mut PatchGroup, _: &mut PatchGroup) {}

    fn in_place(_: &PatchGroup, _: &PatchGroup) -> InPlace {
        InPlace::Yes
    }

    fn claims(state: &PatchGroup) -> Vec<String> {
        let systems = state.baselines.keys();
        systems.map(|system| format!("the registration of `{}` for {system}", state.name)).collect()
    }

    fn untagged(state: &PatchGroup) -> Vec<Registration> {
        remembered::untagged(state)
    }

    fn attribute(name: &str, _: &Site, _: &str, state: &PatchGroup) -> Attribute {
        match name {
            "name" => Attribute::Known(Tree::text(state.name.as_str())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, PatchGroup>) -> Vec<String> {
        match step.action {
            Action::Delete => vec!["its nodes are patched by the default baselines from then on".into()],
            Action::Create
            | Action::Update
            | Action::Adopt
            | Action::Replace
            | Action::Move
            | Action::Forget => Vec::new(),
        }
    }

    fn calls(step: &Step<'_, PatchGroup>) -> Vec<Call> {
        calls::calls(step)
    }

    /// A group has no ARN; its permissions are on baselines, AWS's own among them.
    fn arn(site: &Site, _: &str) -> String {
        format!("arn:{}:ssm:{}:*:patchbaseline/*", site.partition(), site.region)
    }

    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}
