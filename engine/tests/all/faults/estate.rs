//! `examples/estate` as texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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

    pub fn manifests(&self) -> Vec<&str> {
        self.manifests.iter().map(String::as_str).collect()
    }
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("the example is there").map(|entry| entry.expect("read").path());
    entries.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), text(&path))).collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
