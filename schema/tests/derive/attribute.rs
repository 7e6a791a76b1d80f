//! An attribute that is mistyped.

/// A record.
#[derive(schema::Shape)]
struct Record {
    /// Its name.
    #[shape(renamed = "x")]
    name: String,
}

fn main() {}
