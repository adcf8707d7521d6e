//! Tests that start the test program again, to run in surroundings of their own.

/// The name by which the test program runs one test of this module: `--exact` wants the whole path,
/// and runs nothing, successfully, where a name is wrong.
macro_rules! name_of {
    ($test:ident) => {{
        let _: fn() = $test;
        crate::again::without_program(concat!(module_path!(), "::", stringify!($test)))
    }};
}
pub(crate) use name_of;

/// What follows the program's own name.
pub fn without_program(path: &str) -> &str {
    path.split_once("::").unwrap().1
}
