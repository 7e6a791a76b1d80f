//! What a new stack begins with.

use schema::kinds::json_schema_of_all;

use crate::commands::schema::text;

/// Stands in the templates where the stack's name goes.
const NAME: &str = "STACK_NAME";

/// Stands in the templates where the stack's own id goes.
const ORIGIN: &str = "STACK_ORIGIN";

/// Every file, with its path.
pub(super) fn files(name: &str, origin: &str) -> Vec<(&'static str, String)> {
    let named = |template: &str| template.replace(NAME, name).replace(ORIGIN, origin);
    vec![
        ("trueup.yaml", named(include_str!("template/trueup.yaml"))),
        ("manifests/parameters.yaml", named(include_str!("template/parameters.yaml"))),
        ("schema/trueup.json", text(&json_schema_of_all())),
        (".github/workflows/trueup.yaml", named(include_str!("template/workflow.yaml"))),
        (".gitignore", include_str!("template/gitignore").to_owned()),
    ]
}
