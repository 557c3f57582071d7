//! The codes of findings. The guide lists them; a test compares the two with the code.

/// Every code and its meaning.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("config", "the definition is valid"),
    (
        "config.invalid",
        "the definition is invalid; nothing was tried",
    ),
    ("config.disabled", "the definition disables the instance"),
    ("resolve", "the addresses of the host, IPv4 and IPv6"),
    ("resolve.failed", "the host name does not resolve"),
    ("resolve.timeout", "the name service does not answer"),
    ("connect", "the addresses that accept connections"),
    ("connect.refused", "nothing accepts connections there"),
    (
        "connect.timeout",
        "no answer: a firewall, or a machine that is down",
    ),
    (
        "connect.some-silent",
        "one of several addresses of the host does not answer",
    ),
    (
        "connect.permission",
        "the operating system does not let this process connect",
    ),
    (
        "connect.no-descriptors",
        "this process or machine has no file descriptor left",
    ),
    (
        "connect.not-allowed",
        "a server announced a host that `allowed_hosts` does not contain",
    ),
    ("tls", "encrypted, with a valid certificate"),
    (
        "tls.plaintext-port",
        "the definition asks for TLS, and the port speaks plaintext",
    ),
    (
        "tls.required",
        "the definition asks for plaintext, and the port speaks TLS",
    ),
    (
        "tls.certificate",
        "the certificate of the server is not accepted",
    ),
    (
        "tls.client-certificate",
        "the server wants a client certificate, or refuses this one",
    ),
    ("tls.version", "no TLS version or algorithm in common"),
    (
        "tls.settings",
        "a certificate, key or name in the definition cannot be used",
    ),
    ("tls.timeout", "no answer to the TLS handshake"),
    ("tls.failed", "any other failure of TLS"),
    (
        "tls.unverified",
        "`danger_tls_insecure` is set: the certificate is not checked",
    ),
    ("tls.not-built", "the cargo feature `tls` is off"),
    ("auth", "the credentials are accepted, or none are needed"),
    (
        "auth.missing",
        "the server wants a password, and the definition has none",
    ),
    ("auth.rejected", "user name or password are wrong"),
    (
        "auth.unexpected",
        "the definition has a password, and the server has none",
    ),
    (
        "auth.no-credentials",
        "the provider of the credentials gives none",
    ),
    ("user", "the name of the user"),
    (
        "user.permission",
        "the user may not do what a connection needs",
    ),
    (
        "server.not-redis",
        "the port does not speak the Redis protocol",
    ),
    ("server.timeout", "the server does not answer"),
    ("server.closed", "the server closes the connection"),
    ("server.protected", "the server is in protected mode"),
    ("server.loading", "the server is loading its data"),
    ("server.busy", "the server is busy with a script"),
    (
        "server.refused",
        "the server refuses a command of the handshake",
    ),
    ("topology", "the server has the declared topology"),
    (
        "topology.mismatch",
        "the server has another topology than the declared one",
    ),
    ("database.missing", "the server has no such database"),
    ("role", "the server takes writes"),
    ("role.replica", "the server is a replica"),
    ("role.link-down", "the replica has lost its primary"),
    (
        "role.min-replicas",
        "the primary refuses writes because it has too few replicas",
    ),
    (
        "role.no-replica",
        "the primary that sentinels watch has no replica",
    ),
    ("version", "name and version of the server"),
    ("version.old", "the server is older than Redis 6.2"),
    (
        "memory",
        "no key is evicted that has no expiry, and there is memory",
    ),
    ("memory.evicts", "any key may be evicted"),
    (
        "memory.nearly-full",
        "nine tenths of `maxmemory` are in use",
    ),
    (
        "memory.full",
        "`maxmemory` is in use, and writes are refused",
    ),
    (
        "persistence",
        "`appendonly yes`, and how often it is written",
    ),
    ("persistence.no-fsync", "`appendfsync no`"),
    (
        "persistence.snapshots",
        "`appendonly no`: only snapshots are stored",
    ),
    ("persistence.off", "nothing is stored"),
    ("persistence.failing", "the server cannot write to its disk"),
    ("clients", "connected clients, of `maxclients`"),
    (
        "clients.nearly-full",
        "nine tenths of `maxclients` are connected",
    ),
    (
        "clients.full",
        "`maxclients` are connected: the server refuses this one",
    ),
    (
        "clock",
        "the clocks of the server and of this machine agree",
    ),
    ("clock.offset", "they differ by more than a second"),
    ("sentinel", "the primary that the sentinel announces"),
    (
        "sentinel.unknown-master",
        "the sentinels watch no primary of this name",
    ),
    (
        "sentinel.refused",
        "the sentinel does not answer the question for the primary",
    ),
    (
        "sentinel.quorum",
        "enough sentinels are there for a failover",
    ),
    (
        "sentinel.no-quorum",
        "too few sentinels are there for a failover",
    ),
    (
        "sentinel.disagree",
        "sentinels announce different primaries",
    ),
    (
        "sentinel.primary-down",
        "a sentinel holds the primary for down",
    ),
    ("replicas", "the replicas that can be reached"),
    ("cluster.slots", "whether every hash slot is served"),
    ("cluster.nodes", "every announced node can be reached"),
    (
        "cluster.no-slots",
        "the node does not answer the question for the slots",
    ),
    ("cluster.no-replica", "a primary has no replica"),
    ("cluster.down", "the cluster refuses commands"),
    (
        "time",
        "the check was left out, because the diagnosis took too long",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_lists_every_code() {
        let page = include_str!("../guide/diagnosis.md");
        let rows = CODES
            .iter()
            .map(|(code, meaning)| format!("| `{code}` | {meaning} |"));
        let listed = page.lines().filter(|line| line.starts_with("| `"));
        assert_eq!(listed.collect::<Vec<_>>(), rows.collect::<Vec<_>>());
    }

    #[test]
    fn every_code_is_reported_somewhere() {
        let files = [
            include_str!("cluster.rs"),
            include_str!("failure_code.rs"),
            include_str!("reach.rs"),
            include_str!("report.rs"),
            include_str!("run.rs"),
            include_str!("sentinel.rs"),
            include_str!("server/check.rs"),
            include_str!("server/memory.rs"),
            include_str!("server/persistence.rs"),
            include_str!("server/process.rs"),
            include_str!("server/role.rs"),
            include_str!("standalone.rs"),
        ]
        .concat();
        for (code, _) in CODES {
            assert!(files.contains(&format!("\"{code}\"")), "{code}");
        }
    }
}
