//! The modules of a crate: which file holds which.

use super::mentions::{self, is_for_tests};
use super::module::{Module, ModuleId};
use crate::tidy::relative;
use anyhow::Context;
use syn::{Attribute, Item, ItemMod};

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
            let file =
                relative::join(folder_of(file), &path).context("a path out of the checkout")?;
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
