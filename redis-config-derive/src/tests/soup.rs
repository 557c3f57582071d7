//! For any tokens the derives return: no panic, no endless loop, every impl, well-formed messages.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use super::item::{item, job, nearly_right, value};
use super::mutate::mutate;
use super::outcome::{Outcome, count};
use super::random::{Random, cases};
use super::token::{SECRET, soup};
use crate::imp::entry::{self, Derive};
use crate::imp::type_guess::is_unsized;
use crate::imp::{group, job as jobs, own_value};

const CASES: u64 = 20_000;

/// The number of cases of each kind, so that a broken generator is noticed.
#[derive(Debug, Default)]
struct Seen {
    refused_by_syn: u32,
    definitions: u32,
    one_mistake: u32,
    several: u32,
    groups: u32,
    jobs: u32,
    values: u32,
    unsized_fields: u32,
    with_secret: u32,
}

impl std::ops::AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.refused_by_syn += other.refused_by_syn;
        self.definitions += other.definitions;
        self.one_mistake += other.one_mistake;
        self.several += other.several;
        self.groups += other.groups;
        self.jobs += other.jobs;
        self.values += other.values;
        self.unsized_fields += other.unsized_fields;
        self.with_secret += other.with_secret;
    }
}

#[test]
fn no_tokens_break_a_derive() {
    let workers = [0, 1].map(|first| Worker::start((first..cases(CASES)).step_by(2)));
    let mut seen = Seen::default();
    for worker in workers {
        seen += worker.join();
    }
    println!("{seen:?}");
    if cases(CASES) >= CASES {
        let Seen {
            refused_by_syn,
            definitions,
            one_mistake,
            several,
            groups,
            jobs,
            values,
            unsized_fields,
            with_secret,
        } = seen;
        let least = [
            refused_by_syn,
            definitions,
            one_mistake,
            several,
            groups,
            jobs,
            values,
            unsized_fields,
            with_secret,
        ];
        assert!(
            least.iter().all(|count| *count >= 500),
            "too few of a kind: {least:?}"
        );
    }
}

/// Runs cases on its own thread, so that a case that never ends can be named.
struct Worker {
    work: thread::JoinHandle<Seen>,
    /// Every case that was begun.
    begun: mpsc::Receiver<(u64, String)>,
}

impl Worker {
    fn start(cases: impl Iterator<Item = u64> + Send + 'static) -> Self {
        let (report, begun) = mpsc::channel();
        let work = thread::spawn(move || {
            let mut seen = Seen::default();
            for case in cases {
                let input = input(case);
                let text = input.to_string();
                seen.with_secret += u32::from(text.contains(SECRET));
                let _ = report.send((case, text));
                check(&input, &mut seen);
            }
            seen
        });
        Self { work, begun }
    }

    fn join(self) -> Seen {
        let mut last = (0, String::new());
        loop {
            match self.begun.recv_timeout(Duration::from_secs(120)) {
                Ok(next) => last = next,
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    panic!("case {} does not end:\n{}", last.0, last.1);
                }
            }
        }
        let (case, text) = last;
        // The panic hook has printed the reason.
        self.work.join().unwrap_or_else(|_| {
            let seed = std::env::var("RULES_SEED").unwrap_or_else(|_| "0".to_owned());
            panic!("RULES_SEED={seed}, case {case}:\n{text}")
        })
    }
}

/// The tokens of one case. Each case has its own generator, so that it can be repeated alone.
fn input(case: u64) -> TokenStream {
    let mut random = Random::new(1_000_000 + case);
    match random.below(20) {
        0 => soup(&mut random, 4),
        1 => {
            let item = item(&mut random);
            mutate(&mut random, item)
        }
        2..6 => nearly_right(&mut random),
        6 | 7 => job(&mut random),
        8 | 9 => value(&mut random),
        _ => item(&mut random),
    }
}

fn check(input: &TokenStream, seen: &mut Seen) {
    let size = count(input.clone());
    let parsed = syn::parse2::<DeriveInput>(input.clone()).ok();
    for (derive, of) in [
        (entry::config as Derive, Of::Definition),
        (group::derive, Of::Group),
        (jobs::derive, Of::Job),
        (own_value::derive, Of::Value),
    ] {
        let outcome = Outcome::of(derive, input.clone());
        bounded(&outcome, size);
        for message in &outcome.errors {
            let lower = message.to_lowercase();
            assert!(!lower.contains(SECRET), "a secret in a message: {message}");
            assert!(!message.trim().is_empty(), "an empty message");
        }
        let Some(item) = &parsed else {
            // The compiler passes items only; for other tokens the error of `syn` is good enough.
            assert!(!outcome.errors.is_empty(), "no item and no error");
            seen.refused_by_syn += 1;
            continue;
        };
        for message in &outcome.errors {
            in_shape(message);
            assert!(!message.starts_with(entry::LOST), "{message}");
        }
        match of {
            Of::Definition if has_unsized_field(item) => {
                assert!(!outcome.errors.is_empty(), "no error for an unsized field");
                seen.unsized_fields += 1;
            }
            Of::Definition => assert!(outcome.is_definition(), "a definition lost an impl"),
            Of::Group => assert!(outcome.is_group(), "a group lost its methods"),
            Of::Job if !item.generics.params.is_empty() => {
                assert!(!outcome.errors.is_empty(), "no error for a generic job");
            }
            Of::Job => assert!(outcome.is_job(), "a job lost its impl"),
            Of::Value => assert!(outcome.is_value(), "a value lost its impl"),
        }
        match (outcome.errors.len(), of) {
            (0, Of::Definition) => seen.definitions += 1,
            (0, Of::Group) => seen.groups += 1,
            (0, Of::Job) => seen.jobs += 1,
            (0, Of::Value) => seen.values += 1,
            (1, _) => seen.one_mistake += 1,
            _ => seen.several += 1,
        }
    }
}

/// The kind of item that a derive expects.
#[derive(Clone, Copy)]
enum Of {
    Definition,
    Group,
    Job,
    Value,
}

/// Nothing can be implemented for an unsized struct, not even an empty impl.
fn has_unsized_field(item: &DeriveInput) -> bool {
    match &item.data {
        syn::Data::Struct(data) => {
            let named = data.fields.iter().filter(|field| field.ident.is_some());
            named.into_iter().any(|field| is_unsized(&field.ty))
        }
        _ => false,
    }
}

/// The output grows linearly with the input.
fn bounded(outcome: &Outcome, size: usize) {
    assert!(
        outcome.tokens <= 2_500 + 200 * size,
        "{size} tokens became {}",
        outcome.tokens
    );
    assert!(
        outcome.errors.len() <= 2 + size,
        "{size} tokens hold {} mistakes",
        outcome.errors.len()
    );
}

/// A message in lower case, then its help, without control characters.
fn in_shape(message: &str) {
    let (what, help) = message
        .split_once("\nhelp: ")
        .unwrap_or_else(|| panic!("no help: {message}"));
    for line in [what, help] {
        assert!(!line.trim().is_empty(), "an empty line: {message:?}");
        assert!(
            !line.contains(char::is_control),
            "a control character: {message:?}"
        );
    }
    assert!(
        what.starts_with(|first: char| !first.is_uppercase()),
        "not in lower case: {message}"
    );
}
