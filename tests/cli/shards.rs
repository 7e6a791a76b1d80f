//! Parts of a stack's sites: several runs that share them say together what one run says.

use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Server, World};

/// Two environments, one of them in three regions and another account.
const STACK: &str = r#"apiVersion: trueup/v1
kind: Stack
metadata: {name: shop, origin: 0a1b2c3d}
spec:
  environments:
    production:
      account: "123456789012"
      regions: [us-east-1, eu-west-1, eu-central-1]
      assumeRole: arn:aws:iam::123456789012:role/trueup
    staging:
      account: "210987654321"
      regions: [us-east-1, eu-west-1]
      assumeRole: arn:aws:iam::210987654321:role/trueup
"#;

const MANIFEST: &str = r#"apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: shop}
spec:
  path: /shop/${site.environment}
  parameters:
    host: db.internal
    port: 3306
"#;

/// A stack under git in front of a server, reached with the credentials of a third account.
pub fn committed() -> (Server, World) {
    let server = Server::start(sandbox::Settings::default());
    let mut world = World::of(STACK, &[("shop.yaml", MANIFEST)]);
    server.reach(&mut world, "999999999999");
    world.write(".gitignore", "*.json\n*.prom\n*.plan\n");
    git(&world, &["init", "--quiet"]);
    git(&world, &["add", "--all"]);
    git(&world, &["commit", "--quiet", "--message", "shop"]);
    (server, world)
}

fn git(world: &World, arguments: &[&str]) {
    let identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.com"];
    let mut git = Command::new("git");
    git.args(identity).args(arguments).current_dir(world.stack()).env_clear();
    git.env("PATH", "/usr/bin:/bin").env("HOME", world.path());
    assert!(git.status().expect("git runs").success(), "{arguments:?}");
}

/// Runs a command for every part, and keeps what each prints.
fn parts(world: &World, command: &[&str], of: usize, code: impl Fn(usize) -> i32) -> Vec<String> {
    let part = |index: usize| {
        let (shard, name) = (format!("{index}/{of}"), format!("part-{index}.json"));
        let ran = world.run(&[command, &["--all", "--format", "json", "--shard", &shard]].concat());
        let ran = ran.exits(code(index));
        world.write(&name, &ran.out);
        name
    };
    (1..=of).map(part).collect()
}

fn merge(files: &[String], more: &[&'static str]) -> Vec<String> {
    let words = ["merge"].into_iter().map(str::to_owned).chain(files.iter().cloned());
    words.chain(more.iter().map(|&word| word.to_owned())).collect()
}

fn run(world: &World, words: &[String]) -> crate::common::Ended {
    world.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// When something was looked at, what was drawn for it, and how long it took is another in each run.
fn timeless(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["timestamp", "last_seen", "made", "plan_id", "basis_digest"] {
                    fields.get_mut(name).map(Value::take);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    strip(&mut report);
    report
}

#[track_caller]
fn same(one: &Value, other: &Value) {
    let text = |value: &Value| serde_json::to_string_pretty(&timeless(value.clone())).expect("JSON");
    pretty(&text(one), &text(other));
}

#[track_caller]
fn pretty(one: &str, other: &str) {
    let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    assert!(one == other, "{differs:?}\n{other}");
}

#[test]
fn sites_are_listed_in_the_stacks_order_and_nobody_is_asked() {
    let world = World::of(STACK, &[("shop.yaml", MANIFEST)]);
    let lines = world.run(&["sites"]).exits(0).out;
    insta::assert_snapshot!(lines, @"
    production us-east-1 123456789012
    production eu-west-1 123456789012
    production eu-central-1 123456789012
    staging us-east-1 210987654321
    staging eu-west-1 210987654321
    ");
    let part = world.run(&["sites", "--shard", "2/3"]).exits(0).out;
    insta::assert_snapshot!(part, @"
    production eu-west-1 123456789012
    staging eu-west-1 210987654321
    ");
    let json = world.run(&["sites", "--format", "json", "-e", "staging"]).exits(0).json();
    assert_eq!(json["sites"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["sites"][0]["role"], "arn:aws:iam::210987654321:role/trueup");

    let matrix = world.run(&["sites", "--format", "github-matrix"]).exits(0).out;
    assert_eq!(matrix.lines().count(), 1, "a step output is one line");
    let matrix: Value = serde_json::from_str(&matrix).expect("JSON");
    assert_eq!(matrix["include"][4]["region"], "eu-west-1");

    let gitlab = world.run(&["sites", "--format", "gitlab", "--region", "us-east-1"]).exits(0).out;
    insta::assert_snapshot!(gitlab, @"
    trueup-site:
      extends: .trueup-site
      parallel:
        matrix:
        - TRUEUP_ENVIRONMENT: production
          TRUEUP_REGION: us-east-1
          ACCOUNT: '123456789012'
        - TRUEUP_ENVIRONMENT: staging
          TRUEUP_REGION: us-east-1
          ACCOUNT: '210987654321'
    ");
    // Forges make no more jobs than so many of one matrix.
    let many: String = (0..201)
        .map(|at| format!("    e{at}: {{account: \"123456789012\", regions: [us-east-1]}}\n"))
        .collect();
    let head = STACK.split("    production:").next().expect("a head");
    world.write("trueup.yaml", format!("{head}{many}"));
    world.run(&["sites", "--format", "gitlab"]).exits(1).says("201 sites, and GitLab makes at most 200 jobs");
    world.run(&["sites", "--format", "github-matrix"]).exits(0);
}

#[test]
fn a_part_is_what_somebody_says_or_the_environment() {
    let mut world = World::of(STACK, &[("shop.yaml", MANIFEST)]);
    world.run(&["sites", "--shard", "4/3"]).exits(64).says("there is no part 4 of 3");
    world.run(&["sites", "--shard", "auto"]).exits(64).says("nothing tells which part this run is");
    world.set("JOB_COMPLETION_INDEX", "2");
    world.run(&["sites", "--shard", "auto"]).exits(64).says("`JOB_COMPLETION_INDEX` does not tell how many");
    let third = world.run(&["sites", "--shard", "auto/3"]).exits(0).out;
    assert_eq!(third, "production eu-central-1 123456789012\n");
    world.set("CI_NODE_INDEX", "1").set("CI_NODE_TOTAL", "3");
    world
        .run(&["validate", "--shard", "auto"])
        .exits(64)
        .says("both `JOB_COMPLETION_INDEX` and `CI_NODE_INDEX`");
    world.unset("JOB_COMPLETION_INDEX");
    world.run(&["validate", "--shard", "auto"]).exits(0).says("4 resources at 2 sites");
    world.run(&["validate", "--shard", "9/9"]).exits(0);
}

/// The law: parts merged say what one run says, byte for byte but for times.
#[test]
fn parts_of_drift_merged_are_the_report_of_one_run() {
    let (server, world) = committed();
    world.run(&["apply", "--all", "--yes"]).exits(0);
    server.put("/shop/production/port", "3399");
    server.put("/shop/production/stray", "x");
    let one = world.run(&["drift", "--all", "--format", "json", "--prometheus", "one.prom"]).exits(2).json();
    assert_eq!(one["summary"]["drifted"], 1);
    for of in [1, 2, 3, 7] {
        let drift = |index: usize| if index == 1 { 2 } else { 0 };
        let files = parts(&world, &["drift"], of, drift);
        let merged = run(&world, &merge(&files, &["--format", "json"])).exits(2);
        same(&one, &merged.json());
        // As bytes, in whatever order the files come.
        let back: Vec<String> = files.into_iter().rev().collect();
        let again = run(&world, &merge(&back, &["--format", "json"])).exits(2);
        assert_eq!(again.out, merged.out);
        let people = run(&world, &merge(&back, &[])).exits(2).out;
        assert!(people.ends_with("5 sites: 1 drifted, 1 unmanaged, 9 in sync\n"), "{people}");
        assert!(people.contains("  drifted    Parameter/shop/production/port: value\n"), "{people}");
    }
    let markdown = merge(&["part-1.json".into()], &["--format", "markdown"]);
    run(&world, &markdown).exits(1).says("parts 2, 3, 4, 5, 6, 7 of 7 are missing");

    // The metrics too.
    let metrics = |index: &str| {
        let (file, shard) = (format!("part-{index}.prom"), format!("{index}/2"));
        world.run(&["drift", "--all", "--shard", &shard, "--prometheus", &file]);
        file
    };
    let files = ["1", "2"].map(metrics);
    assert!(world.read("part-2.prom").contains("trueup_drift_shard{index=\"2\",of=\"2\",commit=\""));
    run(&world, &merge(&files, &["--prometheus", "all.prom"])).exits(2);
    let told = |file: &str| {
        let text = world.read(file);
        let lines = text.lines().filter(|line| !line.contains("_seconds{"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(told("all.prom"), told("one.prom"));
    run(&world, &merge(&files[..1], &["--prometheus", "all.prom"])).exits(1).says("part 2 of 2 is missing");
}

#[test]
fn parts_of_a_plan_merged_are_the_plan_of_one_run() {
    let (_server, world) = committed();
    let one = world.run(&["plan", "--all", "--format", "json", "--detailed-exitcode"]).exits(2).json();
    let files = parts(&world, &["plan", "--detailed-exitcode"], 2, |_| 2);
    let merged = run(&world, &merge(&files, &["--format", "json"])).exits(2).json();
    same(&one, &merged);
    assert_eq!((&merged["applyable"], &merged["complete"]), (&json!(true), &json!(true)));
    let people = run(&world, &merge(&files, &["--format", "markdown"])).exits(2).out;
    assert!(people.starts_with("**trueup: 5 sites: 10 to create, 0 unchanged**\n"), "{people}");

    // Plan files become one that apply takes, in the stack's order and each by its own id.
    let plan = |index: &str| {
        let (file, shard) = (format!("part-{index}.plan"), format!("{index}/2"));
        world.run(&["plan", "--all", "--shard", &shard, "--out", &file]).exits(0);
        file
    };
    let plans = ["2", "1"].map(plan);
    run(&world, &merge(&plans, &["--out", "plan.json"])).exits(0).says("saved; `trueup apply plan.json`");
    let saved: Value = serde_json::from_str(&world.read("plan.json")).expect("JSON");
    let sites = saved["plans"].as_array().expect("plans").iter().map(|plan| &plan["site"]);
    let sites: Vec<String> =
        sites.map(|site| format!("{} {}", site["environment"], site["region"])).collect();
    assert_eq!(sites.len(), 5);
    assert_eq!((&*sites[1], &*sites[3]), ("\"production\" \"eu-west-1\"", "\"staging\" \"us-east-1\""));
    world.run(&["apply", "plan.json", "--shard", "1/2"]).exits(64).says("a plan file knows its sites");
    world.run(&["apply", "plan.json"]).exits(0);
    world.run(&["plan", "--all", "--detailed-exitcode"]).exits(0);
}

#[test]
fn what_does_not_belong_together_is_not_merged() {
    let (_server, world) = committed();
    let files = parts(&world, &["drift"], 2, |_| 2);
    let copy = |from: &str, to: &str, change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(&world.read(from)).expect("JSON");
        change(&mut value);
        world.write(to, value.to_string());
        to.to_owned()
    };
    let other = copy("part-2.json", "copy.json", &|_| {});
    let twice = [files.clone(), vec![other]].concat();
    run(&world, &merge(&twice, &[]))
        .exits(1)
        .says("part 2 of 2 is there twice: `part-2.json` and `copy.json`");
    run(&world, &merge(&files[1..], &[])).exits(1).says("part 1 of 2 is missing");
    type Change = (&'static str, &'static dyn Fn(&mut Value));
    let changes: [Change; 8] = [
        ("two commits", &|value| value["shard"]["commit"] = json!("0123456789abcdef")),
        ("two versions of trueup", &|value| value["tool_version"] = json!("9.9.9")),
        ("two lists of sites", &|value| value["shard"]["digest"] = json!("another")),
        ("two numbers of parts", &|value| value["shard"]["of"] = json!(3)),
        ("there is no part 0 of 2", &|value| value["shard"]["index"] = json!(0)),
        ("no run ends with 99", &|value| value["shard"]["exit_code"] = json!(99)),
        ("tells of 1 sites, and its part has 2", &|value| {
            value["targets"].as_array_mut().expect("a list").truncate(1)
        }),
        ("which is its own", &|value| value["targets"][1] = value["targets"][0].clone()),
    ];
    for (said, change) in changes {
        let other = copy("part-2.json", "other.json", change);
        run(&world, &merge(&[files[0].clone(), other], &[])).exits(1).says(said);
    }
    // A number that somebody made up costs nothing.
    let vast = copy("part-1.json", "vast.json", &|value| value["shard"]["of"] = json!(u64::MAX));
    run(&world, &merge(&[vast], &[])).exits(1).says("parts 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 and 18446744073709551594 more of");
    let whole = world.run(&["drift", "--all", "--format", "json"]).exits(2).out;
    world.write("whole.json", whole).write("torn.json", "{\"findings\": [");
    run(&world, &merge(&["whole.json".into()], &[])).exits(1).says("does not say which part it is of");
    run(&world, &merge(&["torn.json".into()], &[])).exits(1).says("is no report, plan file or metrics");

    // Nobody can review what is in no commit.
    world.write("manifests/shop.yaml", MANIFEST.replace("3306", "3307"));
    let files = parts(&world, &["plan"], 2, |_| 0);
    run(&world, &merge(&files, &[])).exits(1).says("is a plan from files that are not committed");
}

/// Whoever runs a part hears of its own sites, also where none of them can be reached or there is none.
#[test]
fn a_part_that_reaches_nothing_is_told_with_the_others() {
    let (server, mut world) = committed();
    world.run(&["apply", "--all", "--yes"]).exits(0);
    // One account only, and no role: staging is out of reach.
    world
        .write("trueup.yaml", STACK.replace("      assumeRole: arn:aws:iam::210987654321:role/trueup\n", ""));
    let one = world.run(&["drift", "--all", "--format", "json"]).exits(1).json();
    assert_eq!(one["unreached"].as_array().map(Vec::len), Some(2));
    let files = parts(&world, &["drift"], 5, |index| if index > 3 { 1 } else { 0 });
    let merged = run(&world, &merge(&files, &["--format", "json"])).exits(1).json();
    same(&one, &merged);
    run(&world, &merge(&files, &[])).exits(1).says("staging/eu-west-1 could not be looked at");

    let before = server.writes();
    world
        .run(&["apply", "--all", "--yes", "--shard", "7/9"])
        .exits(0)
        .says("nothing to do for part 7 of 9: there are 5 sites");
    world.run(&["destroy", "-e", "production", "--yes", "--shard", "4/4"]).exits(0).says("there are 3 sites");
    world.set("TRUEUP_SHARD", "6/9");
    world.run(&["plan", "--all", "--format", "json"]).exits(0).says("nothing to do for part 6 of 9");
    assert_eq!(server.writes(), before, "and nothing was written but what assuming roles is");
}
