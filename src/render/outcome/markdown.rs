//! An outcome as a comment or a job summary.

use std::fmt::Write;

use engine::apply::{Failure, Fate, Outcome, Result, Settled};

use super::words::{AGAIN, calls, done, past, stop, summary, unkept, unsettled};
use crate::render::error::way_out;
use crate::render::markdown::{code, fenced, html, prose};
use crate::view::{account, partial};

/// What apply did: failures open, what is done folded.
pub fn markdown(outcome: &Outcome, settled: &Settled) -> String {
    let site = &outcome.site;
    let mut text = format!(
        "## trueup apply: {} ({} / {})\n\n**{}.** {}\n",
        prose(&format!("{}/{}", site.stack, site.environment)),
        prose(&account(site)),
        prose(&site.region),
        summary(outcome),
        calls(outcome)
    );
    let push = |text: &mut String, line: &str| writeln!(text, "{line}").expect("a text takes every write");
    if let Some(said) = partial([outcome.partial.as_ref()]) {
        push(&mut text, &format!("\n> [!IMPORTANT]\n> **{}**", prose(&said)));
    }
    if let Some(why) = outcome.stopped {
        push(&mut text, &format!("\n> [!WARNING]\n> {}", stop(why)));
    }
    if let Some(said) = unkept(outcome) {
        push(&mut text, &format!("\n> [!CAUTION]\n> {}", prose(&said)));
    }
    let (fine, trouble): (Vec<&Result>, Vec<&Result>) =
        outcome.results.iter().partition(|result| matches!(result.fate, Fate::Done));
    if !trouble.is_empty() {
        push(&mut text, "\n> [!CAUTION]");
        trouble.iter().for_each(|result| push(&mut text, &format!("> - {}", told(result))));
        push(&mut text, &format!(">\n> {AGAIN}"));
    }
    if let Some((why, left)) = unsettled(settled) {
        push(&mut text, &format!("\n> [!WARNING]\n> {why}"));
        left.iter().for_each(|address| push(&mut text, &format!("> - {}", code(address.as_str()))));
    }
    for (result, note) in fine.iter().flat_map(|result| result.notes.iter().map(move |note| (result, note))) {
        push(&mut text, &format!("\nNote on {}: {}", code(result.address.as_str()), prose(note)));
    }
    if !fine.is_empty() {
        let lines: Vec<String> =
            fine.iter().map(|result| format!("{} {}", result.action.mark(), result.address)).collect();
        push(&mut text, &format!("\n<details><summary>{}</summary>\n", html(&done(outcome))));
        text.push_str(&fenced("", &lines.join("\n")));
        push(&mut text, "\n</details>");
    }
    text
}

fn told(result: &Result) -> String {
    let address = code(result.address.as_str());
    match &result.fate {
        Fate::Done => format!("{address} {}", past(result.action)),
        Fate::Failed(failure) => {
            let help = match failure {
                Failure::Api(error) => way_out(error).map_or(String::new(), |help| format!("; {help}")),
                Failure::Wrong(_) | Failure::Crashed => String::new(),
            };
            let verb = result.action.word();
            format!("{address} {verb} failed: {}{}", prose(&failure.to_string()), prose(&help))
        }
        Fate::Skipped(reason) => format!("{address} skipped: {}", prose(reason)),
        Fate::NotTried => format!("{address} not tried"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::stopped;

    #[test]
    fn failures_are_open_and_the_rest_folded() {
        let left = Settled::No(vec!["Parameter/webshop/a".into()]);
        insta::assert_snapshot!(markdown(&stopped(), &left), @"
        ## trueup apply: webshop/production (123456789012 / us-east-1)

        **Applied 2 of 5 changes; 1 failed, 1 skipped, 1 not tried.** 4 calls, 1 throttled

        > [!WARNING]
        > Stopped on request; calls in flight were finished and nothing new began

        > [!CAUTION]
        > - `Parameter/webshop/b` update failed: AddTagsToResource: no more than 50 tags (TooManyTagsError)
        > - `Parameter/webshop/d` skipped: deletions wait until all else has succeeded
        > - `Parameter/webshop/e` not tried
        >
        > plan again; what is done stays done, and the new plan lists what is left

        > [!WARNING]
        > AWS does not read these back yet, so the next plan may list them again
        > - `Parameter/webshop/a`

        Note on `Parameter/webshop/c`: somebody wrote version 4 meanwhile; its value was put back

        <details><summary>1 created, 1 changed</summary>

        ```
        + Parameter/webshop/a
        ~ Parameter/webshop/c
        ```

        </details>
        ");
    }
}
