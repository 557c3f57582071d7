//! `AUTH`: on a new socket, and again on one that is in use.

use redis::{Cmd, RedisError, ServerError};
use tokio::time::Instant;

use super::handshake::RawCommand;
use crate::connect::failure::Failure;
use crate::connect::server::ServerAddr;
use crate::connect::socket::io_stats::IoStats;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::credentials::credential_state::{Answer, Login};
use crate::credentials::provider::Credentials;

/// How often one attempt starts again because the credentials changed under it.
const ROUNDS: u32 = 3;

/// How a socket is signed in.
#[derive(Debug, Default)]
pub(crate) struct AuthState {
    /// That of its credentials.
    pub(crate) serial: u64,
    /// The code with which the server refused what the source gave: these are the ones accepted before.
    pub(crate) refused: Option<String>,
}

/// Signs a new socket in.
///
/// A refusal of what a source gave is not the end. The source may have changed between the question and the answer, so
/// it is asked again; and the server may learn of new credentials later than the source, so those that it accepted
/// last are tried.
///
/// `step` always names the step under way, for the text of a timeout.
pub(crate) async fn authenticate(
    target: &Target,
    place: &ServerAddr,
    talk: &mut impl RawCommand,
    progress: &IoStats,
    deadline: Instant,
    step: &mut &'static str,
) -> Result<AuthState, Failure> {
    let login = target.login(place.party);
    let failed = |error: RedisError| Failure::during("AUTH", &error, progress.first_words());
    let mut rounds = 0;
    loop {
        let serial = login.serial();
        let Some(first) = login.ask(deadline).await.map_err(Failure::Credentials)? else {
            return Ok(AuthState::default());
        };
        *step = "AUTH";
        let refused = match auth(talk, &first.credentials).await.map_err(failed)? {
            Ok(()) => return Ok(accepted(login, &first)),
            Err(refused) => refused,
        };
        // It does not want this connection at all, and says so before it reads anything.
        if let Some(words) = unwelcome(&refused) {
            return Err(Failure::Closed("AUTH", Some(words)));
        }
        if login.provider().is_none() {
            return Err(Failure::Refusal("AUTH", refused));
        }
        let again = login.ask(deadline).await.map_err(Failure::Credentials)?;
        let mut tried = vec![first.credentials];
        let (last, earlier) = (login.accepted(), login.accepted_earlier());
        for (other, is_earlier) in [(again, false), (last, true), (earlier, true)] {
            let Some(other) = other.filter(|other| !tried.contains(&other.credentials)) else {
                continue;
            };
            if auth(talk, &other.credentials)
                .await
                .map_err(failed)?
                .is_ok()
            {
                if is_earlier && login.must_log_lag() {
                    lagging(target, login);
                }
                return Ok(AuthState {
                    refused: is_earlier.then(|| refused.code().to_owned()),
                    ..accepted(login, &other)
                });
            }
            tried.push(other.credentials);
        }
        // Another socket was accepted with something new meanwhile: what was refused here a moment ago may be good now.
        rounds += 1;
        if login.serial() == serial || rounds == ROUNDS {
            return Err(Failure::Refusal("AUTH", refused));
        }
    }
}

fn accepted(login: &Login, answer: &Answer) -> AuthState {
    AuthState {
        serial: login.accept(answer),
        refused: None,
    }
}

/// Signs a socket in again, between two commands of its one user. Refused, it changes nothing.
///
/// # Errors
///
/// The connection failed. The inner error is the server's refusal.
pub(crate) async fn reauthenticate(
    link: &Socket,
    login: &Login,
    answer: &Answer,
) -> Result<Result<(), ServerError>, RedisError> {
    let result = auth(&mut link.wire(), &answer.credentials).await?;
    if result.is_ok() {
        link.sign(login.accept(answer));
    }
    Ok(result)
}

/// What a server says to whoever connects, if that is what it said: it looks like the answer to `AUTH`.
fn unwelcome(refused: &ServerError) -> Option<String> {
    let details = refused.details().unwrap_or_default();
    let unwelcome = refused.code() == "DENIED" || details.contains("max number of clients");
    unwelcome.then(|| format!("{} {details}", refused.code()))
}

/// Alone, never in a pipeline: a refused AUTH inside one shifts the answers after it on Redis 7.4 and later.
async fn auth(
    talk: &mut impl RawCommand,
    credentials: &Credentials,
) -> Result<Result<(), ServerError>, RedisError> {
    let mut command = Cmd::new();
    command.arg("AUTH");
    if let Some(username) = &credentials.username {
        command.arg(username);
    }
    command.arg(credentials.password.expose());
    Ok(talk.ask(&command).await?.map(drop))
}

fn lagging(target: &Target, login: &Login) {
    let provider = login
        .provider()
        .map(|provider| provider.name().into_owned());
    tracing::warn!(
        instance = target.settings.name(),
        address = target.settings.address(),
        provider = provider.as_deref().unwrap_or_default(),
        "redis refuses the credentials that the provider gives; those accepted last are used"
    );
}
