//! Who asks: the SigV4 `Authorization` header, read and not verified.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::handler::Refusal;

/// What the header's credential scope names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) access_key: String,
    pub(crate) region: String,
}

/// Reads `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
pub(super) fn credential(headers: &HeaderMap) -> Result<Credential, Refusal> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(|| Refusal::new("MissingAuthenticationTokenException", "Missing Authentication Token"))?;
    let incomplete = || {
        Refusal::new(
            "IncompleteSignatureException",
            "Authorization header requires 'Credential' parameter of the form KEY/DATE/REGION/SERVICE/aws4_request",
        )
    };
    let rest = header.split_once("Credential=").ok_or_else(incomplete)?.1;
    let scope = rest.split([',', ' ']).next().unwrap_or_default();
    // The key itself may hold slashes; the four parts after it may not.
    let mut parts = scope.rsplitn(5, '/');
    let (Some("aws4_request"), Some(_service), Some(region), Some(_date), Some(key)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(incomplete());
    };
    let named = |text: &str| {
        let length = (1..=64).contains(&text.len());
        length && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !named(region) || key.is_empty() {
        return Err(incomplete());
    }
    Ok(Credential { access_key: key.to_owned(), region: region.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Credential, String> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, header.parse().expect("a header"));
        credential(&headers).map_err(|refusal| refusal.code.into_owned())
    }

    #[test]
    fn the_scope_gives_key_and_region() {
        let read_ = read(
            "AWS4-HMAC-SHA256 Credential=123456789012/20270101/eu-west-1/ssm/aws4_request, SignedHeaders=host, Signature=0",
        );
        let expected = Credential { access_key: "123456789012".into(), region: "eu-west-1".into() };
        assert_eq!(read_, Ok(expected));
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        assert_eq!(read("Basic x"), Err("IncompleteSignatureException".into()));
        assert_eq!(
            read("AWS4-HMAC-SHA256 Credential=a/b/../ssm/aws4_request"),
            Err("IncompleteSignatureException".into())
        );
        let none = credential(&HeaderMap::new()).map_err(|refusal| refusal.code.into_owned());
        assert_eq!(none, Err("MissingAuthenticationTokenException".into()));
    }
}
