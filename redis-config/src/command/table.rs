//! The commands that differ from the default: one key, the first argument, may write.
//!
//! A command that is missing here is routed by its first argument and never sent to a replica. That is right for most new
//! commands, including those of modules. A test compares the table with `COMMAND` of a real server.

use super::spec::{
    CommandSpec, KeySpec, ResponsePolicy, Routing, all, counted, counted_by, entry, get, key, none,
    range, read, split, target, words, write,
};

/// The default, for a command that is not in the table.
pub(crate) const PLAIN: CommandSpec = write("", key(1));

/// The entry of a command, whose name may be in any case.
#[inline]
pub(crate) fn find(name: &[u8]) -> &'static CommandSpec {
    let Some(letter) = name.first().map(u8::to_ascii_uppercase) else {
        return &PLAIN;
    };
    let index = usize::from(letter.wrapping_sub(b'A'));
    let Some(range) = STARTS.get(index..index + 2) else {
        return &PLAIN;
    };
    TABLE[range[0]..range[1]]
        .iter()
        .find(|entry| {
            entry.name.len() == name.len() && entry.name.as_bytes().eq_ignore_ascii_case(name)
        })
        .unwrap_or(&PLAIN)
}

/// For each first letter, the index of its first entry: only a few names are compared for each command.
const STARTS: [usize; 27] = {
    let mut starts = [COMMANDS.len(); 27];
    let mut at = COMMANDS.len();
    while at > 0 {
        at -= 1;
        let letter = (COMMANDS[at].name.as_bytes()[0] - b'A') as usize;
        starts[letter] = at;
    }
    // A letter without entries starts where the next one does.
    let mut letter = 26;
    while letter > 0 {
        letter -= 1;
        if starts[letter] > starts[letter + 1] {
            starts[letter] = starts[letter + 1];
        }
    }
    starts
};

/// Sorted by name, which [`find`] relies on.
pub(crate) static TABLE: [CommandSpec; COMMANDS.len()] = COMMANDS;

const COMMANDS: [CommandSpec; 186] = [
    none("ACL"),
    none("ASKING"),
    none("AUTH"),
    none("BGREWRITEAOF"),
    none("BGSAVE"),
    get("BITCOUNT"),
    get("BITFIELD_RO"),
    write("BITOP", range(2, -1, 1)),
    get("BITPOS"),
    write("BLMOVE", range(1, 2, 1)),
    write("BLMPOP", counted(2)),
    write("BLPOP", range(1, -2, 1)),
    write("BRPOP", range(1, -2, 1)),
    write("BRPOPLPUSH", range(1, 2, 1)),
    write("BZMPOP", counted(2)),
    write("BZPOPMAX", range(1, -2, 1)),
    write("BZPOPMIN", range(1, -2, 1)),
    none("CLIENT"),
    none("CLUSTER"),
    none("COMMAND"),
    words(
        "CONFIG",
        KeySpec::None,
        &[
            ("RESETSTAT", ResponsePolicy::Same),
            ("REWRITE", ResponsePolicy::Same),
            ("SET", ResponsePolicy::Same),
        ],
    ),
    write("COPY", range(1, 2, 1)),
    all("DBSIZE", ResponsePolicy::Sum),
    none("DEBUG"),
    split("DEL", 1, false, ResponsePolicy::Sum),
    get("DIGEST"),
    none("DISCARD"),
    get("DUMP"),
    none("ECHO"),
    write("EVAL", counted(2)),
    write("EVALSHA", counted(2)),
    read("EVALSHA_RO", counted(2)),
    read("EVAL_RO", counted(2)),
    none("EXEC"),
    split("EXISTS", 1, true, ResponsePolicy::Sum),
    get("EXPIRETIME"),
    none("FAILOVER"),
    write("FCALL", counted(2)),
    read("FCALL_RO", counted(2)),
    all("FLUSHALL", ResponsePolicy::Same),
    all("FLUSHDB", ResponsePolicy::Same),
    words(
        "FUNCTION",
        KeySpec::None,
        &[
            ("DELETE", ResponsePolicy::Same),
            ("FLUSH", ResponsePolicy::Same),
            ("KILL", ResponsePolicy::AnySuccess),
            ("LOAD", ResponsePolicy::Same),
            ("RESTORE", ResponsePolicy::Same),
        ],
    ),
    get("GEODIST"),
    get("GEOHASH"),
    get("GEOPOS"),
    write("GEORADIUS", KeySpec::Geo(6)),
    write("GEORADIUSBYMEMBER", KeySpec::Geo(5)),
    get("GEORADIUSBYMEMBER_RO"),
    get("GEORADIUS_RO"),
    get("GEOSEARCH"),
    write("GEOSEARCHSTORE", range(1, 2, 1)),
    get("GET"),
    get("GETBIT"),
    get("GETRANGE"),
    none("HELLO"),
    get("HEXISTS"),
    get("HEXPIRETIME"),
    get("HGET"),
    get("HGETALL"),
    get("HKEYS"),
    get("HLEN"),
    get("HMGET"),
    get("HPEXPIRETIME"),
    get("HPTTL"),
    get("HRANDFIELD"),
    get("HSCAN"),
    get("HSTRLEN"),
    get("HTTL"),
    get("HVALS"),
    none("INFO"),
    all("KEYS", ResponsePolicy::Concat),
    none("LASTSAVE"),
    words("LATENCY", KeySpec::None, &[("RESET", ResponsePolicy::Sum)]),
    read("LCS", range(1, 2, 1)),
    get("LINDEX"),
    get("LLEN"),
    write("LMOVE", range(1, 2, 1)),
    write("LMPOP", counted(1)),
    none("LOLWUT"),
    get("LPOS"),
    get("LRANGE"),
    entry(
        "MEMORY",
        key(2),
        true,
        Routing::Words(&[("PURGE", ResponsePolicy::Same)]),
    ),
    split("MGET", 1, true, ResponsePolicy::Values),
    write("MIGRATE", KeySpec::Migrate),
    none("MODULE"),
    none("MONITOR"),
    split("MSET", 2, false, ResponsePolicy::Same),
    write("MSETEX", counted_by(1, 2, false)),
    write("MSETNX", range(1, -1, 2)),
    none("MULTI"),
    read("OBJECT", key(2)),
    get("PEXPIRETIME"),
    read("PFCOUNT", range(1, -1, 1)),
    write("PFDEBUG", key(2)),
    write("PFMERGE", range(1, -1, 1)),
    none("PFSELFTEST"),
    none("PING"),
    none("PSUBSCRIBE"),
    none("PSYNC"),
    get("PTTL"),
    none("PUBLISH"),
    none("PUBSUB"),
    none("PUNSUBSCRIBE"),
    none("QUIT"),
    all("RANDOMKEY", ResponsePolicy::Found),
    none("READONLY"),
    none("READWRITE"),
    write("RENAME", range(1, 2, 1)),
    write("RENAMENX", range(1, 2, 1)),
    none("REPLCONF"),
    none("REPLICAOF"),
    none("RESET"),
    none("ROLE"),
    write("RPOPLPUSH", range(1, 2, 1)),
    none("SAVE"),
    entry("SCAN", KeySpec::None, false, Routing::Walk),
    get("SCARD"),
    words(
        "SCRIPT",
        KeySpec::None,
        &[
            ("EXISTS", ResponsePolicy::Every),
            ("FLUSH", ResponsePolicy::Same),
            ("KILL", ResponsePolicy::AnySuccess),
            ("LOAD", ResponsePolicy::Same),
        ],
    ),
    read("SDIFF", range(1, -1, 1)),
    write("SDIFFSTORE", range(1, -1, 1)),
    none("SELECT"),
    none("SHUTDOWN"),
    read("SINTER", range(1, -1, 1)),
    read("SINTERCARD", counted(1)),
    write("SINTERSTORE", range(1, -1, 1)),
    get("SISMEMBER"),
    none("SLAVEOF"),
    words(
        "SLOWLOG",
        KeySpec::None,
        &[
            ("GET", ResponsePolicy::Concat),
            ("LEN", ResponsePolicy::Sum),
            ("RESET", ResponsePolicy::Same),
        ],
    ),
    get("SMEMBERS"),
    get("SMISMEMBER"),
    write("SMOVE", range(1, 2, 1)),
    write("SORT", KeySpec::Sort),
    get("SORT_RO"),
    get("SRANDMEMBER"),
    get("SSCAN"),
    write("SSUBSCRIBE", range(1, -1, 1)),
    get("STRLEN"),
    none("SUBSCRIBE"),
    get("SUBSTR"),
    read("SUNION", range(1, -1, 1)),
    write("SUNIONSTORE", range(1, -1, 1)),
    write("SUNSUBSCRIBE", range(1, -1, 1)),
    none("SWAPDB"),
    none("SYNC"),
    none("TIME"),
    split("TOUCH", 1, true, ResponsePolicy::Sum),
    get("TTL"),
    get("TYPE"),
    split("UNLINK", 1, false, ResponsePolicy::Sum),
    none("UNSUBSCRIBE"),
    none("UNWATCH"),
    none("WAIT"),
    none("WAITAOF"),
    write("WATCH", range(1, -1, 1)),
    write("XGROUP", key(2)),
    read("XINFO", key(2)),
    get("XLEN"),
    get("XPENDING"),
    get("XRANGE"),
    read("XREAD", KeySpec::Streams),
    write("XREADGROUP", KeySpec::Streams),
    get("XREVRANGE"),
    get("ZCARD"),
    get("ZCOUNT"),
    read("ZDIFF", counted(1)),
    write("ZDIFFSTORE", target(2)),
    read("ZINTER", counted(1)),
    read("ZINTERCARD", counted(1)),
    write("ZINTERSTORE", target(2)),
    get("ZLEXCOUNT"),
    write("ZMPOP", counted(1)),
    get("ZMSCORE"),
    get("ZRANDMEMBER"),
    get("ZRANGE"),
    get("ZRANGEBYLEX"),
    get("ZRANGEBYSCORE"),
    write("ZRANGESTORE", range(1, 2, 1)),
    get("ZRANK"),
    get("ZREVRANGE"),
    get("ZREVRANGEBYLEX"),
    get("ZREVRANGEBYSCORE"),
    get("ZREVRANK"),
    get("ZSCAN"),
    get("ZSCORE"),
    read("ZUNION", counted(1)),
    write("ZUNIONSTORE", target(2)),
];
