//! A document as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::document::{DefaultVersion, Document, same_meaning};

use super::{body, calls};
use crate::action::Action;
use crate::contract::{Attribute, Call, Declared, InPlace, Resource, Role, Statement, Step};
use crate::site::Site;

impl Resource for Document {
    const NAME: &'static str = "Document";
    const TERRAFORM: &'static str = "aws_ssm_document";
    const ATTRIBUTES: &'static [&'static str] = &["name", "arn"];
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
        if desired.r#type != live.r#type {
            return replace("type", "type cannot change in place");
        }
        if desired.requires != live.requires {
            return replace("requires", "requires cannot change in place");
        }
        if desired.target_type.is_none() && live.target_type.is_some() {
            return replace("targetType", "a target type cannot be taken away in place");
        }
        let new = body::changes(desired, live) && live.stored_in.0.is_none();
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

    fn attribute(name: &str, site: &Site, id: &str, _: &Document) -> Attribute {
        match name {
            "name" => Attribute::Known(Tree::text(id)),
            "arn" => Attribute::Known(Tree::text(Self::arn(site, id))),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, Document>) -> Vec<String> {
        match (step.action, step.desired, step.base) {
            (Action::Update | Action::Adopt, Some(desired), Some(base)) if body::changes(desired, base) => {
                vec![versions(desired, base)]
            }
            (Action::Replace, ..) => {
                vec!["its versions are lost, and it is not there for some seconds".into()]
            }
            (Action::Forget, ..) => vec!["our tag comes off, the document stays".into()],
            (Action::Update | Action::Adopt | Action::Create | Action::Move | Action::Delete, ..) => {
                Vec::new()
            }
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
fn versions(desired: &Document, base: &Document) -> String {
    match (&desired.default_version, base.stored_in.0) {
        (DefaultVersion::Latest, Some(number)) => {
            format!("version {number} holds this already and becomes the default")
        }
        (DefaultVersion::Latest, None) => "new version, which becomes the default".into(),
        (pinned, _) => format!("new version; the default is {pinned}"),
    }
}
