//! Random tokens, meaningless or nearly legal.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use redis_config_rules::Setting;

use super::generate::{mutate, url};
use super::random::Random;

/// The password in all literals; no message may contain it.
pub(crate) const SECRET: &str = "hunter2";

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "name", "env", "topology", "crate", "setting", "extra", "default", "min", "max", "one_of", "validate", "skip",
    "po", "prot", "Port", "URL", "self", "Self", "super", "true", "false", "standalone", "sentinel", "resp3", "if",
    "fn", "unsafe", "x", "é", "_", "redis", "concat", "async",
];

#[rustfmt::skip]
const LITERALS: &[&str] = &[
    "0", "1", "6379", "65536", "4294967296", "340282366920938463463374607431768211456", "0x10", "1_0", "1u8", "1.5",
    "1.", "1e999", "1f32", "'a'", "b'a'", "b\"x\"", "c\"x\"", "r\"x\"", "r#\"\"\"#", "\"\"", "\"\\u{202e}\"", "\"2s\"",
    "\"500\"", "\"99999999999999999999d\"", "\"a,b\"", "\"redis://:hunter2@localhost:6379/0\"",
    "\"redis://user:hunter2@h/99999999999\"", "\"redis://user:hunter2@h?db=1\"", "\"http://:hunter2@h\"",
    "\"redis://hunter2@h\"", "\"redis://:hunter2@a,b\"", "\"${X}\"", "\"jobs\"", "\"JOBS_REDIS\"", "\"{jobs}\"", "\"\\0\"",
];

/// Keys, settings and other names.
pub(crate) fn word(random: &mut Random) -> Ident {
    let word = if random.once_in(2) {
        Setting::ALL[random.below(Setting::ALL.len())].key()
    } else {
        random.pick(WORDS)
    };
    match word {
        "_" => Ident::new("_", Span::call_site()),
        word if random.once_in(20) && !["crate", "self", "Self", "super"].contains(&word) => {
            Ident::new_raw(word, Span::call_site())
        }
        word => Ident::new(word, Span::call_site()),
    }
}

/// Numbers, text, and unlikely literals.
pub(crate) fn literal(random: &mut Random) -> Literal {
    match random.below(4) {
        0 => {
            let mut text = url(random);
            if random.once_in(2) {
                text = mutate(random, &text);
            }
            Literal::string(&text)
        }
        1 => {
            let setting = Setting::ALL[random.below(Setting::ALL.len())];
            Literal::string(setting.info().example)
        }
        _ => random.pick(LITERALS).parse().expect("a literal"),
    }
}

/// One token, or several in brackets.
pub(crate) fn token(random: &mut Random, depth: usize) -> TokenTree {
    match random.below(if depth == 0 { 8 } else { 10 }) {
        0..3 => word(random).into(),
        3 | 4 => literal(random).into(),
        5 => Punct::new('=', Spacing::Alone).into(),
        6 => Punct::new(',', Spacing::Alone).into(),
        7 => {
            let marks = [
                ':', '-', '!', '#', '.', '<', '>', '&', '*', '|', ';', '?', '@', '$', '=', '\'',
            ];
            // A lone `'` starts a lifetime: the compiler never hands one over alone.
            match marks[random.below(marks.len())] {
                '\'' => Punct::new(':', Spacing::Joint).into(),
                mark => Punct::new(mark, spacing(random)).into(),
            }
        }
        _ => Group::new(delimiter(random), soup(random, depth - 1)).into(),
    }
}

/// A few tokens in a row.
pub(crate) fn soup(random: &mut Random, depth: usize) -> TokenStream {
    (0..random.below(9)).map(|_| token(random, depth)).collect()
}

fn spacing(random: &mut Random) -> Spacing {
    if random.once_in(3) {
        Spacing::Joint
    } else {
        Spacing::Alone
    }
}

/// Any kind of brackets, the invisible ones of macros too.
pub(crate) fn delimiter(random: &mut Random) -> Delimiter {
    match random.below(8) {
        0..4 => Delimiter::Parenthesis,
        4 | 5 => Delimiter::Bracket,
        6 => Delimiter::Brace,
        _ => Delimiter::None,
    }
}
