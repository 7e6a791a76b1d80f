//! A stack full of secrets: each source, each way for one into a resource, and live ones.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use sandbox::{Secrets, Settings};
use serde_json::json;

use super::canaries::Canaries;
use crate::common::{STACK, Server, World};

const MANIFESTS: &str = r#"apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: canary}
spec:
  path: /canary
  parameters:
    env: {type: SecureString, valueFrom: {env: CANARY_ENV}, description: from a variable}
    lines: {type: SecureString, valueFrom: {env: CANARY_LINES}}
    file: {type: SecureString, valueFrom: {file: secrets/whole}}
    key: {type: SecureString, valueFrom: {file: {path: secrets/keys.yaml, key: a.b}}}
    exec: {type: SecureString, valueFrom: {exec: [sh, -c, "cat secrets/exec; cat secrets/exec >&2"]}}
    sops: {type: SecureString, valueFrom: {sops: {file: secrets.sops.yaml, key: password}}}
    json: {type: SecureString, valueFrom: {secretsManager: {id: canary/json, jsonKey: password}}}
    whole: {type: SecureString, valueFrom: {secretsManager: {id: canary/whole}}}
    plain: {type: String, valueFrom: {env: CANARY_PLAIN}}
    listed: {type: StringList, valueFrom: {env: CANARY_LIST}}
    url: {type: SecureString, value: "mysql://user:${Parameter/canary/env.value}@db.internal"}
    copy: "${Parameter/canary/plain.value}"
    generated: {type: SecureString, valueFrom: {generate: {length: 1801}}}
    host: db.internal
---
apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: adopted, adopt: true}
spec:
  path: /adopted
  parameters:
    ours: {type: SecureString, valueFrom: {env: CANARY_ADOPTED}}
    theirs: {type: SecureString, manage: metadata, description: somebody else rotates it}
---
apiVersion: trueup/v1
kind: Document
metadata: {name: canary-install}
spec:
  type: Command
  content:
    schemaVersion: "2.2"
    mainSteps: [{action: aws:runShellScript, name: run, inputs: {runCommand: [echo hello]}}]
---
apiVersion: trueup/v1
kind: Association
metadata: {name: canary}
spec:
  document: canary-install
  schedule: rate(1 day)
  where: {"tag:Role": [web]}
"#;

/// A stand-in for sops.
const SOPS: &str = "#!/bin/sh\ncat \"$HOME/decrypted.json\"\n";

/// The names of the canaries that trueup knows before it asks AWS anything.
pub const LOCAL: [&str; 9] = ["env", "lines", "file", "key", "exec", "sops", "plain", "listed", "adopted"];
/// Those that it knows once Secrets Manager has answered.
pub const MANAGED: [&str; 2] = ["json", "whole"];
/// Those that lie in AWS and are known once they were read. What somebody else rotates is read only
/// to be written again.
pub const LIVE: [&str; 1] = ["live-ours"];

/// A server that holds live secrets, and a stack full of others.
pub struct Estate {
    pub server: Server,
    pub world: World,
}

impl Estate {
    /// An estate with these canaries, which are made at the first time.
    pub fn new(canaries: &Canaries) -> Self {
        let server = Server::start(Settings::default());
        let mut world = World::of(STACK, &[("canary.yaml", MANIFESTS)]);
        server.reach(&mut world, "123456789012");
        put_sources(&mut world, canaries);
        let estate = Self { server, world };
        for (name, canary) in [("ours", "live-ours"), ("theirs", "live-theirs")] {
            estate.put(&format!("/adopted/{name}"), canaries.get(canary));
        }
        let json = json!({"password": canaries.get("json"), "user": "admin"}).to_string();
        for (name, text) in [("canary/json", json.as_str()), ("canary/whole", canaries.get("whole"))] {
            estate.server.secrets("CreateSecret", &json!({"Name": name, "SecretString": text}));
        }
        estate
    }

    /// Somebody else writes a SecureString.
    pub fn put(&self, name: &str, value: &str) {
        let body = json!({"Name": name, "Value": value, "Type": "SecureString", "Overwrite": true});
        self.server.call("PutParameter", &body);
    }

    /// What AWS holds where everybody may read it: the record, leases, tags, documents, descriptions.
    /// Left out are the Strings whose values are what is to be there.
    pub fn in_the_open(&self) -> String {
        let mut dump = self.server.sandbox.dump(Secrets::Masked);
        for table in ["parameter", "parameter-version"] {
            let rows = dump["123456789012"]["us-east-1"][table].as_object_mut();
            let wanted = |name: &str| ["plain", "listed", "copy"].iter().any(|part| name.contains(part));
            rows.into_iter().for_each(|rows| rows.retain(|name, _| !wanted(name)));
        }
        format!("{dump:#}")
    }

    /// The secret that was generated, where one was.
    pub fn generated(&self) -> Option<String> {
        let dump = self.server.sandbox.dump(Secrets::Shown);
        let row = &dump["123456789012"]["us-east-1"]["parameter"]["/canary/generated"];
        row["Value"].as_str().map(str::to_owned)
    }
}

/// Every canary of an estate.
pub fn hatch() -> Canaries {
    let mut canaries = Canaries::default();
    canaries.lines("lines");
    for name in LOCAL.into_iter().chain(MANAGED).chain(LIVE).chain([
        "live-theirs",
        "elsewhere",
        "second",
        "inline",
        "broken",
    ]) {
        if name != "lines" {
            canaries.line(name);
        }
    }
    canaries
}

fn put_sources(world: &mut World, canaries: &Canaries) {
    for (variable, name) in [
        ("CANARY_ENV", "env"),
        ("CANARY_LINES", "lines"),
        ("CANARY_PLAIN", "plain"),
        ("CANARY_LIST", "listed"),
        ("CANARY_ADOPTED", "adopted"),
    ] {
        world.set(variable, canaries.get(name));
    }
    world.write("secrets/whole", canaries.get("file"));
    world.write("secrets/exec", canaries.get("exec"));
    world.write("secrets/keys.yaml", format!("a:\n  b: {}\n", canaries.get("key")));
    world.write("secrets.sops.yaml", "password: ENC[AES256_GCM,data:eHk=,iv:aXY=,tag:dGFn,type:str]\n");
    let home = world.path().join("home");
    std::fs::create_dir_all(home.join("bin")).expect("made");
    let program = home.join("bin/sops");
    std::fs::write(&program, SOPS).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("made a program");
    let decrypted = json!({"password": canaries.get("sops")}).to_string();
    std::fs::write(home.join("decrypted.json"), decrypted).expect("written");
    world.set("PATH", format!("{}:/usr/bin:/bin", home.join("bin").display()));
    world.set("TRUEUP_ALLOW_EXEC", "1");
    world.set("RUST_BACKTRACE", "1").set("RUST_LOG", "trace");
    let (output, summary) = (world.path().join("output"), world.path().join("summary"));
    world.set("GITHUB_OUTPUT", output.to_string_lossy());
    world.set("GITHUB_STEP_SUMMARY", summary.to_string_lossy());
}

/// What holds secrets because somebody put them there, and the sandbox's file, which stands for AWS.
pub fn inputs(world: &World) -> Vec<PathBuf> {
    let stack = world.stack();
    vec![
        stack.join("secrets"),
        stack.join("secrets.sops.yaml"),
        stack.join("manifests"),
        stack.join(".trueup/sandbox"),
        world.path().join("home/decrypted.json"),
    ]
}
