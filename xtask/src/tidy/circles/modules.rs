//! The modules of a crate: which file holds which, what each defines, takes in and names.

use super::mentions;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Attribute, Item, ItemMod};

/// Stands for a module in [`Crate::modules`].
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
    /// Paths that its code names without `use`.
    pub mentions: Vec<Mention>,
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

/// A path in the code.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its names, from the left.
    pub path: Vec<String>,
    /// Where it begins.
    pub line: usize,
}

/// A crate as its files tell it.
#[derive(Debug, Default)]
pub struct Crate {
    /// The root comes first.
    pub modules: Vec<Module>,
}

/// Hands over a file's text, by its path from the checkout's top folder.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> anyhow::Result<String>;

impl Crate {
    /// Reads a crate from its root file on. What is compiled for unit tests only is left out.
    pub fn read(root: &str, read: ReadFile<'_>) -> anyhow::Result<Self> {
        let mut house = Self::default();
        house.read_file(root, folder_of(root), None, read)?;
        Ok(house)
    }

    fn read_file(
        &mut self,
        file: &str,
        folder: &str,
        parent: Option<ModuleId>,
        read: ReadFile<'_>,
    ) -> anyhow::Result<ModuleId> {
        let text = read(file)?;
        let parsed = syn::parse_file(&text).with_context(|| format!("{file} is no Rust"))?;
        self.read_items(&parsed.items, file, folder, parent, read)
    }

    fn read_items(
        &mut self,
        items: &[Item],
        file: &str,
        folder: &str,
        parent: Option<ModuleId>,
        read: ReadFile<'_>,
    ) -> anyhow::Result<ModuleId> {
        let id = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            ..mentions::collect(items)
        });
        for item in items {
            if let Item::Mod(child) = item
                && !is_for_tests(&child.attrs)
            {
                let child_id = self.read_child(child, file, folder, id, read)?;
                if let Some(module) = self.modules.get_mut(id) {
                    module.children.insert(child.ident.to_string(), child_id);
                }
            }
        }
        Ok(id)
    }

    fn read_child(
        &mut self,
        child: &ItemMod,
        file: &str,
        folder: &str,
        parent: ModuleId,
        read: ReadFile<'_>,
    ) -> anyhow::Result<ModuleId> {
        let inside = format!("{folder}/{}", child.ident);
        if let Some((_, items)) = &child.content {
            return self.read_items(items, file, &inside, Some(parent), read);
        }
        if let Some(path) = path_attribute(&child.attrs) {
            let file = super::join(folder_of(file), &path);
            return self.read_file(&file, folder_of(&file), Some(parent), read);
        }
        let beside = format!("{inside}.rs");
        if read(&beside).is_ok() {
            return self.read_file(&beside, &inside, Some(parent), read);
        }
        let face = format!("{inside}/mod.rs");
        self.read_file(&face, &inside, Some(parent), read)
            .with_context(|| format!("{file} declares `mod {}`", child.ident))
    }
}

/// Whether something is compiled for unit tests only.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let pair = attribute.meta.require_name_value().ok()?;
        if !pair.path.is_ident("path") {
            return None;
        }
        match &pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        }
    })
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
