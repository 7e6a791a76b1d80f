//! Where the values of imported secrets come from.

use clap::ValueEnum;
use schema::kinds::parameter::{SecretsManagerKey, ValueFrom, ValueSource};

/// Where the values of secrets come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Secrets {
    /// Whoever sets them in AWS: `manage: metadata`.
    #[default]
    Metadata,
    /// Variables of the environment, called as in the file, or after the parameter.
    Env,
    /// Secrets of AWS Secrets Manager, called as the parameter is without its first slash.
    #[value(name = "secretsManager")]
    SecretsManager,
}

impl Secrets {
    /// The source of the value of a parameter, whose variable would be called so.
    pub fn source(self, variable: &str, name: &str) -> Option<ValueFrom> {
        let source = match self {
            Self::Metadata => return None,
            Self::Env => ValueSource::Env(variable.to_owned()),
            Self::SecretsManager => ValueSource::SecretsManager(SecretsManagerKey {
                id: name.trim_start_matches('/').to_owned(),
                json_key: None,
                version_stage: None,
            }),
        };
        Some(ValueFrom { source, verbatim: false })
    }
}

/// The variable of a parameter: `/webshop/db-password` is `WEBSHOP_DB_PASSWORD`.
pub(super) fn variable(name: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = name.trim_start_matches('/').chars().map(sign).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}
