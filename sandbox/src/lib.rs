//! An AWS Systems Manager control plane small enough to carry.
//!
//! Clients reach it as they reach AWS: through the HTTP client of the AWS SDK for Rust
//! ([`Sandbox::client`]), or on a loopback port ([`Sandbox::serve`]). It knows the wire and the API, and
//! nothing of who uses it.
//!
//! A request goes through one door, which finds its operation, lets happen what goes wrong on request, checks
//! it against the API's model in AWS's words, carries it out in a transaction, and answers when the change is
//! safe. The model is a text of facts under `model/`, with an overlay of what AWS does otherwise.
//!
//! ```
//! use http::Request;
//! use sandbox::{Sandbox, Settings};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::memory(Settings::default());
//! let request = Request::post("/")
//!     .header("x-amz-target", "AmazonSSM.PutParameter")
//!     .header("authorization", "Credential=123456789012/20270101/us-east-1/ssm/aws4_request")
//!     .body(r#"{"Name": "/web/port", "Value": "80", "Type": "String"}"#.into())?;
//! let response = sandbox.handle(request).await?;
//! assert_eq!(&response.body()[..], br#"{"Version":1,"Tier":"Standard"}"#);
//! assert_eq!(sandbox.calls()["PutParameter"].answered, 1);
//! # Ok(())
//! # }
//! ```
//!
//! What is not here: signatures are not verified, permissions are not checked, and nothing runs on nodes.

mod calls;
mod check;
mod clock;
mod coverage;
mod door;
mod dump;
mod entry;
mod facts;
mod faults;
mod fleet;
mod handler;
mod notices;
mod operations;
mod sandbox;
mod settings;
mod store;
mod tree;
mod wire;

pub use calls::CallCount;
pub use clock::Clock;
pub use coverage::{Coverage, coverage};
pub use door::Lost;
pub use entry::Limits;
pub use faults::{Effect, Moment, Omission, Rule, ScriptError, When, script};
pub use fleet::{Fleet, FleetError};
pub use sandbox::Sandbox;
pub use settings::{Checks, Pages, Quotas, Rates, ReservedTags, Secrets, Settings};
pub use store::{Lag, OpenError};
