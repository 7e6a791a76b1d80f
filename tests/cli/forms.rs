//! What programs read: every form has a schema and is told of, and questions that people ask of Terraform's
//! plans have their answers in ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use sandbox::{Effect, Rule, When};
use serde_json::{Value, json};

use crate::common::{MANIFEST, World};
use crate::drift::applied;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn form(name: &str) -> Value {
    serde_json::from_str(&file(&format!("schema/json/{name}.json"))).expect("JSON")
}

/// The names of `schema --list` that are no kinds.
fn forms() -> BTreeSet<String> {
    let list = World::empty().run(&["schema", "--list"]).exits(0).out;
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| name.starts_with(|first: char| first.is_lowercase())).map(str::to_owned).collect()
}

#[test]
fn every_form_is_listed_and_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/json");
    let files = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let names = files.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned());
    let written = names.filter(|name| name.starts_with(|first: char| first.is_lowercase()));
    let written: BTreeSet<String> = written.filter(|name| name != "trueup").collect();
    assert_eq!(forms(), written);
    let page = file("docs/json.md");
    for name in written {
        assert!(page.contains(&format!("\n| `{name}` |")), "docs/json.md does not tell of `{name}`");
        assert_eq!(
            World::empty().run(&["schema", &name]).exits(0).out,
            file(&format!("schema/json/{name}.json"))
        );
    }
}

#[test]
fn a_form_is_known_by_its_name_alone() {
    World::empty().run(&["schema", "drfit"]).exits(64).says("did you mean `drift`?");
    World::empty().run(&["schema", "Paramter"]).exits(64).says("there is no kind `Paramter`");
}

#[test]
fn an_error_of_aws_is_the_same_in_every_form() {
    let error = form("error");
    let mut seen = 0;
    for name in forms() {
        let Some(part) = form(&name)["$defs"].get("error").cloned() else { continue };
        seen += 1;
        for key in ["type", "required", "properties"] {
            assert_eq!(part[key], error[key], "`error` of `{name}`");
        }
    }
    assert!(seen >= 3, "{seen}");
}

/// What `docs/json.md` asks of a plan, by hand.
fn answers(plan: &Value) -> [String; 6] {
    let list = |name: &str| plan[name].as_array().expect("a list").clone();
    let actions = |one: &Value| -> String {
        let all = one["change"]["actions"].as_array().expect("a list").iter();
        all.map(|action| action.as_str().expect("a word")).collect::<Vec<_>>().join(",")
    };
    let address = |one: &Value| one["address"].as_str().expect("a text").to_owned();
    let sides = |one: &Value| {
        json!([one["address"], one["change"]["before"]["value"], one["change"]["after"]["value"]]).to_string()
    };
    let lines = |lines: Vec<String>| lines.join("\n");
    let changes = list("resource_changes");
    let mut count = BTreeMap::<String, usize>::new();
    changes.iter().for_each(|one| *count.entry(actions(one)).or_default() += 1);
    let which =
        |is: &dyn Fn(&Value) -> bool| changes.iter().filter(|one| is(one)).cloned().collect::<Vec<_>>();
    let goes = which(&|one| actions(one).contains("delete"));
    let updates = which(&|one| actions(one) == "update");
    let secret = which(&|one| one["change"]["after_sensitive"]["value"] == true);
    [
        lines(changes.iter().map(|one| format!("{} {}", actions(one), address(one))).collect()),
        json!(count).to_string(),
        lines(goes.iter().map(address).collect()),
        lines(updates.iter().map(sides).collect()),
        lines(list("resource_drift").iter().map(sides).collect()),
        lines(secret.iter().map(address).collect()),
    ]
}

/// Each question of the page and what it says is the answer.
fn questions() -> Vec<(String, String)> {
    let page = file("docs/json.md");
    let blocks = page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().expect("a block"));
    let question = |block: &str| {
        let (asked, told) = block.split_once('\n').expect("a command");
        let told: Vec<&str> = told.lines().map(|line| line.trim_start_matches("# ")).collect();
        (asked.to_owned(), told.join("\n"))
    };
    blocks.map(question).collect()
}

#[test]
fn questions_to_terraforms_plans_have_their_answers_in_ours() {
    let (server, mut world, _) = applied();
    server.put("/shop/production/port", "3399");
    world.set("KEY", "hunter2");
    let key = "    key: {type: SecureString, valueFrom: {env: KEY}}\n";
    let manifest = MANIFEST.replace("    host: db.internal\n", key).replace("port: 3306", "port: 3307");
    let url = "mysql://${Parameter/shop/production/host.value}:3306";
    world.write("manifests/shop.yaml", manifest.replace(url, "mysql://db.example:3307"));
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    world.write("changes.json", &plan.out);
    let questions = questions();
    let answers = answers(&plan.json());
    assert_eq!(questions.len(), answers.len());
    for ((asked, told), answer) in questions.iter().zip(answers) {
        assert_eq!(answer, *told, "{asked}");
        // It is not everywhere, and the answers by hand hold without it.
        let mut shell = Command::new("sh");
        let jq = shell.args(["-c", asked]).current_dir(world.stack()).output().expect("a shell");
        if jq.status.code() != Some(127) {
            assert_eq!(String::from_utf8_lossy(&jq.stdout).trim_end(), *told, "{asked}");
        }
    }
}

/// What drifted stands there as what changes does.
#[test]
fn drift_in_a_plan_has_the_form_of_a_change() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3399");
    server.call("DeleteParameter", &json!({ "Name": "/shop/production/host" }));
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let drift = plan["resource_drift"].as_array().expect("a list");
    assert_eq!(drift.len(), 2, "{plan:#}");
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    for drifted in drift {
        let same = |change: &&Value| change["address"] == drifted["address"];
        let change =
            plan["resource_changes"].as_array().expect("a list").iter().find(same).expect("put back");
        assert_eq!(keys(drifted), keys(change));
        assert!(keys(&drifted["change"]).is_subset(&keys(&change["change"])), "{drifted:#}");
        assert_eq!(drifted["change"]["after"], change["change"]["before"], "{drifted:#}");
        assert_eq!(
            drifted["change"]["after_unknown"].is_object(),
            drifted["change"]["after"].is_object(),
            "{drifted:#}"
        );
    }
}

/// Both ways in which a plan may not be applied, and what AWS refuses, are told in their forms.
#[test]
fn refusals_and_errors_have_their_forms() {
    let (server, world, _) = applied();
    let stack = world.read("trueup.yaml");
    world.write("trueup.yaml", format!("{stack}  guardrails: {{maxDeletes: 0}}\n"));
    world.write("manifests/shop.yaml", MANIFEST.replace("    port: 3306\n", ""));
    let refused = world.run(&["apply", "--yes", "--format", "json"]).exits(3).lines();
    let refusal = refused.iter().find_map(|line| line.get("refusal")).expect("a refusal");
    assert_eq!(refusal["objections"][0]["code"], "too-many-deletes");

    world.write("trueup.yaml", &stack);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    server.put("/shop/production/port", "3399");
    let moved = world.run(&["apply", "plan.json", "--format", "json"]).exits(4).lines();
    let refusal = moved.iter().find_map(|line| line.get("refusal")).expect("a refusal");
    assert_eq!(refusal["moved"][0]["by"], "aws");

    let denied = Effect::error("AccessDeniedException", "no");
    server.sandbox.add_fault(Rule::new("DescribePatchBaselines", When::Every, denied));
    for command in ["plan", "drift"] {
        let told = world.run(&[command, "--format", "json"]).json();
        let text = told.to_string();
        assert!(text.contains("AccessDeniedException"), "{told:#}");
    }
}
