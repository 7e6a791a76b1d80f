//! What is written, and where: into devices and through links, never over the stack's own files, and said
//! where it cannot be.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use crate::common::{MANIFEST, Server, World};

/// Every way to have a file written, the file's name left open.
const WAYS: [&[&str]; 6] = [
    &["plan", "--out"],
    &["drift", "--prometheus"],
    &["apply", "--yes", "--result"],
    &["apply", "--yes", "--json-into"],
    &["destroy", "-e", "production", "--yes", "--result"],
    &["destroy", "-e", "production", "--yes", "--json-into"],
];

#[test]
fn links_stay_and_what_they_lead_to_is_written() {
    let world = World::shop();
    for way in WAYS {
        world.write("below/file", "before");
        let link = world.stack().join("link");
        symlink("below/file", &link).expect("linked");
        world.sandboxed(&[way, &["link"]].concat());
        assert!(link.symlink_metadata().expect("there").is_symlink(), "{way:?}");
        assert_ne!(world.read("below/file"), "before", "{way:?}");
        fs::remove_file(link).expect("removed");
    }
}

#[test]
fn a_pipe_is_written_into() {
    let world = World::shop();
    let pipe = world.pipe("pipe");
    for way in WAYS {
        let read = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).expect("read")
        });
        world.sandboxed(&[way, &["pipe"]].concat());
        assert!(!read.join().expect("it ends").is_empty(), "{way:?}");
    }
}

#[test]
fn the_stacks_own_files_are_not_written_over() {
    let (server, world) = Server::shop();
    let document = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: d}\nspec: {type: Command, content: {file: content.json}}\n";
    let secret = "    key: {type: SecureString, valueFrom: {file: secrets/key}}\n";
    world
        .write("manifests/document.yaml", document)
        .write("manifests/shop.yaml", format!("{MANIFEST}{secret}"));
    world.write("content.json", "{}").write("secrets/key", "x");
    world.write("policies/one.cel", "// warn one: it may be\nfalse\n");
    let by_site = "    site: {type: SecureString, valueFrom: {file: \"secrets/${site.environment}\"}}\n";
    world.write("manifests/site.yaml", format!("{MANIFEST}{by_site}").replace("shop", "site"));
    world.write("secrets/production", "x");
    symlink("manifests/shop.yaml", world.stack().join("link")).expect("linked");
    let own = [
        "trueup.yaml",
        "./manifests/../manifests/shop.yaml",
        "manifests/document.yaml",
        "policies/one.cel",
        "content.json",
        "secrets/key",
        "secrets/production",
        "link",
    ];
    for way in WAYS {
        for path in own {
            let before = world.read(path);
            let ended = world.run(&[way, &[path]].concat()).exits(64);
            ended.says("which the stack is made of");
            assert_eq!(world.read(path), before);
        }
    }
    world.run(&["apply", "--yes", "--result", "x", "--json-into", "./x"]).exits(64).says("as --result would");
    world.write("trueup.yaml", "kind: Nonsense\n");
    world.run(&["apply", "--yes", "--result", "trueup.yaml"]).exits(64);
    assert_eq!(server.count("GetCallerIdentity"), 0, "nothing was planned");
}

/// A run whose standard output takes nothing.
fn full(world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("there");
    let ended = world.command(arguments).stdin(Stdio::null()).stdout(full).output().expect("it runs");
    (ended.status.code(), String::from_utf8(ended.stderr).expect("UTF-8"))
}

#[test]
fn what_cannot_be_written_is_said() {
    let (server, world) = Server::shop();
    world.run(&["plan", "--out", "/dev/full"]).exits(1).says("cannot write `/dev/full`");
    world.run(&["plan", "--out", "none/plan.json"]).exits(1).says("cannot write `none/plan.json`");
    world.run(&["drift", "--prometheus", "/dev/full"]).exits(1).says("cannot write `/dev/full`");
    for format in ["human", "json"] {
        let (code, err) = full(&world, &["apply", "--yes", "--format", format]);
        assert_eq!(code, Some(1), "{err}");
        assert!(err.contains("cannot write to standard output"), "{err}");
    }
    world.run(&["apply", "--yes", "--json-into", "/dev/full"]).exits(1).says("cannot write to `/dev/full`");
    assert_eq!(server.writes(), 0, "it is found before the first write");
    world.run(&["apply", "--yes", "--result", "/dev/full"]).exits(5).says("cannot write `/dev/full`");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// A disk that is full once something was changed.
#[test]
fn what_cannot_be_written_any_more_makes_an_apply_a_part() {
    let world = World::many(40);
    world.run(&["apply", "--yes", "--sandbox=:memory:", "--json-into", "log.json"]).exits(0);
    let log = world.read("log.json");
    let begun = log.find("\"apply_complete\"").expect("something was made");
    let (server, mut world) = (Server::start(sandbox::Settings::default()), world);
    server.reach(&mut world, "123456789012");
    // In blocks of 512 bytes; the signal that comes with it would end the process.
    let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", begun / 512 + 1);
    let trueup = world.command(&[]);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &limit]).arg(trueup.get_program());
    command.args(["apply", "--yes", "--json-into", "cut.json"]).current_dir(world.stack()).env_clear();
    command.envs(trueup.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = command.stdin(Stdio::null()).output().expect("it runs");
    let err = String::from_utf8(ended.stderr).expect("UTF-8");
    assert_eq!(ended.status.code(), Some(5), "{err}");
    assert!(err.contains("cannot write to `cut.json`"), "{err}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}
