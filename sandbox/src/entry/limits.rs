//! How much of the server one client may have.

use std::time::Duration;

/// What the server gives its clients at most. A client that asks for more, or takes longer, is refused or cut
/// off; the others never notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body. AWS takes about 1 MB of the covered operations' requests.
    pub body: usize,
    /// Bytes of a request's head, no less than 8,192.
    pub head: usize,
    /// Header lines of a request.
    pub headers: usize,
    /// Connections at once. Others wait until one ends.
    pub connections: usize,
    /// How long a head may take, counted from the end of the request before: so long a connection may idle.
    pub head_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long a client may leave an answer unread.
    pub answer_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 2 << 20,
            head: 64 << 10,
            headers: 100,
            connections: 256,
            head_time: Duration::from_secs(30),
            body_time: Duration::from_secs(30),
            answer_time: Duration::from_secs(30),
        }
    }
}
