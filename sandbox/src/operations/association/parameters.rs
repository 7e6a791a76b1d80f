//! The document's parameters, as an association gives them.

use fancy_regex::Regex;

use crate::handler::Refusal;
use crate::operations::document::{Definition, Held};
use crate::tree::{Record, Tree};

/// The document that is told which association runs it.
const TOLD_ITS_ASSOCIATION: &str = "AWS-RunPatchBaselineAssociation";

/// Holds what is given against what the document declares.
pub(super) fn check(row: &Record, document: &Held<'_>) -> Result<(), Refusal> {
    let definitions = document.definitions(row.text("DocumentVersion"))?;
    let given = row.entries("Parameters");
    let filled = row.text("AutomationTargetParameterName");
    for (name, values) in given {
        let Some(definition) = definitions.iter().find(|definition| definition.name == **name) else {
            return Err(invalid(format!("The document has no parameter {name}")));
        };
        let Tree::List(values) = values else { continue };
        one(definition, values)?;
    }
    let needed = definitions.iter().find(|definition| {
        definition.default.is_none()
            && Some(definition.name.as_str()) != filled
            && !given.iter().any(|(name, _)| **name == definition.name)
    });
    match needed {
        // Maps of targets give parameters of their own to each.
        Some(definition) if row.get("TargetMaps").is_none() => {
            Err(invalid(format!("Parameter \"{}\" requires a value.", definition.name)))
        }
        Some(_) | None => Ok(()),
    }
}

fn one(definition: &Definition, values: &[Tree]) -> Result<(), Refusal> {
    let name = &definition.name;
    let texts: Vec<&str> = values.iter().filter_map(Tree::as_text).collect();
    if texts.len() != 1 && !definition.is_list() {
        return Err(invalid(format!("The parameter {name} takes one value")));
    }
    // A value that AWS fills in at each run is held against nothing.
    let known = texts.into_iter().filter(|text| !text.contains("{{"));
    for text in known {
        if !definition.allowed.is_empty() && !definition.allowed.iter().any(|allowed| allowed == text) {
            let allowed = definition.allowed.join(", ");
            let message = format!("Parameter \"{name}\" has value \"{text}\" not found in [{allowed}].");
            return Err(invalid(message));
        }
        let pattern = definition.pattern.as_ref().and_then(|pattern| Regex::new(pattern).ok());
        if pattern.is_some_and(|pattern| pattern.is_match(text).is_ok_and(|matches| !matches)) {
            return Err(invalid(format!("The value of the parameter {name} does not match its pattern")));
        }
    }
    Ok(())
}

fn invalid(message: String) -> Refusal {
    Refusal::new("InvalidParameters", message)
}

/// Adds what AWS gives to a document by itself.
pub(super) fn inject(row: &mut Record, document: &Held<'_>) {
    if document.name() != TOLD_ITS_ASSOCIATION {
        return;
    }
    let id = row.text("AssociationId").unwrap_or_default().to_owned();
    let mut parameters = row.entries("Parameters").to_vec();
    parameters.retain(|(name, _)| &**name != "AssociationId");
    parameters.push(("AssociationId".into(), Tree::texts([id])));
    row.set("Parameters", Tree::Map(parameters));
}
