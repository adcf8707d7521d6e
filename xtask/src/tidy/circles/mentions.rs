//! What the code of one module takes in by `use`, and what else it names.

use super::module::{Module, Use};
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::iter::Peekable;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, UseTree, Visibility};

/// Reads a module's items. Modules below are left to the caller.
pub fn collect(items: &[Item]) -> Module {
    let mut reader = Reader::default();
    for item in items {
        reader.visit_item(item);
        if !is_for_tests(attributes(item)) {
            reader.module.items.extend(name_of(item));
        }
    }
    for item in items {
        if let Item::Macro(call) = item
            && call.ident.is_none()
        {
            words(call.mac.tokens.clone(), &mut reader.module);
        }
    }
    reader.module
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

#[derive(Default)]
struct Reader {
    module: Module,
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_for_tests(attributes(item)) {
            return;
        }
        match item {
            Item::Mod(_) | Item::ExternCrate(_) => {}
            Item::Use(item) => {
                // `::name` is always another crate.
                if item.leading_colon.is_none() {
                    let is_handed_on = !matches!(item.vis, Visibility::Inherited);
                    self.take_in(&item.tree, &[], is_handed_on);
                }
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !is_for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names: Vec<&Ident> = path.segments.iter().map(|part| &part.ident).collect();
            self.mention(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.paths_among(tokens.clone());
    }
}

impl Reader {
    fn mention(&mut self, names: &[&Ident]) {
        if let Some(first) = names.first() {
            let path = names.iter().map(ToString::to_string).collect();
            let line = first.span().start().line;
            self.module.mentions.entry(path).or_insert(line);
        }
    }

    fn take_in(&mut self, tree: &UseTree, before: &[String], is_handed_on: bool) {
        let (name, last, line) = match tree {
            UseTree::Path(path) => {
                let mut before = before.to_vec();
                before.push(path.ident.to_string());
                return self.take_in(&path.tree, &before, is_handed_on);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_in(tree, before, is_handed_on);
                }
                return;
            }
            UseTree::Name(name) => (Some(&name.ident), Some(&name.ident), name.ident.span()),
            UseTree::Rename(name) => (Some(&name.rename), Some(&name.ident), name.ident.span()),
            UseTree::Glob(glob) => (None, None, glob.star_token.span),
        };
        let mut path = before.to_vec();
        let mut name = name.map(ToString::to_string);
        match last.map(ToString::to_string) {
            // `a::{self}` brings in `a`.
            Some(last) if last == "self" && !before.is_empty() => {
                name = name
                    .filter(|name| name != "self")
                    .or_else(|| before.last().cloned());
            }
            Some(last) => path.push(last),
            None => {}
        }
        self.module.uses.push(Use {
            name,
            path,
            is_handed_on,
            line: line.start().line,
        });
    }

    /// What stands inside a macro call is no Rust yet; `a::b::c` is a path there, too.
    fn paths_among(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.paths_among(group.stream()),
                TokenTree::Ident(first) => {
                    let mut names = vec![first];
                    while let Some(next) = next_name(&mut tokens) {
                        names.push(next);
                    }
                    self.mention(&names.iter().collect::<Vec<_>>());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

/// The name after `::`, if both come next.
fn next_name(tokens: &mut Peekable<impl Iterator<Item = TokenTree>>) -> Option<Ident> {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':');
    tokens.next_if(is_colon)?;
    tokens.next_if(is_colon)?;
    match tokens.next_if(|token| matches!(token, TokenTree::Ident(_)))? {
        TokenTree::Ident(name) => Some(name),
        _ => None,
    }
}

fn words(tokens: TokenStream, module: &mut Module) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => words(group.stream(), module),
            TokenTree::Ident(word) => {
                module.macro_words.insert(word.to_string());
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
