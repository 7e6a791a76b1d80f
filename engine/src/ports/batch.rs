//! Requests that AWS takes several of in one call.

use super::table::Request;

impl Request {
    /// Whether two requests can be one call: the same operation, and the same but for what it is
    /// done to.
    pub fn goes_with(&self, other: &Request) -> bool {
        match (self, other) {
            (Request::DeleteParameters(_), Request::DeleteParameters(_)) => true,
            #[cfg(feature = "ec2")]
            (Request::CreateTags(one), Request::CreateTags(other)) => one.get_tags() == other.get_tags(),
            #[cfg(feature = "ec2")]
            (Request::DeleteTags(one), Request::DeleteTags(other)) => one.get_tags() == other.get_tags(),
            _ => false,
        }
    }

    /// Joins requests that [go with](Request::goes_with) each other into one, as many as their row
    /// allows; `None` where they do not go together.
    pub fn join(requests: &[Request]) -> Option<Request> {
        let (first, rest) = requests.split_first()?;
        if requests.len() > first.row().batch || !rest.iter().all(|request| first.goes_with(request)) {
            return None;
        }
        rest.iter().try_fold(first.clone(), Request::and)
    }

    /// The request, done to what the other is done to as well.
    fn and(self, other: &Request) -> Option<Request> {
        match (self, other) {
            (Request::DeleteParameters(joined), Request::DeleteParameters(other)) => Some(
                other.get_names().iter().flatten().fold(joined, |joined, name| joined.names(name)).into(),
            ),
            #[cfg(feature = "ec2")]
            (Request::CreateTags(joined), Request::CreateTags(other)) => Some(
                other.get_resources().iter().flatten().fold(joined, |joined, id| joined.resources(id)).into(),
            ),
            #[cfg(feature = "ec2")]
            (Request::DeleteTags(joined), Request::DeleteTags(other)) => Some(
                other.get_resources().iter().flatten().fold(joined, |joined, id| joined.resources(id)).into(),
            ),
            _ => None,
        }
    }
}
