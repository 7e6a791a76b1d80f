//! Where a value comes from that no manifest should hold.

use crate::node::{Node, Value};
use crate::secret::Origin;
use crate::shape::{Form, Misfit, Reader, Record, Shape};
use crate::tree::Tree;

/// A source and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct ValueFrom {
    /// The source.
    #[shape(inline)]
    pub source: ValueSource,
    /// Whether a final newline is kept; a file, a command or a variable gives one up otherwise.
    #[shape(default)]
    pub verbatim: bool,
}

/// A source of a value.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub enum ValueSource {
    /// The name of an environment variable of the process that applies.
    Env(String),
    /// A file inside the stack's folder, or a key of one.
    File(FileSource),
    /// A key of a file that sops encrypted; the `sops` program decrypts it.
    Sops(SopsKey),
    /// A secret of AWS Secrets Manager, in the account and region of the site.
    SecretsManager(SecretsManagerKey),
    /// A random text, made once when the parameter is created and never changed.
    Generate(Generate),
    /// A command and its arguments, whose output is the value; needs `--allow-exec`.
    Exec(Vec<String>),
}

/// A file, or a key of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSource {
    /// The whole file.
    Whole(String),
    /// One key of a YAML or JSON file.
    Key(FileKey),
}

/// One key of a YAML or JSON file.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct FileKey {
    /// The file's path, relative to the stack's folder.
    pub path: String,
    /// The key in it; dots divide levels. Unwritten is the whole file.
    pub key: Option<String>,
}

/// A key of a file that sops encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct SopsKey {
    /// The encrypted file's path, relative to the stack's folder.
    pub file: String,
    /// The key in it; dots divide levels.
    pub key: String,
}

/// A secret of AWS Secrets Manager.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct SecretsManagerKey {
    /// Its name or ARN.
    pub id: String,
    /// A key of the JSON that it holds; unwritten is the whole secret.
    pub json_key: Option<String>,
    /// The staging label of its version; `AWSCURRENT` where none is written.
    pub version_stage: Option<String>,
}

/// A random text.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Generate {
    /// How many characters.
    pub length: u32,
    /// The characters to draw from; letters and digits where none are written.
    pub characters: Option<String>,
}

impl Shape for FileSource {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => FileKey::read(node, reader).map(Self::Key),
            Value::Scalar(_) | Value::List(_) => String::read(node, reader).map(Self::Whole),
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Whole(path) => path.tree(),
            Self::Key(key) => key.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(map)) => FileKey::from_map(map).map(Self::Key),
            other => String::from_tree(other).map(Self::Whole),
        }
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), FileKey::form()])
    }
}

impl From<ValueFrom> for Origin {
    fn from(ValueFrom { source, verbatim }: ValueFrom) -> Self {
        match source {
            ValueSource::Env(name) => Self::Env { name, verbatim },
            ValueSource::File(FileSource::Whole(path)) => Self::File { path, key: None, verbatim },
            ValueSource::File(FileSource::Key(FileKey { path, key })) => Self::File { path, key, verbatim },
            ValueSource::Sops(SopsKey { file, key }) => Self::Sops { file, key },
            ValueSource::SecretsManager(SecretsManagerKey { id, json_key, version_stage }) => {
                Self::SecretsManager { id, json_key, version_stage }
            }
            ValueSource::Generate(Generate { length, characters }) => Self::Generate { length, characters },
            ValueSource::Exec(argv) => Self::Exec { argv, verbatim },
        }
    }
}
