//! An outcome for a terminal: what did not go as planned, then the counts.

use engine::apply::{Failure, Fate, Outcome, Result, Settled};

use super::words::{AGAIN, accepted, adopted, calls, done, past, stop, summary, unkept, unsettled};
use crate::render::error::way_out;
use crate::render::plan::{head, header};
use crate::render::style::{Line, Page, Paint, Style};
use crate::view::partial;

/// What apply did. Changes that are done without a word more are a number: progress has named them.
pub fn human(outcome: &Outcome, settled: &Settled, style: Style) -> String {
    let mut page = Page::new(style);
    if let Some(said) = partial([outcome.partial.as_ref()]) {
        page.line(Line::new().push(Paint::Yellow, said));
        page.blank();
    }
    page.line(header(&outcome.site, None, style));
    page.blank();
    for result in &outcome.results {
        one(&mut page, result);
    }
    page.blank();
    if let Some(why) = outcome.stopped {
        page.line(Line::new().push(Paint::Red, stop(why)));
    }
    if let Some(said) = unkept(outcome) {
        page.line(Line::new().push(Paint::Red, "error").plain(format!(": {said}")));
    }
    not_settled(&mut page, settled);
    let paint = if outcome.whole() { Paint::Bold } else { Paint::Red };
    page.line(Line::new().push(paint, summary(outcome)));
    let said = [done(outcome), calls(outcome)];
    let said: Vec<&str> = said.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    page.line(under(&said.join("; ")));
    if let Some(said) = adopted(outcome) {
        page.line(under(said));
    }
    if !outcome.whole() {
        page.line(Line::new().push(Paint::Cyan, "  help: ").plain(AGAIN));
    }
    page.finish()
}

fn under(text: &str) -> Line {
    Line::new().plain("  ").plain(text)
}

fn one(page: &mut Page, result: &Result) {
    let line = head(result.action, result.address.as_str(), page.style());
    match &result.fate {
        Fate::Done if result.notes.is_empty() => return,
        Fate::Done => page.line(line.plain("  ").plain(past(result.action))),
        Fate::Failed(failure) => failed(page, line, result, failure),
        Fate::Skipped(reason) => {
            page.line(line.plain("  ").push(Paint::Yellow, "skipped").plain(format!(": {reason}")));
        }
        Fate::NotTried => page.line(line.plain("  ").push(Paint::Yellow, "not tried")),
    }
    for note in &result.notes {
        page.line(Line::new().plain("      ").push(Paint::Yellow, "note: ").plain(note));
    }
}

fn failed(page: &mut Page, line: Line, result: &Result, failure: &Failure) {
    page.line(line.plain("  ").push(Paint::Red, "failed"));
    page.line(Line::new().plain("      ").plain(failure.to_string()));
    let accepted = accepted(result);
    if !accepted.is_empty() {
        page.line(
            Line::new().plain("      ").push(Paint::Dim, format!("done before it: {}", accepted.join(", "))),
        );
    }
    let help = match failure {
        Failure::Api(error) => way_out(error),
        Failure::Wrong(_) | Failure::Crashed => None,
    };
    if let Some(help) = help {
        page.line(Line::new().plain("      ").push(Paint::Cyan, "help: ").plain(help));
    }
}

fn not_settled(page: &mut Page, settled: &Settled) {
    let Some((why, left)) = unsettled(settled) else { return };
    page.line(Line::new().push(Paint::Yellow, "warning").plain(": ").plain(why));
    for address in left {
        page.line(Line::new().plain("    ").plain(address.as_str()));
    }
    page.blank();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{STYLE, outcome, stopped};

    #[test]
    fn what_went_wrong_stands_out() {
        insta::assert_snapshot!(human(&outcome(), &Settled::Yes, STYLE), @"
        webshop / production / us-east-1 (123456789012)

          ~ Parameter/webshop/b  failed
              AddTagsToResource: no more than 50 tags (TooManyTagsError)
              done before it: PutParameter
          ~ Parameter/webshop/c  changed
              note: somebody wrote version 4 meanwhile; its value was put back
          - Parameter/webshop/d  skipped: deletions wait until all else has succeeded

        Applied 2 of 4 changes; 1 failed, 1 skipped
          1 created, 1 changed; 4 calls, 1 throttled
          help: plan again; what is done stays done, and the new plan lists what is left
        ");
    }

    #[test]
    fn a_stop_and_what_is_left() {
        let left = Settled::No(vec!["Parameter/webshop/a".into()]);
        insta::assert_snapshot!(human(&stopped(), &left, STYLE), @"
        webshop / production / us-east-1 (123456789012)

          ~ Parameter/webshop/b  failed
              AddTagsToResource: no more than 50 tags (TooManyTagsError)
              done before it: PutParameter
          ~ Parameter/webshop/c  changed
              note: somebody wrote version 4 meanwhile; its value was put back
          - Parameter/webshop/d  skipped: deletions wait until all else has succeeded
          + Parameter/webshop/e  not tried

        Stopped on request; calls in flight were finished and nothing new began
        warning: AWS does not read these back yet, so the next plan may list them again
            Parameter/webshop/a

        Applied 2 of 5 changes; 1 failed, 1 skipped, 1 not tried
          1 created, 1 changed; 4 calls, 1 throttled
          help: plan again; what is done stays done, and the new plan lists what is left
        ");
    }

    #[test]
    fn all_done_is_short() {
        let mut outcome = outcome();
        outcome.results.retain(|result| matches!(result.fate, Fate::Done) && result.notes.is_empty());
        insta::assert_snapshot!(human(&outcome, &Settled::Yes, STYLE), @"
        webshop / production / us-east-1 (123456789012)

        Applied 1 change
          1 created; 4 calls, 1 throttled
        ");
    }
}
