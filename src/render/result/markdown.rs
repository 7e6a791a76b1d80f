//! A result as a comment or a job summary.

use super::form::{Ended, Fate, Result, Site};
use super::words::{counts, ended, fate, stopped, summary, unkept, unread};
use crate::render::markdown::{code, fenced, html, prose};
use crate::render::outcome::AGAIN;
use crate::view::{account, partial};

/// What a run did: what went wrong open, what is done folded.
pub fn markdown(result: &Result) -> String {
    let mut text = format!("## trueup {}\n", prose(&ended(result)));
    let mut wrong = Vec::new();
    if let Some(error) = &result.error {
        let help = error.help.as_ref().map(|help| format!("; {}", prose(help))).unwrap_or_default();
        wrong.push(format!("{}{help}", prose(&error.message)));
    }
    wrong.extend(result.refusals.iter().map(|objection| {
        let address =
            objection.address.as_ref().map(|address| format!("{}: ", code(address))).unwrap_or_default();
        format!("{address}{}; {}", prose(&objection.message), prose(&objection.help))
    }));
    wrong
        .extend(result.moved.iter().map(|moved| format!("{}: {}", code(&moved.address), prose(&moved.what))));
    text.push_str(&alert("CAUTION", &wrong));
    result.sites.iter().for_each(|site| text.push_str(&one(site)));
    text
}

fn alert(kind: &str, lines: &[String]) -> String {
    let all: String = lines.iter().map(|line| format!("> - {line}\n")).collect();
    if all.is_empty() { all } else { format!("\n> [!{kind}]\n{all}") }
}

fn one(site: &Site) -> String {
    let place = site.place();
    let name = format!("{}/{} ({} / {})", place.stack, place.environment, account(&place), place.region);
    let mut text = format!("\n### {}\n\n**{}.** {}\n", prose(&name), summary(site), counts(site));
    if let Some(said) = partial([site.partial().as_ref()]) {
        text.push_str(&alert("IMPORTANT", &[prose(&said)]));
    }
    let mut wrong: Vec<String> = site.stopped.map(|why| stopped(why).to_owned()).into_iter().collect();
    wrong.extend(unkept(site).map(|said| prose(&said)));
    let (fine, trouble): (Vec<&Ended>, Vec<&Ended>) =
        site.results.iter().partition(|ended| ended.fate == Fate::Done);
    wrong.extend(trouble.iter().map(|ended| told(ended)));
    wrong.extend((site.begun && !site.whole).then(|| AGAIN.to_owned()));
    text.push_str(&alert("CAUTION", &wrong));
    for (why, left) in unread(site).into_iter().filter(|(_, left)| !left.is_empty()) {
        let left: Vec<String> = left.iter().map(|address| code(address)).collect();
        text.push_str(&alert("WARNING", &[format!("{why}: {}", left.join(", "))]));
    }
    for (ended, note) in fine.iter().flat_map(|ended| ended.notes.iter().map(move |note| (ended, note))) {
        text.push_str(&format!("\nNote on {}: {}\n", code(&ended.address), prose(note)));
    }
    if !fine.is_empty() {
        let lines: Vec<String> =
            fine.iter().map(|ended| format!("{} {}", ended.action.mark(), ended.address)).collect();
        let summary = html(&format!("{} done", fine.len()));
        let all = fenced("", &lines.join("\n"));
        text.push_str(&format!("\n<details><summary>{summary}</summary>\n\n{all}\n</details>\n"));
    }
    text
}

fn told(ended: &Ended) -> String {
    let reason = ended.reason.as_ref().map(|reason| format!(": {}", prose(reason))).unwrap_or_default();
    let accepted = ended.accepted();
    let accepted = match accepted.is_empty() {
        true => String::new(),
        false => format!("; done before it: {}", accepted.join(", ")),
    };
    let help = ended.help().map(|help| format!("; {}", prose(help))).unwrap_or_default();
    format!(
        "{} {} {}{reason}{}{help}",
        code(&ended.address),
        ended.action.word(),
        fate(ended),
        prose(&accepted)
    )
}
