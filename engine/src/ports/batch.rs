//! Requests that AWS takes several of in one call.

use super::table::Request;

impl Request {
    /// Joins requests of one operation into one, as many as its row allows; `None` where they do
    /// not go together.
    pub fn join(requests: &[Request]) -> Option<Request> {
        let (first, rest) = requests.split_first()?;
        if requests.len() > first.row().batch {
            return None;
        }
        let mut joined = match first {
            Request::DeleteParameters(first) => first.clone(),
            _ => return rest.is_empty().then(|| first.clone()),
        };
        for request in rest {
            let Request::DeleteParameters(input) = request else { return None };
            for name in input.get_names().iter().flatten() {
                joined = joined.names(name);
            }
        }
        Some(joined.into())
    }
}
