//! Which process this is, so that the next one on this machine knows when it is gone.
//!
//! Only Linux tells enough to be sure: where it does not, a lease lasts until it ends by itself.

use std::fs;
use std::path::Path;
use std::process;

use crate::intake::text;

/// Bytes that the system says of one thing at most.
const LARGEST: usize = 64 * 1024;

/// This process, in a form that only processes of the same boot and the same pid namespace can
/// judge; `None` where the system does not tell.
pub(super) fn this() -> Option<String> {
    named(process::id())
}

/// Whether a process is certainly gone: one of this boot and namespace whose number is free, or is
/// another's by now. Of any other nothing is known.
pub(super) fn gone(told: &str) -> bool {
    let Some((place, rest)) = told.split_once(' ') else { return false };
    let pid = rest.split_once(' ').and_then(|(pid, _)| pid.parse().ok());
    match (here(), pid) {
        (Some(here), Some(pid)) if here == place => named(pid).as_deref() != Some(told),
        _ => false,
    }
}

fn named(pid: u32) -> Option<String> {
    let stat = text(Path::new(&format!("/proc/{pid}/stat")), LARGEST).ok()?;
    // The command's name comes first, in brackets, and may hold blanks.
    let mut after = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = after.next()?;
    let started = after.nth(18)?;
    (!matches!(state, "Z" | "X")).then_some(())?;
    Some(format!("{} {pid} {started}", here()?))
}

/// This boot and this pid namespace.
fn here() -> Option<String> {
    let boot = text(Path::new("/proc/sys/kernel/random/boot_id"), LARGEST).ok()?;
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{}/{}", boot.trim(), namespace.to_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_is_gone_once_it_has_ended() {
        assert!(!gone(&this().expect("Linux tells")));
        let mut child = process::Command::new("sleep").arg("600").spawn().expect("it runs");
        let told = named(child.id()).expect("Linux tells");
        assert!(!gone(&told));
        child.kill().expect("ours");
        child.wait().expect("ours");
        assert!(gone(&told));
    }

    #[test]
    fn nothing_is_known_of_a_process_elsewhere() {
        for told in ["", "somewhere/else 1 1", "x", &format!("{} x 1", here().unwrap_or_default())] {
            assert!(!gone(told), "{told}");
        }
    }
}
