//! No secret and no payload in any text: errors, `Debug`, events and spans, whatever goes wrong.
//!
//! Every text that the library makes is collected under a label, and searched for the marked password and the marked
//! payload in every form. `cargo xtask test` searches the output of the whole suite in the same way.

use std::error::Error;
use std::fmt::Debug;

use redis_config::dev::Server;
use redis_config::{RedisConfig, Secret};
use redis_config_tests::canary::{self, PASSWORD};

/// Everything secret of it is in a `Secret`: its own `Debug` shows nothing either.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "marked",
    env = "MARKED",
    response_timeout = "300ms",
    connect_timeout = "300ms"
)]
pub(super) struct Marked {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) username: Option<String>,
    pub(super) password: Option<Secret>,
    #[redis(extra)]
    pub(super) token: Option<Secret>,
}

/// The URL holds the password.
#[derive(Clone, RedisConfig)]
#[redis(
    name = "by-url",
    env = "BY_URL",
    response_timeout = "300ms",
    connect_timeout = "300ms"
)]
pub(super) struct ByUrl {
    pub(super) url: String,
}

/// The texts so far, each with what made it.
#[derive(Default)]
pub(super) struct Texts(Vec<(String, String)>);

impl Texts {
    pub(super) fn text(&mut self, label: &str, text: String) {
        self.0.push((label.to_owned(), text));
    }

    pub(super) fn debug(&mut self, label: &str, value: &impl Debug) {
        self.text(label, format!("{value:?}"));
        self.text(label, format!("{value:#?}"));
    }

    /// An error in every way that one is printed.
    pub(super) fn error(&mut self, label: &str, error: &(impl Error + 'static)) {
        self.debug(label, error);
        let mut next: Option<&dyn Error> = Some(error);
        while let Some(error) = next {
            self.text(label, format!("{error}"));
            self.text(label, format!("{error:#?}"));
            next = error.source();
        }
    }

    /// The error that this has to end in.
    #[track_caller]
    pub(super) fn fails<T, E: Error + 'static>(&mut self, label: &str, result: Result<T, E>) {
        match result {
            Ok(_) => panic!("{label}: was to fail"),
            Err(error) => self.error(label, &error),
        }
    }

    pub(super) fn search(&self) {
        for (label, text) in &self.0 {
            assert!(!text.is_empty(), "{label}: an empty text");
            if let Some(form) = canary::find(text) {
                panic!(
                    "{label}: a marked text shows ({form:?}) in {} bytes",
                    text.len()
                );
            }
        }
        println!("searched {} texts", self.0.len());
    }
}

pub(super) fn marked(server: &Server, password: &str) -> Marked {
    Marked {
        host: server.host().to_owned(),
        port: server.port(),
        username: None,
        password: Some(Secret::from(password.to_owned())),
        token: Some(Secret::from(PASSWORD.to_owned())),
    }
}

pub(super) fn server() -> Server {
    Server::builder()
        .password(PASSWORD)
        .start()
        .expect("a private server")
}
