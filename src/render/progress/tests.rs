//! One apply, heard by every listener.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use engine::apply::Event;
use engine::{Action, Address};
use indicatif::ProgressDrawTarget;

use crate::outlet::{Fixture as _, Outlet};
use serde_json::Value;

use super::listener::Sink;
use super::{Bar, Lines, Listener, Stream};
use crate::render::samples::{STYLE, now};

/// A sink whose text can be read again.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<String>>);

impl Paper {
    fn sink(&self) -> Sink {
        let paper = self.clone();
        Box::new(move |line| paper.0.lock().expect("unpoisoned").push_str(&format!("{line}\n")))
    }

    fn text(&self) -> String {
        self.0.lock().expect("unpoisoned").clone()
    }
}

fn events() -> Vec<Event> {
    let address = |name: &str| Address::new("Parameter", name);
    let begun = |name, action| Event::Begun { address: address(name), action };
    vec![
        Event::Started { changes: 4, seconds: 31 },
        begun("/a", Action::Replace),
        Event::Pausing { address: address("/a"), seconds: 30 },
        begun("/b", Action::Update),
        Event::Done { address: address("/a"), action: Action::Replace, notes: vec![] },
        Event::Failed {
            address: address("/b"),
            action: Action::Update,
            reason: "PutParameter: too many\u{1b}[2J (TooManyUpdates)".into(),
        },
        Event::Skipped {
            address: address("/c"),
            action: Action::Create,
            reason: "it needs `Parameter/b`, which failed".into(),
        },
        begun("/d", Action::Adopt),
        Event::Done {
            address: address("/d"),
            action: Action::Adopt,
            notes: vec!["somebody wrote version 4 meanwhile".into()],
        },
        Event::Settling { left: 1 },
    ]
}

fn tell(listener: &dyn Listener) {
    events().iter().for_each(|event| listener.hear(event));
    listener.end();
}

#[test]
fn plain_lines_tell_what_ended() {
    let paper = Paper::default();
    tell(&Lines::new(paper.sink(), STYLE));
    insta::assert_snapshot!(paper.text(), @r"
    Applying 4 changes, about 31 s
        Parameter/a  waits 30 s, AWS needs the time
      ± Parameter/a  replaced
      ~ Parameter/b  failed: PutParameter: too many\u{1b}[2J (TooManyUpdates)
      + Parameter/c  skipped: it needs `Parameter/b`, which failed
      @ Parameter/d  adopted; somebody wrote version 4 meanwhile
    Waiting for AWS to catch up: 1 resource does not read back yet
    ");
}

#[test]
fn the_stream_is_one_object_a_line() {
    let paper = Paper::default();
    let ticks = Mutex::new(0);
    let clock = move || {
        let mut ticks = ticks.lock().expect("unpoisoned");
        *ticks += 1;
        now() + jiff::SignedDuration::from_secs(*ticks)
    };
    tell(&Stream::new(paper.sink(), "0.1.0", Box::new(clock)));
    let mut lines = Vec::new();
    for line in paper.text().lines() {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        let object = value.as_object_mut().expect("an object");
        for key in ["@level", "@message", "@module", "@timestamp", "type"] {
            assert!(object.contains_key(key), "{key} stands in every line");
        }
        object.remove("@timestamp");
        object.remove("@module");
        lines.push(value.to_string());
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"@level":"info","@message":"trueup 0.1.0","trueup":"0.1.0","type":"version","ui":"1.0"}
    {"@level":"info","@message":"Applying 4 changes, about 31 s","changes":4,"seconds":31,"type":"log"}
    {"@level":"info","@message":"Parameter/a: replace begins","hook":{"action":"replace","resource":{"addr":"Parameter/a","resource_key":null,"resource_name":"a","resource_type":"aws_ssm_parameter"}},"type":"apply_start"}
    {"@level":"info","@message":"Parameter/a  waits 30 s, AWS needs the time","hook":{"action":"replace","resource":{"addr":"Parameter/a","resource_key":null,"resource_name":"a","resource_type":"aws_ssm_parameter"}},"type":"apply_progress","wait_seconds":30}
    {"@level":"info","@message":"Parameter/b: update begins","hook":{"action":"update","resource":{"addr":"Parameter/b","resource_key":null,"resource_name":"b","resource_type":"aws_ssm_parameter"}},"type":"apply_start"}
    {"@level":"info","@message":"Parameter/a: replaced after 5 s","hook":{"action":"replace","elapsed_seconds":5,"resource":{"addr":"Parameter/a","resource_key":null,"resource_name":"a","resource_type":"aws_ssm_parameter"}},"notes":[],"type":"apply_complete"}
    {"@level":"error","@message":"Parameter/b: update failed","hook":{"action":"update","elapsed_seconds":4,"resource":{"addr":"Parameter/b","resource_key":null,"resource_name":"b","resource_type":"aws_ssm_parameter"}},"type":"apply_errored"}
    {"@level":"error","@message":"Parameter/b: update failed: PutParameter: too many\u001b[2J (TooManyUpdates)","diagnostic":{"address":"Parameter/b","detail":"PutParameter: too many\u001b[2J (TooManyUpdates)","severity":"error","summary":"Parameter/b: update failed"},"type":"diagnostic"}
    {"@level":"warn","@message":"Parameter/c: skipped, it needs `Parameter/b`, which failed","hook":{"action":"create","resource":{"addr":"Parameter/c","resource_key":null,"resource_name":"c","resource_type":"aws_ssm_parameter"}},"reason":"it needs `Parameter/b`, which failed","type":"partial"}
    {"@level":"info","@message":"Parameter/d: adopt begins","hook":{"action":"adopt","resource":{"addr":"Parameter/d","resource_key":null,"resource_name":"d","resource_type":"aws_ssm_parameter"}},"type":"apply_start"}
    {"@level":"info","@message":"Parameter/d: adopted after 2 s","hook":{"action":"adopt","elapsed_seconds":2,"resource":{"addr":"Parameter/d","resource_key":null,"resource_name":"d","resource_type":"aws_ssm_parameter"}},"notes":["somebody wrote version 4 meanwhile"],"type":"apply_complete"}
    {"@level":"info","@message":"Waiting for AWS to catch up: 1 resource does not read back yet","left":1,"type":"log"}
    {"@level":"info","@message":"Apply complete: 1 added, 0 changed, 1 removed, 1 adopted","changes":{"add":1,"change":0,"forget":0,"import":1,"operation":"apply","remove":1},"type":"change_summary"}
    "#);
}

/// A terminal that remembers what was printed to stay, and whether something stands on its last line.
#[derive(Debug, Clone, Default)]
struct Screen(Arc<Mutex<String>>, Arc<AtomicBool>);

impl indicatif::TermLike for Screen {
    fn width(&self) -> u16 {
        100
    }
    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn write_line(&self, text: &str) -> io::Result<()> {
        self.0.lock().expect("unpoisoned").push_str(&format!("{}\n", text.trim_end()));
        Ok(())
    }
    fn write_str(&self, text: &str) -> io::Result<()> {
        self.0.lock().expect("unpoisoned").push_str(text);
        self.1.store(true, Ordering::Relaxed);
        Ok(())
    }
    fn clear_line(&self) -> io::Result<()> {
        self.1.store(false, Ordering::Relaxed);
        Ok(())
    }
    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_bar_leaves_its_lines_behind() {
    let screen = Screen::default();
    let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(screen.clone())), STYLE, Outlet::open());
    tell(&bar);
    let text = screen.0.lock().expect("unpoisoned").clone();
    for line in ["± Parameter/a  replaced", "~ Parameter/b  failed: PutParameter", "+ Parameter/c  skipped"]
    {
        assert!(text.contains(line), "{line} is missing from {text}");
    }
    assert!(!text.contains('\u{1b}'), "nothing for the terminal to obey: {text:?}");
}

#[test]
fn the_bar_steps_aside_for_what_others_write() {
    let screen = Screen::default();
    let target = ProgressDrawTarget::term_like(Box::new(screen.clone()));
    let bar = Bar::on(target, STYLE, Outlet::open());
    events().iter().take(2).for_each(|event| bar.hear(event));
    let drawn = || screen.1.load(Ordering::Relaxed);
    assert!(drawn(), "the bar is there");
    let mut seen = None;
    bar.drawn().aside(&mut || seen = Some(drawn()));
    assert_eq!(seen, Some(false), "it was taken off the line before anything was written");
    assert!(drawn(), "and it is there again");
}
