//! From a path in the code to the file that defines what it names.

use super::graph::Graph;
use super::module::{Module, ModuleId, Use};
use super::modules::Crate;

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// A module, which by itself is only a way to what lies in it.
    Module(ModuleId),
    /// Something that this file defines.
    Item(String),
}

/// Declarations that are being looked into, so that one that leads to itself is left alone.
type Seen = Vec<(ModuleId, usize)>;

/// Draws an arrow for everything that a file of the crate takes from another.
pub fn draw(house: &Crate, graph: &mut Graph) {
    for (id, module) in house.modules.iter().enumerate() {
        let taken = module.uses.iter().filter(|taken| !taken.is_handed_on);
        for (path, line) in taken
            .filter(|taken| taken.name.is_some())
            .map(|taken| (&taken.path, taken.line))
            .chain(module.mentions.iter().map(|(path, line)| (path, *line)))
        {
            if let Some(Target::Item(file)) = house.resolve(id, path, &mut Vec::new()) {
                graph.add(&module.file, line, &file);
            }
        }
    }
}

impl Crate {
    fn module(&self, id: ModuleId) -> Option<&Module> {
        self.modules.get(id)
    }

    fn resolve(&self, from: ModuleId, path: &[String], seen: &mut Seen) -> Option<Target> {
        let mut rest = path;
        let mut at = Some(Target::Module(from));
        let mut is_first = true;
        while let [name, after @ ..] = rest {
            let module = match at? {
                Target::Module(module) => module,
                // A variant, an associated function or the like.
                item @ Target::Item(_) => return Some(item),
            };
            at = match name.as_str() {
                "crate" => Some(Target::Module(0)),
                "self" => Some(Target::Module(module)),
                "super" => self.module(module)?.parent.map(Target::Module),
                name => self
                    .look_up(module, name, !after.is_empty(), seen)
                    .or_else(|| {
                        // Not found from here, it is another crate or something local; not found
                        // in a module that was named, it is made there by a macro.
                        let file = &self.module(module)?.file;
                        (!is_first).then(|| Target::Item(file.clone()))
                    }),
            };
            is_first = false;
            rest = after;
        }
        at
    }

    /// What a name means inside a module. Where more follows, a module goes before an item of the
    /// same name, and else after it.
    fn look_up(
        &self,
        id: ModuleId,
        name: &str,
        more_follows: bool,
        seen: &mut Seen,
    ) -> Option<Target> {
        let module = self.module(id)?;
        let mut meanings = Vec::new();
        meanings.extend(module.children.get(name).copied().map(Target::Module));
        for (place, taken) in module.uses.iter().enumerate() {
            if taken.name.as_deref() == Some(name) {
                meanings.extend(self.follow((id, place), taken, seen));
            }
        }
        let is_here = module.items.contains(name)
            || (meanings.is_empty() && module.macro_words.contains(name));
        if is_here {
            meanings.push(Target::Item(module.file.clone()));
        }
        let is_module = |meaning: &Target| matches!(meaning, Target::Module(_));
        let best = meanings
            .iter()
            .find(|meaning| is_module(meaning) == more_follows)
            .or(meanings.first());
        if best.is_some() {
            return best.cloned();
        }
        let globs = module.uses.iter().enumerate();
        globs
            .filter(|(_, taken)| taken.name.is_none())
            .find_map(
                |(place, taken)| match self.follow((id, place), taken, seen)? {
                    Target::Module(inside) if inside != id => {
                        self.look_up(inside, name, more_follows, seen)
                    }
                    _ => None,
                },
            )
    }

    fn follow(&self, mark: (ModuleId, usize), taken: &Use, seen: &mut Seen) -> Option<Target> {
        if seen.contains(&mark) {
            return None;
        }
        seen.push(mark);
        let target = self.resolve(mark.0, &taken.path, seen);
        seen.pop();
        target
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    /// The crate of these files, whose first is its root.
    fn draw_all(files: &[(&str, &str)]) -> Graph {
        let read = |path: &str| {
            let file = files.iter().find(|(name, _)| *name == path);
            Ok(file.context("no such file")?.1.to_owned())
        };
        let mut graph = Graph::default();
        draw(&Crate::read(files[0].0, &read).unwrap(), &mut graph);
        graph
    }

    fn ways(files: &[(&str, &str)]) -> Vec<String> {
        let told = |way: Vec<(String, usize)>| {
            let stops: Vec<_> = way.iter().map(|(f, line)| format!("{f}:{line}")).collect();
            stops.join(" ")
        };
        let circles = draw_all(files).circles();
        circles.into_iter().map(|circle| told(circle.way)).collect()
    }

    #[test]
    fn a_planted_circle_is_found_in_every_way_of_writing_it() {
        let b = "\npub struct B;\nfn f(_: super::a::A) {}\n";
        for a in [
            "use crate::b::B;\npub struct A;\n",
            "use super::b::{self, B as Other};\npub struct A;\n",
            "use super::{b::{B}};\npub struct A;\n",
            "pub struct A { b: crate::b::B }\n",
            "pub struct A; fn f() { use crate::b; b::B; }\n",
            "pub struct A; fn f() { format!(\"{}\", super::b::B); }\n",
            "use crate::b::*; pub struct A(B);\n",
            "pub use crate::b::B; pub struct A(B);\n",
        ] {
            let files = [
                ("s/lib.rs", "mod a;\nmod b;\n"),
                ("s/a.rs", a),
                ("s/b.rs", b),
            ];
            assert_eq!(ways(&files), ["s/a.rs:1 s/b.rs:3"], "{a}");
        }
    }

    #[test]
    fn a_face_is_a_way_through_and_no_stop() {
        let files = [
            (
                "s/lib.rs",
                "mod a;\nmod user;\nfn main() { user::go(a::B); }\n",
            ),
            (
                "s/a/mod.rs",
                "mod b;\nmod c;\npub use b::B;\npub use c::{C, down};\n",
            ),
            ("s/a/b.rs", "pub struct B(super::C);\n"),
            ("s/a/c.rs", "pub struct C;\npub fn down() {}\n"),
            (
                "s/user.rs",
                "use crate::a::{self, B};\npub fn go(_: B) { a::down(); }\n",
            ),
        ];
        assert_eq!(ways(&files), [""; 0]);
        let mut expected = Graph::default();
        for (from, line, to) in [
            ("s/lib.rs", 3, "s/user.rs"),
            ("s/lib.rs", 3, "s/a/b.rs"),
            ("s/a/b.rs", 1, "s/a/c.rs"),
            ("s/user.rs", 1, "s/a/b.rs"),
            ("s/user.rs", 2, "s/a/c.rs"),
        ] {
            expected.add(from, line, to);
        }
        assert_eq!(format!("{:?}", draw_all(&files)), format!("{expected:?}"));
    }

    #[test]
    fn unit_tests_do_not_count() {
        let files = [
            (
                "s/main.rs",
                "mod a;\nfn main() { a::go() }\npub struct Root;\n",
            ),
            (
                "s/a.rs",
                "pub fn go() {}\n#[cfg(test)]\nmod tests { use super::*; use crate::Root; }\n\
                 #[cfg(test)]\nuse crate::Root;\n#[cfg(test)]\nmod more;\n",
            ),
        ];
        assert_eq!(ways(&files), [""; 0]);
    }

    #[test]
    fn a_parent_that_holds_what_its_child_needs_is_a_circle() {
        let files = [
            ("s/lib.rs", "pub mod a;\n"),
            (
                "s/a.rs",
                "mod child;\npub struct A;\npub fn go() { child::go() }\n",
            ),
            ("s/a/child.rs", "use super::A;\npub fn go() { A; }\n"),
        ];
        assert_eq!(ways(&files), ["s/a.rs:3 s/a/child.rs:1"]);
    }

    #[test]
    fn names_of_other_crates_and_of_oneself_lead_nowhere() {
        let files = [
            ("s/lib.rs", "mod a;\nmod serde_like;\npub use a::a;\n"),
            (
                "s/a.rs",
                "use serde;\nuse tokio::task;\npub fn a() { task::spawn(); serde::x(); ::a::b(); }\n",
            ),
            (
                "s/serde_like.rs",
                "use crate::a;\nfn f() { a(); a::a(); }\n",
            ),
        ];
        let mut expected = Graph::default();
        expected.add("s/serde_like.rs", 1, "s/a.rs");
        assert_eq!(format!("{:?}", draw_all(&files)), format!("{expected:?}"));
    }

    #[test]
    fn a_file_may_stand_elsewhere() {
        let files = [
            (
                "s/lib.rs",
                "#[path = \"../other/b.rs\"]\nmod b;\nmod inside { pub mod c; }\n",
            ),
            ("other/b.rs", "pub fn b() { crate::inside::c::c() }\n"),
            ("s/inside/c.rs", "pub fn c() { crate::b::b() }\n"),
        ];
        assert_eq!(ways(&files), ["other/b.rs:1 s/inside/c.rs:1"]);
    }
}
