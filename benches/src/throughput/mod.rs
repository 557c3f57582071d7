//! What `bench connection` compares: [`peer`] has the libraries, [`load`] what each does, [`measure`] what is measured.

pub mod load;
pub mod measure;
pub mod peer;
