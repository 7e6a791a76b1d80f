//! What writes nothing ends at once: while it reads, computes, prints, waits or asks.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use sandbox::{Effect, Rule, Settings, When};

use crate::common::{AtTerminal, Running, Server, Signal, World, many};

/// A stack whose one manifest is a pipe: it is read until nobody writes to it any more.
struct Piped {
    world: World,
}

impl Piped {
    fn new() -> Self {
        let mut world = World::empty();
        world.write(
            "trueup.yaml",
            "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: shop}\nspec: {manifests: [pipe.yaml]}\n",
        );
        let path = world.stack().join("pipe.yaml");
        mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).expect("made");
        let output = world.path().join("output").to_string_lossy().into_owned();
        world.set("GITHUB_OUTPUT", output).set("AWS_REGION", "us-east-1");
        Self { world }
    }

    /// The pipe, once it is read.
    fn read(&self) -> File {
        OpenOptions::new().write(true).open(self.world.stack().join("pipe.yaml")).expect("a pipe")
    }

    /// A run that was asked to stop ends so, and CI is told.
    #[track_caller]
    fn ends(&self, run: Running, signal: Signal, with: i32) {
        run.signal(signal);
        let (code, _, err) = run.end();
        assert_eq!(code, with, "{err}");
        assert_eq!(err, "error: stopped; nothing was changed\n");
        let told = std::fs::read_to_string(self.world.path().join("output")).expect("outputs");
        assert_eq!(told, format!("exitcode={with}\n"));
        std::fs::remove_file(self.world.path().join("output")).expect("removed");
    }
}

/// So much that it is not computed by the time a signal arrives.
#[test]
#[ignore = "a pipe is no manifest any more: it needs another way to know when a run computes"]
fn computing_ends_at_once() {
    let piped = Piped::new();
    // Of each, something is wrong.
    let wrong = many(20_000).replace(": x\n", ": ''\n");
    for (arguments, manifest) in
        [(&["validate"][..], &wrong), (&["plan", "--sandbox=:memory:"], &many(20_000))]
    {
        let run = piped.world.start(arguments);
        piped.read().write_all(manifest.as_bytes()).expect("it is read to its end");
        piped.ends(run, Signal::TERM, 143);
    }
}

#[test]
fn output_that_nobody_reads_holds_nothing_up() {
    let mut run = World::empty().start(&["schema"]);
    assert_eq!(run.line(), "{");
    run.signal(Signal::TERM);
    assert_eq!(run.end_unread(), 143);
}

#[test]
fn an_answer_of_aws_that_does_not_come_holds_no_plan_up() {
    let server = Server::start(Settings::default());
    let hour = Effect::Delay(Duration::from_secs(3600));
    server.sandbox.add_fault(Rule::new("DescribeParameters", When::Every, hour));
    let mut world = World::many(60);
    server.reach(&mut world, "123456789012");
    let mut plan = world.start(&["plan", "-v"]);
    plan.until("GetCallerIdentity 200");
    plan.signal(Signal::INT);
    let (code, _, err) = plan.end();
    assert_eq!(code, 130);
    assert!(err.contains("nothing was changed"), "{err}");
}

#[test]
fn nobody_waits_longer_for_a_site_than_somebody_wants() {
    let (server, world) = Server::shop();
    let lease =
        r#"{"version":1,"run":"0a1b","owner":"ada","purpose":"apply","until":"2999-01-01T00:00:00Z"}"#;
    server.put("/trueup/shop/production/lease-7", lease);
    let before = server.writes();
    let mut apply = world.start(&["apply", "--yes", "--lock-timeout", "1h", "--result", "result.json"]);
    apply.until("waiting for production/us-east-1");
    apply.signal(Signal::TERM);
    let (code, _, err) = apply.end();
    assert_eq!(code, 143, "{err}");
    assert!(err.contains("stopped; nothing was changed"), "{err}");
    assert!(world.read("result.json").contains("\"terminated\""));
    assert_eq!(server.writes(), before);
}

#[test]
fn a_question_can_be_left_unanswered() {
    let (server, world) = Server::shop();
    let mut apply = AtTerminal::start(world.command(&["apply", "--result", "result.json"]));
    apply.until("Only `yes` goes on: ");
    apply.signal(Signal::INT);
    let (code, shown) = apply.end();
    assert_eq!(code, 130, "{shown}");
    let (_, after) = shown.split_once("goes on: ").expect("it was asked");
    assert!(after.starts_with('\n') && after.contains("stopped; nothing was changed"), "{after}");
    assert!(world.read("result.json").contains("\"interrupted\""));
    assert_eq!(server.writes(), 0);
}

#[test]
fn a_question_that_is_answered_is_no_line_of_its_own() {
    let (_server, world) = Server::shop();
    let mut apply = AtTerminal::start(world.command(&["apply"]));
    apply.until("Only `yes` goes on: ");
    apply.types("yes\n");
    let (code, shown) = apply.end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("Applied 3 changes"), "{shown}");
}
