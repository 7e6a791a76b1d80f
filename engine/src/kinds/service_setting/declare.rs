//! A setting's manifest → the setting that it asks for.

use schema::kinds::service_setting::{self, ServiceSetting, known};
use schema::shape::Shape;
use schema::{Finding, Manifest, Span};

use super::ServiceSettings;
use crate::address::Address;
use crate::contract::{Asked, Declared, Kind, Siblings};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (setting, findings) = service_setting::read(asked.spec);
    let Some(setting) = setting else { return (Vec::new(), findings) };
    let id = setting.setting.0.clone();
    let address = Address::new(ServiceSettings::NAME, &metadata.name.value);
    let declared = Declared {
        span: metadata.name.span,
        ..Declared::whole::<ServiceSetting>(asked, address, Some(id), setting.tree())
    };
    (vec![declared], findings)
}

/// A setting has one value, and two manifests would undo each other's work.
pub(super) fn declared_twice(siblings: &Siblings<'_>) -> Vec<Finding> {
    let said = |manifest: &Manifest| {
        let setting = known(&siblings.text(manifest, "setting")?)?;
        Some((setting.id.to_owned(), place(manifest)))
    };
    siblings.twice(ServiceSettings::NAME, said, |id| format!("`{id}`"), "keep one of them")
}

fn place(manifest: &Manifest) -> Span {
    manifest.spec.get("setting").map_or(manifest.metadata.name.span, |node| node.span)
}
