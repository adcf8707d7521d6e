//! The systems, by the names that the compiler gives them.

use clap::ValueEnum;

/// A system that the app is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// Android phones
    Android,
    /// Android phones with 32-bit processors
    Android32,
    /// iPhones
    Ios,
    /// Macs
    Macos,
    /// Windows
    Windows,
}

impl Target {
    /// All of them, the one that finds most first.
    pub const ALL: &[Self] = &[
        Self::Android,
        Self::Ios,
        Self::Macos,
        Self::Windows,
        Self::Android32,
    ];

    /// The compiler's name of it.
    pub const fn triple(self) -> &'static str {
        match self {
            Self::Android => "aarch64-linux-android",
            Self::Android32 => "armv7-linux-androideabi",
            Self::Ios => "aarch64-apple-ios",
            Self::Macos => "aarch64-apple-darwin",
            Self::Windows => "x86_64-pc-windows-msvc",
        }
    }
}
