//! Where comments lie, and by which requests they are read and written.

use http::{HeaderName, Method, Uri};
use schema::SecretText;

use super::Forge;
use super::client::Request;
use super::github;
use super::gitlab;
use crate::error::{Error, Result};
use crate::variable::text;

/// The number of a pull request or a merge request.
pub type Number = std::num::NonZeroU64;

/// The comments of one pull request or merge request.
pub struct Place {
    /// Whose they are.
    pub forge: Forge,
    /// Its number.
    pub number: Number,
    /// The list of them.
    pub(super) list: String,
    /// What the id of one is added to.
    pub(super) one: String,
    /// Who asks.
    pub(super) user: String,
    /// How one is changed.
    pub(super) edit: Method,
    /// How many are read at once.
    pub(super) page: usize,
    /// What the token goes in.
    pub(super) header: HeaderName,
    /// What stands before it there.
    pub(super) scheme: &'static str,
    /// By what the forge knows us.
    pub(super) token: SecretText,
    /// What else every request says.
    pub(super) accept: &'static str,
}

impl Place {
    /// The comments that this run writes to, by CI's variables.
    ///
    /// # Errors
    /// Usage: a variable is missing or is not what the forge gives; the event that GitHub tells of cannot be
    /// read.
    pub fn of(forge: Forge, number: Option<Number>) -> Result<Self> {
        match forge {
            Forge::Github => github::place(number),
            Forge::Gitlab => gitlab::place(number),
        }
    }

    pub(super) fn whoami(&self) -> Request {
        Request {
            doing: "ask whose the token is",
            method: Method::GET,
            address: self.user.clone(),
            body: None,
        }
    }

    pub(super) fn read(&self, page: usize) -> Request {
        let mark = if self.list.contains('?') { '&' } else { '?' };
        let address = format!("{}{mark}per_page={}&page={page}", self.list, self.page);
        Request { doing: "read the comments", method: Method::GET, address, body: None }
    }

    pub(super) fn make(&self, text: &str) -> Request {
        let address = self.list.split('?').next().unwrap_or_default().to_owned();
        Request { doing: "post the comment", method: Method::POST, address, body: Some(body(text)) }
    }

    pub(super) fn edit(&self, id: u64, text: &str) -> Request {
        let (method, address) = (self.edit.clone(), format!("{}{id}", self.one));
        Request { doing: "edit the comment", method, address, body: Some(body(text)) }
    }

    pub(super) fn delete(&self, id: u64) -> Request {
        let address = format!("{}{id}", self.one);
        Request {
            doing: "delete the comment that is there twice",
            method: Method::DELETE,
            address,
            body: None,
        }
    }
}

fn body(text: &str) -> String {
    serde_json::json!({ "body": text }).to_string()
}

/// A variable that CI sets.
///
/// # Errors
/// Usage: it is not set.
pub(super) fn needed(name: &str, help: &str) -> Result<String> {
    text(name).ok_or_else(|| Error::usage(format!("`{name}` is not set; nothing was posted")).help(help))
}

/// An address of the forge in a variable, without a slash at its end.
///
/// # Errors
/// Usage: it is not set, or no address over HTTP.
pub(super) fn address(name: &str, help: &str) -> Result<String> {
    let said = needed(name, help)?;
    usable(&said).ok_or_else(|| {
        Error::usage(format!("`{name}` is no address of a forge: `{said}`")).help("CI sets it by itself")
    })
}

/// An address that may be asked and shown: over HTTP, of a host, without a user, a query or markup.
pub(super) fn usable(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:[]".contains(&byte);
    let good = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| !host.is_empty())
        && address.bytes().all(plain);
    good.then(|| address.trim_end_matches('/').to_owned())
}

/// The token in a variable, as the value of a header.
///
/// # Errors
/// Usage: it is not set, or no header can hold it. It is not repeated in words.
pub(super) fn token(name: &str, help: &str) -> Result<SecretText> {
    let said = SecretText::new(needed(name, help)?);
    let token = said.expose().trim();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::usage(format!("`{name}` holds no token; nothing was posted")).help(help));
    }
    Ok(SecretText::new(token))
}

#[cfg(test)]
mod tests {
    use super::usable;

    #[test]
    fn only_plain_addresses_are_asked() {
        for good in ["https://forge.example/api/v4", "http://127.0.0.1:8080", "http://[::1]:80/"] {
            assert_eq!(usable(good).as_deref(), Some(good.trim_end_matches('/')));
        }
        for bad in [
            "",
            "forge.example",
            "ftp://forge.example",
            "file:///etc/passwd",
            "https://user@forge.example",
            "https://forge.example/?x=1",
            "https://forge.example/#x",
            "https://forge.example/\"><b>",
            "javascript:alert(1)",
        ] {
            assert_eq!(usable(bad), None, "{bad}");
        }
    }
}
