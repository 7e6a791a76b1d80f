//! What the README shows of a plan is what the program prints: one day of the estate, as a plan, a comment and a page.

use std::fs;
use std::path::{Path, PathBuf};

use sandbox::{Fleet, Settings};
use serde_json::json;

use crate::common::{Server, World};
use crate::drift::{commit, git};
use crate::examples::example;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What somebody changes by hand.
const INTERVAL: &str = "\"metrics_collection_interval\": 60";

/// The estate's production as it was applied, then edited in git, and once by hand.
fn estate() -> (Server, World) {
    let server = Server::start(Settings::default());
    let fleet = fs::read_to_string(Path::new(ROOT).join("fixtures/fleets/webshop.yaml")).expect("a fleet");
    server.sandbox.load_fleet(&Fleet::read(&fleet).expect("a fleet")).expect("it loads");
    let mut world = example("estate");
    server.reach(&mut world, "123456789012");
    git(&world, &["init", "--quiet"]);
    commit(&world);
    world.run(&["apply", "-e", "production", "--yes"]).exits(0);

    let edit = |file: &str, from: &str, to: &str| {
        let text = world.read(file);
        assert!(text.contains(from), "{file} has no `{from}`");
        world.write(file, text.replacen(from, to, 1));
    };
    edit("trueup.yaml", "cron(0 2 ? * SUN *)", "cron(30 3 ? * SAT#2 *)");
    edit("manifests/agents.yaml", "schedule: rate(1 day)", "schedule: rate(12 hours)");
    edit("manifests/agents.yaml", "  maxConcurrency: 50%\n  maxErrors: 25%\n", "");
    edit("documents/restart-service.yaml", "systemctl restart", "systemctl try-restart");
    commit(&world);
    let name = "/AmazonCloudWatch-estate/production/linux";
    let held = server.call("GetParameter", &json!({ "Name": name }));
    let held = held["Parameter"]["Value"].as_str().expect("a text");
    assert!(held.contains(INTERVAL), "{held}");
    server.put(name, &held.replace(INTERVAL, "\"metrics_collection_interval\": 5"));
    (server, world)
}

/// What is another one each time: commits, digests, days and times.
fn lasting(text: &str) -> String {
    let word = |word: &str| {
        let core = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let hex = core.len() >= 7 && core.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = core.bytes().filter(u8::is_ascii_digit).count();
        let dated = digits >= 8 && core.bytes().filter(|byte| *byte == b'-').count() >= 2;
        let clock = core.len() == 5 && core.as_bytes()[2] == b':' && digits == 4;
        let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&core);
        let key = core.contains('=') && !core.contains(' ');
        if hex || dated || clock || day || key { word.replace(core, "…") } else { word.to_owned() }
    };
    let words = |line: &str| line.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(words).collect::<Vec<_>>().join("\n")
}

/// Holds a shown text against what was printed, or shows that.
#[track_caller]
fn shown(told: &str, printed: &str, show: impl FnOnce(&str)) {
    if std::env::var_os("TRUEUP_GENERATE").is_some() {
        return show(printed);
    }
    assert_eq!(lasting(told), lasting(printed), "TRUEUP_GENERATE=1 shows it anew");
}

const BEGINS: &str = "<!-- shown: plan -->\n```text\n";
const ENDS: &str = "```\n<!-- shown -->";

#[test]
fn what_the_readme_shows_is_what_is_printed() {
    let (_server, world) = estate();
    let plan = world.run(&["plan", "-e", "production"]).exits(0).out;
    let path = Path::new(ROOT).join("README.md");
    let readme = fs::read_to_string(&path).expect("a README");
    let (head, rest) = readme.split_once(BEGINS).expect("a plan is shown");
    let (told, tail) = rest.split_once(ENDS).expect("it ends");
    shown(told, &plan, |plan| {
        let plan: Vec<&str> = plan.lines().map(str::trim_end).collect();
        let text = format!("{head}{BEGINS}{}\n{ENDS}{tail}", plan.join("\n"));
        fs::write(&path, text).expect("written");
    });

    let comment = world.run(&["plan", "-e", "production", "--format", "markdown"]).exits(0).out;
    let path = Path::new(ROOT).join("docs/shown/comment.md");
    let told = fs::read_to_string(&path).unwrap_or_default();
    shown(&told, &comment, |comment| fs::write(&path, comment).expect("written"));

    // The picture is made of this page by `just shown`.
    let page = world.run(&["plan", "-e", "production", "--format", "html"]).exits(0).out;
    fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report.html"), page).expect("written");
}
