//! Parameters: what a hierarchy comes to, every rule that needs no AWS, and secrets.

mod check;
mod expand;
mod secrets;
mod world;
