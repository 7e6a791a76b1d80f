//! A plan as GitLab's Terraform report: three counts, and nothing else is allowed.

use engine::Action;
use engine::policy::Judged;
use serde_json::json;

/// The counts that a merge request's widget shows. A replace counts twice.
pub fn gitlab(plans: &[Judged]) -> String {
    let count = |actions: &[Action]| {
        let of = |plan: &Judged| actions.iter().map(|action| plan.summary().of(*action)).sum::<usize>();
        plans.iter().map(of).sum::<usize>()
    };
    crate::render::text(&json!({
        "create": count(&[Action::Create, Action::Replace]),
        "update": count(&[Action::Update, Action::Adopt, Action::Move, Action::Forget]),
        "delete": count(&[Action::Delete, Action::Replace]),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::varied;

    #[test]
    fn a_replace_counts_twice() {
        insta::assert_snapshot!(gitlab(&[varied()]), @r#"
        {
          "create": 2,
          "delete": 2,
          "update": 3
        }
        "#);
    }
}
