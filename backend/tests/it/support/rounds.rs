//! How long tests that draw lots go on.

/// How often something is tried by chance: `cargo xtask test --long` has patience.
pub fn rounds<T>(short: T, long: T) -> T {
    match std::env::var_os("MEDCONSULT_LONG") {
        Some(_) => long,
        None => short,
    }
}
