//! What one module contains: child modules, imports, items, and the paths in its code.

use super::lex::{Kind, Token};

/// A module without its tests. `macro_rules` bodies are not read: their paths are resolved where the macro is used.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) modules: Vec<Child>,
    pub(crate) uses: Vec<Use>,
    /// Names.
    pub(crate) items: Vec<String>,
    /// Paths of at least two segments outside `use`.
    pub(crate) paths: Vec<Path>,
}

#[derive(Debug)]
pub(crate) struct Child {
    pub(crate) name: String,
    /// The contents of `mod name { … }`; `None` if it has a file.
    pub(crate) inline: Option<Scope>,
}

/// One leaf of a `use` tree.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) path: Vec<String>,
    /// The name that it has here; `*` for a glob.
    pub(crate) name: String,
    pub(crate) public: bool,
    pub(crate) line: usize,
}

#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
}

impl Scope {
    pub(crate) fn read(tokens: &[Token]) -> Self {
        let mut scope = Self::default();
        scope.walk(tokens, true);
        scope
    }

    /// `top`: directly in the module, where definitions are its items.
    fn walk(&mut self, tokens: &[Token], top: bool) {
        let mut at = 0;
        let mut public = false;
        while let Some(token) = tokens.get(at) {
            let next = tokens.get(at + 1);
            let was_public = std::mem::take(&mut public);
            at += match (token.kind, token.text.as_str()) {
                (Kind::Punct, "#") => match attributes(&tokens[at..]) {
                    (length, true) => length + item_length(&tokens[at + length..]),
                    (length, false) => length.max(1),
                },
                (Kind::Ident, "pub") => {
                    public = true;
                    1 + usize::from(next.is_some_and(|next| next.is_group("(")))
                }
                (Kind::Ident, "use") => {
                    let length = length_to(&tokens[at..], ";");
                    self.use_tree(&tokens[at + 1..at + length], &[], was_public);
                    length
                }
                (Kind::Ident, "macro_rules") if next.is_some_and(|next| next.is_punct("!")) => {
                    self.item(tokens.get(at + 2), top);
                    4
                }
                (Kind::Ident, "mod") if next.is_some_and(|next| next.kind == Kind::Ident) => {
                    let body = tokens.get(at + 2).filter(|body| body.is_group("{"));
                    self.modules.push(Child {
                        name: tokens[at + 1].text.clone(),
                        inline: body.map(|body| Self::read(&body.inner)),
                    });
                    3
                }
                (
                    Kind::Ident,
                    "struct" | "enum" | "union" | "trait" | "type" | "fn" | "const" | "static",
                ) => {
                    self.item(next, top);
                    1
                }
                (Kind::Ident, _) => self.path(tokens, at),
                (Kind::Group, _) => {
                    self.walk(&token.inner, false);
                    1
                }
                _ => 1,
            };
        }
    }

    fn item(&mut self, name: Option<&Token>, top: bool) {
        if let (true, Some(name)) = (top, name)
            && name.kind == Kind::Ident
            && !matches!(
                name.text.as_str(),
                "fn" | "unsafe" | "async" | "extern" | "mut"
            )
        {
            self.items.push(name.text.clone());
        }
    }

    /// A path that begins at `at`, unless it is one segment, a field or the tail of a longer path. Returns its length.
    fn path(&mut self, tokens: &[Token], at: usize) -> usize {
        let mut segments = vec![tokens[at].text.clone()];
        let mut length = 1;
        while let (Some(colons), Some(segment)) =
            (tokens.get(at + length), tokens.get(at + length + 1))
            && colons.is_punct("::")
            && segment.kind == Kind::Ident
        {
            segments.push(segment.text.clone());
            length += 2;
        }
        let begins = at == 0 || !tokens[at - 1].is_punct("::");
        if begins && segments.len() > 1 {
            self.paths.push(Path {
                segments,
                line: tokens[at].line,
            });
        }
        length
    }

    fn use_tree(&mut self, tokens: &[Token], prefix: &[String], public: bool) {
        let mut path = prefix.to_vec();
        let mut name = None;
        let mut line = 0;
        let mut tokens = tokens.iter();
        while let Some(token) = tokens.next() {
            line = token.line;
            match (token.kind, token.text.as_str()) {
                (Kind::Ident, "as") => name = tokens.next().map(|alias| alias.text.clone()),
                (Kind::Ident, "self") if !path.is_empty() => {}
                (Kind::Ident, _) => path.push(token.text.clone()),
                (Kind::Punct, "*") => name = Some("*".to_owned()),
                // `use ::name`: another crate, whatever modules there are.
                (Kind::Punct, "::") if path.is_empty() => path.push(String::new()),
                (Kind::Group, _) => {
                    for branch in token.inner.split(|token| token.is_punct(",")) {
                        self.use_tree(branch, &path, public);
                    }
                    return;
                }
                _ => {}
            }
        }
        if let Some(last) = path.last() {
            let name = name.unwrap_or_else(|| last.clone());
            self.uses.push(Use {
                path,
                name,
                public,
                line,
            });
        }
    }
}

/// The length of the attributes that begin here, and whether they keep what follows to tests or to a file elsewhere.
pub(crate) fn attributes(tokens: &[Token]) -> (usize, bool) {
    let (mut length, mut skipped) = (0, false);
    while tokens.get(length).is_some_and(|token| token.is_punct("#")) {
        let inner = tokens
            .get(length + 1)
            .is_some_and(|token| token.is_punct("!"));
        let group = length + 1 + usize::from(inner);
        let Some(group_token) = tokens.get(group).filter(|token| token.is_group("[")) else {
            break;
        };
        skipped |= !inner && leaves_out(&group_token.inner);
        length = group + 1;
    }
    (length, skipped)
}

/// `cfg(test)`, `cfg(all(test, …))`, `path = "…"`.
fn leaves_out(attribute: &[Token]) -> bool {
    match attribute {
        [path, ..] if path.is_ident("path") => true,
        [cfg, condition] if cfg.is_ident("cfg") => match &condition.inner[..] {
            [all, conditions] if all.is_ident("all") => {
                conditions.inner.iter().any(|token| token.is_ident("test"))
            }
            [test] => test.is_ident("test"),
            _ => false,
        },
        _ => false,
    }
}

/// The length of one item, or of a field, an arm or a statement.
pub(crate) fn item_length(tokens: &[Token]) -> usize {
    const ITEMS: [&str; 12] = [
        "fn",
        "struct",
        "enum",
        "union",
        "trait",
        "impl",
        "mod",
        "async",
        "unsafe",
        "extern",
        "macro_rules",
        "type",
    ];
    let start = match tokens {
        [public, group, ..] if public.is_ident("pub") && group.is_group("(") => 2,
        [public, ..] if public.is_ident("pub") => 1,
        _ => 0,
    };
    let rest = &tokens[start..];
    let is = |words: &[&str]| {
        rest.first()
            .is_some_and(|token| words.iter().any(|word| token.is_ident(word)))
    };
    let const_fn = is(&["const"]) && rest.get(1).is_some_and(|token| token.is_ident("fn"));
    if is(&["use", "static", "const", "let"]) && !const_fn {
        return start + length_to(rest, ";");
    }
    let definition = const_fn || is(&ITEMS);
    let end = rest.iter().position(|token| {
        token.is_punct(";") || token.is_group("{") || !definition && token.is_punct(",")
    });
    start + end.map_or(rest.len(), |end| end + 1)
}

/// Up to and with the punctuation.
fn length_to(tokens: &[Token], punct: &str) -> usize {
    tokens
        .iter()
        .position(|token| token.is_punct(punct))
        .map_or(tokens.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::super::lex;
    use super::*;

    fn read(source: &str) -> Scope {
        Scope::read(&lex::read(source).tokens)
    }

    #[test]
    fn use_trees_become_leaves() {
        let scope = read("pub(crate) use a::{self, b::{C as D, *}, e}; use ::f::G;");
        let leaves: Vec<(String, &str, bool)> = scope
            .uses
            .iter()
            .map(|leaf| (leaf.path.join("::"), leaf.name.as_str(), leaf.public))
            .collect();
        let expected = [
            ("a", "a", true),
            ("a::b::C", "D", true),
            ("a::b", "*", true),
            ("a::e", "e", true),
            ("::f::G", "G", false),
        ];
        assert_eq!(
            leaves,
            expected.map(|(path, name, public)| (path.to_owned(), name, public))
        );
    }

    #[test]
    fn tests_macros_and_files_elsewhere_are_left_out() {
        let scope = read(
            "#[cfg(test)] mod tests { use crate::a; }\n\
             #[cfg(test)] use crate::b::{c, d};\n\
             #[cfg(all(test, unix))] fn e() { crate::f::g() }\n\
             #[path = \"h.rs\"] mod h;\n\
             macro_rules! i { () => { crate::j::k } }\n\
             struct L { #[cfg(test)] m: crate::n::O, p: crate::q::R }\n\
             const S: u8 = crate::t::U;",
        );
        assert!(
            scope.modules.is_empty() && scope.uses.is_empty(),
            "{scope:?}"
        );
        let paths: Vec<String> = scope
            .paths
            .iter()
            .map(|path| path.segments.join("::"))
            .collect();
        assert_eq!(paths, ["crate::q::R", "crate::t::U"]);
        let items: Vec<&str> = scope.items.iter().map(String::as_str).collect();
        assert_eq!(items, ["i", "L", "S"]);
    }
}
