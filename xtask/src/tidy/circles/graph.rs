//! Who imports whom among files, and the circles in that.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Arrows from file to file, each with the first line that draws it.
#[derive(Debug, Default)]
pub struct Graph(BTreeMap<String, BTreeMap<String, usize>>);

/// Files of which each reaches every other by its imports.
#[derive(Debug, PartialEq, Eq)]
pub struct Circle {
    /// All of them.
    pub files: Vec<String>,
    /// The shortest way round: a file, the line that imports the next file, and so on.
    pub way: Vec<(String, usize)>,
    /// Every arrow among them: from, line, to.
    pub arrows: Vec<(String, usize, String)>,
}

impl Graph {
    /// Draws an arrow. A file that names itself draws none.
    pub fn add(&mut self, from: &str, line: usize, to: &str) {
        if from != to {
            let lines = self.0.entry(from.to_owned()).or_default();
            let first = lines.entry(to.to_owned()).or_insert(line);
            *first = line.min(*first);
        }
    }

    /// All circles, each with every file that belongs to it.
    pub fn circles(&self) -> Vec<Circle> {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self
            .0
            .keys()
            .map(|file| (file.as_str(), self.reached_from(file)))
            .collect();
        let reaches = |from: &str, to: &str| {
            reached
                .get(from)
                .is_some_and(|reached| reached.contains(to))
        };
        let mut circles = Vec::new();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for file in reached.keys().copied() {
            if told.contains(file) || !reaches(file, file) {
                continue;
            }
            let files: BTreeSet<&str> = reached
                .keys()
                .copied()
                .filter(|other| reaches(file, other) && reaches(other, file))
                .collect();
            told.extend(&files);
            circles.push(self.circle(&files));
        }
        circles
    }

    fn circle(&self, files: &BTreeSet<&str>) -> Circle {
        let arrows = files
            .iter()
            .flat_map(|from| self.imports(from).map(move |(to, line)| (*from, line, to)))
            .filter(|(_, _, to)| files.contains(to))
            .map(|(from, line, to)| (from.to_owned(), line, to.to_owned()))
            .collect();
        let way = files
            .iter()
            .filter_map(|file| self.way_round(file))
            .min_by_key(Vec::len)
            .unwrap_or_default();
        Circle {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            way,
            arrows,
        }
    }

    fn imports<'a>(&'a self, file: &str) -> impl Iterator<Item = (&'a str, usize)> + use<'a> {
        self.0
            .get(file)
            .into_iter()
            .flatten()
            .map(|(to, line)| (to.as_str(), *line))
    }

    fn reached_from(&self, file: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = self.imports(file).map(|(to, _)| to).collect();
        while let Some(next) = waiting.pop() {
            if reached.insert(next) {
                waiting.extend(self.imports(next).map(|(to, _)| to));
            }
        }
        reached
    }

    /// The shortest way from a file back to itself.
    fn way_round(&self, start: &str) -> Option<Vec<(String, usize)>> {
        let mut came_from: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(file) = waiting.pop_front() {
            for (to, line) in self.imports(file) {
                came_from.entry(to).or_insert((file, line));
                if to == start {
                    return Some(trace(&came_from, start));
                }
                if came_from.get(to) == Some(&(file, line)) {
                    waiting.push_back(to);
                }
            }
        }
        None
    }
}

fn trace(came_from: &BTreeMap<&str, (&str, usize)>, start: &str) -> Vec<(String, usize)> {
    let mut way = Vec::new();
    let mut at = start;
    while let Some((from, line)) = came_from.get(at) {
        way.push(((*from).to_owned(), *line));
        at = from;
        if at == start {
            break;
        }
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(arrows: &[(&str, usize, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (from, line, to) in arrows {
            graph.add(from, *line, to);
        }
        graph
    }

    #[test]
    fn a_tower_has_no_circle() {
        let tower = graph(&[("c", 1, "b"), ("b", 1, "a"), ("c", 2, "a"), ("a", 3, "a")]);
        assert_eq!(tower.circles(), []);
    }

    #[test]
    fn the_shortest_way_round_is_told_with_its_lines() {
        let graph = graph(&[
            ("a", 4, "b"),
            ("b", 9, "c"),
            ("c", 2, "d"),
            ("d", 1, "a"),
            ("b", 7, "a"),
            ("a", 5, "alone"),
        ]);
        let circles = graph.circles();
        let [circle] = circles.as_slice() else {
            panic!("{circles:?}");
        };
        assert_eq!(circle.files, ["a", "b", "c", "d"]);
        assert_eq!(circle.way, [("a".to_owned(), 4), ("b".to_owned(), 7)]);
        assert_eq!(circle.arrows.len(), 5);
    }

    #[test]
    fn two_circles_are_two() {
        let graph = graph(&[
            ("a", 1, "b"),
            ("b", 1, "a"),
            ("b", 2, "x"),
            ("x", 1, "y"),
            ("y", 1, "x"),
        ]);
        assert_eq!(graph.circles().len(), 2);
    }
}
