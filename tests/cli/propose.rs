//! `examples/ci/github/propose`: drift becomes a pull request that accepts it, or an issue.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::common::World;
use crate::drift::{applied, git};

/// As much of GitHub's program as the script uses: pull requests and issues in a file, each call a line.
const GH: &str = r#"#!/usr/bin/env python3
import json, os, sys
path = os.environ["FORGE"]
branch = "trueup/accept/production-us-east-1"
stranger = {"number": 1, "open": True, "fork": True, "title": "mine", "head": branch, "body": "mine"}
forge = json.load(open(path)) if os.path.exists(path) else {"pr": [stranger], "issue": [], "calls": []}
kind, verb, *rest = sys.argv[1:]
forge["calls"].append(f"{kind} {verb}")
option = lambda name: rest[rest.index(name) + 1] if name in rest else None
said = {key: option(f"--{key}") for key in ("title", "head") if option(f"--{key}")}
if option("--body-file"):
    said["body"] = open(option("--body-file")).read()
if verb == "list":
    mine = [one for one in forge[kind] if one["open"] and option("--head") in (None, one.get("head"))]
    told = [{"number": one["number"], "title": one["title"], "isCrossRepository": one["fork"]} for one in mine]
    print(json.dumps(told))
elif verb == "create":
    if kind != "label":
        forge[kind].append({"number": len(forge[kind]) + 1, "open": True, "fork": False} | said)
else:
    one = forge[kind][int(rest[0]) - 1]
    one.update(said, open=verb != "close")
json.dump(forge, open(path, "w"))
"#;

fn propose(world: &World) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci/github/propose/propose.py");
    let programs = world.path().join("programs");
    let own = Path::new(env!("CARGO_BIN_EXE_trueup")).parent().expect("a folder");
    let path = format!("{}:{}:/usr/bin:/bin", programs.display(), own.display());
    // What a run of trueup sees, and what the script needs beside.
    let seen = world.command(&[]);
    let mut command = Command::new(script);
    command.arg("--all").current_dir(world.stack()).env_clear();
    command.envs(seen.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", path).env("FORGE", world.path().join("forge.json")).env("GIT_CONFIG_NOSYSTEM", "1");
    command.output().expect("python3 runs it")
}

fn proposed(world: &World) -> Value {
    let output = propose(world);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
    let forge = std::fs::read_to_string(world.path().join("forge.json")).expect("calls");
    serde_json::from_str(&forge).expect("JSON")
}

#[test]
fn drift_is_one_pull_request_and_one_issue_as_long_as_it_lasts() {
    let (server, world, _) = applied();
    let programs = world.path().join("programs");
    std::fs::create_dir_all(&programs).expect("made");
    std::fs::write(programs.join("gh"), GH).expect("written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(programs.join("gh"), mode).expect("set");
    let remote = world.path().join("remote.git");
    git(&world, &["init", "--quiet", "--bare", remote.to_str().expect("UTF-8")]);
    git(&world, &["remote", "add", "origin", remote.to_str().expect("UTF-8")]);
    git(&world, &["branch", "--quiet", "--move", "main"]);

    // Nothing differs, and nothing is proposed.
    let forge = proposed(&world);
    let stranger = forge["pr"][0].clone();
    assert_eq!((forge["pr"].as_array().map(Vec::len), &forge["issue"]), (Some(1), &json!([])));

    // What git can follow is in the pull request, what it cannot in the issue.
    server.put("/shop/production/port", "3399");
    server.put("/shop/production/url", "somewhere else");
    let mut pushed = Vec::new();
    for _ in 0..2 {
        let forge = proposed(&world);
        let (requests, issues) = (&forge["pr"], &forge["issue"]);
        assert_eq!(requests.as_array().map(Vec::len), Some(2), "{forge:#}");
        assert_eq!(requests[0], stranger, "a fork's branch of the same name is somebody else's");
        assert_eq!(issues.as_array().map(Vec::len), Some(1), "{forge:#}");
        assert_eq!(requests[1]["title"], "Accept what was changed at production/us-east-1");
        assert_eq!(requests[1]["head"], "trueup/accept/production-us-east-1");
        let told = requests[1]["body"].as_str().expect("a text");
        assert!(told.contains("3399"), "it says what is accepted: {told}");
        pushed.push(git(&world, &["rev-parse", "origin/trueup/accept/production-us-east-1"]));
        let body = issues[0]["body"].as_str().expect("a text");
        assert!(body.contains("- `Parameter/shop/production/url`: "), "{body}");
        assert!(body.contains("`trueup revert -e production --region us-east-1 ADDRESS`"), "{body}");
    }
    assert_eq!(pushed[0], pushed[1], "the same is pushed once");
    let proposal = git(&world, &["diff", "main", "origin/trueup/accept/production-us-east-1"]);
    assert!(proposal.contains("-    port: 3306\n+    port: 3399\n"), "{proposal}");
    assert_eq!(
        proposal.lines().filter(|line| line.starts_with(['+', '-'])).count(),
        4,
        "one line of one file"
    );
    assert_eq!(git(&world, &["rev-parse", "--abbrev-ref", "HEAD"]), "main");
    assert_eq!(git(&world, &["status", "--porcelain"]), "");

    // It is merged, the rest is reverted: both are closed.
    git(&world, &["merge", "--quiet", "--ff-only", "origin/trueup/accept/production-us-east-1"]);
    world.run(&["revert", "Parameter/shop/production/url", "--yes"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    let forge = proposed(&world);
    assert_eq!((&forge["pr"][1]["open"], &forge["issue"][0]["open"]), (&json!(false), &json!(false)));
    assert_eq!(git(&world, &["status", "--porcelain"]), "");
}
