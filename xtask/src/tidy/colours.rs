//! Colours have names: only the page's table of tokens says what they look like.

use super::finding::Finding;

/// The one file that may.
const TOKENS: &str = "client-ui/src/styles/tokens.css";

/// Whether a file of the page is looked at.
pub fn is_checked(path: &str) -> bool {
    path.starts_with("client-ui/src/")
        && path != TOKENS
        && [".css", ".svelte", ".ts", ".js"]
            .iter()
            .any(|ending| path.ends_with(ending))
}

/// Complains about each raw colour of a file: in declarations of styles, and in strings of code and
/// markup.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    if path.ends_with(".css") {
        found = in_styles(1, text);
    } else if path.ends_with(".svelte") {
        for (first, part, is_style) in parts(text) {
            found.extend(if is_style {
                in_styles(first, &part)
            } else {
                in_code(first, &part)
            });
        }
    } else {
        found = in_code(1, text);
    }
    found
        .into_iter()
        .map(|(line, colour)| {
            Finding::at_line(
                path,
                line,
                format!("the raw colour `{colour}`; name it in {TOKENS}"),
            )
        })
        .collect()
}

/// A component's styles, and what stands around them, each with its first line.
fn parts(text: &str) -> Vec<(usize, String, bool)> {
    let mut parts = vec![(1, String::new(), false)];
    for (number, line) in (1..).zip(text.lines()) {
        let begins = line.trim_start().starts_with("<style");
        let ends = line.trim_start().starts_with("</style");
        if begins || ends {
            parts.push((number + 1, String::new(), begins));
        } else if let Some((_, part, _)) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts
}

/// Lines and colours of a style sheet that begins at this line.
fn in_styles(first: usize, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, name, value) in declarations(first, &without_comments(text)) {
        // Of a mask only the opacity counts.
        if name.contains("mask") {
            continue;
        }
        found.extend(exact(&value).into_iter().map(|colour| (line, colour)));
        if takes_colours(&name) {
            let named = words(&value).filter(|word| is_named(word));
            found.extend(named.map(|word| (line, word.to_owned())));
        }
    }
    found
}

/// Line, property and value of each declaration.
fn declarations(first: usize, text: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let (mut line, mut begun) = (first, first);
    let mut so_far = String::new();
    let mut brackets = 0_u32;
    let mut quote = None;
    for mark in text.chars() {
        let is_end = matches!(mark, ';' | '{' | '}') && brackets == 0 && quote.is_none();
        if is_end {
            if mark != '{'
                && let Some((name, value)) = so_far.split_once(':')
            {
                found.push((begun, name.trim().to_owned(), value.to_owned()));
            }
            so_far.clear();
        } else {
            match mark {
                '\'' | '"' if quote == Some(mark) => quote = None,
                '\'' | '"' if quote.is_none() => quote = Some(mark),
                '(' => brackets += 1,
                ')' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            if so_far.trim().is_empty() {
                begun = line;
            }
            so_far.push(mark);
        }
        line += usize::from(mark == '\n');
    }
    found
}

/// Lines and colours of code or markup that begins at this line.
fn in_code(first: usize, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (first..).zip(text.lines()) {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") || trimmed.starts_with('*') || trimmed.starts_with("/*") {
            continue;
        }
        let quoted = line.find(['\'', '"', '`']);
        let Some((_, quoted)) = quoted.and_then(|from| line.split_at_checked(from)) else {
            continue;
        };
        found.extend(exact(quoted).into_iter().map(|colour| (number, colour)));
        // A word may be a colour or anything else; beside such a name it is one.
        let is_about_colour = ["Style", "olor", "fill", "stroke", "background"]
            .iter()
            .any(|name| line.contains(name));
        if is_about_colour {
            let strings = line.split(['\'', '"', '`']).skip(1).step_by(2);
            let named = strings.filter(|string| is_named(string));
            found.extend(named.map(|string| (number, string.to_owned())));
        }
    }
    found
}

/// Colours that are written as numbers.
fn exact(text: &str) -> Vec<String> {
    const FUNCTIONS: &[&str] = &[
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color",
    ];
    let mut found = Vec::new();
    for (at, _) in text.match_indices('#') {
        let (before, after) = text.split_at(at);
        let digits: String = after
            .chars()
            .skip(1)
            .take_while(|mark| mark.is_alphanumeric() || "-_".contains(*mark))
            .collect();
        let is_colour = [3, 4, 6, 8].contains(&digits.len())
            && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let stands_alone = before
            .chars()
            .next_back()
            .is_none_or(|mark| mark.is_whitespace() || "'\"`,(:".contains(mark));
        if is_colour && stands_alone && !before.ends_with("url(") {
            found.push(format!("#{digits}"));
        }
    }
    for (at, _) in text.match_indices('(') {
        let (before, arguments) = text.split_at(at);
        let name = words(before).last().unwrap_or_default();
        let is_made_of_another = arguments
            .trim_start_matches(['(', ' '])
            .starts_with("from ");
        if before.ends_with(name) && FUNCTIONS.contains(&name) && !is_made_of_another {
            found.push(format!("{name}(…)"));
        }
    }
    found
}

fn takes_colours(property: &str) -> bool {
    property.starts_with("--")
        || [
            "color",
            "background",
            "border",
            "outline",
            "fill",
            "stroke",
            "shadow",
            "filter",
        ]
        .iter()
        .any(|part| property.contains(part))
}

/// Words as CSS has them: `a-b` is one, and so is `--red`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|mark: char| !mark.is_alphanumeric() && mark != '-' && mark != '_')
        .filter(|word| !word.is_empty())
}

fn is_named(word: &str) -> bool {
    NAMED.contains(&word.to_ascii_lowercase().as_str())
}

/// The text with blanks in place of comments, so that lines stay where they are.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        kept.extend(comment.chars().filter(|mark| *mark == '\n'));
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// CSS Color 4, section 6.1. `transparent` and `currentcolor` name no colour of their own.
#[rustfmt::skip]
const NAMED: &[&str] = &[
    "aliceblue", "antiquewhite", "aqua", "aquamarine", "azure", "beige", "bisque", "black",
    "blanchedalmond", "blue", "blueviolet", "brown", "burlywood", "cadetblue", "chartreuse",
    "chocolate", "coral", "cornflowerblue", "cornsilk", "crimson", "cyan", "darkblue", "darkcyan",
    "darkgoldenrod", "darkgray", "darkgreen", "darkgrey", "darkkhaki", "darkmagenta",
    "darkolivegreen", "darkorange", "darkorchid", "darkred", "darksalmon", "darkseagreen",
    "darkslateblue", "darkslategray", "darkslategrey", "darkturquoise", "darkviolet", "deeppink",
    "deepskyblue", "dimgray", "dimgrey", "dodgerblue", "firebrick", "floralwhite", "forestgreen",
    "fuchsia", "gainsboro", "ghostwhite", "gold", "goldenrod", "gray", "green", "greenyellow",
    "grey", "honeydew", "hotpink", "indianred", "indigo", "ivory", "khaki", "lavender",
    "lavenderblush", "lawngreen", "lemonchiffon", "lightblue", "lightcoral", "lightcyan",
    "lightgoldenrodyellow", "lightgray", "lightgreen", "lightgrey", "lightpink", "lightsalmon",
    "lightseagreen", "lightskyblue", "lightslategray", "lightslategrey", "lightsteelblue",
    "lightyellow", "lime", "limegreen", "linen", "magenta", "maroon", "mediumaquamarine",
    "mediumblue", "mediumorchid", "mediumpurple", "mediumseagreen", "mediumslateblue",
    "mediumspringgreen", "mediumturquoise", "mediumvioletred", "midnightblue", "mintcream",
    "mistyrose", "moccasin", "navajowhite", "navy", "oldlace", "olive", "olivedrab", "orange",
    "orangered", "orchid", "palegoldenrod", "palegreen", "paleturquoise", "palevioletred",
    "papayawhip", "peachpuff", "peru", "pink", "plum", "powderblue", "purple", "rebeccapurple",
    "red", "rosybrown", "royalblue", "saddlebrown", "salmon", "sandybrown", "seagreen", "seashell",
    "sienna", "silver", "skyblue", "slateblue", "slategray", "slategrey", "snow", "springgreen",
    "steelblue", "tan", "teal", "thistle", "tomato", "turquoise", "violet", "wheat", "white",
    "whitesmoke", "yellow", "yellowgreen",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(path: &str, text: &str) -> Vec<String> {
        check(path, text)
            .into_iter()
            .map(|finding| {
                let (_, line) = finding.location.rsplit_once(':').unwrap();
                let colour = finding.message.split('`').nth(1).unwrap();
                format!("{line} {colour}")
            })
            .collect()
    }

    #[test]
    fn declarations_are_read_and_selectors_are_not() {
        let css = "/* #fff is\n white */\n#add, a:hover > .red { color: #0f172a; border: 1px solid\n  \
                   White }\n.b { background: linear-gradient(rgb(0 0 0 / 50%), hsla(1,2%,3%,.4));\n\
                   white-space: normal; font: tan; --glow: red;\nmask: linear-gradient(#000, #0000); clip-path: url(#abc);\n\
                   color: var(--red, var(--text-white)); fill: color-mix(in srgb, var(--a), transparent) }\n\
                   @media (prefers-color-scheme: dark) { a { color: oklch(from var(--a) l c h) } }\n";
        assert_eq!(
            colours("client-ui/src/styles/base.css", css),
            ["3 #0f172a", "3 White", "5 rgb(…)", "5 hsla(…)", "6 red"]
        );
    }

    #[test]
    fn code_and_markup_are_read_where_they_have_strings() {
        let component = "<script lang=\"ts\">\n  // '#fff'\n  context.fillStyle = 'black';\n  \
                         const one = '#Fa3', two = `1px solid #ff00ff80`;\n  this.#add = '#/queue';\n  \
                         const red = 'red';\n</script>\n{#each rows as row}<a href=\"#top\">#add</a>{/each}\n\
                         <path fill=\"white\" stroke=\"currentColor\" style=\"color: rgba(1, 2, 3, 0.4)\" />\n\
                         <style>\n  a { color: #fff; }\n</style>\n";
        assert_eq!(
            colours("client-ui/src/call/Call.svelte", component),
            [
                "3 black",
                "4 #Fa3",
                "4 #ff00ff80",
                "9 rgba(…)",
                "9 white",
                "11 #fff"
            ]
        );
    }

    #[test]
    fn only_the_page_is_read_and_not_its_tokens() {
        assert!(is_checked("client-ui/src/theme.ts"));
        assert!(!is_checked(TOKENS));
        assert!(!is_checked("client-ui/gallery/gallery.css"));
        assert!(!is_checked("backend/src/http/docs.html"));
    }
}
