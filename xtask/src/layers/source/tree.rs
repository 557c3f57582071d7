//! The files that are checked.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::lex::{self, Comment, Source};

/// The files of a repository. Paths are relative to its root, with `/`.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, File>,
}

/// One file, read once for all checks.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) text: String,
    /// Documentation and scripts have only comments: their prose.
    pub(crate) source: Source,
}

impl File {
    fn new(path: &str, text: String) -> Self {
        let source = if path.ends_with(".rs") {
            lex::read(&text)
        } else {
            let lines = text.lines().enumerate();
            let prose = lines
                .filter(|(_, line)| !path.ends_with(".lua") || line.trim_start().starts_with("--"));
            let comments = prose.map(|(index, line)| Comment {
                line: index + 1,
                text: line.to_owned(),
            });
            Source {
                tokens: Vec::new(),
                comments: comments.collect(),
            }
        };
        Self { text, source }
    }
}

impl Tree {
    /// Reads the sources and the prose under a root, without build output and hidden directories.
    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        tree.directory(root, "")?;
        Ok(tree)
    }

    fn directory(&mut self, directory: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !name.starts_with('.') && !matches!(name.as_str(), "target" | "corpus") {
                    self.directory(&entry.path(), &format!("{path}/"))?;
                }
            } else if [".rs", ".md", ".lua"].iter().any(|end| name.ends_with(end)) {
                let bytes = fs::read(entry.path())?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let file = File::new(&path, text);
                self.files.insert(path, file);
            }
        }
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), File::new(path, (*text).to_owned())));
        Self {
            files: files.collect(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Whether a directory, whose path ends with `/`, has Rust files.
    pub(crate) fn has_modules(&self, directory: &str) -> bool {
        let from = self.files.range(directory.to_owned()..);
        let mut inside = from.take_while(|(path, _)| path.starts_with(directory));
        inside.any(|(path, _)| path.ends_with(".rs"))
    }

    /// All files, sorted by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &File)> {
        self.iter().filter(|(path, _)| path.ends_with(".rs"))
    }
}

/// The directory of a path; empty for a file in the root.
pub(crate) fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// The name of a file without directory and extension.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_read_without_build_output() {
        let root = std::env::temp_dir().join(format!("xtask-layers-{}", std::process::id()));
        for (path, text) in [
            ("a/b.rs", "fn b() {}"),
            ("c.md", "c"),
            ("target/d.rs", ""),
            ("e.png", ""),
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let tree = Tree::read(&root);
        fs::remove_dir_all(&root).unwrap();
        let tree = tree.unwrap();
        assert_eq!(
            tree.iter()
                .map(|(path, file)| (path, file.text.as_str()))
                .collect::<Vec<_>>(),
            [("a/b.rs", "fn b() {}"), ("c.md", "c")]
        );
        assert_eq!(
            (directory("a/b.rs"), stem("a/b.rs"), directory("c.md")),
            ("a", "b", "")
        );
    }
}
