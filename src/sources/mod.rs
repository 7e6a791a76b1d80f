//! Where the values of secrets come from: each source is asked once per run.

mod exec;
mod file;
mod sops;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::ports::Masks;
use engine::resolve::{Fetch, Fetched, SecretSource, Trouble};
use schema::conceal::names_variable;
use schema::{Origin, SecretText};

use self::file::Keys;
use crate::intake::Inputs;
use crate::outlet::{Busy, Outlet};
use crate::program::Bounds;

/// What a program that gives a secret may take: it may ask a person to touch a key.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(300), bytes: schema::bounds::FILE };

/// What is said of a program that gave no value: nothing tells what of its words would have been secret.
const UNSAID: &str = "what it says may hold the secret and is not shown: run it by hand";

/// Whether manifests may run commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commands {
    /// They may.
    Allowed,
    /// They may not.
    Forbidden,
}

/// Every source of a stack that does not lie in AWS.
pub struct Vault {
    root: PathBuf,
    commands: Commands,
    masks: Masks,
    inputs: Inputs,
    outlet: Outlet,
    waiting: Waiting,
    known: Mutex<BTreeMap<Origin, Result<Fetched, Trouble>>>,
    /// The files of keys, by path.
    keys: Mutex<Files>,
    /// Those that sops decrypted, by path.
    decrypted: Mutex<Files>,
}

/// Tells that a program is waited for, until what this gives is dropped.
pub type Waiting = Box<dyn Fn(&str) -> Busy + Send + Sync>;

/// What files of keys hold, by path.
type Files = BTreeMap<String, Result<Arc<Keys>, Trouble>>;

impl Vault {
    /// The sources as seen from a stack's folder. What commands say goes out masked.
    pub fn new(
        root: &Path,
        commands: Commands,
        masks: Masks,
        inputs: Inputs,
        outlet: Outlet,
        waiting: Waiting,
    ) -> Self {
        let (known, keys, decrypted) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { root: root.to_owned(), commands, masks, inputs, outlet, waiting, known, keys, decrypted }
    }

    async fn ask(&self, origin: &Origin) -> Result<Fetched, Trouble> {
        let text = match origin {
            Origin::Env { name, verbatim } => finish(variable(name)?, *verbatim, || variable_of(name)),
            Origin::File { path, key: None, verbatim } => {
                finish(file::whole(&self.inputs, &self.root, path)?, *verbatim, || format!("`{path}`"))
            }
            Origin::File { path, key: Some(key), verbatim } => {
                finish(self.keys(path)?.value(path, key)?, *verbatim, || format!("`{key}` in `{path}`"))
            }
            Origin::Exec { argv, verbatim } => {
                let name = exec::name(argv);
                if self.commands == Commands::Forbidden {
                    let message = format!("{name} is a command, and commands are not run");
                    return Err(Trouble::Missing(format!("{message} without `--allow-exec`")));
                }
                let waiting = (self.waiting)(&name);
                let ended = exec::output(&self.root, argv).await?;
                drop(waiting);
                self.masks.add(&ended.whole);
                let text = finish(ended.printed?, *verbatim, || format!("what {name} prints"))?;
                self.outlet.err(&self.masks.apply(&ended.said));
                Ok(text)
            }
            Origin::Sops { file, key } => {
                let version = sops::version(&*self.keys(file)?, file, key)?;
                let decrypted = self.decrypted(file).await?;
                let text = sops::value(&decrypted, file, key)?;
                return Ok(Fetched { text, version: Some(version) });
            }
            Origin::SecretsManager { .. } | Origin::Generate { .. } | Origin::Reference { .. } => {
                Err(Trouble::Missing("this value comes from the engine itself".into()))
            }
        };
        text.map(Fetched::from)
    }

    /// A file of keys, parsed once.
    fn keys(&self, path: &str) -> Result<Arc<Keys>, Trouble> {
        let mut all = self.keys.lock().expect("no holder of the lock panics");
        let read = || Keys::read(&self.inputs, &self.root, path).map(Arc::new);
        all.entry(path.to_owned()).or_insert_with(read).clone()
    }

    /// A file that sops encrypted, decrypted once.
    async fn decrypted(&self, path: &str) -> Result<Arc<Keys>, Trouble> {
        let known = self.decrypted.lock().expect("no holder of the lock panics").get(path).cloned();
        if let Some(known) = known {
            return known;
        }
        let _waiting = (self.waiting)("`sops`");
        let made = sops::decrypt(&self.root, path).await.map(Arc::new);
        self.decrypted.lock().expect("no holder of the lock panics").insert(path.to_owned(), made.clone());
        made
    }
}

impl SecretSource for Vault {
    fn fetch<'a>(&'a self, origin: &'a Origin) -> Fetch<'a> {
        Box::pin(async move {
            let known =
                |vault: &Self| vault.known.lock().expect("no holder of the lock panics").get(origin).cloned();
            if let Some(known) = known(self) {
                return known;
            }
            let fetched = self.ask(origin).await;
            let mut all = self.known.lock().expect("no holder of the lock panics");
            all.insert(origin.clone(), fetched.clone());
            fetched
        })
    }
}

fn variable(name: &str) -> Result<String, Trouble> {
    let found = std::env::var_os(name)
        .ok_or_else(|| Trouble::Missing(format!("{} is not set", variable_of(name))))?;
    found.into_string().map_err(|_| Trouble::Missing(format!("{} is not UTF-8", variable_of(name))))
}

/// A name that can be none is not repeated: it may be the secret itself.
fn variable_of(name: &str) -> String {
    match names_variable(name) {
        true => format!("the environment variable `{name}`"),
        false => "the environment variable that `env` names".into(),
    }
}

/// Gives one final newline up unless it is wanted, and tells empty from missing.
fn finish(mut text: String, verbatim: bool, what: impl Fn() -> String) -> Result<SecretText, Trouble> {
    if !verbatim && text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.is_empty() {
        return Err(Trouble::Empty(format!("{} is empty", what())));
    }
    Ok(SecretText::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(root: &Path, commands: Commands) -> Vault {
        let waiting: Waiting = Box::new(|_| Busy::untold());
        Vault::new(root, commands, Masks::default(), Inputs::default(), Outlet::open(), waiting)
    }

    fn said(result: Result<Fetched, Trouble>) -> String {
        match result {
            Ok(fetched) => format!("got {:?}", fetched.text.expose()),
            Err(Trouble::Missing(message)) => format!("missing: {message}"),
            Err(Trouble::Empty(message)) => format!("empty: {message}"),
        }
    }

    async fn ask(files: &[(&str, &str)], commands: Commands, origin: Origin) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("stack");
        std::fs::create_dir(&root).expect("made");
        for (path, text) in files {
            std::fs::write(root.join(path), text).expect("written");
        }
        said(vault(&root, commands).fetch(&origin).await).replace(&*folder.path().to_string_lossy(), "")
    }

    fn file(path: &str, key: Option<&str>) -> Origin {
        Origin::File { path: path.into(), key: key.map(str::to_owned), verbatim: false }
    }

    fn exec(argv: &[&str]) -> Origin {
        Origin::Exec { argv: argv.iter().map(ToString::to_string).collect(), verbatim: false }
    }

    #[tokio::test]
    async fn one_final_newline_goes_and_no_more() {
        let files = [("one", "hunter2\n"), ("two", "hunter2\n\n"), ("dos", "hunter2\r\n")];
        assert_eq!(ask(&files, Commands::Forbidden, file("one", None)).await, "got \"hunter2\"");
        assert_eq!(ask(&files, Commands::Forbidden, file("two", None)).await, "got \"hunter2\\n\"");
        assert_eq!(ask(&files, Commands::Forbidden, file("dos", None)).await, "got \"hunter2\"");
        let verbatim = Origin::File { path: "one".into(), key: None, verbatim: true };
        assert_eq!(ask(&files, Commands::Forbidden, verbatim).await, "got \"hunter2\\n\"");
    }

    #[tokio::test]
    async fn missing_and_empty_are_told_apart() {
        let files = [("empty", "\n")];
        assert_eq!(ask(&files, Commands::Forbidden, file("empty", None)).await, "empty: `empty` is empty");
        let missing = ask(&files, Commands::Forbidden, file("gone", None)).await;
        assert!(missing.starts_with("missing: cannot read `gone`: "), "{missing}");
        let unset = Origin::Env { name: "TRUEUP_TEST_NEVER_SET".into(), verbatim: false };
        assert_eq!(
            ask(&[], Commands::Forbidden, unset).await,
            "missing: the environment variable `TRUEUP_TEST_NEVER_SET` is not set"
        );
        for pasted in ["correct-horse+battery", &format!("ghp_{}", "x".repeat(36))] {
            let pasted = Origin::Env { name: pasted.into(), verbatim: false };
            let said = ask(&[], Commands::Forbidden, pasted).await;
            assert_eq!(said, "missing: the environment variable that `env` names is not set");
        }
    }

    #[tokio::test]
    async fn keys_lead_through_yaml_and_json() {
        let files = [
            (
                "s.yaml",
                "database:\n  password: hunter2\n  port: 3306\n  ratio: 1.10\n  list: [a]\na.b: dotted\n",
            ),
            ("s.json", "{\"database\": {\"password\": \"hunter2\"}}"),
        ];
        let get = async |path: &'static str, key: &'static str| {
            ask(&files, Commands::Forbidden, file(path, Some(key))).await
        };
        assert_eq!(get("s.yaml", "database.password").await, "got \"hunter2\"");
        assert_eq!(get("s.json", "database.password").await, "got \"hunter2\"");
        assert_eq!(get("s.yaml", "database.port").await, "got \"3306\"");
        assert_eq!(get("s.yaml", "a.b").await, "got \"dotted\"");
        assert_eq!(get("s.yaml", "database.user").await, "missing: there is no `database.user` in `s.yaml`");
        assert_eq!(
            get("s.yaml", "database.ratio").await,
            "missing: `database.ratio` in `s.yaml` is a number with a fraction; quote it to keep it as written"
        );
        assert_eq!(
            get("s.yaml", "database.list").await,
            "missing: `database.list` in `s.yaml` is not a single value"
        );
    }

    #[tokio::test]
    async fn a_file_of_keys_is_read_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("s.yaml");
        std::fs::write(&path, "a: hunter2\nb: hunter3\n").expect("written");
        let vault = vault(folder.path(), Commands::Forbidden);
        assert_eq!(said(vault.fetch(&file("s.yaml", Some("a"))).await), "got \"hunter2\"");
        std::fs::remove_file(&path).expect("gone");
        assert_eq!(said(vault.fetch(&file("s.yaml", Some("b"))).await), "got \"hunter3\"");
    }

    #[tokio::test]
    async fn files_stay_inside_the_stack() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("stack");
        std::fs::create_dir(&root).expect("made");
        std::fs::write(folder.path().join("outside"), "hunter2").expect("written");
        std::os::unix::fs::symlink("../outside", root.join("link")).expect("linked");
        let vault = vault(&root, Commands::Forbidden);
        for path in ["../outside", "link", "/etc/hostname"] {
            let origin = file(path, None);
            let said = said(vault.fetch(&origin).await);
            assert!(said.contains("outside the stack's folder"), "{said}");
        }
    }

    #[tokio::test]
    async fn commands_run_only_where_they_may() {
        let allowed = Commands::Allowed;
        assert_eq!(
            ask(&[], Commands::Forbidden, exec(&["echo", "hunter2"])).await,
            "missing: `echo` is a command, and commands are not run without `--allow-exec`"
        );
        assert_eq!(ask(&[], allowed, exec(&["echo", "hunter2"])).await, "got \"hunter2\"");
        assert_eq!(ask(&[], allowed, exec(&["true"])).await, "empty: what `true` prints is empty");
        assert_eq!(ask(&[], allowed, exec(&["cat"])).await, "empty: what `cat` prints is empty");
        assert_eq!(
            ask(&[], allowed, exec(&["false"])).await,
            "missing: `false` ended with exit status: 1; what it says may hold the secret and is not shown: run it by hand"
        );
        let absent = ask(&[], allowed, exec(&["trueup-no-such-command"])).await;
        assert!(absent.starts_with("missing: `trueup-no-such-command` is not installed"), "{absent}");
    }

    #[tokio::test]
    async fn a_source_is_asked_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = vault(folder.path(), Commands::Allowed);
        let origin = exec(&["sh", "-c", "echo run >> runs; echo hunter2"]);
        vault.fetch(&origin).await.map_err(|trouble| trouble.to_string()).expect("fetched");
        vault.fetch(&origin).await.map_err(|trouble| trouble.to_string()).expect("fetched");
        assert_eq!(std::fs::read_to_string(folder.path().join("runs")).expect("ran"), "run\n");
    }
}
