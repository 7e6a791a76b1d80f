//! What a crash says.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::Location;

use engine::ports::Masks;

use super::Outlet;

/// Has crashes tell nothing either: neither what is masked nor a secret that the run knows.
pub(super) fn tell(outlet: Outlet, known: Masks) {
    std::panic::set_hook(Box::new(move |crash| {
        let text = crashed(crash.payload(), crash.location(), &known);
        let trace = Backtrace::capture();
        let trace = match trace.status() {
            BacktraceStatus::Captured => trace.to_string(),
            _ => String::new(),
        };
        outlet.err(&format!("{text}{trace}"));
    }));
}

fn crashed(payload: &(dyn Any + Send), place: Option<&Location<'_>>, known: &Masks) -> String {
    let said = payload.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
    let place = place.map_or(String::new(), |place| format!(" at {place}"));
    let said = known.apply(said);
    format!(
        "trueup crashed{place}: {said}\nThis is a bug; what was under way is not known, and the next run finds out\n"
    )
}

#[cfg(test)]
mod tests {
    use schema::SecretText;

    use super::*;
    use crate::render::samples::CANARY;

    fn bad() -> Result<(), String> {
        Err(format!("bad {CANARY}"))
    }

    /// A crash says what the code says of itself, and that may hold a value.
    #[test]
    fn a_crash_shows_no_secret() {
        let known = Masks::default();
        known.add(&SecretText::new(CANARY));
        known.add(&SecretText::new(format!("{CANARY}\n\"line two\"")));
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let crashes = [
            std::panic::catch_unwind(|| panic!("cannot write {CANARY}")),
            std::panic::catch_unwind(|| panic!("{:?}", Some(format!("{CANARY}\n\"line two\"")))),
            std::panic::catch_unwind(|| bad().expect("it is well formed")),
        ];
        std::panic::set_hook(quiet);
        for crash in crashes {
            let payload = crash.expect_err("it crashed");
            let text = crashed(&*payload, None, &known);
            assert!(
                text.contains("(secret)") && !text.contains("canary") && !text.contains("line two"),
                "{text}"
            );
        }
    }
}
