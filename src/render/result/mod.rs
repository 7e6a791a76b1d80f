//! What a run left in its result file, read again for people.

mod form;
mod human;
mod markdown;
mod words;

pub use form::{Form, Result};
pub use human::human;
pub use markdown::markdown;

#[cfg(test)]
mod tests {
    use engine::apply::Settled;
    use serde_json::{Value, json};

    use super::*;
    use crate::render::outcome::Site;
    use crate::render::samples::{STYLE, stopped, varied};
    use crate::render::style::Style;

    /// A result file of a run that stopped at its first site.
    fn file(version: &str) -> String {
        let first = Site::of(&stopped(), &Settled::No(vec!["Parameter/webshop/a".into()]));
        let file = json!({
            "format_version": version,
            "tool_version": "0.1.0",
            "command": "apply",
            "started": "2026-11-20T08:00:00Z",
            "ended": "2026-11-20T08:01:00Z",
            "exit_code": 5,
            "end": "partial",
            "error": { "message": "the lease is lost", "api": null, "help": "plan again" },
            "refusals": [{ "code": "protected", "message": "is protected", "help": "see", "address": "Parameter/x" }],
            "moved": [{ "address": "Parameter/y", "what": "`value` moved", "field": null, "by": "aws", "source": null }],
            "sites": [first, Site::untried(&varied())],
            "later": "unknown to this version",
        });
        file.to_string()
    }

    fn result() -> (Box<Result>, Value) {
        match Form::of(&file("1.7")) {
            Form::Result(result, value) => (result, value),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_a_run_did_is_told_to_people() {
        insta::assert_snapshot!(human(&result().0, Style { width: 80, ..STYLE }), @"
        apply ended at 2026-11-20T08:01:00Z: partial (exit 5)
        error: the lease is lost
          help: plan again
          ! Parameter/x: is protected
            help: see
          ! Parameter/y: `value` moved

        webshop / production / us-east-1 (123456789012)

          + Parameter/webshop/a  created
          ~ Parameter/webshop/b  failed
              AddTagsToResource: no more than 50 tags (TooManyTagsError)
              done before it: PutParameter
          ~ Parameter/webshop/c  changed
              note: somebody wrote version 4 meanwhile; its value was put back
          - Parameter/webshop/d  skipped
              deletions wait until all else has succeeded
          + Parameter/webshop/e  not tried

        Stopped on request; calls in flight were finished and nothing new began
        warning: AWS did not read these back when the run ended
            Parameter/webshop/a
        Applied 2 of 5 changes; 1 failed, 1 skipped, 1 not tried
          1 created, 1 changed; 4 calls, 1 throttled
          help: plan again; what is done stays done, and the new plan lists what is left

        webshop / production / us-east-1 (123456789012)

          ~ Association/cloudwatch-agent  not tried
          ~ Parameter/webshop/production/database/password  not tried
          ~ Parameter/webshop/production/database/port  not tried
          + Parameter/webshop/production/features/rate-limit  not tried
          - Parameter/webshop/production/old  not tried
          ± PatchBaseline/web-critical  not tried

        Not begun: 6 changes
          0 calls
        ");
    }

    #[test]
    fn and_in_a_comment() {
        insta::assert_snapshot!(markdown(&result().0), @"
        ## trueup apply ended at 2026-11-20T08:01:00Z: partial (exit 5)

        > [!CAUTION]
        > - the lease is lost; plan again
        > - `Parameter/x`: is protected; see
        > - `Parameter/y`: `value` moved

        ### webshop/production (123456789012 / us-east-1)

        **Applied 2 of 5 changes; 1 failed, 1 skipped, 1 not tried.** 1 created, 1 changed; 4 calls, 1 throttled

        > [!CAUTION]
        > - Stopped on request; calls in flight were finished and nothing new began
        > - `Parameter/webshop/b` update failed: AddTagsToResource: no more than 50 tags (TooManyTagsError); done before it: PutParameter
        > - `Parameter/webshop/d` delete skipped: deletions wait until all else has succeeded
        > - `Parameter/webshop/e` create not tried
        > - plan again; what is done stays done, and the new plan lists what is left

        > [!WARNING]
        > - AWS did not read these back when the run ended: `Parameter/webshop/a`

        Note on `Parameter/webshop/c`: somebody wrote version 4 meanwhile; its value was put back

        <details><summary>2 done</summary>

        ```
        + Parameter/webshop/a
        ~ Parameter/webshop/c
        ```

        </details>

        ### webshop/production (123456789012 / us-east-1)

        **Not begun: 6 changes.** 0 calls

        > [!CAUTION]
        > - `Association/cloudwatch-agent` update not tried
        > - `Parameter/webshop/production/database/password` update not tried
        > - `Parameter/webshop/production/database/port` update not tried
        > - `Parameter/webshop/production/features/rate-limit` create not tried
        > - `Parameter/webshop/production/old` delete not tried
        > - `PatchBaseline/web-critical` replace not tried
        ");
    }

    #[test]
    fn other_files_and_other_versions_are_told_apart() {
        assert_eq!(result().1["later"], "unknown to this version");
        assert!(matches!(Form::of(&file("2.0")), Form::Unreadable(why) if why.contains("2.0")));
        let evil = file("2\u{1b}[31m\\n::error::boom");
        assert!(matches!(Form::of(&evil), Form::Unreadable(why) if !why.contains(['\u{1b}', '\n'])));
        assert!(matches!(Form::of(r#"{"format_version": "1.0", "sites": [1]}"#), Form::Unreadable(_)));
        for other in ["{}", "[]", "x", r#"{"format": "1.0", "plans": []}"#] {
            assert!(matches!(Form::of(other), Form::Other), "{other}");
        }
    }
}
