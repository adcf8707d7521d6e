//! One module: what it defines, takes in and names.

use std::collections::{BTreeMap, BTreeSet};

/// Stands for a module in the list of its crate's modules.
pub type ModuleId = usize;

/// One module, in a file of its own or inside its parent's.
#[derive(Debug, Default)]
pub struct Module {
    /// The file that its code stands in.
    pub file: String,
    /// None for the crate's root.
    pub parent: Option<ModuleId>,
    /// Modules below, by name.
    pub children: BTreeMap<String, ModuleId>,
    /// What it defines, by name.
    pub items: BTreeSet<String>,
    /// Every word inside macro calls between its items; what such a macro defines is among them.
    pub macro_words: BTreeSet<String>,
    /// Its `use` declarations, one for each name.
    pub uses: Vec<Use>,
    /// Paths that its code names without `use`, each with the first line that does.
    pub mentions: BTreeMap<Vec<String>, usize>,
}

/// One name that a `use` declaration brings in.
#[derive(Debug, PartialEq, Eq)]
pub struct Use {
    /// The name here; None for a glob.
    pub name: Option<String>,
    /// What it stands for.
    pub path: Vec<String>,
    /// Handed on to others (`pub use`). Such a line is a face: it counts where the name is used.
    pub is_handed_on: bool,
    /// The line of the name.
    pub line: usize,
}
