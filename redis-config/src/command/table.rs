//! The commands that are not "one key, the first argument, may write".

use super::table::{
    Entry, Join, Keys, Spread, all, counted, entry, get, key, none, range, read, split, target,
    words, write,
};

/// What a command is that the table does not have.
pub(super) const PLAIN: Entry = write("", key(1));

/// The entry of a name in any case.
#[inline]
pub(super) fn find(name: &[u8]) -> &'static Entry {
    let Some(letter) = name.first().map(u8::to_ascii_uppercase) else {
        return &PLAIN;
    };
    let index = usize::from(letter.wrapping_sub(b'A'));
    let Some(place) = STARTS.get(index..index + 2) else {
        return &PLAIN;
    };
    TABLE[place[0]..place[1]]
        .iter()
        .find(|entry| {
            entry.name.len() == name.len() && entry.name.as_bytes().eq_ignore_ascii_case(name)
        })
        .unwrap_or(&PLAIN)
}

/// Where in the table each letter begins.
const STARTS: [usize; 27] = {
    let mut starts = [ENTRIES.len(); 27];
    let mut at = ENTRIES.len();
    while at > 0 {
        at -= 1;
        let letter = (ENTRIES[at].name.as_bytes()[0] - b'A') as usize;
        starts[letter] = at;
    }
    // A letter without entries begins where the next one does.
    let mut letter = 26;
    while letter > 0 {
        letter -= 1;
        if starts[letter] > starts[letter + 1] {
            starts[letter] = starts[letter + 1];
        }
    }
    starts
};

/// In the order of the alphabet.
pub(super) static TABLE: [Entry; ENTRIES.len()] = ENTRIES;

const ENTRIES: [Entry; 186] = [
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
        Keys::None,
        &[
            ("RESETSTAT", Join::Same),
            ("REWRITE", Join::Same),
            ("SET", Join::Same),
        ],
    ),
    write("COPY", range(1, 2, 1)),
    all("DBSIZE", Join::Sum),
    none("DEBUG"),
    split("DEL", 1, false, Join::Sum),
    get("DIGEST"),
    none("DISCARD"),
    get("DUMP"),
    none("ECHO"),
    write("EVAL", counted(2)),
    write("EVALSHA", counted(2)),
    read("EVALSHA_RO", counted(2)),
    read("EVAL_RO", counted(2)),
    none("EXEC"),
    split("EXISTS", 1, true, Join::Sum),
    get("EXPIRETIME"),
    none("FAILOVER"),
    write("FCALL", counted(2)),
    read("FCALL_RO", counted(2)),
    all("FLUSHALL", Join::Same),
    all("FLUSHDB", Join::Same),
    words(
        "FUNCTION",
        Keys::None,
        &[
            ("DELETE", Join::Same),
            ("FLUSH", Join::Same),
            ("KILL", Join::AnySuccess),
            ("LOAD", Join::Same),
            ("RESTORE", Join::Same),
        ],
    ),
    get("GEODIST"),
    get("GEOHASH"),
    get("GEOPOS"),
    write("GEORADIUS", Keys::Geo(6)),
    write("GEORADIUSBYMEMBER", Keys::Geo(5)),
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
    all("KEYS", Join::Concat),
    none("LASTSAVE"),
    words("LATENCY", Keys::None, &[("RESET", Join::Sum)]),
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
        Spread::Words(&[("PURGE", Join::Same)]),
    ),
    split("MGET", 1, true, Join::Values),
    write("MIGRATE", Keys::Migrate),
    none("MODULE"),
    none("MONITOR"),
    split("MSET", 2, false, Join::Same),
    write(
        "MSETEX",
        Keys::Counted {
            count: 1,
            step: 2,
            target: false,
        },
    ),
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
    all("RANDOMKEY", Join::Found),
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
    entry("SCAN", Keys::None, false, Spread::Walk),
    get("SCARD"),
    words(
        "SCRIPT",
        Keys::None,
        &[
            ("EXISTS", Join::Every),
            ("FLUSH", Join::Same),
            ("KILL", Join::AnySuccess),
            ("LOAD", Join::Same),
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
        Keys::None,
        &[
            ("GET", Join::Concat),
            ("LEN", Join::Sum),
            ("RESET", Join::Same),
        ],
    ),
    get("SMEMBERS"),
    get("SMISMEMBER"),
    write("SMOVE", range(1, 2, 1)),
    write("SORT", Keys::Sort),
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
    split("TOUCH", 1, true, Join::Sum),
    get("TTL"),
    get("TYPE"),
    split("UNLINK", 1, false, Join::Sum),
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
    read("XREAD", Keys::Streams),
    write("XREADGROUP", Keys::Streams),
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
