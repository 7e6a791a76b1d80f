//! trueup.
fn main() {}
