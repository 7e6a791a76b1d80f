//! Progress as a bar on a terminal, with the lines of what ended above it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::Address;
use engine::apply::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::listener::Listener;
use super::words::{line, settling};
use crate::outlet::{Fixture, Outlet};
use crate::render::style::{Glyphs, Style};
use crate::view::text::{clip, escape};

/// How often the bar is drawn while nothing happens.
const TICK: Duration = Duration::from_millis(200);
/// Columns that the bar and its counts take.
const TAKEN: usize = 44;

/// Progress as a bar on a terminal.
pub struct Bar {
    bar: ProgressBar,
    style: Style,
    /// The bar draws by itself: what it is told must be masked before.
    outlet: Outlet,
    under_way: Mutex<BTreeSet<Address>>,
}

/// The bar as others see it who write to the same terminal.
pub(super) struct Drawn(ProgressBar);

impl Fixture for Drawn {
    fn aside(&self, write: &mut dyn FnMut()) {
        self.0.suspend(write);
    }
}

impl Bar {
    /// A bar on standard error.
    pub fn new(style: Style, outlet: Outlet) -> Self {
        let bar = Self::on(ProgressDrawTarget::stderr(), style, outlet);
        bar.bar.enable_steady_tick(TICK);
        bar
    }

    pub(super) fn on(target: ProgressDrawTarget, style: Style, outlet: Outlet) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{bar:20} {pos}/{len} {elapsed:>4}  {msg}";
        let shape = ProgressStyle::with_template(template).expect("the template is well formed");
        bar.set_style(shape.progress_chars(match style.glyphs {
            Glyphs::Unicode => "━╸─",
            Glyphs::Ascii => "=> ",
        }));
        let bar = Self { bar, style, outlet, under_way: Mutex::default() };
        outlet.fix(Some(Arc::new(bar.drawn())));
        bar
    }

    pub(super) fn drawn(&self) -> Drawn {
        Drawn(self.bar.clone())
    }

    /// The first change under way, and how many more.
    fn name(&self) {
        let under_way = self.under_way.lock().expect("no holder of the lock panics");
        let more = match under_way.len() {
            0 | 1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let first = under_way.first().map_or(String::new(), |address| escape(address.as_str()));
        let room = self.style.width.saturating_sub(TAKEN + more.len()).max(8);
        let first = self.outlet.clean(&first);
        self.bar.set_message(format!("{}{more}", clip(&first, room, self.style.glyphs.ellipsis())));
    }

    fn ended(&self, address: &Address) {
        self.under_way.lock().expect("no holder of the lock panics").remove(address);
        self.bar.inc(1);
        self.name();
    }
}

impl Listener for Bar {
    fn hear(&self, event: &Event) {
        let said = line(event, self.style).map(|line| line.painted(self.style.color));
        let said = said.map(|said| self.outlet.clean(&said).into_owned());
        match event {
            Event::Started { changes, seconds: _ } => {
                self.bar.set_length(*changes as u64);
            }
            Event::Begun { address, action: _ } => {
                self.under_way.lock().expect("no holder of the lock panics").insert(address.clone());
                self.name();
            }
            Event::Withdrawn { address } => {
                self.under_way.lock().expect("no holder of the lock panics").remove(address);
                self.name();
            }
            Event::Settling { left } => {
                self.bar.set_message(self.outlet.clean(&settling(*left)).into_owned())
            }
            Event::Pausing { .. } => said.iter().for_each(|said| self.bar.println(said)),
            Event::Done { address, .. } | Event::Failed { address, .. } | Event::Skipped { address, .. } => {
                said.iter().for_each(|said| self.bar.println(said));
                self.ended(address);
            }
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
        self.outlet.fix(None);
    }
}
