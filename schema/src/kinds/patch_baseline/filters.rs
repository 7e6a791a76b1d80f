//! Filters of patches: for each key the values of which a patch must have one.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::kinds::patch_baseline::Family;
use crate::node::{Node, Value};
use crate::shape::{Change, Form, Misfit, Reader, RecordForm, Shape, Words, listed_map, nearest};
use crate::tree::Tree;

/// Filters by key. A patch passes when for each key it has one of the values; `*` is any.
///
/// Keys are texts, since AWS may hold one that this version does not know, or one twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Filters(pub BTreeMap<String, BTreeSet<String>>);

/// The key of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum FilterKey {
    /// `OS` or `APPLICATION`. Windows only.
    #[shape(word = "PATCH_SET")]
    PatchSet,
    /// Releases, such as `AmazonLinux2` or `WindowsServer2022`.
    #[shape(word = "PRODUCT")]
    Product,
    /// Families of applications, such as `Office`. Windows only.
    #[shape(word = "PRODUCT_FAMILY")]
    ProductFamily,
    /// What patches are for, such as `Security` or `SecurityUpdates`.
    #[shape(word = "CLASSIFICATION")]
    Classification,
    /// How bad Microsoft finds what they mend, such as `Critical`. Windows only.
    #[shape(word = "MSRC_SEVERITY")]
    MsrcSeverity,
    /// How bad the vendor finds what they mend, such as `Important`.
    #[shape(word = "SEVERITY")]
    Severity,
    /// Priorities of packages, such as `Required`. Debian, Ubuntu and Raspberry Pi OS only.
    #[shape(word = "PRIORITY")]
    Priority,
    /// Sections of packages, such as `web`. Debian, Ubuntu and Raspberry Pi OS only.
    #[shape(word = "SECTION")]
    Section,
}

/// Any value.
pub(super) const ANY: &str = "*";

impl FilterKey {
    /// The keys that filters of a family may have.
    pub fn of_family(family: Family) -> &'static [Self] {
        match family {
            Family::Windows => &[
                Self::PatchSet,
                Self::Product,
                Self::ProductFamily,
                Self::Classification,
                Self::MsrcSeverity,
            ],
            Family::Amazon | Family::RedHat | Family::Suse => {
                &[Self::Product, Self::Classification, Self::Severity]
            }
            Family::Debian => &[Self::Product, Self::Priority, Self::Section],
            Family::MacOs => &[Self::Product, Self::Classification],
        }
    }

    /// The values that it may have there; `None` where AWS's list is open.
    pub fn values(self, family: Family) -> Option<&'static [&'static str]> {
        match (self, family) {
            (Self::PatchSet, _) => Some(&["OS", "APPLICATION"]),
            (Self::Classification, Family::Windows) => Some(&[
                "CriticalUpdates",
                "DefinitionUpdates",
                "Drivers",
                "FeaturePacks",
                "SecurityUpdates",
                "ServicePacks",
                "Tools",
                "UpdateRollups",
                "Updates",
                "Upgrades",
            ]),
            (Self::Classification, Family::Amazon | Family::RedHat) => {
                Some(&["Security", "Bugfix", "Enhancement", "Recommended", "Newpackage"])
            }
            (Self::Classification, Family::Suse) => {
                Some(&["Security", "Recommended", "Optional", "Feature", "Document", "Yast"])
            }
            (Self::Classification, Family::Debian | Family::MacOs) => None,
            (Self::MsrcSeverity, _) => Some(&["Critical", "Important", "Moderate", "Low", "Unspecified"]),
            (Self::Severity, Family::Amazon) => Some(&["Critical", "Important", "Medium", "Low"]),
            // Vendors say `Moderate`; AWS's own lists of some of them say `Medium`.
            (Self::Severity, Family::RedHat) => Some(&["Critical", "Important", "Moderate", "Medium", "Low"]),
            (Self::Severity, _) => Some(&["Critical", "Important", "Moderate", "Low"]),
            (Self::Priority, _) => Some(&["Required", "Important", "Standard", "Optional", "Extra"]),
            (Self::Product | Self::ProductFamily | Self::Section, _) => None,
        }
    }

    fn doc(self) -> &'static str {
        match self {
            Self::PatchSet => "`OS` or `APPLICATION`. Windows only.",
            Self::Product => "Releases, such as `AmazonLinux2` or `WindowsServer2022`.",
            Self::ProductFamily => "Families of applications, such as `Office`. Windows only.",
            Self::Classification => "What patches are for, such as `Security` or `SecurityUpdates`.",
            Self::MsrcSeverity => "How bad Microsoft finds what they mend, such as `Critical`. Windows only.",
            Self::Severity => "How bad the vendor finds what they mend, such as `Important`.",
            Self::Priority => "Priorities of packages. Debian, Ubuntu and Raspberry Pi OS only.",
            Self::Section => "Sections of packages. Debian, Ubuntu and Raspberry Pi OS only.",
        }
    }
}

impl Shape for Filters {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            reader.wrong_form(node, "a map of keys and their values", listed_map(node, &String::form()));
            return None;
        };
        let mut filters = BTreeMap::new();
        for entry in entries {
            let key = &entry.key;
            if FilterKey::of(&key.text).is_none() {
                reader.report(unknown_key(&key.text, key.span));
                continue;
            }
            if let Some(values) = reader.read_under(key.span, &entry.value) {
                filters.insert(key.text.clone(), values);
            }
        }
        Some(Self(filters))
    }

    fn tree(&self) -> Tree {
        self.0.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        BTreeMap::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        let mut form = RecordForm::default();
        for (word, key) in FilterKey::ALL {
            form.field::<Option<BTreeSet<String>>>(word, key.doc(), || Some(None), Change::InPlace);
        }
        Form::Record(form)
    }
}

fn unknown_key(key: &str, span: crate::Span) -> Finding {
    let words = FilterKey::ALL.iter().map(|(word, _)| *word);
    let finding = Finding::error("baseline-filter", span, format!("`{key}` is no key of a patch filter"));
    match nearest(key, words.clone()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("the keys are {}", words.collect::<Vec<_>>().join(", "))),
    }
}
