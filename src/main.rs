//! trueup.

mod render;
mod view;

fn main() {}
