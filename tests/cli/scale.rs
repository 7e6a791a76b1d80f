//! `examples/scale`: what can be said of runs in parts without starting them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::shards::committed;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    let path = Path::new(ROOT).join("examples/scale").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn parsed(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fields of an object are these and no others, as the services refuse what they do not know.
#[track_caller]
fn has_only(value: &Value, known: &[&str]) {
    let fields = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    let strange: Vec<&String> = fields.keys().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?} of {value:#}");
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A list of names with values holds this one.
fn given<'a>(list: &'a Value, name: &str, keys: [&str; 2]) -> Option<&'a Value> {
    let [named, value] = keys;
    list.as_array()?.iter().find(|one| one[named] == name).map(|one| &one[value])
}

#[test]
fn every_file_is_told_of() {
    let readme = read("README.md");
    for entry in fs::read_dir(Path::new(ROOT).join("examples/scale")).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        assert!(name == "README.md" || readme.contains(&format!("`{name}`")), "{name}");
        let text = read(&name);
        let image = format!("trueup:{}", env!("CARGO_PKG_VERSION"));
        for line in text.lines().filter(|line| line.contains("image") && line.contains("trueup:")) {
            assert!(line.contains(&image), "{name}: {line}");
        }
        assert!(!text.contains("docker.io") && !text.contains(".dkr.ecr."), "{name}");
    }
}

#[test]
fn a_matrix_of_github_takes_what_sites_prints() {
    let (_server, world) = committed();
    let workflow = yaml("github-matrix.yaml");
    assert_eq!(workflow["permissions"], json!({}));
    let list = &workflow["jobs"]["sites"];
    let run =
        list["steps"].as_array().expect("steps").iter().find(|step| step["id"] == "sites").expect("a step");
    assert_eq!(run["run"], "echo \"matrix=$(trueup sites --format github-matrix)\" >> \"$GITHUB_OUTPUT\"");
    assert_eq!(list["outputs"]["matrix"], "${{ steps.sites.outputs.matrix }}");
    let drift = &workflow["jobs"]["drift"];
    assert_eq!(drift["strategy"]["matrix"], "${{ fromJSON(needs.sites.outputs.matrix) }}");
    assert_eq!(drift["strategy"]["fail-fast"], false, "one that fails hides no other");
    let matrix = world.run(&["sites", "--format", "github-matrix"]).exits(0).json();
    has_only(&matrix, &["include"]);
    let text = read("github-matrix.yaml");
    let uses = text.split("matrix.").skip(1).map(|rest| rest.split([' ', '}']).next().unwrap_or_default());
    for name in uses.filter(|name| !name.contains('(') && !name.starts_with("outputs")) {
        assert!(name == "yaml" || matrix["include"][0].get(name).is_some(), "no site has `{name}`");
    }
    // The options of a job are the site's.
    let env = drift["env"].as_object().expect("variables");
    assert!(env.keys().all(|name| ["TRUEUP_ENVIRONMENT", "TRUEUP_REGION"].contains(&name.as_str())));

    let shards = yaml("github-shards.yaml");
    let part = &shards["jobs"]["part"];
    let parts = part["strategy"]["matrix"]["shard"].as_array().expect("parts");
    let (count, all): (usize, Vec<Value>) = (parts.len(), (1..=parts.len()).map(Value::from).collect());
    assert_eq!(*parts, all);
    assert_eq!(part["env"]["TRUEUP_SHARD"], format!("${{{{ matrix.shard }}}}/{count}"));
    assert_eq!(shards["jobs"]["report"]["needs"], "part");
    for workflow in [&workflow, &shards] {
        for (_, job) in workflow["jobs"].as_object().expect("jobs") {
            assert!(job["permissions"].is_object());
            for step in job["steps"].as_array().expect("steps") {
                assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
                let uses = step["uses"].as_str();
                assert!(uses.is_none_or(|uses| uses.rsplit_once("@v").is_some()), "{step}");
            }
        }
    }
}

#[test]
fn a_child_pipeline_of_gitlab_is_whole() {
    let (_server, world) = committed();
    let parent = yaml("gitlab-parallel.gitlab-ci.yml");
    let stages = names(&parent["stages"]);
    for (name, job) in parent.as_object().expect("jobs").iter().filter(|(name, _)| name.starts_with("trueup"))
    {
        assert!(stages.contains(&job["stage"].as_str().expect("a stage")), "{name}");
        for needed in names(&job["needs"]) {
            assert!(parent[needed].is_object(), "{name} needs {needed}");
        }
        let extends = job["extends"].as_str();
        assert!(extends.is_none_or(|extends| parent[extends].is_object()), "{name}");
    }
    assert!(parent["trueup-part"]["parallel"].is_number());
    assert!(parent["trueup-part"]["script"][0].as_str().is_some_and(|line| line.contains("--shard auto ")));
    let include = &parent["trueup-sites"]["trigger"]["include"];
    let made = &include[0];
    assert_eq!(parent[made["job"].as_str().expect("a job")]["artifacts"]["paths"], json!([made["artifact"]]));
    // What is included is merged: the job that is made extends one that is there.
    let beside = yaml(include[1]["local"].as_str().expect("a file"));
    let child = world.run(&["sites", "--format", "gitlab"]).exits(0).out;
    let child: Value = serde_yaml::from_str(&child).expect("YAML");
    let job = &child["trueup-site"];
    has_only(job, &["extends", "parallel"]);
    assert!(beside[job["extends"].as_str().expect("a name")].is_object());
    let matrix = job["parallel"]["matrix"].as_array().expect("a matrix");
    assert_eq!(matrix.len(), 5);
    for entry in matrix {
        assert!(entry.as_object().expect("variables").values().all(Value::is_string), "{entry}");
        // The job does what its variables say.
        let mut site = crate::common::World::empty();
        site.write("trueup.yaml", world.read("trueup.yaml"));
        for (name, value) in entry.as_object().expect("variables") {
            site.set(name, value.as_str().expect("a text"));
        }
        let line = format!("{} {} ", entry["TRUEUP_ENVIRONMENT"], entry["TRUEUP_REGION"]).replace('"', "");
        let only = site.run(&["sites"]).exits(0).out;
        assert!(only.starts_with(&line) && only.lines().count() == 1, "{only}");
    }
}

#[test]
fn an_indexed_job_has_as_many_parts_as_completions() {
    let text = read("kubernetes-job.yaml");
    let documents: Vec<Value> =
        text.split("\n---\n").map(|text| serde_yaml::from_str(text).expect("YAML")).collect();
    // Anchors hold within a document only.
    assert_eq!(documents.len(), 3, "each document stands by itself");
    let job = &documents[1]["spec"];
    assert_eq!((&documents[1]["apiVersion"], &documents[1]["kind"]), (&json!("batch/v1"), &json!("Job")));
    has_only(
        job,
        &[
            "completionMode",
            "completions",
            "parallelism",
            "backoffLimit",
            "activeDeadlineSeconds",
            "podFailurePolicy",
            "template",
        ],
    );
    assert_eq!(job["completionMode"], "Indexed");
    let args = job["template"]["spec"]["containers"][0]["args"][0].as_str().expect("a line");
    assert!(args.contains(&format!("--shard auto/{} ", job["completions"])), "{args}");
    for document in &documents[1..] {
        let pod = &document["spec"]["template"]["spec"];
        assert_eq!(
            (&pod["restartPolicy"], &pod["securityContext"]["runAsNonRoot"]),
            (&json!("Never"), &json!(true))
        );
        let volumes = pod["volumes"].as_array().expect("volumes");
        let all = ["initContainers", "containers"].iter().filter_map(|of| pod[of].as_array()).flatten();
        for container in all {
            let said = &container["securityContext"];
            assert_eq!(
                (&said["readOnlyRootFilesystem"], &said["allowPrivilegeEscalation"]),
                (&json!(true), &json!(false))
            );
            for mount in container["volumeMounts"].as_array().expect("folders") {
                assert!(volumes.iter().any(|volume| volume["name"] == mount["name"]), "{mount}");
            }
        }
    }
}

#[test]
fn an_array_job_is_of_the_definition_beside_it() {
    let (definition, job) = (parsed("batch-job-definition.json"), parsed("batch-array-job.json"));
    has_only(
        &definition,
        &[
            "jobDefinitionName",
            "type",
            "platformCapabilities",
            "timeout",
            "retryStrategy",
            "containerProperties",
        ],
    );
    has_only(&job, &["jobName", "jobQueue", "jobDefinition", "arrayProperties"]);
    assert_eq!(job["jobDefinition"], definition["jobDefinitionName"]);
    let size = job["arrayProperties"]["size"].as_u64().expect("a number");
    assert!((2..=10_000).contains(&size), "Batch takes no other");
    let container = &definition["containerProperties"];
    let command = names(&container["command"]);
    assert!(command.windows(2).any(|two| two == ["--shard", "auto"]), "Batch tells how many there are");
    let volumes = container["volumes"].as_array().expect("volumes");
    for mount in container["mountPoints"].as_array().expect("folders") {
        assert!(volumes.iter().any(|volume| volume["name"] == mount["sourceVolume"]), "{mount}");
    }
    let kinds: Vec<&str> = container["resourceRequirements"]
        .as_array()
        .expect("needs")
        .iter()
        .filter_map(|one| one["type"].as_str())
        .collect();
    assert_eq!(kinds, ["VCPU", "MEMORY"]);
    let ends = definition["retryStrategy"]["evaluateOnExit"].as_array().expect("rules");
    assert_eq!((&ends[0]["onExitCode"], &ends[0]["action"]), (&json!("75"), &json!("RETRY")));
}

#[test]
fn a_distributed_map_reads_what_sites_prints() {
    let (_server, world) = committed();
    let machine = parsed("step-functions-map.json");
    has_only(&machine, &["Comment", "QueryLanguage", "StartAt", "States"]);
    let map = &machine["States"][machine["StartAt"].as_str().expect("a name")];
    has_only(
        map,
        &[
            "Type",
            "Label",
            "MaxConcurrency",
            "ToleratedFailurePercentage",
            "ItemReader",
            "ItemProcessor",
            "End",
        ],
    );
    assert_eq!(map["ItemProcessor"]["ProcessorConfig"]["Mode"], "DISTRIBUTED");
    let sites = world.run(&["sites", "--format", "json"]).exits(0).json();
    let pointer = map["ItemReader"]["ReaderConfig"]["ItemsPointer"].as_str().expect("a pointer");
    let items = sites.pointer(pointer).and_then(Value::as_array).expect("what the map reads is a list");
    let inner = &map["ItemProcessor"];
    let task = &inner["States"][inner["StartAt"].as_str().expect("a name")];
    assert_eq!(task["Resource"], "arn:aws:states:::ecs:runTask.sync");
    let container = &task["Arguments"]["Overrides"]["ContainerOverrides"][0];
    for (variable, field) in [("TRUEUP_ENVIRONMENT", "environment"), ("TRUEUP_REGION", "region")] {
        let value = given(&container["Environment"], variable, ["Name", "Value"]).expect("it is set");
        assert_eq!(*value, format!("{{% $states.input.{field} %}}"));
        assert!(items.iter().all(|item| item[field].is_string()));
    }
}
