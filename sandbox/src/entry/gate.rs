//! Who may ask: programs on this machine, and no web page.
//!
//! A page in a browser can be made to reach a loopback port, under its own name (DNS rebinding) or across
//! origins. The first says a foreign name in `Host`, the second says where it comes from.

use std::net::IpAddr;

use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, StatusCode, Uri};

/// What a browser says of where a request comes from.
const SITE: &str = "sec-fetch-site";

/// Why a request is turned away at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stranger {
    /// It names another server, or none.
    Host,
    /// A page sent it.
    Page,
}

impl Stranger {
    /// The answer's status and text.
    pub(super) fn answer(self) -> (StatusCode, &'static str) {
        match self {
            Stranger::Host => {
                let text = "The sandbox answers to loopback names and its own port only";
                (StatusCode::MISDIRECTED_REQUEST, text)
            }
            Stranger::Page => (StatusCode::FORBIDDEN, "The sandbox does not answer web pages"),
        }
    }
}

/// Looks at a request's head.
///
/// # Errors
/// Whoever sent it is turned away.
pub(super) fn admit(headers: &HeaderMap, uri: &Uri, port: u16) -> Result<(), Stranger> {
    if !is_ours(headers, uri, port) {
        return Err(Stranger::Host);
    }
    // A person who types the address says `none`.
    let typed = headers.get_all(SITE).iter().all(|site| site.as_bytes() == b"none");
    if headers.contains_key(ORIGIN) || !typed { Err(Stranger::Page) } else { Ok(()) }
}

/// Whether the one `Host` is a loopback name or address, with this port or none. A target that names a server
/// names the same.
fn is_ours(headers: &HeaderMap, uri: &Uri, port: u16) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(authority) = Authority::try_from(host.as_bytes()) else { return false };
    let same = uri.authority().is_none_or(|own| *own == authority);
    same && is_loopback(&authority) && has_port(&authority, port)
}

fn is_loopback(authority: &Authority) -> bool {
    let host = authority.host();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let name = bare.to_ascii_lowercase();
    let named = name == "localhost" || name.ends_with(".localhost");
    let plain = !authority.as_str().contains('@');
    plain && (named || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

fn has_port(authority: &Authority, port: u16) -> bool {
    let rest = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    rest.is_empty() || authority.port_u16() == Some(port)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PORT: u16 = 4566;

    fn ask(headers: &[(&'static str, &str)], uri: &str) -> Result<(), Stranger> {
        let headers = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
        });
        admit(&headers.collect(), &uri.parse().expect("a target"), PORT)
    }

    #[test]
    fn loopback_names_with_this_port_or_none_are_ours() {
        for host in [
            "127.0.0.1",
            "127.8.9.1:4566",
            "localhost",
            "LocalHost:4566",
            "sts.localhost",
            "[::1]",
            "[::1]:4566",
        ] {
            assert_eq!(ask(&[("host", host)], "/"), Ok(()), "{host}");
        }
        assert_eq!(ask(&[("host", "localhost:4566")], "http://localhost:4566/"), Ok(()));
    }

    #[test]
    fn other_names_are_not() {
        for host in [
            "",
            ":4566",
            "localhost:80",
            "localhost:",
            "localhost:99999",
            "localhost.",
            "xlocalhost",
            "localhost.example.com",
            "example.com:4566",
            "127.0.0.1.example.com",
            "me@localhost:4566",
            "localhost@example.com",
            "10.0.0.1:4566",
            "0.0.0.0:4566",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::1",
            "2130706433",
            "0x7f.1",
            "localhost/x",
            "localhost example.com",
        ] {
            assert_eq!(ask(&[("host", host)], "/"), Err(Stranger::Host), "{host}");
        }
        assert_eq!(ask(&[], "/"), Err(Stranger::Host), "no host");
        assert_eq!(ask(&[("host", "localhost"), ("host", "localhost")], "/"), Err(Stranger::Host), "two");
        assert_eq!(ask(&[("host", "localhost")], "http://example.com/"), Err(Stranger::Host), "a proxy's");
    }

    #[test]
    fn pages_are_turned_away() {
        let host = ("host", "localhost:4566");
        for origin in ["null", "https://example.com", "http://localhost:4566"] {
            assert_eq!(ask(&[host, ("origin", origin)], "/"), Err(Stranger::Page), "{origin}");
        }
        for (site, admitted) in
            [("cross-site", false), ("same-site", false), ("same-origin", false), ("none", true)]
        {
            assert_eq!(ask(&[host, (SITE, site)], "/").is_ok(), admitted, "{site}");
        }
    }
}
