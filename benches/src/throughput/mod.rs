//! What `bench connection` compares: [`peer`] has the libraries, [`load`] what each does and what is measured.

pub mod load;
pub mod peer;
