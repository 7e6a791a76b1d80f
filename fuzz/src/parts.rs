//! One input that holds several texts.

/// What stands between two of them: a line of its own.
const BETWEEN: &[u8] = b"\n%%\n";

/// The texts of an input, in order.
pub(crate) fn parts(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + BETWEEN.len()..];
    }
    parts.push(bytes);
    parts
}

/// The texts of an input that must be texts; those that are none are left out.
pub(crate) fn texts(bytes: &[u8]) -> Vec<&str> {
    parts(bytes).into_iter().filter_map(|part| std::str::from_utf8(part).ok()).collect()
}
