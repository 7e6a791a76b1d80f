//! Change calendars as manifests say them.

// The calendars that `schedule` is proved with are those that states are proved with.
#[path = "../../../schedule/tests/all/generated.rs"]
mod generated;
mod ics;
mod laws;
mod spec;
mod world;
