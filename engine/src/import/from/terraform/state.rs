//! The two forms of a state → its instances.

use schema::Node;

use super::super::read::{Mistake, Text, words};
use super::Instance;
use crate::contract::Words;

/// The instances of a state.
pub(super) fn instances(text: &Text, plain: &dyn Fn(&str) -> bool) -> Result<Vec<Instance>, Mistake> {
    let root = &text.root;
    let scalar = |node: &Node| node.scalar().map(|scalar| scalar.text.clone());
    let mut instances = Vec::new();
    if let Some(version) = root.get("version") {
        match scalar(version).as_deref() {
            Some("4") => {}
            Some(other) if other.len() <= 4 && other.bytes().all(|byte| byte.is_ascii_digit()) => {
                let message = format!(
                    "this is a state of version {other}, and version 4 is read: `terraform init` and \
                     `terraform refresh` of Terraform 0.12 or later write it"
                );
                return Err(text.mistake(version.span, message));
            }
            Some(_) | None => return Err(text.mistake(version.span, "this is no version of a state")),
        }
        let resources = root.get("resources");
        let resources =
            resources.ok_or_else(|| text.mistake(root.head(), "this state has no `resources`"))?;
        for resource in resources.items() {
            of_file(&words(resource), plain, &mut instances);
        }
        return Ok(instances);
    }
    if let Some(values) = root.get("values") {
        of_module(&words(values).get("root_module").clone(), plain, &mut instances);
        return Ok(instances);
    }
    let message = if root.get("planned_values").is_some() {
        "this is a plan: give what `terraform show -json` prints of the state, without a plan's file"
    } else if root.get("format_version").is_some() {
        "this state is empty"
    } else {
        "this is no state of Terraform: give a `.tfstate` of version 4, or what `terraform show -json` prints"
    };
    Err(text.mistake(root.head(), message))
}

/// A resource of a state file, with its instances.
fn of_file(resource: &Words, plain: &dyn Fn(&str) -> bool, into: &mut Vec<Instance>) {
    let text = |name: &str| resource.get(name).as_text().unwrap_or_default();
    if text("mode") != "managed" {
        return;
    }
    let (r#type, name) = (text("type"), text("name"));
    let module = resource.get("module").as_text().map(|module| format!("{module}.")).unwrap_or_default();
    let Words::List(instances) = resource.get("instances") else { return };
    // What is only still to be destroyed is nobody's.
    for instance in instances.iter().filter(|instance| instance.get("deposed").as_text().is_none()) {
        let key = match instance.get("index_key") {
            Words::Plain(number) => format!("[{number}]"),
            Words::Text(key) => format!("[{}]", serde_json::Value::String(key.clone())),
            Words::Nothing | Words::Secret | Words::List(_) | Words::Map(_) => String::new(),
        };
        let address = format!("{module}{type}.{name}{key}");
        let mut attributes = instance.get("attributes").clone();
        if let Words::List(paths) = instance.get("sensitive_attributes") {
            for path in paths {
                if let Words::List(steps) = path {
                    hide(&mut attributes, steps, r#type, &address, plain);
                }
            }
        }
        into.push(Instance {
            attributes: known(attributes, r#type, &address, plain),
            address,
            r#type: r#type.to_owned(),
            provider: resource.get("provider").as_text().map(str::to_owned),
        });
    }
}

/// The resources of a module as `terraform show -json` prints them, and of those in it.
fn of_module(module: &Words, plain: &dyn Fn(&str) -> bool, into: &mut Vec<Instance>) {
    if let Words::List(resources) = module.get("resources") {
        for resource in resources {
            let text = |name: &str| resource.get(name).as_text().unwrap_or_default();
            if text("mode") != "managed" || resource.get("deposed_key").as_text().is_some() {
                continue;
            }
            let (address, r#type) = (text("address"), text("type"));
            let mut attributes = resource.get("values").clone();
            cover(&mut attributes, resource.get("sensitive_values"), &|name| {
                is_shown(r#type, name, address, resource.get("values"), plain)
            });
            into.push(Instance {
                attributes: known(attributes, r#type, address, plain),
                address: address.to_owned(),
                r#type: r#type.to_owned(),
                provider: resource.get("provider_name").as_text().map(str::to_owned),
            });
        }
    }
    if let Words::List(modules) = module.get("child_modules") {
        modules.iter().for_each(|module| of_module(module, plain, into));
    }
}

/// Attributes that the provider hides whatever they hold.
const ALWAYS: [&str; 4] = ["value", "value_wo", "payload", "input"];

/// Whether somebody says that an attribute is none to hide, though the provider hides it always.
fn is_shown(
    r#type: &str,
    attribute: &str,
    address: &str,
    attributes: &Words,
    plain: &dyn Fn(&str) -> bool,
) -> bool {
    if !ALWAYS.contains(&attribute) {
        return false;
    }
    let secure = attributes.get("type").as_text() == Some("SecureString");
    let named = attributes.get("name").as_text().is_some_and(plain) || plain(address);
    match r#type {
        "aws_ssm_parameter" => named && !secure,
        _ => plain(address),
    }
}

/// Hides what a path leads to.
fn hide(words: &mut Words, steps: &[Words], r#type: &str, address: &str, plain: &dyn Fn(&str) -> bool) {
    let last = steps.last().map(|step| step.get("value").as_text().unwrap_or_default().to_owned());
    if last.is_some_and(|last| is_shown(r#type, &last, address, words, plain)) {
        return;
    }
    conceal(words, steps);
}

fn conceal(words: &mut Words, steps: &[Words]) {
    let [step, rest @ ..] = steps else {
        if *words != Words::Nothing {
            *words = Words::Secret;
        }
        return;
    };
    let value = step.get("value");
    // A number of a list is told with its type.
    let key = value.as_text().or_else(|| value.get("value").as_text()).unwrap_or_default();
    match words {
        Words::Map(map) => map.get_mut(key).into_iter().for_each(|inner| conceal(inner, rest)),
        Words::List(items) => match key.parse::<usize>().ok().and_then(|number| items.get_mut(number)) {
            Some(item) => conceal(item, rest),
            // Of a set no member can be told from the others.
            None => *words = Words::Secret,
        },
        Words::Nothing | Words::Text(_) | Words::Plain(_) | Words::Secret => {}
    }
}

/// Hides what a tree of truth values says.
fn cover(words: &mut Words, sensitive: &Words, shown: &dyn Fn(&str) -> bool) {
    match (words, sensitive) {
        (words, Words::Plain(said)) if said == "true" => {
            if *words != Words::Nothing {
                *words = Words::Secret;
            }
        }
        (Words::Map(map), Words::Map(said)) => {
            for (key, said) in said {
                if let Some(inner) = map.get_mut(key).filter(|_| !shown(key)) {
                    cover(inner, said, shown);
                }
            }
        }
        (Words::List(items), Words::List(said)) => {
            items.iter_mut().zip(said).for_each(|(item, said)| cover(item, said, shown));
        }
        _ => {}
    }
}

/// Hides what the provider hides always, which older states do not say.
fn known(mut attributes: Words, r#type: &str, address: &str, plain: &dyn Fn(&str) -> bool) -> Words {
    let of_parameter = r#type == "aws_ssm_parameter";
    let shown = |name: &str, all: &Words| is_shown(r#type, name, address, all, plain);
    let whole = attributes.clone();
    walk(&mut attributes, &mut |name, words| {
        let hidden = match name {
            "value" | "value_wo" => of_parameter,
            "payload" | "input" => r#type == "aws_ssm_maintenance_window_task",
            _ => false,
        };
        if hidden && !words.is_nothing() && !shown(name, &whole) {
            *words = Words::Secret;
        }
    });
    attributes
}

fn walk(words: &mut Words, each: &mut dyn FnMut(&str, &mut Words)) {
    match words {
        Words::Map(map) => {
            for (name, inner) in map {
                each(name, inner);
                walk(inner, each);
            }
        }
        Words::List(items) => items.iter_mut().for_each(|item| walk(item, each)),
        Words::Nothing | Words::Text(_) | Words::Plain(_) | Words::Secret => {}
    }
}
