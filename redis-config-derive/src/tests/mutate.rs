//! Random changes of tokens.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use syn::LitStr;

use super::generate;
use super::random::Random;
use super::token::{delimiter, token};

/// Changes a few of the tokens.
pub(crate) fn mutate(random: &mut Random, tokens: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    for _ in 0..random.below(4) {
        once(random, &mut trees);
    }
    trees.into_iter().collect()
}

fn once(random: &mut Random, trees: &mut Vec<TokenTree>) {
    if trees.is_empty() {
        return trees.push(token(random, 2));
    }
    let at = random.below(trees.len());
    match random.below(10) {
        0 => drop(trees.remove(at)),
        1 => trees.insert(at, token(random, 2)),
        2 => trees[at] = token(random, 2),
        3 => {
            let twice = trees[at].clone();
            let to = random.below(trees.len() + 1);
            trees.insert(to, twice);
        }
        4 => {
            let other = random.below(trees.len());
            trees.swap(at, other);
        }
        // Half-typed: the rest is not there yet.
        5 => trees.truncate(at),
        6 => {
            let end = at + 1 + random.below(trees.len() - at);
            let inner: TokenStream = trees.drain(at..end).collect();
            trees.insert(at, Group::new(delimiter(random), inner).into());
        }
        _ => inside(random, &mut trees[at]),
    }
}

/// Changes the content of brackets or quotes.
fn inside(random: &mut Random, tree: &mut TokenTree) {
    match tree {
        TokenTree::Group(group) => {
            let inner = mutate(random, group.stream());
            *group = Group::new(group.delimiter(), inner);
        }
        TokenTree::Literal(literal) => {
            if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                *literal = Literal::string(&generate::mutate(random, &text.value()));
            }
        }
        other => *other = token(random, 1),
    }
}
