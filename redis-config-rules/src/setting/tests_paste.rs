//! Help texts that show a value: pasted as the value of the setting, it is accepted and means what was meant.

use super::{Kind, Setting};
use crate::nodes::{self, Nodes};
use crate::url::{REFUSALS, TRANSLATED};

/// A refused value, and the help.
#[rustfmt::skip]
const REFUSED: &[(Setting, &str, &str)] = &[
    (Setting::Host, "h:6380", "write `h`, and set `port` to `6380`"),
    (Setting::Host, "10.0.0.1:6379", "write `10.0.0.1`, and set `port` to `6379`"),
    (Setting::Host, "[::1]:6379", "write `::1`, and set `port` to `6379`"),
    (Setting::Host, "redis://h:6379/1", "write `h`, or set `url` in place of `host`"),
    (Setting::Host, "rediss://u:hunter2@h", "write `h`, or set `url` in place of `host`"),
    (Setting::Host, "https://hunter2/path", "write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`"),
    (Setting::Host, "redis://hunter2/x@h", "write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`"),
    (Setting::Host, "redis://u:hunter2", "write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`"),
    (Setting::Host, "h:hunter2", "write the name alone, e.g. `127.0.0.1`, and set `port` to the number"),
    (Setting::Host, "10.0.0.256", "write an IPv4 address like `127.0.0.1`, or a name"),
    (Setting::Host, "300.1.1.1", "write an IPv4 address like `127.0.0.1`, or a name"),
    (Setting::Host, "10.0.0.01", "write an IPv4 address like `127.0.0.1`, or a name"),
    (Setting::Host, "127.1", "write an IPv4 address with its four parts, e.g. `127.0.0.1`"),
    (Setting::Host, "0.0.0.0", "write `127.0.0.1` for this machine, or the server's name"),
    (Setting::Host, "::", "write `::1` for this machine, or the server's name"),
    (Setting::TlsServerName, "h:6380", "write `h`"),
    (Setting::TlsServerName, "rediss://h:6380", "write `h`"),
    (Setting::TlsServerName, "rediss://u:hunter2", "write the name alone, e.g. `redis.example.com`"),
    (Setting::Port, "06379", "write `6379`"),
    (Setting::Port, "+6379", "write `6379`"),
    (Setting::Port, " 6379", "write `6379`"),
    (Setting::Port, "6_379", "write `6379`"),
    (Setting::Port, "6379.0", "write a number from 1 to 65535, e.g. `6379`"),
    (Setting::Database, "01", "write `1`"),
    (Setting::Database, "1 ", "write `1`"),
    (Setting::Connections, "+2", "write `2`"),
    (Setting::ConnectTimeout, "5", "write `5ms` for milliseconds or `5s` for seconds"),
    (Setting::ConnectTimeout, "5 sec", "write `5s`"),
    (Setting::Protocol, "Resp3", "did you mean `resp3`?"),
    (Setting::ClientName, "shop api", "write `shop-api`"),
    (Setting::KeyPrefix, "{shop}:", "write `shop:`"),
    (Setting::Master, "my master", "write `my-master`"),
    (Setting::Nodes, "::1:7000", "put an IPv6 address in brackets: write `[::1]:7000`"),
    (Setting::Nodes, "a,fe80::1:7000", "put an IPv6 address in brackets: write `[fe80::1]:7000`"),
    (Setting::Nodes, "2001:db8::1", "put an IPv6 address in brackets: write `[2001:db8::1]`"),
    (Setting::Nodes, "a:07000", "write the port as `7000`"),
    (Setting::Nodes, "a:7000 b:7000", "write `a:7000,b:7000`"),
    (Setting::Nodes, "a:7000; b:7000", "write `a:7000,b:7000`"),
    (Setting::Nodes, "[\"a:7000\", \"b:7000\"]", "write `a:7000,b:7000`"),
    (Setting::Nodes, "['a:7000']", "write `a:7000`"),
    (Setting::Nodes, "redis://a:7000 redis://b:7000", "write `redis://a:7000,redis://b:7000`"),
    (Setting::Nodes, "[\"[::1]:7000\"]", "write `[::1]:7000`"),
    (Setting::Nodes, "redis://a:06379", "write `redis://a:6379`"),
    (Setting::Nodes, "redis://::1:7000", "write `redis://[::1]:7000`"),
    (Setting::Nodes, "a:7000,,b:7000", "write `first,second`"),
    (Setting::Nodes, "a:7000,", "write `first,second`"),
    (Setting::AddressMap, "a:1=b:2 c:1=d:2", "write `a:1=b:2,c:1=d:2`"),
    (Setting::AddressMap, "a:1=b:2;c:1=d:2", "write `a:1=b:2,c:1=d:2`"),
    (Setting::AddressMap, "[\"a:1=b:2\"]", "write `a:1=b:2`"),
    (Setting::AllowedHosts, "a b", "write `a,b`"),
    (Setting::AllowedHosts, "*.a;10.0.0.0/8", "write `*.a,10.0.0.0/8`"),
    (Setting::AllowedHosts, "[\"a\",\"fd00::/8\"]", "write `a,fd00::/8`"),
    (Setting::AllowedHosts, "a:6379", "write `a`"),
    (Setting::AllowedHosts, "redis://a:6379", "write `a`"),
    (Setting::AllowedHosts, "[::1]:6379", "write `::1`"),
    (Setting::AllowedHosts, "10.1.2.3/8", "write `10.0.0.0/8`, or more bits"),
    (Setting::AllowedHosts, "2001:db8::1/32", "write `2001:db8::/32`, or more bits"),
    (Setting::Socket, "run/r.sock", "start it with `/`, e.g. `/run/redis/redis.sock`"),
];

#[test]
fn a_value_in_a_help_text_is_accepted_when_it_is_pasted() {
    let mut count = 0;
    let mut wrong = Vec::new();
    let mut paste = |setting: Setting, text: &str, want: Option<&str>| {
        let problem = setting.check_text(text).unwrap_err();
        if want.is_some_and(|want| want != problem.help) {
            wrong.push(format!("{text}: {problem}"));
        }
        assert!(
            !problem.to_string().contains("hunter2"),
            "{text}: {problem}"
        );
        let parts: Vec<&str> = problem.help.split('`').collect();
        for pair in parts.chunks(2) {
            let [before, value] = pair else { continue };
            // A complete value follows one of these.
            let whole = [
                "write ",
                "or ",
                "e.g. ",
                "like ",
                "mean ",
                "brackets: write ",
                "start so: ",
            ];
            let is_value =
                whole.iter().any(|end| before.ends_with(end)) && is_complete(setting, value);
            if is_value {
                count += 1;
                if let Err(problem) = setting.check_text(value) {
                    wrong.push(format!("{text}: pasted `{value}`: {problem}"));
                }
            }
        }
    };
    for (setting, text, help) in REFUSED {
        paste(*setting, text, Some(help));
    }
    for (text, help) in TRANSLATED {
        paste(Setting::Url, text, Some(help));
    }
    for (text, _) in REFUSALS {
        paste(Setting::Url, text, None);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{count} values pasted");
    assert!(count > 150, "{count}");
}

/// Whether code in a help text is a whole value of the setting, rather than a part or the name of something.
fn is_complete(setting: Setting, code: &str) -> bool {
    let placeholder = code.contains("...") || code == "USER:PASSWORD@";
    match setting.info().kind {
        Kind::Url => code.contains("://") && !code.ends_with("://") && !placeholder,
        Kind::Nodes | Kind::AddressMap => code.contains(':'),
        Kind::Host => code != "url" && code != "port" && !code.contains("]:") && code != "-",
        _ => !placeholder && Setting::from_key(code).is_none() && code.len() > 1,
    }
}

#[test]
fn nodes_in_a_help_text_are_those_that_were_meant() {
    let problem = Nodes::parse("::1:7000,[::1]:7001", 7000).unwrap_err();
    assert_eq!(problem.item(), Some(0));
    assert_eq!(
        problem.message,
        "node 1 of the list: the host has more than one `:`"
    );
    let meant = Nodes::parse("[::1]:7000", 1).unwrap();
    assert_eq!(meant.endpoints[0].to_string(), "[::1]:7000");
    assert_eq!(nodes::address_map("a:1=b:2").unwrap().len(), 1);
}
