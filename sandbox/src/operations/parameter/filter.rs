//! ParameterFilters: which are valid where, in AWS's words, and what they let through.

use super::name::{is_formed, key};
use super::source::Source;
use super::version;
use crate::check::Said;
use crate::handler::Refusal;
use crate::operations::tags;
use crate::store::View;
use crate::tree::Record;

/// A valid filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    key: String,
    option: Match,
    values: Vec<String>,
}

/// How a filter's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Equals,
    BeginsWith,
    Contains,
    OneLevel,
    Recursive,
}

/// Which operation filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Describe,
    ByPath,
}

impl Place {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Place::Describe => &["Path", "Name", "Type", "KeyId", "Tier", "DataType"],
            Place::ByPath => &["Type", "KeyId", "Label"],
        }
    }
}

const NAME_RULE: &str = "The parameter doesn't meet the parameter name requirements. The parameter name must \
    begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use \
    only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters \
    are not allowed. All sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: \
    /get/parameters2-/by1./path0_.";

/// Reads the member `ParameterFilters`.
pub(super) fn said(said: &Said<'_>, place: Place) -> Result<Vec<Filter>, Refusal> {
    let mut out: Vec<Filter> = Vec::new();
    for filter in said.each("ParameterFilters") {
        let filter = read(&filter, place)?;
        if out.iter().any(|before| before.key == filter.key) {
            return Err(Refusal::new(
                "InvalidFilterKey",
                format!(
                    "The following filter is duplicated in the request: {}. A request can contain only one \
                     occurrence of a specific filter.",
                    filter.key
                ),
            ));
        }
        out.push(filter);
    }
    Ok(out)
}

fn read(filter: &Said<'_>, place: Place) -> Result<Filter, Refusal> {
    let key = filter.required("Key");
    let values: Vec<String> = filter.texts("Values").into_iter().map(str::to_owned).collect();
    let option = filter.text("Option");
    let by_tag = place == Place::Describe && key.starts_with("tag:");
    if !by_tag && !place.keys().contains(&key) {
        return Err(Refusal::new(
            "InvalidFilterKey",
            format!(
                "The following filter key is not valid: {key}. Valid filter keys include: [{}].",
                place.keys().join(", ")
            ),
        ));
    }
    if values.is_empty() && !by_tag {
        return Err(Refusal::new(
            "InvalidFilterValue",
            format!("The following filter values are missing : null for filter key {key}."),
        ));
    }
    let option = match_of(key, option)?;
    values.iter().try_for_each(|value| check_value(key, value))?;
    Ok(Filter { key: key.to_owned(), option, values })
}

fn match_of(key: &str, option: Option<&str>) -> Result<Match, Refusal> {
    let allowed: &[(&str, Match)] = match key {
        "Path" => &[("Recursive", Match::Recursive), ("OneLevel", Match::OneLevel)],
        "Label" => &[("Equals", Match::Equals)],
        "Name" => {
            &[("BeginsWith", Match::BeginsWith), ("Equals", Match::Equals), ("Contains", Match::Contains)]
        }
        _ => &[("BeginsWith", Match::BeginsWith), ("Equals", Match::Equals)],
    };
    let Some(option) = option else {
        return Ok(if key == "Path" { Match::OneLevel } else { Match::Equals });
    };
    let found = allowed.iter().find(|(name, _)| *name == option);
    found.map(|(_, found)| *found).ok_or_else(|| {
        let names: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
        Refusal::new(
            "InvalidFilterOption",
            format!(
                "The following filter option is not valid: {option}. Valid options include: [{}].",
                names.join(", ")
            ),
        )
    })
}

fn check_value(key: &str, value: &str) -> Result<(), Refusal> {
    let words: &[&str] = match key {
        "Path" => return check_path(value),
        "Type" => &["String", "StringList", "SecureString"],
        "Tier" => &["Standard", "Advanced", "Intelligent-Tiering"],
        _ => return Ok(()),
    };
    if words.contains(&value) {
        return Ok(());
    }
    Err(Refusal::new(
        "InvalidFilterOption",
        format!(
            "The following filter value is not valid: {value}. Valid values include: [{}].",
            words.join(", ")
        ),
    ))
}

fn check_path(path: &str) -> Result<(), Refusal> {
    let lower = path.to_ascii_lowercase();
    if lower.starts_with("/aws") || lower.starts_with("/ssm") {
        return Err(Refusal::validation(
            "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When using \
             global parameters, please specify within a global namespace.",
        ));
    }
    check_path_form(path)
}

/// A path begins with a slash and has no empty parts.
pub(super) fn check_path_form(path: &str) -> Result<(), Refusal> {
    if path.starts_with('/') && is_formed(path) && !path.contains("//") {
        return Ok(());
    }
    Err(Refusal::validation(NAME_RULE))
}

/// A path as the folder whose keys lie below it.
pub(super) fn folder(path: &str) -> String {
    format!("{}/", path.trim_end_matches('/'))
}

/// The rows to look at for filters that all must let a row through.
pub(super) fn source(filters: &[Filter]) -> Source {
    for filter in filters {
        match (&*filter.key, filter.option, &filter.values[..]) {
            ("Name", Match::Equals, values) => {
                return Source::Keys(values.iter().filter_map(|value| key(value)).collect());
            }
            ("Name", Match::BeginsWith, [value]) => return Source::Under(slashed(value)),
            ("Path", Match::Recursive, [value]) => return Source::Under(folder(value)),
            ("Path", Match::OneLevel, [value]) => return Source::Children(folder(value)),
            _ => {}
        }
    }
    Source::Under(String::new())
}

fn slashed(name: &str) -> String {
    format!("/{}", name.strip_prefix('/').unwrap_or(name))
}

impl Filter {
    /// Whether the filter lets a parameter through.
    pub(super) fn passes(&self, view: &View<'_>, parameter: &str, row: &Record) -> bool {
        match &*self.key {
            "Name" => self.any(|value| match self.option {
                Match::Equals => key(value).is_some_and(|value| value == parameter),
                Match::BeginsWith => parameter.starts_with(&slashed(value)),
                Match::Contains => parameter.contains(value),
                Match::OneLevel | Match::Recursive => false,
            }),
            "Path" => self.any(|value| {
                let rest = parameter.strip_prefix(&folder(value));
                rest.is_some_and(|rest| self.option == Match::Recursive || !rest.contains('/'))
            }),
            "Label" => version::labels(row).any(|label| self.any(|value| value == label)),
            key => match key.strip_prefix("tag:") {
                Some(tag) => {
                    let held = tags::value(view, &format!("ssm:{}", super::name::resource(parameter)), tag);
                    held.is_some_and(|held| self.values.is_empty() || self.matches(held))
                }
                None => row.text(key).is_some_and(|held| self.matches(held)),
            },
        }
    }

    /// Whether it looks at versions' labels.
    pub(super) fn is_by_label(&self) -> bool {
        self.key == "Label"
    }

    fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        self.values.iter().any(|value| test(value))
    }

    fn matches(&self, held: &str) -> bool {
        self.any(|value| match self.option {
            Match::BeginsWith => held.starts_with(value),
            Match::Equals | Match::Contains | Match::OneLevel | Match::Recursive => held == value,
        })
    }
}

/// Reads the older member `Filters`, whose names match by their beginning.
pub(super) fn said_legacy(said: &Said<'_>) -> Vec<Filter> {
    let filters = said.each("Filters").into_iter();
    filters
        .map(|filter| {
            let key = filter.required("Key");
            let option = if key == "Name" { Match::BeginsWith } else { Match::Equals };
            let values = filter.texts("Values").into_iter().map(str::to_owned).collect();
            Filter { key: key.to_owned(), option, values }
        })
        .collect()
}
