//! Which file of a crate imports which.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::scope::Scope;
use super::tree::Tree;

/// The files of one crate and their imports, without tests.
///
/// A path is followed through re-exports to the file that defines the item, so a `mod.rs` without items has no imports
/// and is never imported.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Relative to the root of the repository.
    pub(crate) files: Vec<String>,
    /// From file, to file: the line of the first import.
    pub(crate) imports: BTreeMap<(usize, usize), usize>,
    modules: Vec<Module>,
}

#[derive(Debug)]
struct Module {
    parent: Option<usize>,
    file: usize,
    /// `mod.rs` or the root of the crate.
    index: bool,
    children: HashMap<String, usize>,
    scope: Scope,
}

impl Graph {
    /// Reads the modules from the root file of a crate, which is relative to the root of the repository.
    pub(crate) fn read(tree: &Tree, root: &str) -> Self {
        let mut graph = Self::default();
        if let Some(file) = tree.get(root) {
            let scope = Scope::read(&file.source.tokens);
            graph.add(tree, None, root, scope);
            graph.link();
        }
        graph
    }

    fn add(&mut self, tree: &Tree, parent: Option<usize>, file: &str, scope: Scope) -> usize {
        let index = parent.is_none() || file.ends_with("/mod.rs");
        let directory = if index {
            Path::new(file)
                .parent()
                .unwrap_or(Path::new(""))
                .to_path_buf()
        } else {
            Path::new(file).with_extension("")
        };
        self.files.push(file.to_owned());
        self.add_module(tree, parent, &directory.display().to_string(), index, scope)
    }

    fn add_module(
        &mut self,
        tree: &Tree,
        parent: Option<usize>,
        directory: &str,
        index: bool,
        mut scope: Scope,
    ) -> usize {
        let (id, file) = (self.modules.len(), self.files.len() - 1);
        let declared = std::mem::take(&mut scope.modules);
        self.modules.push(Module {
            parent,
            file,
            index,
            children: HashMap::new(),
            scope,
        });
        // Inline modules first: they belong to the file that was added last.
        let (inline, files): (Vec<_>, Vec<_>) = declared
            .into_iter()
            .partition(|child| child.inline.is_some());
        for child in inline.into_iter().chain(files) {
            let directory = format!("{directory}/{}", child.name);
            let added = if let Some(scope) = child.inline {
                self.add_module(tree, Some(id), &directory, false, scope)
            } else {
                let names = [format!("{directory}.rs"), format!("{directory}/mod.rs")];
                let found = names.iter().find_map(|name| Some((name, tree.get(name)?)));
                let Some((name, file)) = found else {
                    continue;
                };
                self.add(tree, Some(id), name, Scope::read(&file.source.tokens))
            };
            self.modules[id].children.insert(child.name, added);
        }
        id
    }

    fn link(&mut self) {
        for (id, module) in self.modules.iter().enumerate() {
            let node = self.defines(id);
            // What an index file imports it re-exports, unless it has code of its own.
            let uses = module
                .scope
                .uses
                .iter()
                .filter(|leaf| !module.index || node && !leaf.public);
            let uses = uses.map(|leaf| (&leaf.path, leaf.line));
            let paths = module.scope.paths.iter().filter(|_| node);
            let paths = paths.map(|path| (&path.segments, path.line));
            for (path, line) in uses.chain(paths) {
                let Some(target) = self.resolve(id, path, &mut Vec::new()) else {
                    continue;
                };
                let (from, to) = (module.file, self.modules[target].file);
                if from != to && self.defines(target) {
                    let first = self.imports.entry((from, to)).or_insert(line);
                    *first = line.min(*first);
                }
            }
        }
    }

    /// Whether a module is more than a list of others.
    fn defines(&self, id: usize) -> bool {
        !self.modules[id].index || !self.modules[id].scope.items.is_empty()
    }

    /// The module that defines what a path names; `None` if it is not in this crate. `seen` ends circular globs.
    fn resolve(
        &self,
        from: usize,
        path: &[String],
        seen: &mut Vec<(usize, String)>,
    ) -> Option<usize> {
        match path.first()?.as_str() {
            "crate" => self.descend(0, &path[1..], seen),
            "self" => self.descend(from, &path[1..], seen),
            "super" => self.descend(self.modules[from].parent?, &path[1..], seen),
            name if self.names(from, name) => self.descend(from, path, seen),
            _ => None,
        }
    }

    fn descend(
        &self,
        id: usize,
        path: &[String],
        seen: &mut Vec<(usize, String)>,
    ) -> Option<usize> {
        let Some(name) = path.first() else {
            return Some(id);
        };
        let module = &self.modules[id];
        if name == "super" {
            return self.descend(module.parent?, &path[1..], seen);
        }
        if let Some(child) = module.children.get(name) {
            return self.descend(*child, &path[1..], seen);
        }
        if module.scope.items.contains(name) {
            return Some(id);
        }
        if seen.contains(&(id, name.clone())) {
            return None;
        }
        seen.push((id, name.clone()));
        let mut uses = module.scope.uses.iter();
        if let Some(leaf) = uses.find(|leaf| leaf.name == *name) {
            let whole = [&leaf.path[..], &path[1..]].concat();
            return self.resolve(id, &whole, seen);
        }
        let globs = module.scope.uses.iter().filter(|leaf| leaf.name == "*");
        for glob in globs {
            let found = self
                .resolve(id, &glob.path, seen)
                .filter(|target| self.names(*target, name))
                .and_then(|target| self.descend(target, path, seen));
            if found.is_some() {
                return found;
            }
        }
        // Written by a macro.
        (!module.index).then_some(id)
    }

    /// Whether a module has this name in its source.
    fn names(&self, id: usize, name: &str) -> bool {
        let Module {
            children, scope, ..
        } = &self.modules[id];
        children.contains_key(name)
            || scope.items.iter().any(|item| item == name)
            || scope.uses.iter().any(|leaf| leaf.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(files: &[(&str, &str)]) -> Vec<String> {
        let graph = Graph::read(&Tree::of(files), "a/src/lib.rs");
        let name = |file: usize| graph.files[file].trim_start_matches("a/src/");
        graph
            .imports
            .iter()
            .map(|((from, to), line)| format!("{}:{line} {}", name(*from), name(*to)))
            .collect()
    }

    #[test]
    fn a_path_is_followed_to_the_file_that_defines_the_item() {
        let found = imports(&[
            (
                "a/src/lib.rs",
                "mod one; mod two; mod three; pub use two::Deep;",
            ),
            (
                "a/src/one.rs",
                "use crate::two;\nuse crate::Deep;\nfn f() { two::shallow(); }\nuse serde::three;",
            ),
            (
                "a/src/two/mod.rs",
                "mod deep; mod shallow; pub(crate) use self::{deep::Deep, shallow::*};",
            ),
            (
                "a/src/two/deep.rs",
                "pub struct Deep;\nfn g() { super::super::three::h() }",
            ),
            ("a/src/two/shallow.rs", "pub(crate) fn shallow() {}"),
            (
                "a/src/three.rs",
                "pub(crate) fn h() {}\nconst I: u8 = crate::three::J;",
            ),
        ]);
        assert_eq!(
            found,
            [
                "one.rs:2 two/deep.rs",
                "one.rs:3 two/shallow.rs",
                "two/deep.rs:2 three.rs"
            ]
        );
    }

    #[test]
    fn inline_modules_belong_to_their_file() {
        let found = imports(&[
            ("a/src/lib.rs", "mod one; mod two;"),
            ("a/src/one.rs", "mod inner { use super::super::two::Two; }"),
            (
                "a/src/two.rs",
                "pub use self::inner::Two; mod inner { pub struct Two; }",
            ),
        ]);
        assert_eq!(found, ["one.rs:1 two.rs"]);
    }
}
