//! What is there → windows as a person writes them, each with its targets and tasks by name.

use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;
use schema::kinds::maintenance_window::{
    MaintenanceWindow, MaintenanceWindowSpec, MaintenanceWindowTarget, MaintenanceWindowTask, TaskBody,
    TaskRun, WrittenTarget, WrittenTask,
};
use schema::kinds::named::Named;
use schema::shape::{AwsDecides, Duration, NotYet, Shape};

use crate::contract::{Adopting, Found, Names, Resource, Stray, Unsaid, Written};

/// The role that AWS takes where none is named.
const LINKED_ROLE: &str = ":role/aws-service-role/";

/// How long AWS lets a node take to begin where nothing is said.
const USUAL_TIMEOUT: Duration = Duration::seconds(3600);

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    let unsaid = |stray: &Stray<'_>, why| Unsaid { address: stray.found.address.clone(), why };
    strays.iter().map(|stray| one(stray, names).map_err(|why| unsaid(stray, why))).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Result<Written, String> {
    let found = stray.found;
    let state =
        MaintenanceWindow::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let MaintenanceWindow { name, body, tags, next_execution: _, modified: _ } = state;
    let own = names.given(MaintenanceWindow::NAME, &found.id);
    let mut unsaid = Vec::new();
    let mut targets = Parts { what: "target", named: BTreeMap::new() };
    let mut tasks = Parts { what: "task", named: BTreeMap::new() };
    for part in &stray.parts {
        if is_target(part) {
            targets.add(part)?
        } else {
            tasks.add(part)?
        };
    }
    let ids: BTreeMap<&str, &str> =
        targets.named.iter().map(|(name, part)| (part.id.as_str(), name.as_str())).collect();
    let mut runs = BTreeMap::new();
    let mut written = BTreeMap::new();
    for (name, part) in &tasks.named {
        let (task, run) = task(part, &ids, names)?;
        runs.extend(run.map(|run| (name.clone(), run)));
        written.insert(name.clone(), task);
    }
    unsaid.extend(targets.unnamed());
    unsaid.extend(tasks.unnamed());
    let spec = MaintenanceWindowSpec {
        name: Some(name).filter(|name| *name != own),
        body,
        only_when_open: NotYet::unwritten().expect("it may be left out"),
        tags: names.own_tags(&tags),
        targets: targets.named.iter().map(|(name, part)| (name.clone(), target(part))).collect(),
        tasks: written,
    };
    let mut spec = spec.tree();
    for (name, document) in runs {
        say_document(&mut spec, &name, document);
    }
    Ok(Written {
        name: own,
        adopting: Adopting::ById(found.id.clone()),
        spec,
        files: Vec::new(),
        says: std::iter::once(found)
            .chain(stray.parts.iter().copied())
            .map(|one| one.address.clone())
            .collect(),
        unsaid,
    })
}

/// What hangs on a window, by the names that its manifest gives them.
struct Parts<'a> {
    what: &'static str,
    named: BTreeMap<String, &'a Found>,
}

impl<'a> Parts<'a> {
    /// Of two with one name in AWS a manifest can say one only.
    fn add(&mut self, part: &'a Found) -> Result<(), String> {
        let name = match part.tree.get("name").and_then(Tree::as_text) {
            Some(name) => name.to_owned(),
            None => {
                let free = |number: &usize| !self.named.contains_key(&format!("{}-{number}", self.what));
                let number = (1..).find(free).expect("there is always another number");
                format!("{}-{number}", self.what)
            }
        };
        match self.named.insert(name.clone(), part) {
            Some(_) => {
                Err(format!("two of its {}s are called `{name}`: give one of them another name", self.what))
            }
            None => Ok(()),
        }
    }

    fn unnamed(&self) -> impl Iterator<Item = String> {
        let unnamed = self.named.iter().filter(|(_, part)| part.tree.get("name").is_none());
        unnamed.map(|(name, _)| {
            format!("{name}: AWS has no name for this {}: the first apply gives it this one", self.what)
        })
    }
}

fn is_target(part: &Found) -> bool {
    part.address.name().split('/').nth(1) == Some("target")
}

fn target(part: &Found) -> WrittenTarget {
    let state = MaintenanceWindowTarget::from_tree(Some(&part.tree))
        .expect("a state's tree reads back as that state");
    let MaintenanceWindowTarget { window: _, name: _, selection, body } = state;
    WrittenTarget { selection, body }
}

/// A task, and how its document is named where it runs one.
fn task(
    part: &Found,
    targets: &BTreeMap<&str, &str>,
    names: &Names<'_>,
) -> Result<(WrittenTask, Option<Named>), String> {
    let state =
        MaintenanceWindowTask::from_tree(Some(&part.tree)).expect("a state's tree reads back as that state");
    let MaintenanceWindowTask { window: _, name: _, targets: ids, instances, mut body } = state;
    let named = |id: &String| match targets.get(id.as_str()) {
        Some(name) => Ok((*name).to_owned()),
        None => Err(format!("a task of it acts on the target `{id}`, which it does not have")),
    };
    let targets: BTreeSet<String> = ids.iter().map(named).collect::<Result<_, _>>()?;
    let role = &mut body.service_role;
    *role = AwsDecides(role.0.take().filter(|role| !role.contains(LINKED_ROLE)));
    let document = run(&mut body, names)?;
    Ok((WrittenTask { targets, instances, body }, document))
}

fn run(body: &mut TaskBody, names: &Names<'_>) -> Result<Option<Named>, String> {
    let document = match &mut body.run {
        TaskRun::RunCommand(command) => {
            command.timeout.0.take_if(|timeout| *timeout == USUAL_TIMEOUT);
            let (logged, out) =
                (command.cloud_watch_log_group.is_some(), command.cloud_watch_output.is_some());
            command.cloud_watch_output = (logged != out).then_some(out);
            &command.document
        }
        TaskRun::Automation(automation) => &automation.document,
        // What stands for bytes that are no text would be other bytes.
        TaskRun::Lambda(lambda) if lambda.payload.as_ref().is_some_and(|text| text.contains('\u{fffd}')) => {
            return Err("the payload of a task of it is no text".to_owned());
        }
        TaskRun::Lambda(_) | TaskRun::StepFunctions(_) => return Ok(None),
        TaskRun::Other(other) => {
            return Err(format!(
                "a task of it is of the type `{}`, which this version does not know",
                other.r#type
            ));
        }
    };
    Ok(Some(match names.of("Document", &document.0) {
        Some(manifest) => Named::of_stack("Document", manifest, "name"),
        None => Named::of_others(&document.0),
    }))
}

/// Says which document a task runs: a state has its name alone, and a manifest whose it is too.
fn say_document(spec: &mut Tree, task: &str, document: Named) {
    let field = |tree: &mut Tree, name: &str| match tree {
        Tree::Map(map) => map.remove(name),
        _ => None,
    };
    let put = |tree: &mut Tree, name: &str, value: Tree| {
        if let Tree::Map(map) = tree {
            map.insert(name.to_owned().into(), value);
        }
    };
    let Some(mut tasks) = field(spec, "tasks") else { return };
    if let Some(mut one) = field(&mut tasks, task) {
        for kind in ["runCommand", "automation"] {
            if let Some(mut run) = field(&mut one, kind) {
                put(&mut run, "document", document.tree());
                put(&mut one, kind, run);
            }
        }
        put(&mut tasks, task, one);
    }
    put(spec, "tasks", tasks);
}
