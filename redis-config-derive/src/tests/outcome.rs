//! The output of a derive, parsed.

use proc_macro2::TokenStream;
use syn::{Expr, File, ImplItem, Item, ItemImpl, LitStr, Stmt, Type};

use crate::imp::entry::{self, Derive};

/// The type in the warning about a constant.
const HOLDS: &str = "__Holds";

fn is_holds(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.iter().any(|one| one.ident == HOLDS))
}

/// The output of a derive, taken apart.
pub(crate) struct Outcome {
    /// Messages of its `compile_error!`s.
    pub(crate) errors: Vec<String>,
    /// The trait of each impl for the item, if it has one, and the names of its items.
    pub(crate) impls: Vec<(Option<String>, Vec<String>)>,
    /// The macros of the library that write its methods.
    methods: Vec<String>,
    /// Whether there is a struct of the configurations of a group.
    configs: bool,
    /// The number of tokens.
    pub(crate) tokens: usize,
}

impl Outcome {
    /// Runs a derive. Its output must parse as items.
    pub(crate) fn of(derive: Derive, input: TokenStream) -> Self {
        let output = entry::derive(input, derive);
        let tokens = count(output.clone());
        let file: File = match syn::parse2(output.clone()) {
            Ok(file) => file,
            Err(error) => panic!("the output is not a list of items: {error}\n{output}"),
        };
        let mut outcome = Self {
            errors: Vec::new(),
            impls: Vec::new(),
            methods: Vec::new(),
            configs: false,
            tokens,
        };
        for item in &file.items {
            outcome.item(item);
        }
        outcome
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Macro(one) => {
                let name = one.mac.path.segments.last();
                assert!(
                    name.is_some_and(|name| name.ident == "compile_error"),
                    "a macro call that is not an error"
                );
                let text: LitStr = one.mac.parse_body().expect("the text of an error");
                self.errors.push(text.value());
            }
            Item::Const(one) => {
                let Expr::Block(block) = &*one.expr else {
                    return;
                };
                for statement in &block.block.stmts {
                    match statement {
                        Stmt::Item(item) => self.item(item),
                        Stmt::Macro(one) => {
                            let name = one.mac.path.segments.last();
                            self.methods.extend(name.map(|name| name.ident.to_string()));
                        }
                        _ => {}
                    }
                }
            }
            Item::Struct(one) if one.ident != HOLDS => self.configs = true,
            Item::Impl(one) if !is_holds(&one.self_ty) => self.impls.push(named(one)),
            _ => {}
        }
    }

    /// Whether a definition has everything, even if there was a mistake.
    pub(crate) fn is_definition(&self) -> bool {
        let names = ["NAME", "FIELDS", "Topology", "fields", "build"];
        self.has("RedisConfig", &names) && self.methods == ["methods"]
            || self.impls.is_empty() && self.reports("is a handle, which cannot be loaded")
    }

    /// Whether there is this mistake, for which nothing is implemented.
    fn reports(&self, what: &str) -> bool {
        self.errors.iter().any(|message| message.contains(what))
    }

    /// Whether a group has everything, even if there was a mistake.
    pub(crate) fn is_group(&self) -> bool {
        self.methods == ["group_methods"] && self.configs
    }

    /// Whether a job has everything, even if there was a mistake.
    pub(crate) fn is_job(&self) -> bool {
        self.has("Job", &["QUEUE"]) || self.reports("a worker reads it elsewhere")
    }

    /// Whether a value has everything, even if there was a mistake.
    pub(crate) fn is_value(&self) -> bool {
        self.has("Value", &["SHAPE", "parse", "text"])
    }

    fn has(&self, of: &str, names: &[&str]) -> bool {
        let holds = |held: &[String]| {
            names
                .iter()
                .all(|name| held.iter().any(|held| held == name))
        };
        let mut found = self
            .impls
            .iter()
            .filter(|(one, _)| one.as_deref() == Some(of));
        matches!((found.next(), found.next()), (Some((_, held)), None) if holds(held))
    }
}

fn named(one: &ItemImpl) -> (Option<String>, Vec<String>) {
    assert!(
        matches!(&*one.self_ty, Type::Path(_)),
        "an impl for something that has no name"
    );
    let of = one.trait_.as_ref().and_then(|of| of.0.segments.last());
    let names = one.items.iter().filter_map(|item| match item {
        ImplItem::Const(one) => Some(one.ident.to_string()),
        ImplItem::Fn(one) => Some(one.sig.ident.to_string()),
        ImplItem::Type(one) => Some(one.ident.to_string()),
        _ => None,
    });
    (of.map(|of| of.ident.to_string()), names.collect())
}

/// The number of tokens, including those in brackets.
pub(crate) fn count(tokens: TokenStream) -> usize {
    tokens
        .into_iter()
        .map(|token| match token {
            proc_macro2::TokenTree::Group(group) => 1 + count(group.stream()),
            _ => 1,
        })
        .sum()
}
