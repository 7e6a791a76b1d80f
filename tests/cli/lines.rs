//! What is printed goes out in whole lines, whoever else prints at the same time.

use crate::common::World;

/// Whether a line is one of the two forms that come by the hundred, and nothing else.
fn whole(line: &str) -> bool {
    let call = line.strip_prefix("call: ").is_some_and(|rest| rest.ends_with(')') && !rest.contains("  "));
    let name = line.strip_prefix("  + Parameter/many/p").and_then(|rest| rest.strip_suffix("  created"));
    call || name.is_some_and(|name| name.len() == 5)
}

/// Who runs into whom is chance: several runs leave it little room.
#[test]
fn calls_and_progress_do_not_run_into_each_other() {
    let world = World::many(400);
    for _ in 0..6 {
        let ended =
            world.run(&["apply", "--yes", "-v", "--sandbox=:memory:", "--json-into", "log.json"]).exits(0);
        let (lines, others): (Vec<&str>, Vec<&str>) = ended.err.lines().partition(|line| whole(line));
        let known = ["Applying 400 changes, ", "Waiting for AWS to catch up: "];
        let is_known = |line: &&str| known.iter().any(|known| line.starts_with(known));
        let cut: Vec<_> = others.into_iter().filter(|line| !is_known(line)).collect();
        assert!(cut.is_empty(), "{cut:#?}");
        assert_eq!(lines.iter().filter(|line| line.ends_with("  created")).count(), 400);
        for line in world.read("log.json").lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
    }
}
