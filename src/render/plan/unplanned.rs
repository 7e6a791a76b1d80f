//! What stands in a plan's comment where no plan could be made.

use super::context::Context;
use super::markdown::hidden;
use crate::render::markdown::{fenced, html};

/// Stands in the hidden line for what no plan has.
const NONE: &str = "none";

/// Why there is no plan.
#[derive(Debug, Clone, Copy)]
pub struct Unplanned<'a> {
    /// What people were told, as lines.
    pub told: &'a str,
    /// What the run ends with.
    pub code: u8,
    /// The commit that was to be planned.
    pub commit: Option<&'a str>,
}

/// That no plan could be made, and why, as a comment of at most `limit` bytes: it takes the place of the plan
/// that stood there, which is of another commit.
pub fn unplanned(why: Unplanned<'_>, context: &Context<'_>, limit: usize) -> String {
    let Unplanned { told, code, commit } = why;
    let short = commit.map(|commit| commit.chars().take(7).collect::<String>());
    let short = short.map_or(String::new(), |commit| format!("commit {}, ", html(&commit)));
    let page = |told: &str, note: &str| {
        format!(
            "{}## trueup plan: failed\n\n> [!CAUTION]\n> There is no plan: trueup ended with {code}\n\n{}{note}\n\
             <sub>{short}{:.0}, trueup {}</sub>\n",
            hidden(context.key, commit.unwrap_or(NONE), NONE, NONE),
            fenced("text", told),
            context.now,
            html(context.version)
        )
    };
    let mut lines: Vec<&str> = told.lines().collect();
    let whole = page(told, "");
    if whole.len() <= limit {
        return whole;
    }
    loop {
        lines.truncate(lines.len() / 2);
        let text = page(&lines.join("\n"), "The log of the job has the rest\n");
        if text.len() <= limit || lines.is_empty() {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::context;

    fn comment(told: &str, limit: usize) -> String {
        let why = Unplanned { told, code: 1, commit: Some("4f2c1aa90b7d4c6e") };
        unplanned(why, &context(), limit)
    }

    #[test]
    fn a_failed_plan_has_the_key_of_the_plan() {
        let text = comment("error[parameter-name]: `a b` is no name\n  help: use letters\n", 64_000);
        insta::assert_snapshot!(text, @r"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=none basis=none -->
        ## trueup plan: failed

        > [!CAUTION]
        > There is no plan: trueup ended with 1

        ```text
        error[parameter-name]: `a b` is no name
          help: use letters
        ```

        <sub>commit 4f2c1aa, 2026-11-20T08:00:00Z, trueup 0.1.0</sub>
        ");
    }

    #[test]
    fn nothing_that_is_said_breaks_out() {
        let text = comment("```\n</details><script>\n::error::x\n\u{1b}[2J", 64_000);
        assert!(text.contains("````text\n```\n</details>"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains("\n::error"), "{text}");
    }

    #[test]
    fn what_is_too_long_is_cut_between_lines() {
        let told: String = (0..1000).map(|at| format!("line {at}\n")).collect();
        let text = comment(&told, 2000);
        assert!(text.len() <= 2000 && text.contains("line 10\n") && text.contains("has the rest"), "{text}");
    }
}
