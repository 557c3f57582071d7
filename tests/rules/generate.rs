//! URLs: legal ones, nearly legal ones, and wrecks of both.

use super::random::Random;

/// Parts of a URL: mostly legal, sometimes odd.
struct Part {
    legal: &'static [&'static str],
    odd: &'static [&'static str],
}

impl Part {
    fn pick(&self, random: &mut Random) -> &'static str {
        let from = if random.once_in(12) {
            self.odd
        } else {
            self.legal
        };
        from[random.below(from.len())]
    }
}

#[rustfmt::skip]
const SCHEME: Part = Part {
    legal: &["redis", "redis", "redis", "valkey", "rediss", "valkeys", "redis+tls", "REDIS", "unix", "redis+unix", "valkey+unix"],
    odd: &["redis+sentinel", "redis+cluster", "http", "tcp", ""],
};

#[rustfmt::skip]
const WORD: Part = Part {
    legal: &["a", "user", "default", "s3cret", "p%40ss", "%2F%3f%23", "100%25", "%C3%A9", "a+b", "a;b", "a=b", "a&b", "!$'()*,", "-._~", "^|`", "%25%34%31", "%5B%5D", "%7B%7d"],
    odd: &["p:w", "é", "a b", "a%20b", "%", "%zz", "%FF", "%00", "p/w", "p?w", "p#w", "p@w", "[", "\\", "\"", "${X}", "<x>", ""],
};

#[rustfmt::skip]
const HOST: Part = Part {
    legal: &["localhost", "h", "Redis.Example.COM", "redis_1", "10.0.0.1", "127.0.0.1", "[::1]", "[2001:DB8::1]", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:7:8]", "[fe80:0:0::]", "xn--bcher-kva.example", "a.b.", "deadbeef", "1a", "255.255.255.255", "_a"],
    odd: &["bücher.example", "0", "127.1", "0x7f.1", "0.0.0.0", "[::]", "[fe80::1%251]", "a..b", "-a", "h,i", "::1", "h%41", "1.2.3.4.5", "[::1", "[::1.2.3]", "*", ""],
};

#[rustfmt::skip]
const PORT: Part = Part {
    legal: &["", "", ":6379", ":1", ":65535"],
    odd: &[":0", ":65536", ":06379", ":", ":x", ":-1", ":+1", ":６"],
};

#[rustfmt::skip]
const PATH: Part = Part {
    legal: &["", "", "/", "/0", "/1", "/15", "/2147483647"],
    odd: &["/2147483648", "/-1", "/+1", "/01", "/x", "/1/", "//1", "/1/2", "/%31", "/0;x"],
};

#[rustfmt::skip]
const SOCKET: Part = Part {
    legal: &["/run/redis.sock", "/s", "/a%20b/s.sock", "/%C3%A9", "/C:/s", "/a%2Fb", "/~/a+b", "/a;b=c", "/a%5Cb", "/..a", "/a..", "/a:b", "/...", "/%25", "/%2525"],
    odd: &["/a/../b", "/./a", "/a/%2e%2e/b", "/a//b", "/a/", "/é", "/c|/s", "/a%2F..%2Fb", "a/b", "/", "", "/a\\b", "/a:", "/%2e"],
};

#[rustfmt::skip]
const PARAMETER: Part = Part {
    legal: &["protocol=resp2", "protocol=resp3"],
    odd: &["protocol=3", "protocol=", "db=5", "timeout=1", "proto%63ol=resp3", "protocol", "master=m", ""],
};

#[rustfmt::skip]
const SOCKET_PARAMETER: Part = Part {
    legal: &["protocol=resp2", "protocol=resp3", "db=0", "db=5", "user=u", "user=%C3%A9", "pass=p", "pass=p%26q", "pass=p%2Bq", "pass=a=b", "pass=a:b;c", "pass=%25%3d"],
    odd: &["db=-1", "db=+1", "user=", "user=a%20b", "pass=a+b", "pass=é", "pass=%", "password=p", "pa%73s=p", ""],
};

/// A URL that is often legal, and not always.
pub(crate) fn url(random: &mut Random) -> String {
    let scheme = SCHEME.pick(random);
    let mut text = format!("{scheme}://");
    let (parameters, most) = if scheme.contains("unix") {
        text.push_str(SOCKET.pick(random));
        (SOCKET_PARAMETER, 4)
    } else {
        user_info(random, &mut text);
        for part in [HOST, PORT, PATH] {
            text.push_str(part.pick(random));
        }
        (PARAMETER, 2)
    };
    for at in 0..random.below(most) {
        text.push(if at == 0 { '?' } else { '&' });
        text.push_str(parameters.pick(random));
    }
    if random.once_in(20) {
        text.push_str(random.pick(&["#", "#insecure", "#a@b", " ", "\n", "\\", "@h"]));
    }
    text
}

/// A URL of sentinels or of a cluster that is often legal.
pub(crate) fn several(random: &mut Random) -> String {
    #[rustfmt::skip]
    const SCHEMES: &[&str] = &["redis+cluster", "rediss+cluster", "valkey-cluster", "redis+sentinel", "rediss-sentinel", "valkeys+sentinel"];
    let scheme = random.pick(SCHEMES);
    let mut text = format!("{scheme}://");
    user_info(random, &mut text);
    for at in 0..=random.below(3) {
        if at > 0 {
            text.push(',');
        }
        text.extend([HOST.pick(random), PORT.pick(random)]);
    }
    let sentinel = scheme.contains("sentinel");
    if sentinel {
        text.push_str(PATH.pick(random));
        text.push_str("?master=mymaster");
    }
    if random.once_in(3) {
        text.push_str(if sentinel { "&" } else { "?" });
        text.push_str(PARAMETER.pick(random));
    }
    text
}

fn user_info(random: &mut Random, text: &mut String) {
    match random.below(8) {
        0..3 => return,
        3 if random.once_in(4) => text.push_str(WORD.pick(random)),
        3..5 => text.extend([":", WORD.pick(random)]),
        _ => text.extend([WORD.pick(random), ":", WORD.pick(random)]),
    }
    text.push('@');
}

/// Changes some of the text's characters, most of them to others that mean something in a URL.
pub(crate) fn mutate(random: &mut Random, text: &str) -> String {
    #[rustfmt::skip]
    const CHARACTERS: &[&str] = &[
        ":", "/", "?", "#", "[", "]", "@", "%", "&", "=", "+", ",", ";", ".", "-", "_", "\\", "<", ">", "{", "}", "\"",
        "|", "^", "`", "'", "$", "!", "*", "(", "~", " ", "\t", "\n", "\r", "\0", "\u{7f}", "\u{85}", "\u{a0}", "\u{202e}",
        "\u{feff}", "é", "６", "。", "0", "1", "9", "a", "Z", "x", "%2F", "%00", "%C3", "%20", "..", "://", "redis", "0x",
        "::", "ß",
    ];
    let mut characters: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..=random.below(3) {
        let at = random.below(characters.len() + 1);
        match random.below(5) {
            0 | 1 => characters.insert(at, random.pick(CHARACTERS).to_owned()),
            2 if at < characters.len() => characters[at] = random.pick(CHARACTERS).to_owned(),
            3 if at < characters.len() => drop(characters.remove(at)),
            4 if at + 1 < characters.len() => characters.swap(at, at + 1),
            _ => {}
        }
    }
    characters.concat()
}
