//! `AUTH`, on a new socket and again on one in use.

use redis::{Cmd, RedisError, ServerError};
use tokio::time::Instant;

use super::ask::ask;
use crate::connect::failure::Failure;
use crate::connect::server::ServerAddr;
use crate::connect::socket::driver_handle::DriverHandle;
use crate::connect::socket::sender::CommandSender;
use crate::connect::target::Target;
use crate::credentials::credential_state::{CredentialState, Issued};
use crate::credentials::provider::Credentials;

/// How often one attempt starts again because the credentials changed meanwhile.
const ROUNDS: u32 = 3;

/// As whom a socket is authenticated.
#[derive(Debug, Default)]
pub(crate) struct AuthState {
    /// The serial of its credentials.
    pub(crate) serial: u64,
    /// The error code for the credentials that the provider returned. Set if those accepted before are in use instead.
    pub(crate) refused: Option<String>,
}

/// Authenticates a new socket.
///
/// If the server refuses the credentials of a provider, two things can be true. The provider may have changed between the
/// question and the answer, so it is asked again. The server may learn of new credentials later than the provider, so the
/// two that were accepted last are tried.
///
/// `step` always names the current step, for the text of a timeout.
pub(crate) async fn authenticate(
    target: &Target,
    addr: &ServerAddr,
    driver: &DriverHandle,
    deadline: Instant,
    step: &mut &'static str,
) -> Result<AuthState, Failure> {
    let state = target.credential_state(addr.kind);
    // The deadline of the attempt applies, not the response timeout.
    let sender = &mut driver.sender().may_block();
    let first_error = || driver.queue().first_error();
    let failed = |error: RedisError| Failure::during("AUTH", &error, first_error());
    let mut rounds = 0;
    loop {
        let serial = state.serial();
        let Some(first) = state.ask(deadline).await.map_err(Failure::Credentials)? else {
            return Ok(AuthState::default());
        };
        *step = "AUTH";
        let error = match auth(sender, &first.credentials).await.map_err(failed)? {
            Ok(()) => return Ok(accepted(state, &first)),
            Err(error) => error,
        };
        // The server rejects this connection as such, with an error that it sends before it reads anything.
        if let Some(words) = rejects_connection(&error) {
            return Err(Failure::Closed("AUTH", Some(words)));
        }
        if state.provider().is_none() {
            return Err(Failure::Refusal("AUTH", error));
        }
        let again = state.ask(deadline).await.map_err(Failure::Credentials)?;
        let mut tried = vec![first.credentials];
        let (last, earlier) = (state.accepted(), state.accepted_earlier());
        for (other, is_earlier) in [(again, false), (last, true), (earlier, true)] {
            let Some(other) = other.filter(|other| !tried.contains(&other.credentials)) else {
                continue;
            };
            let result = auth(sender, &other.credentials).await.map_err(failed)?;
            if result.is_ok() {
                if is_earlier && state.should_log_lag() {
                    log_lag(target, state);
                }
                return Ok(AuthState {
                    refused: is_earlier.then(|| error.code().to_owned()),
                    ..accepted(state, &other)
                });
            }
            tried.push(other.credentials);
        }
        // Another socket got in with new credentials meanwhile: those refused here a moment ago may be valid by now.
        rounds += 1;
        if state.serial() == serial || rounds == ROUNDS {
            return Err(Failure::Refusal("AUTH", error));
        }
    }
}

fn accepted(state: &CredentialState, issued: &Issued) -> AuthState {
    AuthState {
        serial: state.accept(issued),
        refused: None,
    }
}

/// The words of a server that accepts no connection from here, which it sends in the place of a reply to `AUTH`.
fn rejects_connection(error: &ServerError) -> Option<String> {
    let details = error.details().unwrap_or_default();
    let rejects = error.code() == "DENIED" || details.contains("max number of clients");
    rejects.then(|| format!("{} {details}", error.code()))
}

/// Sends `AUTH` alone, never in a pipeline: if it is refused there, Redis 7.4 and later shift the replies behind it.
///
/// # Errors
///
/// The connection failed. The inner error is the server's.
pub(crate) async fn auth(
    sender: &mut CommandSender,
    credentials: &Credentials,
) -> Result<Result<(), ServerError>, RedisError> {
    let mut command = Cmd::new();
    command.arg("AUTH");
    if let Some(username) = &credentials.username {
        command.arg(username);
    }
    command.arg(credentials.password.expose());
    Ok(ask(sender, &command).await?.map(drop))
}

fn log_lag(target: &Target, state: &CredentialState) {
    let provider = state.provider().map(|provider| provider.name());
    tracing::warn!(
        instance = target.settings.name(),
        address = target.settings.address(),
        provider = provider.as_deref().unwrap_or_default(),
        "redis refuses the credentials that the provider gives; those accepted last are used"
    );
}
