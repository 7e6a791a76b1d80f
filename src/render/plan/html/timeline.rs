//! When something runs by itself, before and after, as lanes over days.

use engine::contract::{Effect, Runs};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::frame::{id, section};
use super::merged::{Change, alike, some_of};
use crate::render::page::Page;
use crate::view::time_in;

/// Days of the longest picture; what comes later is words.
const LONGEST: i64 = 35;
/// Days of the shortest picture, and what others are a multiple of.
const WEEK: i64 = 7;
/// Lanes that are drawn; the rest is a number.
const LANES: usize = 60;

/// One change's runs at some of its sites.
struct Lane<'a> {
    address: &'a str,
    link: String,
    sites: Option<String>,
    before: Option<&'a Runs>,
    after: Option<&'a Runs>,
}

/// The days of the picture, from the midnight (UTC) before the plan was made.
struct Days {
    start: Timestamp,
    count: i64,
}

/// The runs that change, if any do.
pub(super) fn timeline(made: Timestamp, changes: &[Change<'_>]) -> Page {
    let lanes = lanes(changes);
    if lanes.is_empty() {
        return Page::default();
    }
    let days = Days::of(made, &lanes);
    let more = lanes.len().checked_sub(LANES).filter(|more| *more > 0);
    let inside = Page::default()
        .markup(
            "<p class=\"dim\">The next times, <span class=\"key\"><svg width=\"12\" height=\"12\" \
             aria-hidden=\"true\"><circle class=\"before\" cx=\"6\" cy=\"6\" r=\"4\"/></svg> before and \
             <svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle class=\"after\" cx=\"6\" cy=\"6\" \
             r=\"5\"/></svg> after</span>; days begin at midnight UTC</p>\n<div class=\"lanes\">\n\
             <div></div>",
        )
        .part(days.axis())
        .each(lanes.iter().take(LANES), |page, lane| drawn(page, lane, &days))
        .markup("</div>\n")
        .maybe(more, |page, more| {
            page.markup("<p class=\"dim\">").text(&format!("and {more} more")).markup("</p>\n")
        });
    section(Page::default(), "runs", Some("runs"), format!("Runs that change ({})", lanes.len()), inside)
}

fn lanes<'a>(changes: &'a [Change<'a>]) -> Vec<Lane<'a>> {
    let mut lanes = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let reschedules = change.at.iter().filter_map(|at| {
            let effects = &at.plan.change(at.row.address)?.effects;
            let runs = effects.iter().find_map(|effect| match effect {
                Effect::Reschedules { before, after } => Some((before.as_ref(), after.as_ref())),
                _ => None,
            });
            Some((runs?, at.site()))
        });
        lanes.extend(alike(reschedules).into_iter().map(|((before, after), sites)| Lane {
            address: &change.address,
            link: id(place),
            sites: some_of(&sites, change.at.len()),
            before,
            after,
        }));
    }
    lanes
}

fn times(runs: Option<&Runs>) -> &[Timestamp] {
    runs.and_then(|runs| runs.next.as_deref()).unwrap_or_default()
}

impl Days {
    fn of(made: Timestamp, lanes: &[Lane<'_>]) -> Self {
        let midnight = made.to_zoned(TimeZone::UTC).start_of_day().map_or(made, |day| day.timestamp());
        let all = lanes.iter().flat_map(|lane| [lane.before, lane.after]).flat_map(times);
        let days = |at: &Timestamp| at.duration_since(midnight).as_hours() / 24;
        let last = all.map(days).filter(|day| *day < LONGEST).max().unwrap_or(0);
        Self { start: midnight, count: (last / WEEK + 1) * WEEK }
    }

    /// How far from the left a time stands; `None` for what is not in the picture.
    fn place(&self, at: Timestamp) -> Option<String> {
        let (since, all) = (at.duration_since(self.start).as_secs(), self.count * 24 * 3_600);
        (0..all).contains(&since).then(|| percent(since, all))
    }

    fn axis(&self) -> Page {
        let page =
            Page::default().markup("<svg class=\"axis\" width=\"100%\" height=\"22\" aria-hidden=\"true\">");
        let step = if self.count == WEEK { 1 } else { WEEK };
        let page =
            page.each(0..self.count, |page, day| tick(page, percent(day, self.count), day % step == 0));
        page.each((0..self.count).step_by(step as usize), |page, day| {
            let at = self.start + SignedDuration::from_hours(24 * day);
            page.markup("<text y=\"11\" dx=\"4\"")
                .attribute("x", percent(day, self.count))
                .markup(">")
                .text(&at.strftime("%a %-d %b").to_string())
                .markup("</text>")
        })
        .markup("</svg>\n")
    }
}

/// Hundredths of a percent, of which no float loses any.
fn percent(part: i64, all: i64) -> String {
    let hundredths = part * 10_000 / all;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn tick(page: Page, x: String, labelled: bool) -> Page {
    let open = match labelled {
        true => "<line class=\"week\" y1=\"0\" y2=\"100%\"",
        false => "<line class=\"day\" y1=\"75%\" y2=\"100%\"",
    };
    page.markup(open).attribute("x1", &x).attribute("x2", &x).markup("/>")
}

fn drawn(page: Page, lane: &Lane<'_>, days: &Days) -> Page {
    let step = if days.count == WEEK { 1 } else { WEEK };
    let page = page
        .markup("<div class=\"lane\"><a")
        .attribute("href", format!("#{}", lane.link))
        .markup("><code>")
        .text(lane.address)
        .markup("</code></a>")
        .maybe(lane.sites.as_ref(), |page, sites| {
            page.markup(" <span class=\"dim\">at ").text(sites).markup("</span>")
        })
        .markup("<div class=\"when\"><del>")
        .text(words(lane.before))
        .markup("</del><span class=\"dim\"> → </span><ins>")
        .text(words(lane.after))
        .markup("</ins></div></div>\n<svg class=\"lane\" width=\"100%\" height=\"44\" role=\"img\"")
        .attribute("aria-label", format!("before: {}; after: {}", told(lane.before), told(lane.after)))
        .markup(">")
        .each((0..days.count).step_by(step as usize), |page, day| {
            let x = percent(day, days.count);
            page.markup("<line class=\"week\" y1=\"0\" y2=\"100%\"")
                .attribute("x1", &x)
                .attribute("x2", &x)
                .markup("/>")
        })
        .markup("<line class=\"rail\" x1=\"0\" x2=\"100%\" y1=\"14\" y2=\"14\"/>")
        .markup("<line class=\"rail\" x1=\"0\" x2=\"100%\" y1=\"32\" y2=\"32\"/>");
    let page = dots(page, lane.before, days, "<circle class=\"before\" cy=\"14\" r=\"4\"");
    dots(page, lane.after, days, "<circle class=\"after\" cy=\"32\" r=\"5\"").markup("</svg>\n")
}

fn dots(page: Page, runs: Option<&Runs>, days: &Days, open: &'static str) -> Page {
    let Some(runs) = runs else { return page };
    let seen = times(Some(runs)).iter().filter_map(|at| days.place(*at).map(|place| (at, place)));
    page.each(seen, |page, (at, place)| {
        page.markup(open)
            .attribute("cx", place)
            .markup("><title>")
            .text(&time_in(*at, &runs.zone))
            .markup("</title></circle>")
    })
}

fn words(runs: Option<&Runs>) -> &str {
    runs.map_or("never", |runs| &runs.words)
}

fn told(runs: Option<&Runs>) -> String {
    let said: Vec<String> = runs
        .map(|runs| times(Some(runs)).iter().map(|at| time_in(*at, &runs.zone)).collect())
        .unwrap_or_default();
    if said.is_empty() { words(runs).to_owned() } else { said.join(", ") }
}
