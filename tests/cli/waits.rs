//! Nothing is silent for longer than a moment on a terminal, and whatever a run waits for, a signal ends it.

use std::time::Duration;

use sandbox::{Effect, Rule, When};

use crate::common::{AtTerminal, STACK, Server, Signal, World};
use crate::forge::server::{Act, ForgeServer};

const HOUR: Duration = Duration::from_secs(3600);

/// The run says what it waits for, and a signal ends it at once.
#[track_caller]
fn says_and_ends(world: &World, arguments: &[&str], said: &str) {
    let mut run = AtTerminal::start(world.command(arguments));
    run.until(said);
    run.signal(Signal::INT);
    let (code, shown) = run.end();
    assert_eq!(code, 130, "{shown}");
    assert!(shown.ends_with(": stopped; nothing was changed\n"), "{shown}");
}

#[test]
fn reading_tells_how_far_it_is() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(Rule::new("DescribeParameters", When::Every, Effect::Delay(HOUR)));
    for arguments in [&["plan"][..], &["drift"], &["apply", "--yes"], &["plan", "--destroy"]] {
        says_and_ends(&world, arguments, " calls, 1 s");
    }
}

#[test]
fn what_stands_on_the_last_line_leaves_no_trace() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(Rule::new("DescribeParameters", When::Nth(1), Effect::Delay(HOUR)));
    let mut plan = AtTerminal::start(world.command(&["plan"]));
    plan.until("reading production/us-east-1, ");
    plan.signal(Signal::INT);
    let (_, shown) = plan.end();
    let (_, last) = shown.rsplit_once("\u{1b}[K").expect("the line is taken away");
    assert!(last.starts_with("\u{1b}[31;1merror") && last.lines().count() == 1, "{shown}");
}

#[test]
fn an_address_that_never_answers_is_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let mut world = World::shop();
    world.set("AWS_ENDPOINT_URL", format!("http://{address}"));
    world.set("AWS_ACCESS_KEY_ID", "123456789012").set("AWS_SECRET_ACCESS_KEY", "secret");
    says_and_ends(&world, &["plan"], "asking whose the credentials for production/us-east-1 are, 1 s");
}

#[test]
fn a_lease_of_somebody_else_is_told_and_how_long_it_takes() {
    let (server, world) = Server::shop();
    let lease =
        r#"{"version":1,"run":"0a1b","owner":"ada","purpose":"apply","until":"2999-01-01T00:00:00Z"}"#;
    server.put("/trueup/shop/production/lease-7", lease);
    let arguments = ["apply", "--yes", "--lock-timeout", "1h"];
    says_and_ends(&world, &arguments, "waiting for production/us-east-1, 1 s");
}

#[test]
fn the_lease_itself_is_told() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(Rule::new("PutParameter", When::Every, Effect::Delay(HOUR)));
    let mut apply = AtTerminal::start(world.command(&["apply", "--yes"]));
    apply.until("taking the lease of production/us-east-1, 1 s");
    apply.signal(Signal::INT);
    apply.until("stopping, 1 call in flight; again to end at once\n");
    apply.signal(Signal::INT);
    let (code, shown) = apply.end();
    assert_eq!(code, 130, "{shown}");
}

/// It may ask for a passphrase on the terminal: nothing is drawn over that.
#[test]
fn a_program_that_gives_a_secret_is_told_once() {
    let manifest = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  path: /shop\n  \
                    parameters:\n    key: {type: SecureString, valueFrom: {exec: [cat, pipe]}}\n";
    let world = World::of(STACK, &[("shop.yaml", manifest)]);
    let pipe = world.pipe("pipe");
    let mut plan = AtTerminal::start(world.command(&["plan", "--sandbox=:memory:", "--allow-exec"]));
    plan.until("waiting for `cat`\n");
    std::fs::write(pipe, "value\n").expect("somebody reads");
    plan.until("1 to create");
    let (code, shown) = plan.end();
    assert_eq!((code, shown.matches("waiting for `cat`").count()), (0, 1), "{shown}");
}

#[test]
fn a_git_that_takes_its_time_is_told() {
    let mut world = World::shop();
    // As long as somebody may write, whoever reads waits.
    let pipe = world.pipe("pipe");
    let _writer = std::fs::OpenOptions::new().read(true).write(true).open(pipe).expect("ours");
    world.write("../bin/git", "#!/bin/sh\nexec cat pipe\n");
    let git = world.path().join("bin/git");
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&git, executable).expect("ours");
    world.set("PATH", format!("{}:/usr/bin:/bin", world.path().join("bin").display()));
    world.write(".git/HEAD", "0123456789abcdef0123456789abcdef01234567\n");
    says_and_ends(&world, &["plan", "--sandbox=:memory:"], "asking git, 1 s");
}

#[test]
fn a_forge_that_takes_its_time_is_told() {
    let (mut world, forge) = (World::empty(), ForgeServer::start());
    forge.github(&mut world);
    world.write("comment.md", "Notes.\n");
    forge.once("GET", Act::Hang);
    let arguments = ["comment", "comment.md", "--key", "notes"];
    says_and_ends(&world, &arguments, "waiting for the forge of pull request 7, 1 s");
}
