//! Serves a sandbox on a loopback port, for clients that are tried by hand and by `tests/clients`.
//!
//! `serve PORT [FILE] [--published-rates]`: port 0 takes a free one; without a file it lives in memory.

use std::error::Error;

use sandbox::{Rates, Sandbox, Settings};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (flags, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let mut settings = Settings::default();
    for flag in flags {
        match &*flag {
            "--published-rates" => settings.rates = Rates::Published,
            _ => return Err(format!("unknown flag {flag}").into()),
        }
    }
    let port: u16 = words.first().ok_or("a port is needed")?.parse()?;
    let sandbox = match words.get(1) {
        Some(file) => Sandbox::open(file, settings)?,
        None => Sandbox::memory(settings),
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    let stop = async {
        // Without a handler for it the signal ends the process anyway.
        let _ = tokio::signal::ctrl_c().await;
    };
    sandbox.serve(listener, stop).await?;
    Ok(())
}
