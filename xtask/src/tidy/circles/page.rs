//! Imports among the files of the page: TypeScript and Svelte.

use super::graph::Graph;
use crate::tidy::relative;
use std::collections::BTreeSet;

/// What an import may leave out of a file's name.
const ENDINGS: &[&str] = &[
    "",
    ".ts",
    ".svelte",
    ".js",
    ".mjs",
    "/index.ts",
    "/index.js",
];

/// Whether a path names a file of the page.
pub fn is_of_the_page(path: &str) -> bool {
    path.starts_with("client-ui/")
        && [".ts", ".js", ".mjs", ".svelte"]
            .iter()
            .any(|ending| path.ends_with(ending))
}

/// Draws an arrow for each import of another of these files.
pub fn draw(path: &str, text: &str, files: &BTreeSet<&str>, graph: &mut Graph) {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (line, named) in imports(text) {
        if !named.starts_with('.') {
            continue;
        }
        let Some(named) = relative::join(folder, named) else {
            continue;
        };
        let file = ENDINGS
            .iter()
            .find_map(|ending| files.get(format!("{named}{ending}").as_str()));
        if let Some(file) = file {
            graph.add(path, line, file);
        }
    }
}

/// Each import with the line where its declaration begins: `import … from`, also of types only,
/// `export … from`, and `import(…)`. Declarations begin a line, as formatters have it.
fn imports(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut begun = None;
    let mut is_comment = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start();
        is_comment |= line.starts_with("/*") || line.starts_with("<!--");
        if is_comment {
            is_comment = !line.contains("*/") && !line.contains("-->");
            continue;
        }
        if line.starts_with("//") {
            continue;
        }
        if begins_declaration(line) {
            begun = Some(number);
        }
        if let Some(first) = begun {
            let source = line
                .rsplit_once("from ")
                .map_or_else(|| line.strip_prefix("import "), |(_, source)| Some(source));
            if let Some(source) = source.and_then(quoted) {
                found.push((first, source));
                begun = None;
            } else if line.contains(';') {
                begun = None;
            }
        }
        for called in line.split("import(").skip(1) {
            found.extend(quoted(called).map(|source| (number, source)));
        }
    }
    found
}

fn begins_declaration(line: &str) -> bool {
    let after = line
        .strip_prefix("import")
        .or_else(|| line.strip_prefix("export"));
    after.is_some_and(|after| {
        let after = after.trim_start();
        let after = after.strip_prefix("type ").unwrap_or(after).trim_start();
        line.starts_with("import") && !after.starts_with('(') || after.starts_with(['{', '*'])
    })
}

/// What stands in quotes at the beginning.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|mark| "'\"".contains(*mark))?;
    let (inside, _) = text.strip_prefix(quote)?.split_once(quote)?;
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(files: &[(&str, &str)]) -> Vec<Vec<(String, usize)>> {
        let names = files.iter().map(|(name, _)| *name).collect();
        let mut graph = Graph::default();
        for (name, text) in files {
            draw(name, text, &names, &mut graph);
        }
        graph
            .circles()
            .into_iter()
            .map(|circle| circle.way)
            .collect()
    }

    #[test]
    fn every_form_of_import_is_read() {
        let text = "import './a';\nimport b from './b';\nimport type { C } from \"./c\";\n\
                    import {\n  d,\n  type D,\n} from './d';\nexport * from './e';\n\
                    export { f } from './f';\nconst g = await import('./g');\n\
                    // import h from './h';\n/* import i from './i'; */\n\
                    /**\n * import j from './j';\n */\nexport const from = './k';\n\
                    export type { L } from './l';\n  import m, { n } from './m';\n";
        let read = imports(text);
        assert_eq!(
            read,
            [
                (1, "./a"),
                (2, "./b"),
                (3, "./c"),
                (4, "./d"),
                (8, "./e"),
                (9, "./f"),
                (10, "./g"),
                (17, "./l"),
                (18, "./m"),
            ]
        );
    }

    #[test]
    fn a_planted_circle_of_a_component_and_a_module_is_found() {
        let found = circles(&[
            (
                "client-ui/src/App.svelte",
                "<script lang=\"ts\">\n  import { open } from './transport';\n</script>\n<p>it's</p>\n",
            ),
            (
                "client-ui/src/transport.ts",
                "import { loopback } from './transport/loopback';\nexport interface Transport {}\n",
            ),
            (
                "client-ui/src/transport/loopback.ts",
                "// Nothing.\nimport type { Transport } from '../transport';\n",
            ),
        ]);
        assert_eq!(
            found,
            [[
                ("client-ui/src/transport.ts".to_owned(), 1),
                ("client-ui/src/transport/loopback.ts".to_owned(), 2)
            ]]
        );
    }

    #[test]
    fn a_face_and_what_lies_behind_it_are_no_circle() {
        let found = circles(&[
            ("client-ui/src/words/index.ts", "export * from './en';\n"),
            (
                "client-ui/src/words/en.ts",
                "import { svelte } from 'svelte';\n",
            ),
            (
                "client-ui/src/App.svelte",
                "<script>\n  import { en } from './words';\n  import Part from './Part.svelte';\n</script>\n",
            ),
            (
                "client-ui/src/Part.svelte",
                "<p>import nothing from './App.svelte'</p>\n",
            ),
        ]);
        assert_eq!(found, Vec::<Vec<(String, usize)>>::new());
    }
}
