//! `cargo xtask layers`: the structure of the sources, checked in a second.
//!
//! `run` reads all files into a `source::Tree` and collects the findings of every check. `cycles` and `order` work on the
//! imports between the files of a crate; `index_files`, `size`, `names` and `words` look at each file alone;
//! `order_page` compares CONTRIBUTING with the module order.
//!
//! A check imports `source` and `finding`, never another check. Start with `run`. The tables to adjust are
//! `order::ORDER`, the lists in `retired`, and `words::AVOIDED`.

mod cycles;
mod finding;
mod index_files;
mod names;
mod order;
mod order_page;
mod retired;
mod run;
mod size;
mod source;
mod words;

pub(crate) use order_page::write as write_order;
pub(crate) use run::run;
