//! What is there → documents as a person writes them, each with its content in a file.

use std::collections::BTreeMap;

use schema::kinds::document::{
    ContentFile, DefaultVersion, Document, DocumentFormat, DocumentType, SharedVersion, WrittenContent,
    WrittenDocument, WrittenRequirement, WrittenShare,
};
use schema::kinds::named::Named;
use schema::shape::{AwsDecides, Shape, Word};

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| one(stray, names)).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Result<Written, Unsaid> {
    let found = stray.found;
    let state = Document::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let Document {
        r#type,
        content,
        format,
        version_name,
        default_version: _,
        display_name,
        target_type,
        requires,
        attachments: _,
        share,
        tags,
        version,
        latest_version,
        stored_in: _,
        schema_version: _,
    } = state;
    let Some(r#type) = r#type.known() else {
        let why = format!("its type is `{}`, which this version does not know", r#type.as_str());
        return Err(Unsaid { address: found.address.clone(), why });
    };
    let own = names.given(Document::NAME, &found.id);
    let format = format.0.and_then(|format| format.known()).unwrap_or(DocumentFormat::Json);
    let ending = match format {
        DocumentFormat::Json => "json",
        DocumentFormat::Yaml => "yaml",
        DocumentFormat::Text => "txt",
    };
    let file = names.file("documents", &own, ending);
    let attached = (r#type == DocumentType::Package).then(|| {
        "attachments: AWS does not give them back; write them before the content changes".to_owned()
    });
    let older = waiting(version.0, latest_version.0);
    let spec = WrittenDocument {
        name: Some(found.id.clone()).filter(|name| *name != own),
        r#type,
        content: WrittenContent::File(ContentFile { file: file.clone(), interpolate: false }),
        // The file's name says the others.
        format: AwsDecides((format == DocumentFormat::Text).then_some(format)),
        version_name,
        default_version: DefaultVersion::Latest,
        display_name,
        target_type,
        requires: requires
            .into_iter()
            .map(|required| WrittenRequirement {
                name: match names.of(Document::NAME, &required.name) {
                    Some(manifest) => Named::of_stack(Document::NAME, manifest, "name"),
                    None => Named::of_others(&required.name),
                },
                version: required.version,
                require_type: required.require_type,
                version_name: required.version_name,
            })
            .collect(),
        attachments: Vec::new(),
        share: written_share(share),
        tags: names.own_tags(&tags),
    };
    Ok(Written {
        name: own,
        adopting: Adopting::ByName,
        spec: spec.tree(),
        files: vec![(file, content)],
        says: vec![found.address.clone()],
        unsaid: attached.into_iter().chain(older).collect(),
    })
}

/// That AWS has versions newer than its default one, which is the one that is written.
pub(in crate::kinds) fn waiting(written: Option<i64>, latest: Option<i64>) -> Option<String> {
    let (written, latest) = written.zip(latest).filter(|(written, latest)| written < latest)?;
    Some(format!(
        "version {written} is the default one and is written here; AWS has newer ones up to version {latest}, \
         which no manifest says"
    ))
}

/// With whom one is shared, as a list where each may use the default version.
pub(in crate::kinds) fn written_share(share: BTreeMap<String, Word<SharedVersion>>) -> WrittenShare {
    if share.values().all(|version| *version == SharedVersion::Default) {
        return WrittenShare::Accounts(share.into_keys().collect());
    }
    WrittenShare::Versions(share)
}
