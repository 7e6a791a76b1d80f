//! Names of documents: AWS takes a name or an ARN, and gives back what it was given.

use crate::site::Site;

/// The bare name of a document of this account and region, or of AWS, however it was named; any
/// other as it is.
pub(super) fn bare<'a>(site: &Site, text: &'a str) -> &'a str {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, "ssm", region, account, resource] = parts[..] else { return text };
    let here = region == site.region && (account == site.account || account.is_empty());
    resource.strip_prefix("document/").filter(|_| here).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_this_place_has_one_name() {
        let site = Site {
            origin: None,
            former: None,
            stack: "webshop".into(),
            environment: "production".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
            sandbox: false,
        };
        let bare = |text| bare(&site, text);
        assert_eq!(bare("arn:aws:ssm:us-east-1:123456789012:document/restart"), "restart");
        assert_eq!(bare("arn:aws:ssm:us-east-1::document/AWS-RunShellScript"), "AWS-RunShellScript");
        let other = "arn:aws:ssm:us-east-1:210987654321:document/restart";
        assert_eq!((bare(other), bare("restart")), (other, "restart"));
    }
}
