//! A world to run the binary in: a folder of its own, an environment of its own, and a sandbox on
//! a loopback port where one is wanted.

mod forms;
mod pipe;
mod run;
mod server;
mod terminal;
mod world;

pub use forms::{has_form, has_its_form};
pub use run::{Ended, Running};
pub use rustix::process::Signal;
pub use server::Server;
pub use terminal::AtTerminal;
pub use world::{MANIFEST, STACK, World, many};

/// Stands for a secret: it must never be seen in any output.
pub const CANARY: &str = "hunter2-canary-4711";
