//! `cargo xtask layers`: the structure of the sources, checked in a second.
//!
//! `run` reads all files into a [`tree::Tree`] and collects the findings of every check. `cycles` and `order` work on the
//! imports between the files of a crate (`graph`, from the tokens of `lex` and the items of `scope`); `index_files`,
//! `size`, `names` and `words` look at each file alone.
//!
//! Start with `run`. The tables to adjust are `order::ORDER`, the lists in `retired`, and `words::AVOIDED`.

mod cycles;
mod finding;
mod graph;
mod index_files;
mod lex;
mod names;
mod order;
mod order_page;
mod retired;
mod run;
mod scope;
mod size;
mod tree;
mod words;

pub(crate) use order_page::write as write_order;
pub(crate) use run::run;
