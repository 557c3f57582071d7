//! A mistake for every code that both sides can report.

use redis_config_rules::Code;

/// The name of a field or setting, and its value as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given(pub(super) &'static str, pub(super) &'static str);

/// One mistake and the code of its rule.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) code: Code,
    pub(super) given: &'static [Given],
}

const fn case(code: Code, given: &'static [Given]) -> Case {
    Case { code, given }
}

/// The endpoint of a case about another setting.
const URL: Given = Given("url", "redis://127.0.0.1:6379");

const SENTINEL: Given = Given("topology", "sentinel");
const CLUSTER: Given = Given("topology", "cluster");
const AUTO: Given = Given("topology", "auto");

/// Longer than any URL may be.
const LONG: &str = match std::str::from_utf8(&[b'a'; 8193]) {
    Ok(text) => text,
    Err(_) => "",
};

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    case(Code::EMPTY, &[Given("url", "")]),
    case(Code::CONTROL_CHARACTER, &[Given("url", "redis://h\n")]),
    case(Code::WHITE_SPACE, &[Given("url", " redis://h")]),
    case(Code::PLACEHOLDER, &[Given("url", "redis://${HOST}")]),
    case(Code::URL_NO_SCHEME, &[Given("url", "h:6379")]),
    case(Code::URL_SLASHES, &[Given("url", "redis:/h")]),
    case(Code::URL_SCHEME, &[Given("url", "http://h")]),
    case(Code::URL_FRAGMENT, &[Given("url", "redis://h#")]),
    case(Code::URL_USER_INFO_EMPTY, &[Given("url", "redis://@h")]),
    case(Code::URL_USERNAME_WITHOUT_PASSWORD, &[Given("url", "redis://user@h")]),
    case(Code::URL_PASSWORD_EMPTY, &[Given("url", "redis://user:@h")]),
    case(Code::URL_USER_INFO_CHARACTER, &[Given("url", "redis://:a/b@h")]),
    case(Code::URL_PERCENT, &[Given("url", "redis://:p%zz@h")]),
    case(Code::URL_PERCENT_UTF8, &[Given("url", "redis://:p%ff@h")]),
    case(Code::URL_PERCENT_CONTROL, &[Given("url", "redis://:p%0A@h")]),
    case(Code::USERNAME, &[Given("url", "redis://u%20s:p@h")]),
    case(Code::HOST_MISSING, &[Given("url", "redis://")]),
    case(Code::URL_SEVERAL_HOSTS, &[Given("url", "redis://a,b")]),
    case(Code::HOST_NUMBER, &[Given("url", "redis://127.1")]),
    case(Code::HOST_WILDCARD, &[Given("url", "redis://0.0.0.0")]),
    case(Code::HOST_NON_ASCII, &[Given("url", "redis://bücher.example")]),
    case(Code::HOST_CHARACTER, &[Given("url", "redis://a%2eb")]),
    case(Code::HOST_LABEL, &[Given("url", "redis://a..b")]),
    case(Code::HOST_BRACKETS, &[Given("url", "redis://::1")]),
    case(Code::HOST_IPV6, &[Given("url", "redis://[::1")]),
    case(Code::HOST_ZONE, &[Given("url", "redis://[fe80::1%25eth0]")]),
    case(Code::URL_PORT, &[Given("url", "redis://h:65536")]),
    case(Code::URL_DATABASE, &[Given("url", "redis://h/-1")]),
    case(Code::URL_PATH, &[Given("url", "redis://h/1/2")]),
    case(Code::URL_QUERY, &[Given("url", "redis://h?")]),
    case(Code::URL_DATABASE_PARAMETER, &[Given("url", "redis://h?db=5")]),
    case(Code::URL_PARAMETER, &[Given("url", "redis://h?timeout=5")]),
    case(Code::URL_PARAMETER_REPEATED, &[Given("url", "redis://h?protocol=resp3&protocol=resp3")]),
    case(Code::URL_PARAMETER_VALUE, &[Given("url", "redis://h?protocol=resp4")]),
    case(Code::URL_MASTER, &[Given("url", "redis+sentinel://h")]),
    case(Code::MASTER_NAME, &[Given("url", "redis+sentinel://h/?master=a%20b")]),
    case(Code::URL_HOST_LIST, &[Given("url", "redis+sentinel://a,,b/?master=m")]),
    case(Code::URL_CLUSTER_DATABASE, &[Given("url", "redis+cluster://a/1")]),
    case(Code::URL_SOCKET, &[Given("url", "unix://run/redis.sock")]),
    case(Code::URL_USER_INFO_PLACE, &[Given("url", "unix://:p@/a")]),
    case(Code::TOPOLOGY, &[Given("url", "redis+cluster://h")]),
    case(Code::TOPOLOGY, &[Given("url", "redis+sentinel://h/?master=m")]),
    case(Code::TOPOLOGY, &[CLUSTER, Given("url", "redis://h")]),
    case(Code::TOPOLOGY, &[CLUSTER, Given("url", "redis://h/1")]),
    case(Code::TOPOLOGY, &[CLUSTER, Given("url", "unix:///s")]),
    case(Code::TOPOLOGY, &[CLUSTER, Given("url", "redis+sentinel://h/?master=m")]),
    case(Code::TOPOLOGY, &[SENTINEL, Given("url", "rediss://h")]),
    case(Code::TOPOLOGY, &[SENTINEL, Given("url", "redis+cluster://h")]),
    case(Code::NODES, &[CLUSTER, Given("nodes", "a,a")]),
    case(Code::NODES, &[CLUSTER, Given("nodes", "redis+cluster://a")]),
    case(Code::NODES_DISAGREE, &[CLUSTER, Given("nodes", "redis://a,rediss://b")]),
    case(Code::NODES_DISAGREE, &[CLUSTER, Given("nodes", "redis://:p@a,redis://:q@b")]),
    case(Code::URL_PORT, &[CLUSTER, Given("nodes", "a:0")]),
    case(Code::HOST_NUMBER, &[SENTINEL, Given("nodes", "127.1"), Given("master", "m")]),
    case(Code::ADDRESS_MAP, &[CLUSTER, Given("nodes", "a"), Given("address_map", "a:1")]),
    case(Code::ALLOWED_HOST, &[CLUSTER, Given("nodes", "a"), Given("allowed_hosts", "10.0.0.1/8")]),
    case(Code::ALLOWED_HOST, &[SENTINEL, Given("nodes", "a"), Given("master", "m"), Given("allowed_hosts", "b,b")]),
    case(Code::HOST_PORT, &[CLUSTER, Given("nodes", "a"), Given("allowed_hosts", "b:7000")]),
    case(Code::MASTER_NAME, &[SENTINEL, Given("nodes", "a"), Given("master", "a b")]),
    case(Code::REQUIRES, &[SENTINEL, Given("nodes", "a")]),
    case(Code::REQUIRES, &[SENTINEL, Given("nodes", "a"), Given("master", "m"), Given("sentinel_username", "u")]),
    case(Code::ENDPOINT_MISSING, &[SENTINEL, Given("master", "m")]),
    case(Code::ENDPOINT_MISSING, &[CLUSTER, Given("read_from", "replica")]),
    case(Code::ENDPOINT_MISSING, &[AUTO, Given("database", "1")]),
    case(Code::DISAGREEMENT, &[SENTINEL, Given("url", "redis+sentinel://h/?master=m"), Given("master", "n")]),
    case(Code::DISAGREEMENT, &[CLUSTER, Given("nodes", "redis://a?protocol=resp2"), Given("protocol", "resp3")]),
    case(Code::CONFLICT, &[CLUSTER, Given("url", "redis+cluster://h"), Given("nodes", "a")]),
    case(Code::CLUSTER_DATABASE, &[CLUSTER, Given("nodes", "a"), Given("database", "1")]),
    case(Code::CLUSTER_DATABASE, &[AUTO, Given("url", "redis+cluster://a"), Given("database", "1")]),
    case(Code::CHOICE, &[CLUSTER, Given("nodes", "a"), Given("read_from", "replicas")]),
    case(Code::TLS_OFF, &[URL, Given("tls_ca", "/ca.pem")]),
    case(Code::TLS_OFF, &[Given("host", "h"), Given("tls_server_name", "h")]),
    case(Code::TLS_OFF, &[Given("socket", "/s"), Given("danger_tls_insecure", "true")]),
    case(Code::TLS_OFF, &[Given("url", "unix:///s"), Given("tls_ca", "/ca.pem")]),
    case(Code::TLS_OFF, &[CLUSTER, Given("nodes", "redis://a"), Given("tls_ca", "/ca.pem")]),
    case(Code::TLS_OFF, &[SENTINEL, Given("nodes", "a"), Given("master", "m"), Given("sentinel_tls_ca", "/ca.pem")]),
    case(Code::REQUIRES, &[Given("url", "rediss://h"), Given("tls_cert", "/cert.pem")]),
    case(Code::REQUIRES, &[Given("url", "rediss://h"), Given("tls_key", "/key.pem")]),
    case(Code::CONFLICT, &[Given("url", "rediss://h"), Given("tls_ca", "/ca.pem"), Given("danger_tls_insecure", "true")]),
    case(Code::CONFLICT, &[Given("socket", "/s"), Given("tls", "true")]),
    case(Code::PEM, &[Given("url", "rediss://h"), Given("tls_ca", "-----BEGIN")]),
    case(Code::DISAGREEMENT, &[URL, Given("tls", "true")]),
    case(Code::DISAGREEMENT, &[Given("url", "rediss://h"), Given("tls", "false")]),
    case(Code::HOST_SCHEME, &[Given("host", "redis://h")]),
    case(Code::HOST_PORT, &[Given("host", "h:6379")]),
    case(Code::HOST_CHARACTER, &[Given("host", "a b")]),
    case(Code::PLACEHOLDER, &[Given("host", "${HOST}")]),
    case(Code::HOST_CHARACTER, &[Given("host", "a_%b")]),
    case(Code::HOST_TOO_LONG, &[Given("host", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]),
    case(Code::OUT_OF_RANGE, &[Given("host", "h"), Given("port", "0")]),
    case(Code::OUT_OF_RANGE, &[Given("host", "h"), Given("port", "65536")]),
    case(Code::OUT_OF_RANGE, &[URL, Given("database", "2147483648")]),
    case(Code::OUT_OF_RANGE, &[URL, Given("connections", "0")]),
    case(Code::OUT_OF_RANGE, &[URL, Given("connect_timeout", "0s")]),
    case(Code::OUT_OF_RANGE, &[URL, Given("connect_timeout", "11m")]),
    case(Code::DURATION, &[URL, Given("connect_timeout", "5")]),
    case(Code::DURATION, &[URL, Given("connect_timeout", "5 apples")]),
    case(Code::DURATION, &[URL, Given("pause", "2 weeks")]),
    case(Code::LIST, &[URL, Given("words", "a,,b")]),
    case(Code::ADDRESS, &[URL, Given("address", "localhost:1")]),
    case(Code::CHOICE, &[URL, Given("protocol", "resp4")]),
    case(Code::PATH, &[Given("socket", "redis.sock")]),
    case(Code::KEY_PREFIX, &[URL, Given("key_prefix", "a{b")]),
    case(Code::CLIENT_NAME, &[URL, Given("client_name", "a b")]),
    case(Code::USERNAME, &[URL, Given("username", "a b"), Given("password", "x")]),
    case(Code::URL_TOO_LONG, &[Given("url", LONG)]),
    case(Code::ENDPOINT_MISSING, &[Given("connect_timeout", "1s")]),
    case(Code::CONFLICT, &[URL, Given("host", "h")]),
    case(Code::CONFLICT, &[URL, Given("socket", "/run/redis.sock")]),
    case(Code::CONFLICT, &[Given("host", "h"), Given("port", "1"), Given("socket", "/run/redis.sock")]),
    case(Code::DISAGREEMENT, &[Given("url", "redis://h/1"), Given("database", "2")]),
    case(Code::DISAGREEMENT, &[Given("url", "redis://h?protocol=resp2"), Given("protocol", "resp3")]),
    case(Code::REQUIRES, &[Given("port", "6380")]),
    case(Code::REQUIRES, &[Given("host", "h"), Given("username", "worker")]),
    case(Code::DELAYS, &[URL, Given("reconnect_min_delay", "10s"), Given("reconnect_max_delay", "5s")]),
    case(Code::DELAYS, &[URL, Given("reconnect_min_delay", "10s")]),
];
