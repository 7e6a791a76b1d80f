//! The requests that say something of a lease.

use aws_sdk_ssm::operation::delete_parameters::builders::DeleteParametersInputBuilder;
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
use aws_sdk_ssm::types::ParameterType;

use super::content::Lease;
use super::seen::name;
use crate::ports::Request;

/// Creates a number, where nobody has yet.
pub(crate) fn create(record: &str, number: u64, lease: &Lease) -> Request {
    put(record, number, lease).overwrite(false).into()
}

/// Says something else in a number that is ours.
pub(crate) fn overwrite(record: &str, number: u64, lease: &Lease) -> Request {
    put(record, number, lease).overwrite(true).into()
}

/// Takes numbers away that nobody needs; ten at once, which is what AWS takes.
pub(crate) fn tidy(record: &str, numbers: &[u64]) -> Vec<Request> {
    let delete = |ten: &[u64]| {
        let names = ten.iter().map(|number| name(record, *number)).collect();
        DeleteParametersInputBuilder::default().set_names(Some(names)).into()
    };
    numbers.chunks(10).map(delete).collect()
}

fn put(record: &str, number: u64, lease: &Lease) -> PutParameterInputBuilder {
    PutParameterInputBuilder::default()
        .name(name(record, number))
        .r#type(ParameterType::String)
        .value(lease.text())
}
