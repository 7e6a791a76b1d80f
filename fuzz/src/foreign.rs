//! Files of other tools, as anybody can hand them to whoever imports them.

use std::collections::BTreeMap;

use engine::Site;
use engine::import::from::{Form, Given, cloudformation, elsewhere, physical_ids, taken, terraform, values};

use crate::parts::texts;

/// A file, read as each form there is.
pub fn run(bytes: &[u8]) {
    let site = Site {
        stack: "webshop".into(),
        environment: "default".into(),
        origin: None,
        former: None,
        region: "us-east-1".into(),
        account: "123456789012".into(),
        sandbox: false,
    };
    let none = BTreeMap::new();
    let (region, account) = (site.region.as_str(), Some(site.account.as_str()));
    for text in texts(bytes) {
        for plain in [false, true] {
            let read = [
                terraform(text, &|_| plain),
                cloudformation(text, &Given { variables: &none, ids: &none, region, account }),
                values(Form::Dotenv, text, Some("/x"), &|_| plain),
                values(Form::Tree, text, Some("/x"), &|_| plain),
            ];
            for read in read {
                match read {
                    Ok(foreign) => {
                        elsewhere(&foreign, &[&site]);
                        let taken = taken(&foreign, &site);
                        assert!(taken.live.found.keys().all(|address| taken.places.contains_key(address)));
                    }
                    Err(mistake) => assert!(mistake.line > 0 && !mistake.message.is_empty()),
                }
            }
        }
        drop(physical_ids(text));
    }
}
