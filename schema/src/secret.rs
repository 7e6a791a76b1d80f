//! Secrets: where they come from, and a text that nobody can print.

use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// A secret's text. It has no `Debug`, `Display` or `Serialize`, and is zeroed when dropped.
///
/// Nothing can print it:
/// ```compile_fail,E0277
/// println!("{:?}", schema::SecretText::new("x"));
/// ```
/// ```compile_fail,E0277
/// println!("{}", schema::SecretText::new("x"));
/// ```
/// And nothing can save it:
/// ```compile_fail,E0277
/// fn saved(_: impl serde::Serialize) {}
/// saved(schema::SecretText::new("x"));
/// ```
#[derive(Clone)]
pub struct SecretText(SecretString);

impl SecretText {
    /// Takes a text into hiding.
    ///
    /// It is copied into a room of its exact size, and what it came in is zeroed: to shrink a text
    /// may leave a copy behind that nobody zeroes.
    pub fn new(text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        let exact: Box<str> = text.as_str().into();
        text.zeroize();
        Self(SecretString::new(exact))
    }

    /// The text itself, for the call to AWS and for comparison; never for output.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Where a secret's value comes from. It may be shown, saved and compared: it says nothing of
/// the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Origin {
    /// An environment variable.
    Env {
        /// The variable's name.
        name: String,
        /// Whether a final newline is kept.
        verbatim: bool,
    },
    /// A file inside the stack's folder.
    File {
        /// Its path, relative to the stack's folder.
        path: String,
        /// A key in it, where it is YAML or JSON: dots divide levels.
        key: Option<String>,
        /// Whether a final newline is kept.
        verbatim: bool,
    },
    /// A key of a sops file.
    Sops {
        /// The encrypted file's path.
        file: String,
        /// The key in it.
        key: String,
    },
    /// A secret of AWS Secrets Manager.
    SecretsManager {
        /// Its name or ARN.
        id: String,
        /// A key of the JSON that it holds.
        json_key: Option<String>,
        /// The staging label, `AWSCURRENT` unless said.
        version_stage: Option<String>,
    },
    /// A random text made once, when the parameter is created.
    Generate {
        /// Characters in it.
        length: u32,
        /// The characters to draw from; letters and digits unless said.
        characters: Option<String>,
    },
    /// What a command prints.
    Exec {
        /// The command and its arguments.
        argv: Vec<String>,
        /// Whether a final newline is kept.
        verbatim: bool,
    },
    /// A text that refers to another resource's secret attribute, or stands where a secret does.
    Reference {
        /// The text, its references marked as [`crate::reference`] says.
        text: String,
    },
}

/// A secret value of a tree: where it comes from, and its text where that is known.
///
/// A desired secret has an origin and, once resolved, a text. A live one has no origin, and no
/// text where it was not decrypted.
#[derive(Clone)]
pub struct Secret {
    /// Where the value comes from; `None` for a live one.
    pub origin: Option<Origin>,
    /// The value, where it is known.
    pub text: Option<SecretText>,
    /// The source's public word for what it held, where it has one: it says nothing of the value,
    /// and a plan binds to it.
    pub version: Option<String>,
}

impl Secret {
    /// A secret that is still to be resolved.
    pub fn unresolved(origin: Origin) -> Self {
        Self { origin: Some(origin), text: None, version: None }
    }

    /// A secret that was read from AWS.
    pub fn live(text: Option<SecretText>) -> Self {
        Self { origin: None, text, version: None }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::zeroize::ZeroizeOnDrop;

    use super::*;

    /// What is checked is that the text lies in a type that zeroes its exact room when it is dropped,
    /// and that it came there from a text that was zeroed. What is not, since it is not ours: the copies
    /// that the SDK, the TLS library and the kernel make of a request on its way.
    #[test]
    fn a_secret_lies_where_it_is_zeroed() {
        fn zeroed<T: ZeroizeOnDrop>(_: &T) {}
        let mut roomy = String::with_capacity(64);
        roomy.push_str("hunter2");
        let SecretText(held) = SecretText::new(roomy);
        zeroed(&held);
        assert_eq!(held.expose_secret(), "hunter2");
    }
}
