//! What people's files may hold: each is told where and why, all at once, and nothing panics.

use crate::common::{MANIFEST, STACK, World};

fn with(name: &str, text: impl AsRef<[u8]>) -> World {
    let world = World::shop();
    world.write(&format!("manifests/{name}"), text);
    world
}

#[test]
fn a_file_that_is_not_utf_8_is_a_finding() {
    let ended = with("latin.yaml", b"caf\xe9: 1\n").run(&["validate"]).exits(1);
    assert!(
        ended.out.contains("yaml-encoding") && ended.out.contains("manifests/latin.yaml"),
        "{}",
        ended.out
    );
    let world = World::shop();
    world.write("trueup.yaml", b"\xff\xfe");
    let ended = world.run(&["validate"]).exits(1);
    assert_eq!(ended.out.matches("error[").count(), 1, "{}", ended.out);
}

#[test]
fn an_empty_file_asks_for_nothing() {
    let ended = with("empty.yaml", "").run(&["validate"]);
    assert!(matches!(ended.code, 0 | 1), "{ended:?}");
    with("comment.yaml", "# later\n").run(&["validate"]).never_says("panicked");
}

#[test]
fn a_file_that_is_too_large_is_a_finding() {
    let ended = with("large.yaml", vec![b'#'; 50 * 1024 * 1024]).run(&["validate"]).exits(1);
    assert!(ended.out.contains("yaml-too-large") && ended.out.contains("1 MiB"), "{}", ended.out);
}

#[test]
fn deep_nesting_tabs_and_bombs_are_findings() {
    let deep = "[".repeat(20_000);
    with("deep.yaml", deep).run(&["validate"]).exits(1).says("manifests/deep.yaml");
    with("tab.yaml", "a:\n\tb: 1\n").run(&["validate"]).exits(1).says("yaml-tab");
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    with("bomb.yaml", bomb).run(&["validate"]).exits(1).says("manifests/bomb.yaml");
}

#[test]
fn a_folder_in_a_files_place_is_told() {
    let world = World::shop();
    std::fs::create_dir_all(world.stack().join("manifests/folder.yaml")).expect("made");
    world.run(&["validate"]).exits(0);
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  manifests: [manifests]"));
    world.run(&["validate"]).exits(1).says("this is a folder").says("manifests/**/*.yaml");
    std::fs::remove_file(world.stack().join("trueup.yaml")).expect("removed");
    std::fs::create_dir(world.stack().join("trueup.yaml")).expect("made");
    world.run(&["validate"]).exits(1).says("cannot read `trueup.yaml`: it is a folder");
}

#[test]
fn what_is_not_there_is_told() {
    let world = World::shop();
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  manifests: [gone.yaml, 'none/*.yaml']"));
    world.run(&["validate"]).exits(1).says("there is no such file").says("no-manifests");
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  manifests: ['none/*.yaml']"));
    world.run(&["validate"]).exits(1).says("no file matches");
    world.run(&["plan", "--sandbox"]).exits(1).says("no file matches");
}

#[test]
fn links_in_a_circle_end() {
    let world = World::shop();
    std::os::unix::fs::symlink("..", world.stack().join("manifests/again")).expect("linked");
    world.run(&["validate"]).exits(0).says("3 resources");
    std::os::unix::fs::symlink("gone.yaml", world.stack().join("manifests/dangling.yaml")).expect("linked");
    world.run(&["validate"]).exits(1).says("manifests/dangling.yaml");
}

#[test]
fn hidden_folders_are_not_looked_at() {
    let world = World::shop();
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  manifests: ['**/*.yaml']"));
    world.write(".trueup/old.yaml", "kind: Nonsense\n").write("manifests/.draft.yaml", "kind: Nonsense\n");
    world.run(&["validate"]).exits(0).says("3 resources");
}

#[test]
fn every_mistake_of_every_file_is_told_at_once_and_once() {
    let world = World::shop();
    let stack = STACK.replace("[us-east-1]", "[us-east-1, eu-west-1]");
    world.write("trueup.yaml", &stack);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: ${var.prot}"));
    world.write(
        "manifests/other.yaml",
        "apiVersion: trueup/v1\nkind: ParameterHeirarchy\nmetadata: {name: o}\n",
    );
    let ended = world.run(&["validate"]).exits(1);
    assert_eq!(ended.out.matches("[unknown-variable]").count(), 1, "{}", ended.out);
    assert_eq!(ended.out.matches("[unknown-kind]").count(), 1, "{}", ended.out);
    assert!(ended.out.contains("ParameterHierarchy"), "{}", ended.out);
}

#[test]
fn findings_come_in_every_format() {
    let world = with("other.yaml", "apiVersion: trueup/v1\nkind: Nonsense\nmetadata: {name: o}\nspec: {}\n");
    let json = world.run(&["validate", "--format", "json"]).exits(1).json();
    assert_eq!(json["findings"][0]["code"], "unknown-kind", "{json:#}");
    let sarif = world.run(&["validate", "--format", "sarif"]).exits(1).json();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unknown-kind", "{sarif:#}");
    world.run(&["validate", "--format", "github"]).exits(1).says("::error file=manifests/other.yaml,line=2");
    world.run(&["validate", "--format", "junit"]).exits(1).says("<failure");
}

#[test]
fn files_narrow_what_is_told() {
    let world = with("other.yaml", "apiVersion: trueup/v1\nkind: Nonsense\nmetadata: {name: o}\nspec: {}\n");
    world.run(&["validate", "manifests/shop.yaml"]).exits(0);
    world.run(&["validate", "manifests/other.yaml"]).exits(1).says("unknown-kind");
    world.write(
        "elsewhere/new.yaml",
        "apiVersion: trueup/v1\nkind: Nonsense\nmetadata: {name: n}\nspec: {}\n",
    );
    let ended = world.run(&["validate", "elsewhere/new.yaml"]).exits(1);
    assert!(ended.out.contains("elsewhere/new.yaml") && !ended.out.contains("other.yaml"), "{}", ended.out);
    world.run(&["validate", "gone.yaml"]).exits(1).says("cannot read `gone.yaml`");
}

#[test]
fn what_a_stack_names_lies_inside_its_folder() {
    let world = World::shop();
    std::fs::write(world.path().join("outside.yaml"), "hunter2: 1\n").expect("written");
    std::os::unix::fs::symlink("../../outside.yaml", world.stack().join("manifests/link.yaml"))
        .expect("linked");
    let ended =
        world.run(&["validate"]).exits(1).says("manifests/link.yaml").says("outside the stack's folder");
    ended.never_says("hunter2");
    std::fs::remove_file(world.stack().join("manifests/link.yaml")).expect("removed");
    std::os::unix::fs::symlink("/", world.stack().join("manifests/root")).expect("linked");
    world.run(&["validate"]).exits(1).says("manifests/root").says("outside the stack's folder");
    std::fs::remove_file(world.stack().join("manifests/root")).expect("removed");
    world.run(&["validate"]).exits(0);
    for pattern in ["../outside.yaml", "../*.yaml", "/proc/self/environ", "/**/*.yaml"] {
        world.write("trueup.yaml", STACK.replace("spec:", &format!("spec:\n  manifests: [\"{pattern}\"]")));
        let ended = world.run(&["validate"]).exits(1).says("outside the stack's folder");
        ended.never_says("hunter2").never_says("PATH=");
    }
    world.write("trueup.yaml", STACK);
    for path in ["../outside.yaml", "/etc/hostname", "manifests/link.yaml"] {
        let content = format!("spec: {{type: Command, content: {{file: {path}}}}}");
        let document =
            format!("apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: leak}}\n{content}\n");
        world.write("manifests/document.yaml", document);
        world.run(&["validate"]).exits(1).says("file-missing").never_says("hunter2");
    }
    std::fs::remove_file(world.stack().join("trueup.yaml")).expect("removed");
    std::os::unix::fs::symlink("../outside.yaml", world.stack().join("trueup.yaml")).expect("linked");
    world.run(&["validate"]).exits(1).says("outside the stack's folder").never_says("hunter2");
}

#[test]
fn pipes_in_a_files_place_are_refused_at_once() {
    let said = "it is a pipe or a device, not a file";
    let world = World::shop();
    world.pipe("plan.json");
    world.run(&["show", "plan.json"]).exits(1).says("`plan.json`").says(said);
    world.sandboxed(&["apply", "plan.json"]).exits(1).says("`plan.json`").says(said);
    world.pipe(".git/HEAD");
    world.pipe("nodes.yaml");
    world.sandboxed(&["plan"]).exits(0);
    world.sandboxed(&["plan", "--fleet", "nodes.yaml"]).exits(1).says("`nodes.yaml`").says(said);
    world.sandboxed(&["plan", "--faults", "nodes.yaml"]).exits(1).says("`nodes.yaml`").says(said);
    world.run(&["plan", "--sandbox=plan.json"]).exits(1).says("`plan.json`").says("no regular file");
    for (list, file) in [("manifests", "one.yaml"), ("policies", "one.cel")] {
        world.pipe(file);
        let named = format!("spec:\n  {list}: [{file}]");
        world.write("trueup.yaml", STACK.replace("spec:", &named));
        world.run(&["validate"]).exits(1).says(file).says(said);
        world.run(&["validate", file]).exits(1).says(file).says(said);
    }
    world.write("trueup.yaml", STACK);
    world.pipe("content.json");
    let document = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: d}\nspec: {type: Command, content: {file: content.json}}\n";
    world.write("manifests/document.yaml", document);
    world.run(&["validate"]).exits(1).says("file-missing").says("content.json");
    world.pipe("trueup.yaml");
    world.run(&["validate"]).exits(1).says("cannot read `trueup.yaml`").says(said);
}

/// A command that a manifest runs writes a file between two looks at it.
#[test]
fn a_file_that_changes_within_a_run_is_told() {
    let other = STACK.replace(
        "  environments:\n",
        "  environments:\n    staging: {account: \"210987654321\", regions: [us-east-1]}\n",
    );
    let manifest = "apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: shop}
spec:
  path: /shop/${site.environment}
  parameters:
    key: {type: SecureString, valueFrom: {file: {path: \"${site.environment}/../keys.yaml\", key: one}}}
    written: {type: SecureString, valueFrom: {exec: [sh, -c, 'echo >> keys.yaml; echo value']}}
";
    let world = World::of(&other, &[("shop.yaml", manifest)]);
    world.write("keys.yaml", "one: a-secret\n");
    // Two names of one file are two looks at it.
    world.write("production/empty", "");
    world.write("staging/empty", "");
    let ended = world.sandboxed(&["plan", "--all", "--allow-exec"]).exits(1);
    ended.says("keys.yaml`: it changed since this run read it first; run this again");
}
