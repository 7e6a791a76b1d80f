//! What a record says, and its form in Parameter Store.

use serde::{Deserialize, Serialize};

use super::registrations::Registrations;

/// The version of the form. Another one is left alone: this build would lose what it says.
const VERSION: u32 = 1;

/// What a site remembers. It holds no secret in any form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The id of the stack that keeps it, where that has one.
    pub origin: Option<String>,
    /// The commit that was applied last, whole.
    pub commit: Option<String>,
    /// The digest of what was desired then.
    pub desired: Option<String>,
    /// What is ours and can carry no tag.
    pub registrations: Registrations,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    desired: Option<String>,
    #[serde(default, skip_serializing_if = "Registrations::is_empty")]
    patch_groups: Registrations,
}

impl Record {
    /// The record as JSON.
    pub fn text(&self) -> String {
        let Self { origin, commit, desired, registrations } = self.clone();
        let form = Form { version: VERSION, origin, commit, desired, patch_groups: registrations };
        serde_json::to_string(&form).expect("a record is plain data")
    }

    /// Reads a record.
    ///
    /// # Errors
    /// Why the text is none that this build may write over, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let none = |_: serde_json::Error| "holds no record of trueup".to_owned();
        let Head { version } = serde_json::from_str(text).map_err(none)?;
        if version != VERSION {
            return Err(format!(
                "holds a record of version {version}, and this build of trueup knows {VERSION}"
            ));
        }
        let Form { version: _, origin, commit, desired, patch_groups } =
            serde_json::from_str(text).map_err(none)?;
        Ok(Self { origin, commit, desired, registrations: patch_groups })
    }
}

#[cfg(test)]
mod tests {
    use super::super::registrations::Registration;
    use super::*;

    #[test]
    fn a_record_reads_back() {
        let mut record = Record { origin: Some("0a1b".into()), ..Record::default() };
        record.registrations.insert(
            "production",
            Registration {
                group: "Production".into(),
                system: "SUSE".into(),
                baseline: "PatchBaseline/suse".into(),
            },
        );
        insta::assert_snapshot!(record.text(), @r#"{"version":1,"origin":"0a1b","patchGroups":{"Production":{"name":"production","baselines":{"SUSE":["PatchBaseline/suse"]}}}}"#);
        assert_eq!(Record::read(&record.text()), Ok(record));
    }

    #[test]
    fn what_is_no_record_is_told() {
        let said = |text: &str| Record::read(text).expect_err("no record");
        assert_eq!(said("hello"), "holds no record of trueup");
        assert_eq!(said("{}"), "holds no record of trueup");
        assert_eq!(said("{\"version\":2}"), "holds a record of version 2, and this build of trueup knows 1");
    }
}
