//! Tiers: what is asked for, what is given, and what each holds.

use super::count;
use crate::handler::{Call, Refusal};
use crate::operations::service_setting;
use crate::settings::Quotas;
use crate::store::View;
use crate::tree::{Record, Tree};

/// A parameter's tier as it reads; Intelligent-Tiering is a way to choose one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tier {
    Standard,
    Advanced,
}

const INTELLIGENT: &str = "Intelligent-Tiering";
const STANDARD_BYTES: usize = 4096;
const ADVANCED_BYTES: usize = 8192;
const STANDARD_PARAMETERS: i64 = 10_000;
const ADVANCED_PARAMETERS: i64 = 100_000;

impl Tier {
    pub(super) fn name(self) -> &'static str {
        match self {
            Tier::Standard => "Standard",
            Tier::Advanced => "Advanced",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Tier::Standard => STANDARD_BYTES,
            Tier::Advanced => ADVANCED_BYTES,
        }
    }

    fn parameters(self) -> i64 {
        match self {
            Tier::Standard => STANDARD_PARAMETERS,
            Tier::Advanced => ADVANCED_PARAMETERS,
        }
    }
}

/// Decides the tier of a version and refuses what does not fit it.
pub(super) fn choose(
    call: &Call<'_>,
    view: &View<'_>,
    asked: Option<&str>,
    before: Option<&Record>,
    row: &Record,
    policies: &[Tree],
) -> Result<Tier, Refusal> {
    let present = before.and_then(|before| before.text("Tier"));
    let was_advanced = present == Some("Advanced");
    let by_default = service_setting::default_tier(view);
    let unsaid = if by_default == INTELLIGENT { by_default } else { present.unwrap_or(by_default) };
    let asked = asked.unwrap_or(unsaid);
    let bytes = row.text("Value").unwrap_or_default().len();
    let tier = match asked {
        "Advanced" => Tier::Advanced,
        INTELLIGENT => {
            let full = before.is_none() && is_full(call, view, Tier::Standard);
            let needs_more = bytes > STANDARD_BYTES || !policies.is_empty() || full;
            if was_advanced || needs_more { Tier::Advanced } else { Tier::Standard }
        }
        _ if was_advanced => return Err(downgrade()),
        _ => Tier::Standard,
    };
    if bytes > tier.bytes() {
        return Err(too_large(tier));
    }
    if tier == Tier::Standard && !policies.is_empty() {
        return Err(Refusal::validation(
            "Parameter policies can be assigned only to parameters that use the advanced-parameter tier.",
        ));
    }
    if present != Some(tier.name()) && is_full(call, view, tier) {
        return Err(too_many(tier));
    }
    Ok(tier)
}

fn is_full(call: &Call<'_>, view: &View<'_>, tier: Tier) -> bool {
    call.quotas == Quotas::Published && count::of(view, tier.name()) >= tier.parameters()
}

fn too_many(tier: Tier) -> Refusal {
    let most = tier.parameters();
    let message = match tier {
        Tier::Standard => format!(
            "You have reached the maximum number of standard parameters for this AWS account and Region ({most}). \
             To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier \
             (charges apply)."
        ),
        Tier::Advanced => format!(
            "You have reached the maximum number of advanced parameters for this AWS account and Region ({most}). \
             To add more parameters, delete existing parameters."
        ),
    };
    Refusal::new("ParameterLimitExceeded", message)
}

fn downgrade() -> Refusal {
    Refusal::validation(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the \
         advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced \
         parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of \
         4096 characters.",
    )
}

fn too_large(tier: Tier) -> Refusal {
    match tier {
        Tier::Standard => Refusal::validation(
            "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger \
             parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see \
             https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
        ),
        Tier::Advanced => Refusal::validation(
            "The specified parameter value is too large. Advanced-tier parameters support a maximum parameter value of 8192 characters.",
        ),
    }
}
