//! What a new stack begins with.

use std::path::{Path, PathBuf};

use schema::kinds::json_schema_of_all;

use crate::commands::schema::text;
use crate::forge::Forge;

/// Stands in the templates where the stack's name goes.
const NAME: &str = "STACK_NAME";

/// Stands in the templates where the stack's own id goes.
const ORIGIN: &str = "STACK_ORIGIN";

/// What git is told to leave out.
pub(super) const IGNORED: &str = include_str!("template/gitignore");

/// A file and what it holds.
pub(super) type File = (PathBuf, String);

/// The stack itself, seen from its folder.
pub(super) fn stack(name: &str, origin: &str) -> Vec<File> {
    let named = |template: &str| template.replace(NAME, name).replace(ORIGIN, origin);
    vec![
        ("trueup.yaml".into(), named(include_str!("template/trueup.yaml"))),
        ("manifests/parameters.yaml".into(), named(include_str!("template/parameters.yaml"))),
    ]
}

/// The text of a stack of one environment and region that has no manifests yet.
pub(in crate::commands) fn stack_of(
    (name, origin): (&str, &str),
    environment: &str,
    region: &str,
    account: &str,
) -> String {
    include_str!("template/imported.yaml")
        .replace(NAME, name)
        .replace(ORIGIN, origin)
        .replace("STACK_ENVIRONMENT", environment)
        .replace("STACK_ACCOUNT", account)
        .replace("STACK_REGION", region)
}

/// What stands beside a stack, whoever wrote that.
pub(super) fn beside() -> Vec<File> {
    vec![
        ("schema/trueup.json".into(), text(&json_schema_of_all())),
        (".gitignore".into(), IGNORED.to_owned()),
    ]
}

/// The pipeline of a stack in a folder of a repository, seen from the repository's own: a forge looks for it
/// there alone. They are the files of `examples/ci`, and those of a folder have its name in theirs.
pub(super) fn pipeline(forge: Forge, folder: &Path) -> Vec<File> {
    const GITHUB: [(&str, &str); 3] = [
        ("plan", include_str!("../../../examples/ci/github/plan.yaml")),
        ("apply", include_str!("../../../examples/ci/github/apply.yaml")),
        ("drift", include_str!("../../../examples/ci/github/drift.yaml")),
    ];
    const ACTION: &str = include_str!("../../../examples/ci/github/action/action.yml");
    const GITLAB: &str = include_str!("../../../examples/ci/gitlab/trueup.gitlab-ci.yml");
    let within = folder.display().to_string();
    let dashed = if within.is_empty() { String::new() } else { format!("-{}", within.replace('/', "-")) };
    let placed = |template: &str| match &*within {
        "" => template.to_owned(),
        within => template.replace("TRUEUP_DIRECTORY: .", &format!("TRUEUP_DIRECTORY: {within}")),
    };
    match forge {
        Forge::Github => {
            let workflow = |(word, template): (&str, &str)| {
                let titled = placed(template).replace(
                    &format!("name: trueup {word}\n"),
                    &format!(
                        "name: trueup {word}{}\n",
                        if within.is_empty() { "" } else { " of " }.to_owned() + &within
                    ),
                );
                (format!(".github/workflows/trueup{dashed}-{word}.yaml").into(), titled)
            };
            let action = (".github/actions/trueup/action.yml".into(), ACTION.to_owned());
            GITHUB.into_iter().map(workflow).chain([action]).collect()
        }
        Forge::Gitlab => vec![(format!("trueup{dashed}.gitlab-ci.yml").into(), placed(GITLAB))],
    }
}
