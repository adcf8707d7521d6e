//! `cargo xtask`: every command a person needs to run, test and keep MedConsult.

mod types;

fn main() -> anyhow::Result<()> {
    types::write("client-ui/src/generated".as_ref())
}
