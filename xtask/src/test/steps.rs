//! The steps of a test run: what they are called, and what each needs first.

use clap::ValueEnum;

/// One step. Their order here is the order in which they run: what fails fast comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Step {
    /// rustfmt
    Fmt,
    /// The house rules
    Tidy,
    /// The generated types are current
    Types,
    /// Debian packages
    Packages,
    /// Test tools in Python
    Python,
    /// The UI's packages
    UiPackages,
    /// The UI's types
    UiCheck,
    /// The UI, as the app takes it in
    UiBuild,
    /// The server, the app and all tests, with clippy's lints
    Build,
    /// The UI's own tests, in Chromium
    UiTest,
    /// A throw-away PostgreSQL
    Database,
    /// All Rust tests, with the app's windows
    Rust,
    /// The examples in the documentation
    Docs,
}

impl Step {
    /// What it is called on the command line.
    pub fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// What a reader of the terminal is told.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fmt => "Formatting of the Rust code",
            Self::Tidy => "House rules",
            Self::Types => "Generated types are current",
            Self::Packages => "Debian packages",
            Self::Python => "Test tools in Python",
            Self::UiPackages => "The UI's packages",
            Self::UiCheck => "The UI's types",
            Self::UiBuild => "Building the UI",
            Self::Build => "Building the server, the app and the tests, with clippy",
            Self::UiTest => "The UI's tests",
            Self::Database => "A throw-away PostgreSQL",
            Self::Rust => "Rust tests",
            Self::Docs => "Examples in the documentation",
        }
    }

    /// The steps that must have gone well before this one makes sense.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::Fmt | Self::Tidy | Self::Types | Self::Packages => &[],
            Self::Python | Self::UiPackages | Self::Database => &[Self::Packages],
            Self::UiCheck | Self::UiBuild | Self::UiTest => &[Self::UiPackages],
            // The app takes the built UI in when it is compiled.
            Self::Build => &[Self::UiBuild],
            Self::Rust => &[Self::Build, Self::Database, Self::Python],
            Self::Docs => &[Self::Build],
        }
    }
}

/// These steps with all that they need, in running order. None chosen means all.
pub fn plan(chosen: &[Step]) -> Vec<Step> {
    if chosen.is_empty() {
        return Step::value_variants().to_vec();
    }
    let mut plan = chosen.to_vec();
    let mut looked_at = 0;
    while let Some(step) = plan.get(looked_at).copied() {
        for need in step.needs() {
            if !plan.contains(need) {
                plan.push(*need);
            }
        }
        looked_at += 1;
    }
    plan.sort_unstable();
    plan.dedup();
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_before_the_step() {
        for step in Step::value_variants() {
            for need in step.needs() {
                assert!(need < step, "{need:?} before {step:?}");
            }
        }
    }

    #[test]
    fn a_chosen_step_brings_what_it_needs() {
        assert_eq!(plan(&[Step::Fmt]), [Step::Fmt]);
        assert_eq!(
            plan(&[Step::Rust]),
            [
                Step::Packages,
                Step::Python,
                Step::UiPackages,
                Step::UiBuild,
                Step::Build,
                Step::Database,
                Step::Rust
            ]
        );
        assert_eq!(plan(&[]).len(), Step::value_variants().len());
    }
}
