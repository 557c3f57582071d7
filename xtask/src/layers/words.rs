//! Plain words in comments and documentation.

use super::finding::{Finding, Rule};
use super::source::{Comment, Tree};

/// What is not written, and what is meant.
const AVOIDED: &[(&str, &str)] = &[
    ("stand", "`be`"),
    ("stands", "`is`"),
    ("told", "`receives`, `reports` or `returns`"),
    ("tells", "`reports` or `returns`"),
    ("says", "`reports`, `states` or `returns`"),
    ("hear", "`receive`"),
    ("hears", "`receives`"),
    ("heard", "`received`"),
    ("mend", "`fix`"),
    ("mends", "`fixes`"),
    ("by itself", "`automatically` or `alone`"),
    ("go on", "`continue`"),
    ("goes on", "`continues`"),
    ("lies", "`is`"),
    ("whoever", "the thing that is meant"),
    ("nobody", "the thing that is meant"),
];

/// Text that others wrote: the end of a path, and a phrase in it.
const QUOTED: &[(&str, &str)] = &[];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, file) in tree.iter() {
        let words = words(&file.source.comments);
        for start in 0..words.len() {
            let Some((phrase, instead)) = AVOIDED
                .iter()
                .find(|(phrase, _)| begins(&words[start..], phrase))
            else {
                continue;
            };
            let quoted = QUOTED
                .iter()
                .any(|(end, quoted)| path.ends_with(end) && quoted == phrase);
            if !quoted {
                findings.push(Finding {
                    rule: Rule::Word,
                    file: path.to_owned(),
                    line: words[start].1,
                    message: format!(
                        "`{phrase}` in prose; write {instead}, or rephrase the sentence"
                    ),
                });
            }
        }
    }
    findings
}

fn begins(words: &[(String, usize)], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase
        .split(' ')
        .all(|part| words.next().is_some_and(|(word, _)| word == part))
}

/// The words of a file's prose in lower case, with their lines. A phrase may continue on the next line.
fn words(comments: &[Comment]) -> Vec<(String, usize)> {
    let mut words = Vec::new();
    for Comment { line, text } in comments {
        // What is between backticks is code.
        for (index, part) in text.split('`').enumerate() {
            if index % 2 == 0 {
                let found = part
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| !word.is_empty());
                words.extend(found.map(|word| (word.to_lowercase(), *line)));
            } else {
                words.push(("`".to_owned(), *line));
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn phrases_are_found_across_lines() {
        let text = "/// It Stands here.\n//! And by\n//! itself.\nfn stands() { \"it stands\" }\n// `by` itself, standalone\n";
        assert_eq!(
            found("a.rs", text),
            [
                "a.rs:1: `stands` in prose; write `is`, or rephrase the sentence",
                "a.rs:2: `by itself` in prose; write `automatically` or `alone`, or rephrase the sentence",
            ]
        );
    }

    #[test]
    fn markdown_and_scripts_are_prose_too() {
        assert_eq!(found("a.md", "# A\n\nIt goes\non.\n").len(), 1);
        assert_eq!(
            found("a.lua", "-- It hears.\nlocal hears = 'hears'\n").len(),
            1
        );
        assert_eq!(found("a.md", "Never `mend`.\n"), [""; 0]);
    }
}
