//! Where output goes and how it may look: the terminal, the pipe, the CI log.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Instant;

use clap::ValueEnum;

use crate::error::{Error, Message, Result};
use crate::outlet::{Busy, Manner, Outlet, Readers, Slot};
use crate::render::{Color, Glyphs, Style, error};
use crate::variable::{set, text};
use crate::view::text::{clip, escape};

/// When output is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Paint {
    /// Where it goes to a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// Errors and warnings only.
    Quiet,
    /// Also progress and notes.
    Usual,
    /// Also every call to AWS.
    Verbose,
}

/// The process's three streams.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// How standard output looks.
    pub out: Style,
    /// How standard error looks.
    pub err: Style,
    /// How much is said.
    pub voice: Voice,
    /// Whether somebody can be asked.
    pub asking: Asking,
    /// Whether standard error is a terminal whose lines may be redrawn.
    pub redraw: Redraw,
    /// The way out of everything that is said.
    pub outlet: Outlet,
}

/// Whether somebody can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Somebody sits at the terminal.
    Possible,
    /// Nobody does, or nobody wants to be asked.
    Impossible,
}

/// Whether lines may be redrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redraw {
    /// They may.
    Yes,
    /// Each line is written once.
    No,
}

/// Columns where no terminal says.
const COLUMNS: usize = 110;

impl Terminal {
    /// Looks at the streams and the environment.
    pub fn detect(paint: Paint, voice: Voice, no_input: bool, outlet: Outlet) -> Self {
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let automation = set("CI") || set("TRUEUP_IN_AUTOMATION");
        let ask = io::stdin().is_terminal() && err && !automation && !no_input;
        let style = |terminal: bool| Style {
            color: color(paint, terminal),
            width: if terminal { columns() } else { COLUMNS },
            glyphs: glyphs(terminal),
        };
        Self {
            out: style(out),
            err: style(err),
            voice,
            asking: if ask { Asking::Possible } else { Asking::Impossible },
            redraw: if err && !automation && !dumb() { Redraw::Yes } else { Redraw::No },
            outlet,
        }
    }

    /// The streams before any option is known.
    pub fn plain(outlet: Outlet) -> Self {
        Self::detect(Paint::Auto, Voice::Usual, false, outlet)
    }

    /// Writes data to standard output. Nobody listening any more is no error.
    ///
    /// # Errors
    /// The data could not be written for another reason, such as a full disk.
    pub fn print(&self, text: &str) -> Result<()> {
        match self.outlet.out(text) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::failed(format!("cannot write to standard output: {error}")))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// A place for a text that is there later: whether it can be written is found out now.
    ///
    /// # Errors
    /// It cannot be.
    pub fn slot(&self, path: &Path, readers: Readers) -> Result<Slot> {
        self.outlet.slot(path, readers).map_err(|error| Error::file("write", path, error))
    }

    /// Writes a text into its place.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn fill(&self, slot: Slot, text: &str) -> Result<()> {
        let path = slot.path().to_owned();
        slot.write(text).map_err(|error| Error::file("write", path, error))
    }

    /// Writes lines to standard error, whoever listens.
    pub fn complain(&self, text: &str) {
        self.outlet.err(text);
    }

    /// Says something on standard error that may be left out.
    pub fn note(&self, text: &str) {
        if self.voice != Voice::Quiet {
            self.complain(text);
        }
    }

    /// Warns on standard error.
    pub fn warn(&self, text: &str) {
        self.complain(&format!("{}: {text}", self.painted("33;1", "warning")));
    }

    /// Says why a command ends.
    pub fn error(&self, error: &Error) {
        if error.message.is_some() {
            self.complain(&why(error, self.err));
        }
    }

    /// The run is busy with this, until what this gives is dropped: it is shown, with how long it takes,
    /// where nothing else is said for a moment.
    pub fn busy(&self, doing: impl Into<String>) -> Busy {
        let doing = doing.into();
        self.busy_with(move || doing.clone())
    }

    /// The same, in words that change meanwhile.
    pub fn busy_with(&self, doing: impl Fn() -> String + Send + 'static) -> Busy {
        let (began, most) = (Instant::now(), self.err.width - 1);
        let ellipsis = self.err.glyphs.ellipsis();
        self.occupied(Manner::Redrawn, move || {
            let doing = escape(&doing());
            match began.elapsed().as_secs() {
                0 => clip(&doing, most, ellipsis),
                seconds => clip(&format!("{doing}, {seconds} s"), most, ellipsis),
            }
        })
    }

    /// The run is busy with what may ask for something on the terminal itself: that is said once.
    pub fn awaits(&self, doing: &str) -> Busy {
        let line = escape(doing);
        self.occupied(Manner::Once, move || line.clone())
    }

    fn occupied(&self, manner: Manner, line: impl Fn() -> String + Send + 'static) -> Busy {
        match (self.voice, self.redraw) {
            (Voice::Quiet, _) | (_, Redraw::No) => Busy::untold(),
            (Voice::Usual | Voice::Verbose, Redraw::Yes) => self.outlet.busy(manner, Box::new(line)),
        }
    }

    /// Asks a question and gives the line that was answered, its blanks cut off.
    ///
    /// # Errors
    /// Standard input cannot be read.
    pub fn ask(&self, question: &str) -> Result<String> {
        self.outlet.ask(question);
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.map_err(|error| Error::failed(format!("cannot read the answer: {error}")))?;
        self.outlet.answered();
        Ok(answer.trim().to_owned())
    }

    fn painted(&self, code: &str, word: &str) -> String {
        painted(self.err.color, code, word)
    }
}

/// Why a command ends, in words; empty where all has been said.
fn why(error: &Error, style: Style) -> String {
    let painted = |code, word| painted(style.color, code, word);
    let mut text = match &error.message {
        None => return String::new(),
        Some(Message::Words(words)) => format!("{}: {words}\n", painted("31;1", "error")),
        Some(Message::Api(error)) => error::human(error, style),
    };
    if let Some(help) = &error.help {
        text.push_str(&format!("  {}: {help}\n", painted("36", "help")));
    }
    text
}

/// Why a command ends and what people have been told before that, without colours.
pub fn all_said(error: &Error) -> String {
    format!("{}{}", error.told, why(error, PLAIN))
}

/// How texts look that no terminal shows.
pub const PLAIN: Style = Style { color: Color::Never, width: COLUMNS, glyphs: Glyphs::Unicode };

fn painted(color: Color, code: &str, word: &str) -> String {
    match color {
        Color::Always => format!("\u{1b}[{code}m{word}\u{1b}[0m"),
        Color::Never => word.to_owned(),
    }
}

fn color(paint: Paint, terminal: bool) -> Color {
    let always = match paint {
        Paint::Always => true,
        Paint::Never => false,
        Paint::Auto if set("NO_COLOR") => false,
        Paint::Auto => set("CLICOLOR_FORCE") || set("FORCE_COLOR") || (terminal && !dumb()),
    };
    if always { Color::Always } else { Color::Never }
}

/// A terminal that says it cannot show more gets ASCII; a pipe gets what the text holds.
fn glyphs(terminal: bool) -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text);
    let narrow = locale.is_some_and(|locale| {
        let locale = locale.to_uppercase();
        !locale.contains("UTF-8") && !locale.contains("UTF8")
    });
    if terminal && (narrow || dumb() || text("TERM").is_some_and(|term| term == "linux")) {
        Glyphs::Ascii
    } else {
        Glyphs::Unicode
    }
}

fn columns() -> usize {
    let asked = text("COLUMNS").and_then(|columns| columns.parse().ok());
    let real = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or_else(real).unwrap_or(COLUMNS).max(40)
}

fn dumb() -> bool {
    text("TERM").is_some_and(|term| term == "dumb")
}
