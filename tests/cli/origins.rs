//! Where a plan's changes come from: this branch, what was merged before, and somebody in AWS.

use serde_json::Value;

use crate::common::MANIFEST;
use crate::drift::{applied, commit, git};

#[test]
fn what_was_changed_outside_stands_apart_and_what_both_changed_tells_all_three() {
    let (server, world, first) = applied();
    world.run(&["plan"]).exits(0).never_says("Changed");
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    world.run(&["plan"]).exits(0).never_says("Changed");

    server.put("/shop/production/url", "by hand");
    server.put("/shop/production/port", "3399");
    let said = format!("Changed outside since {}, and put back", &first[..7]);
    let ended = world.run(&["plan"]).exits(0);
    let ended = ended.says(&format!("Changed in git since {}:\n", &first[..7])).says(&format!("{said}:\n"));
    let ended =
        ended.says("3399 → 3307").says("value: 3306 was applied, and somebody in AWS has changed it since");
    let outside = ended.out.split_once(&said).expect("it stands apart").1;
    assert!(outside.contains("Parameter/shop/production/url") && !outside.contains("/port"), "{outside}");
    world.run(&["plan", "--format", "markdown"]).exits(0).says(&format!("### {said}\n"));

    let json = world.run(&["plan", "--format", "json", "--out", "plan.json"]).exits(0).json();
    let drift: Vec<(&str, &str, &str)> = json["resource_drift"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let side = |side: &str| one["change"][side]["value"].as_str().expect("a text");
            (one["address"].as_str().expect("an address"), side("before"), side("after"))
        })
        .collect();
    assert_eq!(
        drift,
        [
            ("Parameter/shop/production/port", "3306", "3399"),
            ("Parameter/shop/production/url", "mysql://db.internal:3306", "by hand"),
        ]
    );
    // A file of it tells the same.
    world.run(&["show", "plan.json"]).exits(0).says(&format!("{said}:\n")).says("3306 was applied");
}

#[test]
fn a_base_tells_this_branch_from_what_was_merged() {
    let (_server, world, first) = applied();
    git(&world, &["branch", "--move", "main"]);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    git(&world, &["checkout", "--quiet", "-b", "topic"]);
    let both = MANIFEST.replace("port: 3306", "port: 3307").replace("host: db.internal", "host: db.example");
    world.write("manifests/shop.yaml", both);
    commit(&world);

    let ended = world.run(&["plan", "--base", "main"]).exits(0).says("Changed by this branch:\n");
    let merged = format!("Merged before this branch, and not applied since {}:\n", &first[..7]);
    let (branch, merged) = ended.out.split_once(&merged).expect("it stands apart");
    assert!(branch.contains("/host") && !branch.contains("/port"), "{branch}");
    assert!(merged.contains("/port") && !merged.contains("/host"), "{merged}");

    let json = world.run(&["plan", "--base", "main", "--format", "json"]).exits(0).json();
    let changes = json["resource_changes"].as_array().expect("a list").iter();
    let from =
        changes.map(|one: &Value| one["x"]["origin"]["from"].as_str().expect("told")).collect::<Vec<_>>();
    assert!(from.contains(&"git") && from.contains(&"merged"), "{from:?}");
    world.run(&["plan", "--base", "mian"]).exits(64).says("git does not tell where this branch left `mian`");
    world.run(&["plan", "--base=--output=x"]).exits(64);
    assert!(!world.stack().join("x").exists());
}

#[test]
fn where_nothing_tells_the_plan_says_so_in_a_line() {
    let (server, world, _) = applied();
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    server.call("DeleteParameter", &serde_json::json!({ "Name": "/trueup/shop/production" }));
    let said = "what was changed outside is not told apart: the site's record tells of no apply";
    world.run(&["plan"]).exits(0).says(said).never_says("Changed");
    world.run(&["plan", "--format", "markdown"]).exits(0).says(said);
}

#[test]
fn a_branch_behind_what_was_applied_says_that_it_would_take_that_back() {
    let (_server, world, _) = applied();
    git(&world, &["branch", "--move", "main"]);
    git(&world, &["branch", "topic"]);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    git(&world, &["checkout", "--quiet", "topic"]);
    world.write("manifests/shop.yaml", MANIFEST.replace("host: db.internal", "host: db.example"));
    commit(&world);

    let behind = "Taken back, since this branch is behind what was merged and applied:\n";
    let ended = world.run(&["plan", "--base", "main"]).exits(0).never_says("Merged before");
    let (branch, behind) = ended.out.split_once(behind).expect("it stands apart");
    assert!(branch.contains("/host") && !branch.contains("/port"), "{branch}");
    assert!(behind.contains("/port") && !behind.contains("/host"), "{behind}");
}

/// What stands under a heading, up to the next one.
fn under<'a>(plan: &'a str, heading: &str) -> &'a str {
    let (_, rest) = plan.split_once(heading).expect("it stands apart");
    let next =
        ["Changed ", "Merged ", "Taken back"].iter().filter_map(|next| rest.find(&format!("\n{next}")));
    next.min().map_or(rest, |end| &rest[..end])
}

/// Main has merged other values of two, `port` is applied by itself.
#[test]
fn what_an_apply_of_a_part_took_up_is_taken_back_and_what_it_left_is_merged() {
    let (_server, world, first) = applied();
    git(&world, &["branch", "--move", "main"]);
    let merged = MANIFEST.replace("port: 3306", "port: 3307");
    world.write("manifests/shop.yaml", MANIFEST.replace("host: db.internal", "host: db.merged"));
    commit(&world);
    git(&world, &["branch", "topic"]);
    world.write("manifests/shop.yaml", merged.replace("host: db.internal", "host: db.merged"));
    commit(&world);
    world.run(&["apply", "--yes", "--only", "Parameter/shop/production/port"]).exits(0);
    git(&world, &["checkout", "--quiet", "topic"]);

    let ended = world.run(&["plan", "--base", "main"]).exits(0);
    let not_applied = format!("Merged before this branch, and not applied since {}:\n", &first[..7]);
    let back = "Taken back, since this branch is behind what was merged and applied:\n";
    let (merged, back) = (under(&ended.out, &not_applied), under(&ended.out, back));
    assert!(back.contains("/port") && !back.contains("/host"), "{}", ended.out);
    assert!(merged.contains("production/host") && !merged.contains("/port"), "{}", ended.out);
}

/// A branch that changes something else of what was merged and applied meanwhile.
#[test]
fn what_a_branch_takes_back_beside_its_own_says_so() {
    let (_server, world, _) = applied();
    git(&world, &["branch", "--move", "main"]);
    git(&world, &["branch", "topic"]);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    git(&world, &["checkout", "--quiet", "topic"]);
    world.write(
        "manifests/shop.yaml",
        MANIFEST.replace("port: 3306", "port: {value: 3306, description: ours}"),
    );
    commit(&world);
    let ended = world.run(&["plan", "--base", "main"]).exits(0);
    let behind = "Taken back, since this branch is behind what was merged and applied:\n";
    let (_, behind) = ended.out.split_once(behind).expect("it stands apart");
    assert!(behind.contains("3307 → 3306") && behind.contains("ours"), "{behind}");
    // What the branch itself gives another value is its own.
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3308"));
    commit(&world);
    world.run(&["plan", "--base", "main"]).exits(0).never_says("Taken back");
}

#[test]
fn a_stack_that_gets_another_name_is_changed_by_git() {
    let (_server, world, _) = applied();
    let stack = world.read("trueup.yaml");
    let renamed = stack.replace("{name: shop", "{name: store, movedFrom: {stack: shop, origin: 0a1b2c3d}");
    assert_ne!(stack, renamed, "{stack}");
    world.write("trueup.yaml", renamed);
    world.run(&["plan"]).exits(0).says("belonged to this site as").never_says("Changed outside");
    world.run(&["drift"]).exits(0);
}

#[test]
fn a_base_that_cannot_be_read_is_said_in_a_line() {
    let (_server, world, first) = applied();
    git(&world, &["branch", "--move", "main"]);
    world.write("manifests/bad.yaml", "garbage: [");
    commit(&world);
    git(&world, &["checkout", "--quiet", "-b", "topic"]);
    std::fs::remove_file(world.stack().join("manifests/bad.yaml")).expect("a file");
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    let said = "what this branch has changed is not told apart: what the manifests asked for at ";
    for format in ["human", "markdown", "html", "json"] {
        let ended = world.run(&["plan", "--base", "main", "--format", format, "--out", "plan.json"]).exits(0);
        let words = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(said), "{format}: {}", ended.out);
    }
    world.run(&["show", "plan.json"]).exits(0).says(said);
    world.run(&["plan", "--base", &first]).exits(0).never_says("is not told apart");
}
