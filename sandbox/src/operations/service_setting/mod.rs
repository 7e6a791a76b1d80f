//! Service settings: they always exist, and are changed or reset.

mod change;
mod known;
mod show;

use crate::handler::{Call, Kind, Refusal, read, write};
use crate::store::{Table, View};
use known::{Setting, known};

/// Service settings.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        read("GetServiceSetting", show::get),
        write("UpdateServiceSetting", change::update),
        write("ResetServiceSetting", change::reset),
    ],
    upkeep: &[],
};

const DEFAULT_TIER: &str = "/ssm/parameter-store/default-parameter-tier";
const HIGH_THROUGHPUT: &str = "/ssm/parameter-store/high-throughput-enabled";
const PUBLIC_SHARING: &str = "/ssm/documents/console/public-sharing-permission";

/// The account's default tier for new parameters.
pub(super) fn default_tier<'a>(view: &View<'a>) -> &'a str {
    value(view, DEFAULT_TIER)
}

/// Whether the account has bought high throughput.
pub(crate) fn high_throughput(view: &View<'_>) -> bool {
    value(view, HIGH_THROUGHPUT) == "true"
}

/// Whether documents may be shared with everybody.
pub(super) fn public_sharing(view: &View<'_>) -> bool {
    value(view, PUBLIC_SHARING) == "Enable"
}

fn value<'a>(view: &View<'a>, id: &str) -> &'a str {
    let changed = view.get(Table::Setting, id).and_then(|row| row.text("SettingValue"));
    let default = || known().iter().find(|setting| setting.id == id).map(|setting| setting.default);
    changed.or_else(default).expect("the settings with an effect are in the table")
}

/// The setting that a request names by id or ARN.
fn named(call: &Call<'_>) -> Result<&'static Setting, Refusal> {
    let id = call.said().required("SettingId");
    let prefix = call.arn("servicesetting");
    let id = id.strip_prefix(&prefix).unwrap_or(id);
    known()
        .iter()
        .find(|setting| setting.id == id)
        .ok_or_else(|| Refusal::new("ServiceSettingNotFound", "The specified service setting was not found."))
}
