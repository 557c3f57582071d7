//! The state of sentinels and data servers, as they report it.

use crate::dev::control::control::Value;
use crate::dev::server::Server;

/// The named fields of a reply like that of `SENTINEL MASTER`.
struct Fields(Vec<String>);

impl Fields {
    fn of(value: Value) -> Self {
        Self(value.array().iter().map(Value::text).collect())
    }

    fn field(&self, name: &str) -> &str {
        self.0
            .chunks_exact(2)
            .find(|pair| pair[0] == name)
            .map_or("", |pair| &pair[1])
    }
}

/// The port of the primary, as this sentinel reports it.
pub(crate) fn primary_port(sentinel: &Server, master: &str) -> Option<u16> {
    let address = sentinel.ask(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", master])?;
    address.array().get(1)?.text().parse().ok()
}

/// Whether this sentinel sees the primary, the replicas and this number of `sentinels`, without problems.
pub(crate) fn sees(
    sentinel: &Server,
    master: &str,
    replicas: &[u16],
    sentinels: usize,
) -> Result<(), String> {
    let who = format!("the sentinel on port {}", sentinel.port());
    let ask = |what: &str| {
        sentinel
            .ask(&["SENTINEL", what, master])
            .ok_or_else(|| format!("{who} does not answer"))
    };
    let primary = Fields::of(ask("MASTER")?);
    if primary.field("flags") != "master" {
        return Err(format!(
            "{who} finds the primary `{}`",
            primary.field("flags")
        ));
    }
    let others = primary.field("num-other-sentinels");
    if others.parse() != Ok(sentinels - 1) {
        return Err(format!(
            "{who} knows {others} other sentinels of {}",
            sentinels - 1
        ));
    }
    let known: Vec<Fields> = ask("REPLICAS")?
        .array()
        .into_iter()
        .map(Fields::of)
        .collect();
    for port in replicas {
        let port = port.to_string();
        let Some(replica) = known.iter().find(|replica| replica.field("port") == port) else {
            return Err(format!("{who} does not know the replica on port {port}"));
        };
        let (flags, link) = (replica.field("flags"), replica.field("master-link-status"));
        if flags != "slave" || link != "ok" {
            return Err(format!(
                "{who} finds the replica on port {port} `{flags}`, its link `{link}`"
            ));
        }
    }
    Ok(())
}

/// Whether this server reports that it is a primary.
pub(crate) fn is_primary(server: &Server) -> bool {
    server
        .ask(&["ROLE"])
        .and_then(|role| role.array().first().map(Value::text))
        .is_some_and(|role| role == "master")
}

/// Whether this server reports that it is a replica of the server on that port, and in sync.
pub(crate) fn is_replica_of(server: &Server, port: u16) -> bool {
    let role: Vec<String> = server
        .ask(&["ROLE"])
        .map(Value::array)
        .unwrap_or_default()
        .iter()
        .map(Value::text)
        .collect();
    matches!(&role[..], [role, _, of, state, ..]
        if role == "slave" && *of == port.to_string() && state == "connected")
}
