//! A result for a terminal.

use super::form::{Ended, Fate, Result, Site};
use super::words::{counts, ended, fate, stopped, summary, unkept, unread};
use crate::render::outcome::AGAIN;
use crate::render::plan::{head, header};
use crate::render::style::{Line, Page, Paint, Style};
use crate::view::partial;

/// What a run did: how it ended, then every change of each site.
pub fn human(result: &Result, style: Style) -> String {
    let mut page = Page::new(style);
    let paint = if result.exit_code == 0 { Paint::Bold } else { Paint::Red };
    page.line(Line::new().push(paint, ended(result)));
    if let Some(error) = &result.error {
        page.line(Line::new().push(Paint::Red, "error").plain(format!(": {}", error.message)));
        error.help.iter().for_each(|help| page.line(helped("  ", help)));
    }
    for objection in &result.refusals {
        let address = objection.address.as_ref().map(|address| format!("{address}: ")).unwrap_or_default();
        page.line(Line::new().push(Paint::Red, "  ! ").plain(format!("{address}{}", objection.message)));
        page.line(helped("    ", &objection.help));
    }
    for moved in &result.moved {
        page.line(Line::new().push(Paint::Red, "  ! ").plain(format!("{}: {}", moved.address, moved.what)));
    }
    result.sites.iter().for_each(|site| one(&mut page, site));
    page.finish()
}

fn helped(indent: &str, text: &str) -> Line {
    Line::new().plain(indent).push(Paint::Cyan, "help: ").plain(text)
}

fn one(page: &mut Page, site: &Site) {
    page.blank();
    if let Some(said) = partial([site.partial().as_ref()]) {
        page.line(Line::new().push(Paint::Yellow, said));
    }
    page.line(header(&site.place(), None, page.style()));
    page.blank();
    site.results.iter().for_each(|ended| change(page, ended));
    page.blank();
    if let Some(why) = site.stopped {
        page.line(Line::new().push(Paint::Red, stopped(why)));
    }
    if let Some(said) = unkept(site) {
        page.line(Line::new().push(Paint::Red, "error").plain(format!(": {said}")));
    }
    for (why, left) in unread(site).into_iter().filter(|(_, left)| !left.is_empty()) {
        page.line(Line::new().push(Paint::Yellow, "warning").plain(format!(": {why}")));
        left.iter().for_each(|address| page.line(Line::new().plain("    ").plain(address)));
    }
    let paint = if site.whole { Paint::Bold } else { Paint::Red };
    page.line(Line::new().push(paint, summary(site)));
    page.line(Line::new().plain("  ").plain(counts(site)));
    if site.begun && !site.whole {
        page.line(helped("  ", AGAIN));
    }
}

fn change(page: &mut Page, ended: &Ended) {
    let paint = match ended.fate {
        Fate::Done => Paint::Plain,
        Fate::Failed | Fate::Unknown => Paint::Red,
        Fate::Skipped | Fate::NotTried => Paint::Yellow,
    };
    let line = head(ended.action, &ended.address, page.style()).plain("  ").push(paint, fate(ended));
    page.line(line);
    let indent = "      ";
    ended.reason.iter().for_each(|reason| page.line(Line::new().plain(indent).plain(reason)));
    let accepted = ended.accepted();
    if !accepted.is_empty() {
        let said = format!("done before it: {}", accepted.join(", "));
        page.line(Line::new().plain(indent).push(Paint::Dim, said));
    }
    ended.help().iter().for_each(|help| page.line(helped(indent, help)));
    for note in &ended.notes {
        page.line(Line::new().plain(indent).push(Paint::Yellow, "note: ").plain(note));
    }
}
