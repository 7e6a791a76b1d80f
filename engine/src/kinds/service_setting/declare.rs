//! A setting's manifest → the setting that it asks for.

use schema::kinds::service_setting::{self, ServiceSetting, known};
use schema::shape::Shape;
use schema::{Finding, Manifest, Span};

use super::ServiceSettings;
use crate::address::Address;
use crate::contract::{Asked, Declared, Kind};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (setting, mut findings) = service_setting::read(asked.spec);
    let Some(setting) = setting else { return (Vec::new(), findings) };
    let id = setting.setting.0.clone();
    findings.extend(declared_before(asked, &id));
    let address = Address::new(ServiceSettings::NAME, &metadata.name.value);
    let declared = Declared {
        span: metadata.name.span,
        ..Declared::whole::<ServiceSetting>(asked, address, Some(id), setting.tree())
    };
    (vec![declared], findings)
}

/// A setting has one value, and two manifests would undo each other's work.
fn declared_before(asked: &Asked<'_>, id: &str) -> Option<Finding> {
    let first = asked.siblings.before(asked.manifest).find(|manifest| {
        let written = asked.siblings.field(manifest, "setting");
        let written = written.as_ref().and_then(|node| node.scalar()).and_then(|scalar| known(&scalar.text));
        written.is_some_and(|known| known.id == id)
    })?;
    Some(
        Finding::error("duplicate-resource", place(asked.manifest), format!("`{id}` is declared twice"))
            .label("second here")
            .also(place(first), "first here")
            .help("keep one of them"),
    )
}

fn place(manifest: &Manifest) -> Span {
    manifest.spec.get("setting").map_or(manifest.metadata.name.span, |node| node.span)
}
