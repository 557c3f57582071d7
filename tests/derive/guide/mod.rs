//! The pages of the guide that quote programs and errors.
//!
//! `mistakes` compares `guide/mistakes.md` with the output of the compiler and of `run_time`.

mod mistakes;
