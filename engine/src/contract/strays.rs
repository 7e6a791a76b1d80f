//! What nobody declares, and the manifests that a kind writes of it.

use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;
use schema::envelope::{LONGEST_NAME, is_name};
use schema::kinds::parameter::ValueFrom;

use super::found::Found;
use super::tagged::Tags;
use crate::address::Address;
use crate::site::Site;

/// What is sought among all that nobody declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// The kinds; every one where none is named.
    kinds: BTreeSet<String>,
    /// The path that parameters lie under.
    path: Option<String>,
}

impl Sought {
    /// What of some kinds is there, as manifests name them; everything where none is named.
    pub fn of(kinds: impl IntoIterator<Item = String>) -> Self {
        Self { kinds: kinds.into_iter().collect(), path: None }
    }

    /// The parameters under a path alone, beside what is sought of other kinds.
    pub fn under(self, path: &str) -> Self {
        Self { path: Some(path.to_owned()), ..self }
    }

    /// Whether a kind is sought, by its name in manifests.
    pub fn asks_for(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.contains(kind)
    }

    /// The path that parameters lie under, where one is said.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

/// A resource that nobody declares, and what hangs on it.
pub struct Stray<'a> {
    /// The resource.
    pub found: &'a Found,
    /// Its targets and tasks, where it is a window.
    pub parts: Vec<&'a Found>,
}

/// One manifest of what was there.
#[derive(Clone)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// How it takes over what it says.
    pub adopting: Adopting,
    /// Its spec as a tree of the spec's own form; references are marked.
    pub spec: Tree,
    /// The files that it names, by path relative to the stack's folder.
    pub files: Vec<(String, String)>,
    /// The resources that it says.
    pub says: Vec<Address>,
    /// What of them it cannot say, or what the first apply changes, in words.
    pub unsaid: Vec<String>,
}

/// How a manifest takes over what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adopting {
    /// It is ours as soon as it is as declared: it can carry no tag.
    AsDeclared,
    /// Its name finds it.
    ByName,
    /// Its id does.
    ById(String),
    /// CloudFormation has it, and its id finds it, or else its name.
    FromCloudFormation(Option<String>),
}

/// What no manifest can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The resource.
    pub address: Address,
    /// Why, in words.
    pub why: String,
}

/// The names of manifests: those that are there and those that are written.
pub struct Names<'a> {
    /// Where.
    pub site: &'a Site,
    /// The tags that the stack and its environment put on everything.
    pub tags: &'a Tags,
    /// Where the value of a parameter is to come from that is a secret, by its name; AWS keeps it where none is said.
    pub source: &'a dyn Fn(&str) -> Option<ValueFrom>,
    taken: BTreeSet<(String, String)>,
    ids: BTreeMap<(String, String), String>,
    /// Whether a file is there, by its path relative to the stack's folder.
    exists: &'a dyn Fn(&str) -> bool,
}

impl<'a> Names<'a> {
    /// Knows the names of the manifests that are there, as kind and name.
    pub fn new(
        site: &'a Site,
        tags: &'a Tags,
        taken: BTreeSet<(String, String)>,
        exists: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        Self { site, tags, source: &|_| None, taken, ids: BTreeMap::new(), exists }
    }

    /// Says under which name of a manifest the resource of a kind stands that AWS knows by an id.
    pub fn learn(&mut self, kind: &str, id: &str, name: &str) {
        self.ids.insert((kind.to_owned(), id.to_owned()), name.to_owned());
    }

    /// The name of the manifest that says the resource of a kind that AWS knows by an id.
    pub fn of(&self, kind: &str, id: &str) -> Option<&str> {
        self.ids.get(&(kind.to_owned(), id.to_owned())).map(String::as_str)
    }

    /// The name of a manifest that a writer was given, where it was given one.
    pub fn given(&self, kind: &str, id: &str) -> String {
        self.of(kind, id).expect("whatever is written has a name first").to_owned()
    }

    /// A name for a manifest of a kind, like one that is wished for, and nobody else's from now on.
    pub fn draw(&mut self, kind: &str, wish: &str) -> String {
        let wish = usable(wish);
        let mut name = wish.clone();
        let mut number = 1_usize;
        while self.taken.contains(&(kind.to_owned(), name.clone())) {
            number += 1;
            let end = format!("-{number}");
            name = format!("{}{end}", &wish[..wish.len().min(LONGEST_NAME - end.len())]);
        }
        self.taken.insert((kind.to_owned(), name.clone()));
        name
    }

    /// A path for a file of a manifest, in a folder, where none is yet.
    pub fn file(&self, folder: &str, manifest: &str, ending: &str) -> String {
        let path = |number: usize| match number {
            1 => format!("{folder}/{manifest}.{ending}"),
            number => format!("{folder}/{manifest}-{number}.{ending}"),
        };
        (1..).map(path).find(|path| !(self.exists)(path)).expect("there is always another number")
    }

    /// Of a resource's tags those that its manifest must say: the stack's own come by themselves.
    pub fn own_tags(&self, tags: &Tags) -> Tags {
        let own = tags.iter().filter(|(key, value)| self.tags.get(*key) != Some(value));
        own.map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

/// A text as a manifest's name: what that cannot hold becomes a dash.
fn usable(wish: &str) -> String {
    if is_name(wish) {
        return wish.to_owned();
    }
    let mut name = String::new();
    for c in wish.chars() {
        let c = if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        if !(c == '-' && (name.is_empty() || name.ends_with('-'))) {
            name.push(c);
        }
    }
    let name = name.trim_start_matches(['_', '-']);
    let name = name[..name.len().min(LONGEST_NAME)].trim_end_matches('-');
    if name.is_empty() { "unnamed".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_aws_calls_a_thing_gives_a_name_of_its_own() {
        for (wish, name) in [
            ("sunday-patching", "sunday-patching"),
            ("Sunday patching (prod)", "Sunday-patching-prod"),
            ("/a.b/c", "a-b-c"),
            ("_x", "x"),
            ("äöü", "unnamed"),
        ] {
            assert_eq!(usable(wish), name);
        }
        assert!(is_name(&usable(&"é1".repeat(100))));
        let site = Site {
            stack: "webshop".into(),
            environment: "default".into(),
            origin: None,
            former: None,
            region: "us-east-1".into(),
            account: "123456789012".into(),
            sandbox: false,
        };
        let tags = Tags::new();
        let mut names =
            Names::new(&site, &tags, BTreeSet::from([("Document".into(), "run".into())]), &|path| {
                path == "documents/a.json"
            });
        assert_eq!(names.file("documents", "a", "json"), "documents/a-2.json");
        assert_eq!(names.file("documents", "a", "yaml"), "documents/a.yaml");
        assert_eq!(
            ["run", "run", "other"].map(|wish| names.draw("Document", wish)),
            ["run-2", "run-3", "other"]
        );
        let long = "x".repeat(63);
        assert_eq!(names.draw("Document", &long), long);
        assert!(is_name(&names.draw("Document", &long)));
    }
}
