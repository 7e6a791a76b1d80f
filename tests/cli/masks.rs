//! `TRUEUP_MASKS`: what it names stands in no stream and no file.

use std::fs;

use crate::common::{Server, World};

const HIDDEN: &str = "db.internal";

fn masked() -> (Server, World) {
    let (server, mut world) = Server::shop();
    world.set("HOST", HIDDEN).set("TRUEUP_MASKS", "env:HOST,regexp:33[0-9]{1,2}6,env:NONE");
    (server, world)
}

#[test]
fn every_format_is_masked() {
    let (_server, mut world) = masked();
    let (summary, output) = (world.path().join("summary"), world.path().join("output"));
    world.set("GITHUB_STEP_SUMMARY", summary.to_string_lossy());
    world.set("GITHUB_OUTPUT", output.to_string_lossy());
    for format in ["human", "json", "markdown", "html"] {
        let ran = world.run(&["plan", "--format", format]).exits(0);
        ran.never_says(HIDDEN).never_says("3306").says("(secret)");
    }
    world.run(&["apply", "--yes", "-v", "--json-into", "log.json"]).exits(0).never_says(HIDDEN);
    world.write("manifests/shop.yaml", world.read("manifests/shop.yaml").replace(HIDDEN, "db.other"));
    for format in ["human", "json", "markdown"] {
        let prometheus = ["drift", "--format", format, "--prometheus", "m.prom", "--exit-zero"];
        world.run(&prometheus).exits(0).never_says(HIDDEN).never_says("3306");
    }
    world.run(&["apply", "--yes", "--format", "json"]).exits(0).never_says(HIDDEN);
    for path in [summary, output, world.stack().join("log.json"), world.stack().join("m.prom")] {
        let text = fs::read_to_string(&path).expect("written");
        assert!(!text.contains(HIDDEN) && !text.contains("3306"), "{}: {text}", path.display());
    }
}

#[test]
fn the_command_line_itself_is_masked() {
    let (_server, world) = masked();
    world.run(&["plan", "--format", HIDDEN]).exits(64).says("(secret)").never_says(HIDDEN);
    world.run(&["explain", HIDDEN]).says("(secret)").never_says(HIDDEN);
}

/// A plan file with a hole in it could not be applied, and one without would tell.
#[test]
fn no_plan_file_is_written_that_would_tell() {
    let (_server, world) = masked();
    world.run(&["plan", "--out", "plan.json"]).exits(1).says("TRUEUP_MASKS").never_says(HIDDEN);
    assert!(!world.stack().join("plan.json").exists());
    assert_eq!(fs::read_dir(world.stack()).expect("a folder").count(), 2, "no draft is left");
}

#[test]
fn mistakes_are_usage_errors_before_anything_runs() {
    for (masks, why) in [
        ("regexp:hunter2(", "mask 1 of `TRUEUP_MASKS` is no regular expression: unclosed group"),
        ("env:A,regexp:x*", "mask 2 of `TRUEUP_MASKS` fits the empty text"),
        ("hunter2", "mask 1 of `TRUEUP_MASKS` is of no known kind"),
    ] {
        let (server, mut world) = Server::shop();
        world.set("TRUEUP_MASKS", masks);
        world.run(&["apply", "--yes"]).exits(64).says(why).never_says("hunter2");
        assert_eq!(server.count("GetCallerIdentity"), 0);
    }
}

#[test]
fn a_value_too_short_to_be_masked_is_told() {
    let mut world = World::shop();
    world.set("PIN", "123").set("TRUEUP_MASKS", "env:PIN");
    world.run(&["validate"]).exits(0).says("the value of `PIN` is too short to be masked");
}
