//! Values of a template → values, with its functions decided.

use std::cell::Cell;

use schema::bounds::{SITE, TEXT};
use schema::{Entry, Node, Span, Value};

use super::super::read::{Text, words};
use super::{Given, id, naming, shown, sort};
use crate::contract::Words;
use crate::kinds::worded::Sort;

/// Why a value cannot be decided, and where.
#[derive(Debug)]
pub(super) struct Undecided {
    pub span: Span,
    pub why: String,
}

impl Undecided {
    pub fn new(span: Span, why: impl Into<String>) -> Self {
        Self { span, why: why.into() }
    }
}

type Decided<T = Words> = Result<T, Undecided>;

/// How deep conditions and values may name one another.
const DEPTH: usize = 64;

/// A template, and what it is decided with.
pub(super) struct Deciding<'a> {
    root: &'a Node,
    given: &'a Given<'a>,
    depth: Cell<usize>,
    /// How much functions may still make: a few of them that name one another can ask for more than any machine
    /// has.
    room: Cell<usize>,
}

impl<'a> Deciding<'a> {
    pub fn of(text: &'a Text, given: &'a Given<'a>) -> Self {
        Self { root: &text.root, given, depth: Cell::new(0), room: Cell::new(SITE) }
    }

    /// Whether a resource is made at all.
    pub fn exists(&self, resource: &Node) -> Decided<bool> {
        match resource.get("Condition") {
            Some(name) => self.named_condition(name),
            None => Ok(true),
        }
    }

    /// The window that a target or a task of a template is of, where that is known; `None` of anything else.
    pub fn window(&self, sort: Sort, resource: &Node) -> Option<Option<String>> {
        let window = || {
            let node = resource.at(["Properties", "WindowId"])?;
            self.value(node).ok()?.as_text().map(str::to_owned)
        };
        matches!(sort, Sort::Target | Sort::Task).then(window)
    }

    /// A value, its functions decided.
    pub fn value(&self, node: &Node) -> Decided {
        match &node.value {
            Value::Scalar(scalar) => {
                if scalar.text.contains("{{resolve:") {
                    return Err(Undecided::new(node.span, "`{{resolve:…}}` is known to AWS alone"));
                }
                Ok(words(node))
            }
            Value::List(items) => {
                let mut list = Vec::new();
                for item in items {
                    match self.value(item)? {
                        Words::Nothing => {}
                        words => list.push(words),
                    }
                }
                Ok(Words::List(list))
            }
            Value::Map(entries) => match &entries[..] {
                [one] if function(&one.key.text).is_some() => self.within(node.span, || self.counted(one)),
                entries => {
                    let mut map = std::collections::BTreeMap::new();
                    for Entry { key, value } in entries {
                        match self.value(value)? {
                            Words::Nothing => {}
                            words => drop(map.insert(key.text.clone(), words)),
                        }
                    }
                    Ok(Words::Map(map))
                }
            },
        }
    }

    fn within<T>(&self, span: Span, decide: impl FnOnce() -> Decided<T>) -> Decided<T> {
        if self.depth.get() >= DEPTH {
            return Err(Undecided::new(span, "values name one another without an end"));
        }
        self.spend(STEP, span)?;
        self.depth.set(self.depth.get() + 1);
        let decided = decide();
        self.depth.set(self.depth.get() - 1);
        decided
    }

    fn spend(&self, bytes: usize, span: Span) -> Decided<()> {
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or_default());
        left.map(drop).ok_or_else(|| Undecided::new(span, "functions make more than is read of a template"))
    }

    fn text(&self, node: &Node) -> Decided<String> {
        shown(&self.value(node)?, node.span)
    }

    fn list(&self, node: &Node) -> Decided<Vec<Words>> {
        match self.value(node)? {
            Words::List(items) => Ok(items),
            Words::Nothing | Words::Text(_) | Words::Plain(_) | Words::Secret | Words::Map(_) => {
                Err(Undecided::new(node.span, "a list is asked for here"))
            }
        }
    }

    fn counted(&self, entry: &Entry) -> Decided {
        let made = self.call(entry)?;
        self.spend(size(&made), entry.key.span)?;
        Ok(made)
    }

    fn call(&self, Entry { key, value }: &Entry) -> Decided {
        let name = function(&key.text).expect("it was asked for before");
        let arguments = value.items();
        let wrong = || Undecided::new(key.span, format!("`{name}` has another form"));
        match (name, arguments) {
            ("Ref", _) => self.reference(&value.scalar().ok_or_else(wrong)?.text, value.span),
            ("GetAtt", [resource, attribute]) => {
                self.attribute(&self.text(resource)?, &self.text(attribute)?, value.span)
            }
            ("GetAtt", _) => {
                let text = &value.scalar().ok_or_else(wrong)?.text;
                let (resource, attribute) = text.split_once('.').ok_or_else(wrong)?;
                self.attribute(resource, attribute, value.span)
            }
            ("Sub", []) => self.substituted(&value.scalar().ok_or_else(wrong)?.text, None, value.span),
            ("Sub", [text, own]) => {
                self.substituted(&text.scalar().ok_or_else(wrong)?.text, Some(own), text.span)
            }
            ("Join", [between, items]) => {
                let between = self.text(between)?;
                let items = self.list(items)?;
                let mut text = String::new();
                for (at, item) in items.iter().enumerate() {
                    text.push_str(if at > 0 { &between } else { "" });
                    text.push_str(&shown(item, value.span)?);
                    short(&text, value.span)?;
                }
                Ok(Words::Text(text))
            }
            ("Split", [between, text]) => {
                let (between, text) = (self.text(between)?, self.text(text)?);
                if between.is_empty() {
                    return Err(wrong());
                }
                Ok(Words::List(text.split(&*between).map(|part| Words::Text(part.to_owned())).collect()))
            }
            ("Select", [number, items]) => {
                let number: usize = self.text(number)?.parse().map_err(|_| wrong())?;
                let mut items = self.list(items)?;
                if number >= items.len() {
                    return Err(Undecided::new(key.span, "the list has not as many"));
                }
                Ok(items.swap_remove(number))
            }
            ("FindInMap", [map, top, second]) => {
                let path = [self.text(map)?, self.text(top)?, self.text(second)?];
                let found =
                    self.root.get("Mappings").and_then(|maps| maps.at(path.iter().map(String::as_str)));
                self.value(found.ok_or_else(|| Undecided::new(key.span, "the mappings have no such entry"))?)
            }
            ("If", [condition, yes, no]) => {
                self.value(if self.named_condition(condition)? { yes } else { no })
            }
            ("ToJsonString", _) => {
                let value = self.value(value)?.json().map_err(|why| Undecided::new(key.span, why))?;
                Ok(Words::Text(value.to_string()))
            }
            ("GetAZs" | "ImportValue" | "Transform", _) => {
                Err(Undecided::new(key.span, format!("what `{name}` gives is known to AWS alone")))
            }
            ("Join" | "Split" | "Select" | "FindInMap" | "If" | "Sub", _) => Err(wrong()),
            (name, _) => Err(Undecided::new(key.span, format!("the function `{name}` is not known here"))),
        }
    }

    fn reference(&self, name: &str, span: Span) -> Decided {
        let text = |text: &str| Ok(Words::Text(text.to_owned()));
        if let Some(given) = self.given.variables.get(name) {
            return Ok(self.parameter(name, Some(given)));
        }
        match name {
            "AWS::Region" => return text(self.given.region),
            "AWS::Partition" => return text(self.partition()),
            "AWS::URLSuffix" => {
                return text(if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" });
            }
            "AWS::NoValue" => return Ok(Words::Nothing),
            "AWS::AccountId" => {
                return match self.given.account {
                    Some(account) => text(account),
                    None => Err(Undecided::new(span, "the stack does not say the account")),
                };
            }
            "AWS::StackName" => {
                return Err(Undecided::new(
                    span,
                    "say `--var AWS::StackName=NAME`: the template does not know it",
                ));
            }
            _ => {}
        }
        if let Some(parameter) = self.root.at(["Parameters", name]) {
            let r#type = scalar(parameter.get("Type")).unwrap_or_default();
            if r#type.starts_with("AWS::SSM::Parameter::") {
                return Err(Undecided::new(
                    span,
                    format!("`{name}` is what a parameter holds: say `--var {name}=VALUE`"),
                ));
            }
            return match parameter.get("Default") {
                Some(_) => Ok(self.parameter(name, None)),
                None => {
                    Err(Undecided::new(span, format!("`{name}` has no default: say `--var {name}=VALUE`")))
                }
            };
        }
        match self.root.at(["Resources", name]) {
            Some(resource) => self.resource(name, resource, span),
            None => Err(Undecided::new(span, format!("nothing in the template is called `{name}`"))),
        }
    }

    /// A parameter's value, or its default.
    fn parameter(&self, name: &str, given: Option<&String>) -> Words {
        let parameter = self.root.at(["Parameters", name]);
        let of = |field: &str| parameter.and_then(|parameter| scalar(parameter.get(field)));
        // Whatever is not surely false hides it: readers of YAML take more words for true than one.
        let shown =
            |said: &str| ["false", "no", "off", "n", "0"].iter().any(|no| said.eq_ignore_ascii_case(no));
        if of("NoEcho").is_some_and(|said| !shown(said)) {
            return Words::Secret;
        }
        let text = given.cloned().or_else(|| of("Default").map(str::to_owned)).unwrap_or_default();
        let r#type = of("Type").unwrap_or_default();
        if r#type == "CommaDelimitedList" || r#type.starts_with("List<") {
            return Words::List(text.split(',').map(|item| Words::Text(item.trim().to_owned())).collect());
        }
        Words::Text(text)
    }

    /// What `Ref` gives of another resource: its name, or what stands for its id.
    fn resource(&self, name: &str, resource: &Node, span: Span) -> Decided {
        let r#type = scalar(resource.get("Type")).unwrap_or_default();
        let alone = || Undecided::new(span, format!("what AWS calls `{name}` is known to AWS alone"));
        let known = || self.given.ids.get(name).map(|id| Words::Text(id.clone())).ok_or_else(alone);
        let Some(sort) = sort(r#type) else { return known() };
        match naming(sort) {
            None => Ok(Words::Text(id(sort, name))),
            Some(property) => match resource.at(["Properties", property]) {
                Some(named) => self.within(span, || self.text(named)).map(Words::Text),
                None => known(),
            },
        }
    }

    fn attribute(&self, name: &str, attribute: &str, span: Span) -> Decided {
        let alone = || Undecided::new(span, format!("`{name}.{attribute}` is known to AWS alone"));
        let resource = self.root.at(["Resources", name]).ok_or_else(alone)?;
        match (scalar(resource.get("Type")).unwrap_or_default(), attribute) {
            ("AWS::SSM::Parameter", "Value" | "Type") => {
                let said = resource.at(["Properties", attribute]).ok_or_else(alone)?;
                self.within(span, || self.value(said))
            }
            ("AWS::SSM::PatchBaseline", "Id")
            | ("AWS::SSM::Association", "AssociationId")
            | ("AWS::SSM::MaintenanceWindow", "WindowId")
            | ("AWS::SSM::MaintenanceWindowTarget", "WindowTargetId")
            | ("AWS::SSM::MaintenanceWindowTask", "WindowTaskId") => self.resource(name, resource, span),
            _ => Err(alone()),
        }
    }

    /// A text with `${…}` replaced.
    fn substituted(&self, text: &str, own: Option<&Node>, span: Span) -> Decided {
        if text.contains("{{resolve:") {
            return Err(Undecided::new(span, "`{{resolve:…}}` is known to AWS alone"));
        }
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, inside)) = rest.split_once("${") {
            let Some((name, after)) = inside.split_once('}') else { break };
            out.push_str(before);
            rest = after;
            let name = name.trim();
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str(&format!("${{{literal}}}"));
                continue;
            }
            let value = match (own.and_then(|own| own.get(name)), name.split_once('.')) {
                (Some(value), _) => self.value(value)?,
                (None, Some((resource, attribute))) => self.attribute(resource, attribute, span)?,
                (None, None) => self.reference(name, span)?,
            };
            out.push_str(&shown(&value, span)?);
            short(&out, span)?;
        }
        out.push_str(rest);
        Ok(Words::Text(out))
    }

    fn named_condition(&self, name: &Node) -> Decided<bool> {
        let text =
            &name.scalar().ok_or_else(|| Undecided::new(name.head(), "this is no condition's name"))?.text;
        let condition = self.root.at(["Conditions", text.as_str()]);
        let unknown = || Undecided::new(name.span, format!("the template has no condition `{text}`"));
        self.condition(condition.ok_or_else(unknown)?)
    }

    fn condition(&self, node: &Node) -> Decided<bool> {
        let wrong = || Undecided::new(node.head(), "this is no condition");
        let [Entry { key, value }] = node.entries() else { return Err(wrong()) };
        let all = |decided: bool| {
            // The first that decides it ends it, as it does for CloudFormation where another cannot be decided.
            value.items().iter().try_fold(!decided, |so_far, one| {
                if so_far == decided { Ok(so_far) } else { self.condition(one) }
            })
        };
        self.within(node.span, || {
            match (key.text.strip_prefix("Fn::").or(key.text.strip_prefix('!')), value.items()) {
                (Some("Equals"), [one, other]) => Ok(self.text(one)? == self.text(other)?),
                (Some("Not"), [one]) => Ok(!self.condition(one)?),
                (Some("And"), _) => all(false),
                (Some("Or"), _) => all(true),
                (Some("Condition"), _) => self.named_condition(value),
                (None, _) if key.text == "Condition" => self.named_condition(value),
                _ => Err(wrong()),
            }
        })
    }

    fn partition(&self) -> &'static str {
        match self.given.region {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }
}

/// What a function costs beside what it makes.
const STEP: usize = 64;

/// Refuses a text that is longer than any that AWS takes.
fn short(text: &str, span: Span) -> Decided<()> {
    if text.len() <= TEXT {
        Ok(())
    } else {
        Err(Undecided::new(span, "functions make a text that is too long"))
    }
}

/// About how many bytes a value has.
fn size(words: &Words) -> usize {
    let inside = match words {
        Words::Nothing | Words::Secret => 0,
        Words::Text(text) | Words::Plain(text) => text.len(),
        Words::List(items) => items.iter().map(size).sum(),
        Words::Map(map) => map.iter().map(|(key, words)| key.len() + size(words)).sum(),
    };
    STEP + inside
}

/// The function that a key names, without the way in which it is written.
fn function(key: &str) -> Option<&str> {
    if key == "Ref" { Some(key) } else { key.strip_prefix("Fn::").or_else(|| key.strip_prefix('!')) }
}

fn scalar(node: Option<&Node>) -> Option<&str> {
    node.and_then(Node::scalar).map(|scalar| scalar.text.as_str())
}
