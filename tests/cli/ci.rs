//! `examples/ci`: what can be said of a pipeline without running it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    let path = Path::new(ROOT).join("examples/ci").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn workflows() -> Vec<(String, Value)> {
    let folder = fs::read_dir(Path::new(ROOT).join("examples/ci/github")).expect("a folder").flatten();
    let files = folder.map(|entry| entry.path()).filter(|path| path.is_file());
    let name = |path: PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let names = files.map(name).chain([PROPOSE.to_owned()]);
    let all: Vec<_> = names.map(|name| (name.clone(), yaml(&format!("github/{name}")))).collect();
    assert_eq!(all.len(), 5, "{all:?}");
    all
}

const PROPOSE: &str = "propose/workflow.yaml";

fn steps(job: &Value) -> &[Value] {
    job["steps"].as_array().expect("steps")
}

fn jobs(workflow: &Value) -> impl Iterator<Item = (&String, &Value)> {
    workflow["jobs"].as_object().expect("jobs").iter()
}

/// The steps of every workflow and of the action, each with the file that has it.
fn all_steps() -> Vec<(String, Value)> {
    let action = yaml("github/action/action.yml");
    let of_action = steps(&action["runs"]).iter().map(|step| ("action.yml".to_owned(), step.clone()));
    let workflows = workflows();
    let of_workflows = workflows.iter().flat_map(|(name, workflow)| {
        jobs(workflow).flat_map(|(_, job)| steps(job)).map(|step| (name.clone(), step.clone()))
    });
    of_action.chain(of_workflows).collect()
}

#[test]
fn every_job_has_the_rights_that_it_names_and_no_more() {
    for (name, workflow) in workflows() {
        assert_eq!(workflow["permissions"], serde_json::json!({}), "{name}: none for all jobs");
        for (job, said) in jobs(&workflow) {
            let rights =
                said["permissions"].as_object().unwrap_or_else(|| panic!("{name}: {job} names none"));
            let assumes = steps(said).iter().any(|step| {
                step["uses"]
                    .as_str()
                    .is_some_and(|uses| uses.contains("aws-credentials") || uses.contains("attest"))
            });
            assert_eq!(rights.contains_key("id-token"), assumes, "{name}: {job} asks for a role, or may not");
            let comments = steps(said).iter().any(|step| step["with"]["command"] == "plan");
            assert_eq!(rights.contains_key("pull-requests"), comments || name == PROPOSE, "{name}: {job}");
            assert_eq!(rights.contains_key("issues"), name == PROPOSE, "{name}: {job}");
            let writes = job == "publish" || name == PROPOSE;
            assert!(!rights.contains_key("contents") || rights["contents"] == "read" || writes);
        }
    }
}

#[test]
fn no_script_holds_what_somebody_else_may_choose() {
    for (name, step) in all_steps() {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{name}: {script}");
    }
}

#[test]
fn every_action_has_a_version() {
    let mut used = 0;
    for (name, step) in all_steps() {
        let Some(uses) = step["uses"].as_str() else { continue };
        used += 1;
        let version = uses.rsplit_once("@v").is_some_and(|(_, version)| version.parse::<u32>().is_ok());
        assert!(version || uses == "./.github/actions/trueup", "{name} uses {uses}");
        let checkout = uses.starts_with("actions/checkout");
        assert!(
            !checkout || step["with"]["persist-credentials"] == false,
            "{name} leaves its token to all steps"
        );
    }
    assert!(used > 15);
}

#[test]
fn what_an_action_is_handed_it_takes() {
    let action = yaml("github/action/action.yml");
    let inputs = action["inputs"].as_object().expect("inputs");
    for (name, step) in all_steps() {
        if step["uses"] == "./.github/actions/trueup" {
            for given in step["with"].as_object().expect("inputs").keys() {
                assert!(inputs.contains_key(given), "{name} gives `{given}`");
            }
            assert!(step["with"]["command"].is_string(), "{name}");
        }
    }
}

#[test]
fn the_comment_is_posted_without_credentials_of_aws() {
    let action = yaml("github/action/action.yml");
    let posts = |step: &&Value| step["run"].as_str().is_some_and(|run| run.contains("trueup comment"));
    let step = steps(&action["runs"]).iter().find(posts).expect("a step");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        assert_eq!(step["env"][name], "", "{name}");
    }
    let others = steps(&action["runs"]).iter().filter(|step| !posts(step));
    assert!(others.into_iter().all(|step| step["env"]["GITHUB_TOKEN"].is_null()));
    let gitlab = yaml("gitlab/trueup.gitlab-ci.yml");
    let note = &gitlab["trueup-note"];
    assert_eq!(note["extends"], ".trueup", "not the one that has a token for AWS");
    assert!(note["id_tokens"].is_null() && gitlab[".trueup"]["id_tokens"].is_null());
}

#[test]
fn an_apply_is_never_cancelled_and_never_alone_with_another() {
    let (_, apply) = workflows().into_iter().find(|(name, _)| name == "apply.yaml").expect("there is one");
    assert_eq!(apply["concurrency"]["cancel-in-progress"], false);
    assert!(apply["jobs"]["apply"]["environment"].is_string());
    let gitlab = yaml("gitlab/trueup.gitlab-ci.yml");
    let apply = &gitlab["trueup-apply"];
    assert!(apply["resource_group"].is_string() && apply["environment"].is_string());
    assert_eq!(apply["interruptible"], false);
}

#[test]
fn every_job_of_gitlab_extends_one_that_is_there() {
    let gitlab = yaml("gitlab/trueup.gitlab-ci.yml");
    let jobs = gitlab.as_object().expect("jobs");
    for (name, job) in jobs.iter().filter(|(name, _)| name.starts_with("trueup")) {
        let extended = job["extends"].as_str().expect("what it extends");
        assert!(jobs.contains_key(extended), "{name}");
        assert!(
            job["rules"].as_array().is_some_and(|rules| !rules.is_empty()),
            "{name} runs in every pipeline"
        );
        for needed in job["needs"].as_array().into_iter().flatten() {
            assert!(jobs.contains_key(needed.as_str().expect("a name")), "{name}");
        }
    }
}

#[test]
fn a_cluster_gives_the_job_no_more_than_it_needs() {
    let text = read("kubernetes/drift-cronjob.yaml");
    let job: Value = serde_yaml::from_str(text.split("\n---\n").nth(1).expect("a job")).expect("YAML");
    let spec = &job["spec"];
    assert_eq!(
        (&spec["concurrencyPolicy"], &spec["jobTemplate"]["spec"]["backoffLimit"]),
        (&"Forbid".into(), &0.into())
    );
    let pod = &spec["jobTemplate"]["spec"]["template"]["spec"];
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    for container in
        ["initContainers", "containers"].iter().flat_map(|of| pod[of].as_array().expect("containers"))
    {
        let said = &container["securityContext"];
        assert_eq!(said["readOnlyRootFilesystem"], true);
        assert_eq!(said["allowPrivilegeEscalation"], false);
        assert_eq!(said["capabilities"]["drop"], serde_json::json!(["ALL"]));
        for mount in container["volumeMounts"].as_array().expect("folders") {
            let volumes = pod["volumes"].as_array().expect("folders");
            assert!(volumes.iter().any(|volume| volume["name"] == mount["name"]), "{mount}");
        }
    }
}

#[test]
fn images_have_a_version_and_no_host() {
    let version = format!("trueup:{}", env!("CARGO_PKG_VERSION"));
    for path in ["gitlab/trueup.gitlab-ci.yml", "kubernetes/drift-cronjob.yaml", "Dockerfile"] {
        let text = read(path);
        assert!(text.contains(&version), "{path} names no `{version}`");
        for line in text.lines() {
            let image = line.trim().strip_prefix("FROM ").or_else(|| line.trim().strip_prefix("image: "));
            let name = image
                .map(|image| image.trim_start_matches("{name: \"").split(['"', ' ']).next().unwrap_or(image));
            assert!(name.is_none_or(|name| !name.contains('/') && name.contains(':')), "{path}: {line}");
        }
    }
    assert!(read("github/action/action.yml").contains(&format!("default: v{}", env!("CARGO_PKG_VERSION"))));
    assert!(read("Dockerfile").contains("\nUSER 65532"));
}

#[test]
fn a_hook_reads_the_whole_stack() {
    let hook = &yaml("pre-commit/.pre-commit-config.yaml")["repos"][0]["hooks"][0];
    assert_eq!((&hook["pass_filenames"], &hook["language"]), (&false.into(), &"system".into()));
}
