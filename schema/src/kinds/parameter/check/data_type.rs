//! The rules of data types.

use crate::finding::Finding;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::{DataType, ParameterType, ParameterValue};
use crate::reference;

/// Where the settings of integrations must lie.
const INTEGRATIONS: &str = "/d9d01087-4a3f-49e0-b0b4-d568d7826553/ssm/integrations/webhook/";

pub(super) fn check(candidate: Candidate<'_>, findings: &mut Vec<Finding>) {
    let Some(data_type) = candidate.written.and_then(|written| written.data_type) else { return };
    let state = &candidate.declared.state;
    let place = candidate.place("dataType");
    let refuse = |message: &str| Finding::error("parameter-data-type", place, message);
    match data_type {
        DataType::Text => {}
        DataType::Ec2Image if state.r#type != ParameterType::String => {
            findings.push(refuse("only a `String` can name an image").help("say `type: String`"));
        }
        DataType::Ec2Image => {
            if let ParameterValue::Text(text) = &state.value
                && !reference::holds(text)
                && !is_image(text)
            {
                let message = "this is not the id of an image";
                findings.push(
                    Finding::error("parameter-data-type", candidate.value().head(), message)
                        .also(place, "AWS checks it so")
                        .help("write `ami-` and 8 or 17 hexadecimal digits, or take `dataType` out"),
                );
            }
        }
        DataType::SsmIntegration => {
            if state.r#type != ParameterType::SecureString {
                findings.push(
                    refuse("the settings of an integration are a `SecureString`")
                        .help("say `type: SecureString`"),
                );
            }
            if !candidate.declared.name.starts_with(INTEGRATIONS) {
                let message = "the settings of an integration lie under one path";
                findings.push(refuse(message).help(format!("put the parameter under `{INTEGRATIONS}`")));
            }
        }
    }
}

fn is_image(text: &str) -> bool {
    text.strip_prefix("ami-").is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}
