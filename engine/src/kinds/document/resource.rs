//! A document as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::document::{DefaultVersion, Document, same_meaning};

use super::{body, calls};
use crate::caution::{Caution, PUBLIC_DOCUMENT};
use crate::contract::{Attribute, Call, Declared, Deed, Effect, InPlace, Resource, Role, Statement, Step};
use crate::site::Site;

impl Resource for Document {
    const NAME: &'static str = "Document";
    const TERRAFORM: &'static str = "aws_ssm_document";
    const ATTRIBUTES: &'static [&'static str] = &["name", "arn"];
    const HOLDS: &'static [&'static str] = &["Document"];
    /// The deletion is waited for, and then the name is free.
    const GAP: Duration = Duration::ZERO;
    type State = Document;

    /// One meaning has one spelling: the author's.
    fn absorb(desired: &mut Document, live: &mut Document) {
        if same_meaning(&desired.content, &live.content) {
            live.content.clone_from(&desired.content);
        }
        live.format.clone_from(&desired.format);
    }

    fn in_place(desired: &Document, live: &Document) -> InPlace {
        let replace = |field: &'static str, reason: &str| InPlace::Replace { field, reason: reason.into() };
        if desired.target_type.is_none() && live.target_type.is_some() {
            return replace("targetType", "a target type cannot be taken away in place");
        }
        let new = body::changes(desired, live) && live.stored_in.0.is_none();
        if let (DefaultVersion::Number(wanted), Some(latest)) =
            (&desired.default_version, live.latest_version.0)
        {
            let newest = latest + i64::from(new);
            if *wanted > newest {
                let reason =
                    format!("there is no version {wanted} to be the default: the newest is {newest}");
                return InPlace::Never { field: "defaultVersion", reason };
            }
        }
        let old_schema = live.schema_version.0.as_deref() == Some("1.2");
        if new && old_schema {
            return replace("content", "documents of schema version 1.2 cannot be updated");
        }
        match &desired.version_name {
            Some(name) if new && live.version_name.as_ref() == Some(name) => InPlace::Never {
                field: "versionName",
                reason: format!(
                    "`{name}` names the version before this change; give the new one another name"
                ),
            },
            Some(_) | None => InPlace::Yes,
        }
    }

    fn attribute(name: &str, site: &Site, id: Option<&str>, _: &Document) -> Attribute {
        match name {
            "name" => Attribute::of(id.map(Tree::text)),
            "arn" => Attribute::of(id.map(|id| Tree::text(Self::arn(site, id)))),
            _ => Attribute::Later,
        }
    }

    fn cautions(state: &Document) -> Vec<Caution> {
        let public = state.share.contains_key("all");
        let said = || Caution::of(&PUBLIC_DOCUMENT, "is shared with every AWS account");
        public.then(said).into_iter().collect()
    }

    fn effects(step: &Step<'_, Document>) -> Vec<Effect> {
        match step.deed {
            Deed::Update { to, was } | Deed::Adopt { to, was } if body::changes(to, was) => {
                vec![versions(to, was)]
            }
            Deed::Replace { .. } => vec![Effect::LosesVersions, Effect::Gap { seconds: None }],
            Deed::Forget { .. } => vec![Effect::Stays],
            Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Create { .. }
            | Deed::Move { .. }
            | Deed::Delete { .. } => Vec::new(),
        }
    }

    fn calls(step: &Step<'_, Document>) -> Vec<Call> {
        calls::calls(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("document/{id}"))
    }

    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}

/// What becomes of the versions.
fn versions(desired: &Document, base: &Document) -> Effect {
    match (&desired.default_version, base.stored_in.0) {
        (DefaultVersion::Latest, Some(version)) => Effect::Promotes { version },
        (DefaultVersion::Latest, None) => Effect::Version { default: None },
        (pinned, _) => Effect::Version { default: Some(pinned.to_string()) },
    }
}
