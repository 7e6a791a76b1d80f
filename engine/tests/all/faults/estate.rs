//! `examples/estate` as texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What keeps the example from being taken down.
const PROTECTED: &str =
    "      guardrails:\n        protect: [\"PatchBaseline/*\", \"MaintenanceWindow/sunday-patching\"]\n";

/// What changes in the example itself.
const EDITS: [(&str, &str); 19] = [
    // Another operating system: both baselines are made anew, with the group and with the default.
    ("operatingSystem: AMAZON_LINUX_2023", "operatingSystem: AMAZON_LINUX_2"),
    ("description: Critical and important fixes of Windows Server", "rejectedPatches: [KB1234567]"),
    (
        "name: ${var.nodes}\n  baselines: [amazon-linux, windows, AWS-UbuntuDefaultPatchBaseline]",
        "name: ${var.nodes}\n  baselines: [amazon-linux, windows, after]",
    ),
    ("start: 2026-12-23\n", "start: 2026-12-24\n"),
    ("onlyWhenOpen: [freeze, change-hours]", "onlyWhenOpen: [freeze]"),
    ("name: estate-${site.environment}-change-hours", "name: estate-${site.environment}-hours"),
    ("maxConcurrency: 25%", "maxConcurrency: 30%"),
    (
        "  name: cloudwatch-agent-configuration\nspec:",
        "  name: cloudwatch-agent-configuration\nspec:\n  name: configuration",
    ),
    ("\"metrics_collection_interval\": 60", "\"metrics_collection_interval\": 30"),
    (
        "    scan:\n      targets: [nodes]\n      priority: 1\n",
        "    look:\n      targets: [nodes]\n      priority: 2\n",
    ),
    (
        "where: {\"tag:Patch Group\": [\"${var.nodes}\"]}",
        "where: {\"tag:Patch Group\": [\"${var.nodes}\", Others]}",
    ),
    ("patching: cron(0 2 ? * SUN *)", "patching: cron(0 3 ? * SUN *)"),
    (
        "automation:\n        document: make-image\n        parameters:\n          AutomationAssumeRole: arn:aws:iam::${site.account}:role/estate-images",
        "lambda: {function: make-image, payload: '{\"a\": 1}'}",
    ),
    ("description: Makes a patched image and tags it", "description: Makes an image and tags it"),
    ("timeoutSeconds: \"300\"", "timeoutSeconds: \"600\""),
    ("tags: {Owner: platform}", "tags: {Owner: operations}"),
    ("prefix: ${site.environment}", "prefix: nodes"),
    ("value: Enabled\n", "value: Disabled\n"),
    ("\"idleSessionTimeout\": \"20\"", "\"idleSessionTimeout\": \"30\""),
];

/// A stack's texts.
#[derive(Clone)]
pub struct Estate {
    pub stack: String,
    pub manifests: Vec<String>,
    /// Files beside the manifests, by path.
    pub files: BTreeMap<String, String>,
}

impl Estate {
    /// As it stands in the folder of examples.
    pub fn example() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/estate");
        let manifests = texts(&folder.join("manifests")).into_values().collect();
        let documents = texts(&folder.join("documents")).into_iter();
        let files = documents.map(|(name, text)| (format!("documents/{name}"), text)).collect();
        Self { stack: text(&folder.join("trueup.yaml")), manifests, files }
    }

    /// Without what keeps it from being taken down.
    fn unprotected() -> Self {
        let mut estate = Self::example();
        estate.edit(PROTECTED, "");
        estate
    }

    /// With what the example has not, so that each kind has something to change in every way.
    pub fn before() -> Self {
        let estate = Self::unprotected().with(include_str!("before.yaml"));
        #[cfg(feature = "ec2")]
        let estate = estate.with(include_str!("instances_before.yaml"));
        estate
    }

    /// Everything of [`before`](Self::before) changed, renamed, made anew or gone.
    pub fn after() -> Self {
        let estate = Self::unprotected().with(include_str!("after.yaml"));
        #[cfg(feature = "ec2")]
        let estate = estate.with(include_str!("instances_after.yaml"));
        EDITS.iter().fold(estate, |mut estate, (was, is)| {
            estate.edit(was, is);
            estate
        })
    }

    fn with(mut self, manifests: &str) -> Self {
        self.manifests.extend(manifests.split("\n---\n").map(|manifest| format!("{manifest}\n")));
        self
    }

    /// Replaces a text wherever it stands.
    pub fn edit(&mut self, was: &str, is: &str) {
        let texts = self.manifests.iter_mut().chain(self.files.values_mut()).chain([&mut self.stack]);
        let found: Vec<_> = texts.filter(|text| text.contains(was)).collect();
        assert!(!found.is_empty(), "{was:?} is nowhere");
        found.into_iter().for_each(|text| *text = text.replace(was, is));
    }

    pub fn manifests(&self) -> Vec<&str> {
        self.manifests.iter().map(String::as_str).collect()
    }
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(folder).expect("the example is there").map(|entry| entry.expect("read").path());
    entries
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), text(&path)))
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "the example is a file, and this is no engine")]
fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
