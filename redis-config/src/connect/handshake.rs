//! The first commands on a new socket.

use redis::aio::MultiplexedConnection;
use redis::{Cmd, RedisError, ServerError, Value};

use futures_util::future::join4;

use super::failure::Failure;
use super::greeting::Greeting;
use super::progress::Progress;
use super::target::{Purpose, Target};
use crate::settings::Protocol;

/// Signs in, agrees on the protocol, chooses the database, and checks that commands are answered.
///
/// `step` always names the step under way, for the text of a timeout.
pub(super) async fn shake_hands(
    target: &Target,
    purpose: Purpose,
    mux: &MultiplexedConnection,
    progress: &Progress,
    step: &mut &'static str,
) -> Result<Greeting, Failure> {
    let settings = &target.settings;
    let failed = |step, error: &RedisError| Failure::during(step, error, progress.first_words());

    if let Some(password) = settings.password() {
        *step = "AUTH";
        let mut auth = redis::cmd("AUTH");
        if let Some(username) = settings.username() {
            auth.arg(username);
        }
        auth.arg(password.expose());
        // Alone: a refused AUTH inside a pipeline shifts the answers after it on Redis 7.4 and later.
        match ask(mux, &auth).await {
            Ok(Ok(_)) => {}
            Ok(Err(refused)) => return Err(Failure::Refusal("AUTH", refused)),
            Err(error) => return Err(failed("AUTH", &error)),
        }
    }

    *step = "HELLO";
    let mut hello = redis::cmd("HELLO");
    if settings.protocol() == Protocol::Resp3 {
        hello.arg(3);
    }
    let mut name = redis::cmd("CLIENT");
    name.arg("SETNAME").arg(target.client_name(purpose));
    let database = settings.database();
    let mut select = redis::cmd("SELECT");
    select.arg(database);
    let ping = redis::cmd("PING");
    // One round trip: these do not depend on each other, and their answers come in order.
    let (hello, name, select, ping) = join4(
        ask(mux, &hello),
        ask(mux, &name),
        // Database 0 is where every session starts; a user without `+select` can still use it.
        async {
            if database == 0 {
                Ok(Ok(Value::Nil))
            } else {
                ask(mux, &select).await
            }
        },
        ask(mux, &ping),
    )
    .await;

    let greeting = match hello.map_err(|error| failed("HELLO", &error))? {
        Ok(answer) => Greeting::read(&answer),
        Err(refused) if refused.code() == "NOAUTH" => {
            return Err(Failure::Refusal("HELLO", refused));
        }
        // A server before version 6, or a proxy: the session stays on RESP2.
        Err(_) => Greeting::default(),
    };
    if let Some(mode) = greeting.mode.as_deref()
        && mode != "standalone"
    {
        return Err(Failure::Mode(mode.to_owned()));
    }
    // Managed servers refuse CLIENT; a name is a convenience.
    let _refused = name.map_err(|error| failed("CLIENT SETNAME", &error))?;
    match ping.map_err(|error| failed("PING", &error))? {
        Ok(_) => {}
        // The server lives and would answer the caller the same: not a fault of the connection.
        Err(refused) if matches!(refused.code(), "BUSY" | "MISCONF" | "MASTERDOWN") => {}
        Err(refused) => return Err(Failure::Refusal("PING", refused)),
    }
    match select.map_err(|error| failed("SELECT", &error))? {
        Ok(_) => Ok(greeting),
        Err(refused) => Err(Failure::Refusal("SELECT", refused)),
    }
}

/// One command; an error that the server answered is told apart from one of the connection.
async fn ask(
    mux: &MultiplexedConnection,
    command: &Cmd,
) -> Result<Result<Value, ServerError>, RedisError> {
    match mux.clone().send_packed_command(command).await? {
        Value::ServerError(error) => Ok(Err(error)),
        answer => Ok(Ok(answer)),
    }
}
