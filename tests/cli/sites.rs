//! Several sites in one run: one that cannot be looked at hides no other.

use crate::common::Server;
use crate::examples::example;

#[test]
fn a_site_that_cannot_be_looked_at_hides_no_other() {
    let server = Server::start(sandbox::Settings::default());
    let mut world = example("estate");
    // Staging and development are in another account.
    server.reach(&mut world, "123456789012");
    let whose =
        "the credentials are for account 123456789012, and environment `staging` is account 210987654321";

    let plan = world.run(&["plan", "--all", "--out", "plan.json"]).exits(1);
    assert!(plan.out.contains("+ PatchBaseline/windows"), "{}", plan.out);
    let plan = plan.says("2 sites not planned: staging/us-east-1, development/us-east-1");
    plan.says(&format!("error: staging/us-east-1: {whose}\n"));
    assert!(!world.stack().join("plan.json").exists(), "a plan file of a part would be taken for the whole");

    let markdown = world.run(&["plan", "--all", "--format", "markdown"]).exits(1);
    assert!(markdown.out.contains("`staging/us-east-1` is not planned: "), "{}", markdown.out);
    let html = world.run(&["plan", "--all", "--format", "html"]).exits(1);
    assert!(html.out.contains("Not planned (2)"));
    let json = world.run(&["plan", "--all", "--format", "json"]).exits(1).json();
    assert_eq!(
        (&json["errored"], &json["complete"], &json["applyable"]),
        (&true.into(), &false.into(), &false.into())
    );
    assert_eq!(json["x"]["unreached"].as_array().map(Vec::len), Some(2));

    let drift = world.run(&["drift", "--all", "--prometheus", "drift.prom"]).exits(1);
    drift.says("Missing in AWS:").says("staging/us-east-1 could not be looked at");
    let metrics = world.read("drift.prom");
    // Each site's own: an alert tells which of them is broken.
    for (target, code) in [("production/us-east-1/123456789012", 2), ("staging/us-east-1/210987654321", 1)] {
        let line = format!("trueup_drift_last_exit_code{{target=\"{target}\"}} {code}\n");
        assert!(metrics.contains(&line), "{metrics}");
    }
    let json = world.run(&["drift", "--all", "--format", "json"]).exits(1).json();
    assert_eq!(
        (json["complete"].clone(), json["unreached"].as_array().map(Vec::len)),
        (false.into(), Some(2))
    );

    // Where something is to be written it is all or nothing.
    world.run(&["apply", "--all", "--yes"]).exits(1).says(whose);
    assert_eq!(server.writes(), 0);
    // And where none can be looked at, that is the error.
    world.run(&["plan", "-e", "staging"]).exits(1).says(&format!("error: {whose}"));
}

/// A run that fails says so in the metrics too, and takes no site's last success away.
#[test]
fn metrics_of_a_run_that_fails_do_not_look_as_if_all_were_well() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    let drift = ["drift", "--prometheus", "drift.prom"];
    world.run(&drift).exits(0);
    let series = |name: &str| {
        let line = format!("trueup_drift_{name}{{target=\"production/us-east-1/123456789012\"}} ");
        let text = world.read("drift.prom");
        text.lines().find_map(|one| one.strip_prefix(&line)).map(str::to_owned)
    };
    let success = series("last_success_timestamp_seconds").expect("it was well");
    assert_eq!(series("last_exit_code").as_deref(), Some("0"));

    let manifest = world.read("manifests/shop.yaml");
    world.write("manifests/shop.yaml", manifest.replace("parameters:", "paramters:"));
    world.run(&drift).exits(1);
    assert_eq!(series("last_exit_code").as_deref(), Some("1"));
    assert_eq!(series("last_success_timestamp_seconds"), Some(success));
    assert!(!world.read("drift.prom").contains("trueup_drift_resources{"), "nothing was looked at");

    // Nothing but metrics is written over, and where there was nothing it is said too.
    let stack = world.read("trueup.yaml");
    world.run(&["drift", "--prometheus", "trueup.yaml"]).exits(64);
    world.run(&["drift", "--prometheus", "manifests/shop.yaml"]).exits(64);
    assert_eq!(world.read("trueup.yaml"), stack);
    assert!(world.read("manifests/shop.yaml").contains("paramters:"));
    world.run(&["drift", "--prometheus", "new.prom"]).exits(1);
    assert!(world.read("new.prom").contains("trueup_drift_last_exit_code{target=\"\"} 1\n"));
    drop(server);
}
