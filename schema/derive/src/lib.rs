//! The derive of `Shape`.
