//! What writes nothing ends at once: while it reads, computes, prints, waits or asks.

use std::time::{Duration, Instant};

use sandbox::{Effect, Rule, Settings, When};

use crate::common::{AtTerminal, STACK, Server, Signal, World, many};

/// As much of the processor as reading does not take, in hundredths of a second.
const COMPUTING: u64 = 30;

/// So much that it is not computed by the time a signal arrives.
#[test]
fn computing_ends_at_once() {
    let mut world = World::empty();
    world.write(
        "trueup.yaml",
        "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: shop}\nspec: {manifests: [many.yaml]}\n",
    );
    let output = world.path().join("output");
    world.set("GITHUB_OUTPUT", output.to_string_lossy().into_owned()).set("AWS_REGION", "us-east-1");
    // Of each, something is wrong.
    let wrong = many(20_000).replace(": x\n", ": ''\n");
    for (arguments, manifest) in [(&["validate"][..], wrong), (&["plan", "--sandbox=:memory:"], many(20_000))]
    {
        world.write("many.yaml", manifest);
        let run = world.start(arguments);
        run.computes(COMPUTING);
        run.signal(Signal::TERM);
        let (code, _, err) = run.end();
        assert_eq!((code, err.as_str()), (143, "error: stopped; nothing was changed\n"));
        // CI is told.
        assert_eq!(std::fs::read_to_string(&output).expect("outputs"), "exitcode=143\n");
        std::fs::remove_file(&output).expect("removed");
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

/// A program that gives a secret, and what it has started itself.
#[test]
fn what_a_run_has_started_ends_with_it() {
    let manifest = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  path: /shop\n  \
                    parameters:\n    key: {type: SecureString, valueFrom: {exec: [sh, -c, 'echo $$ > told; cat pipe']}}\n";
    let world = World::of(STACK, &[("shop.yaml", manifest)]);
    let told = world.pipe("told");
    world.pipe("pipe");
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let run = world.start(&["plan", "--sandbox=:memory:", "--allow-exec"]);
        let program = std::fs::read_to_string(&told).expect("it tells");
        run.signal(signal);
        assert_eq!(run.end().0, code);
        // It ends when the system comes to it, and nobody may have waited for it then.
        let stat = || std::fs::read_to_string(format!("/proc/{}/stat", program.trim()));
        let until = Instant::now() + Duration::from_secs(60);
        while stat().is_ok_and(|stat| !stat.contains(") Z ")) {
            assert!(Instant::now() < until, "it lives on");
            std::thread::yield_now();
        }
    }
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
