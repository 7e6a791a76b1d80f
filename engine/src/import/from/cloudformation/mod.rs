//! CloudFormation's templates → what they say, as far as they decide it themselves.

mod decide;
mod properties;

use std::collections::BTreeMap;

use schema::{Node, Span};

use super::read::{Mistake, Text};
use super::taken::stand_in;
use super::{Foreign, Resource, Unread};
use crate::contract::Words;
use crate::kinds::worded::Sort;

use decide::{Deciding, Undecided};

/// What a template is decided with.
pub struct Given<'a> {
    /// Values of its parameters by name, and of `AWS::StackName`.
    pub variables: &'a BTreeMap<String, String>,
    /// What AWS calls its resources, by their names in it, as far as somebody knows.
    pub ids: &'a BTreeMap<String, String>,
    /// What `AWS::Region` stands for.
    pub region: &'a str,
    /// What `AWS::AccountId` stands for, where it is known.
    pub account: Option<&'a str>,
}

/// What a template says. What only AWS can decide is named, with its place.
///
/// # Errors
/// It is no template, or a variable is none of its parameters.
pub fn cloudformation(text: &str, given: &Given<'_>) -> Result<Foreign, Mistake> {
    let text = Text::read(text)?;
    let root = &text.root;
    let Some(resources) = root.get("Resources").filter(|node| !node.entries().is_empty()) else {
        return Err(text.mistake(root.head(), "this is no template of CloudFormation: it has no `Resources`"));
    };
    let known = |name: &String| name.starts_with("AWS::") || root.at(["Parameters", name.as_str()]).is_some();
    if let Some(name) = given.variables.keys().find(|name| !known(name)) {
        return Err(text.mistake(root.head(), format!("the template has no parameter `{name}`")));
    }
    let deciding = Deciding::of(&text, given);
    let mut foreign = Foreign::empty();
    for entry in resources.entries() {
        let name = &entry.key.text;
        let place = format!("{name} (line {})", text.line(entry.key.span));
        let unread = |why: String| Unread { what: place.clone(), why };
        let r#type = entry.value.get("Type").and_then(Node::scalar).map_or("", |scalar| scalar.text.as_str());
        // It makes resources of its own, targets and tasks of any window among them.
        if name.starts_with("Fn::") || r#type.ends_with("::MODULE") {
            foreign.unread.push(unread("what it comes to is known to AWS alone".to_owned()));
            foreign.torn.push(None);
            continue;
        }
        let Some(sort) = sort(r#type) else {
            if r#type == "AWS::CloudFormation::Stack" {
                foreign.unread.push(unread("it has a template of its own: import that too".to_owned()));
            } else if r#type.starts_with("AWS::SSM") {
                foreign.unread.push(unread(format!("`{type}` is not known yet")));
            }
            continue;
        };
        match deciding.exists(&entry.value) {
            Ok(true) => {}
            Ok(false) if given.ids.contains_key(name) => {
                let why = "its condition is false here, and AWS has it: say `--var` as the stack was made";
                foreign.unread.push(unread(why.to_owned()));
                foreign.torn.extend(deciding.window(sort, &entry.value));
                continue;
            }
            Ok(false) => continue,
            Err(undecided) => {
                foreign.unread.push(unread(said(&text, &undecided)));
                foreign.torn.extend(deciding.window(sort, &entry.value));
                continue;
            }
        }
        let nothing = Node { span: entry.value.span, value: schema::Value::Map(Vec::new()) };
        let properties = entry.value.get("Properties").unwrap_or(&nothing);
        let made = deciding
            .value(properties)
            .map_err(|undecided| said(&text, &undecided))
            .and_then(|words| properties::resources(sort, name, given.ids.get(name), words));
        match made {
            Ok(made) => {
                foreign.ids.extend(given.ids.get(name).map(|own| (id(sort, name), own.clone())));
                foreign.resources.extend(made.into_iter().map(|(what, id, words)| Resource {
                    place: place.clone(),
                    what,
                    id,
                    account: None,
                    region: None,
                    words,
                }));
            }
            Err(why) => {
                foreign.unread.push(unread(why));
                foreign.torn.extend(deciding.window(sort, &entry.value));
            }
        }
    }
    Ok(foreign)
}

/// What AWS calls the resources of a stack by their names in its template, as its own command line prints it:
/// `describe-stack-resources` or `list-stack-resources`.
///
/// # Errors
/// It is something else.
pub fn physical_ids(text: &str) -> Result<BTreeMap<String, String>, Mistake> {
    let text = Text::read(text)?;
    let listed =
        ["StackResources", "StackResourceSummaries"].into_iter().find_map(|name| text.root.get(name));
    let Some(listed) = listed else {
        let message = "this is not what `aws cloudformation describe-stack-resources` prints";
        return Err(text.mistake(text.root.head(), message));
    };
    let pair = |item: &Node| {
        let of = |name: &str| item.get(name).and_then(Node::scalar).map(|scalar| scalar.text.clone());
        Some((of("LogicalResourceId")?, of("PhysicalResourceId")?))
    };
    Ok(listed.items().iter().filter_map(pair).collect())
}

/// What the resources of a type are here.
fn sort(r#type: &str) -> Option<Sort> {
    Some(match r#type {
        "AWS::SSM::Parameter" => Sort::Parameter,
        "AWS::SSM::PatchBaseline" => Sort::PatchBaseline,
        "AWS::SSM::MaintenanceWindow" => Sort::MaintenanceWindow,
        "AWS::SSM::MaintenanceWindowTarget" => Sort::Target,
        "AWS::SSM::MaintenanceWindowTask" => Sort::Task,
        "AWS::SSM::Association" => Sort::Association,
        "AWS::SSM::Document" => Sort::Document,
        "AWS::SSM::ResourceDataSync" => Sort::ResourceDataSync,
        _ => return None,
    })
}

/// The property that a resource's name is, where other resources name it by that.
fn naming(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Parameter | Sort::Document => Some("Name"),
        Sort::ResourceDataSync => Some("SyncName"),
        Sort::PatchBaseline
        | Sort::PatchGroup
        | Sort::MaintenanceWindow
        | Sort::Target
        | Sort::Task
        | Sort::Association
        | Sort::ServiceSetting => None,
    }
}

/// What stands for the id that AWS gave a resource.
fn id(sort: Sort, name: &str) -> String {
    let kind = match sort {
        Sort::PatchBaseline => "PatchBaseline",
        Sort::Association => "Association",
        Sort::MaintenanceWindow => "MaintenanceWindow",
        Sort::Target => "target",
        Sort::Task => "task",
        Sort::Parameter
        | Sort::PatchGroup
        | Sort::Document
        | Sort::ResourceDataSync
        | Sort::ServiceSetting => "",
    };
    stand_in(kind, name)
}

fn said(text: &Text, undecided: &Undecided) -> String {
    format!("line {}: {}", text.line(undecided.span), undecided.why)
}

/// What is hidden is left out by whoever makes a text of it.
fn shown(words: &Words, span: Span) -> Result<String, Undecided> {
    match words {
        Words::Text(text) | Words::Plain(text) => Ok(text.clone()),
        Words::Secret => {
            Err(Undecided::new(span, "a `NoEcho` parameter is part of it, and no file may hold that"))
        }
        Words::Nothing | Words::List(_) | Words::Map(_) => {
            Err(Undecided::new(span, "a text is asked for here"))
        }
    }
}

#[cfg(test)]
mod tests;
