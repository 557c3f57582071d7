use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::{io, slice};

use redis::{Value, parse_redis_value};
use tokio::io::{AsyncRead, ReadBuf};

use super::frame::Malformed;
use super::parser::ReplyParser;

/// Replies of every type of RESP2 and RESP3.
const REPLIES: &[&[u8]] = &[
    b"+OK\r\n",
    b"+PONG\r\n",
    b"+a\rb\r\n",
    b"+\r\n",
    b"-ERR unknown command 'x'\r\n",
    b"-MOVED 3999 127.0.0.1:6381\r\n",
    b"-CUSTOM\r\n",
    b":0\r\n",
    b":-12\r\n",
    b":+7\r\n",
    b":9223372036854775807\r\n",
    b":-9223372036854775808\r\n",
    b"$-1\r\n",
    b"$0\r\n\r\n",
    b"$5\r\na\r\nbc\r\n",
    b"*-1\r\n",
    b"*0\r\n",
    b"*3\r\n:1\r\n$1\r\nx\r\n*2\r\n+OK\r\n$-1\r\n",
    b"%0\r\n",
    b"%2\r\n+a\r\n:1\r\n$1\r\nb\r\n*1\r\n_\r\n",
    b"~2\r\n:1\r\n:2\r\n",
    b"~-1\r\n",
    b"|1\r\n+ttl\r\n:3600\r\n$1\r\nv\r\n",
    b"*2\r\n|1\r\n+a\r\n:1\r\n:2\r\n:3\r\n",
    b"|0\r\n:1\r\n",
    b">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n",
    b">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n",
    b">1\r\n+other\r\n",
    b">0\r\n",
    b"_\r\n",
    b",1.5\r\n",
    b",-inf\r\n",
    b",10\r\n",
    b"#t\r\n",
    b"#f\r\n",
    b"!9\r\nERR a\r\nbc\r\n",
    b"=7\r\ntxt:abc\r\n",
    b"=5\r\nmkd:x\r\n",
    b"=5\r\nabc:x\r\n",
    b"(3492890328409238509324850943850943825024385\r\n",
];

/// Bytes that are no reply.
const MALFORMED: &[&[u8]] = &[
    b"x\r\n",
    b"\r\n",
    b":x\r\n",
    b":\r\n",
    b"$1\r\nabc",
    b"$-\r\n",
    b"#x\r\n",
    b",x\r\n",
    b"=3\r\nabc\r\n",
    b"=-1\r\n",
    b"%-1\r\n",
    b">1\r\n:1\r\n",
    b"$9999999999999\r\n",
    b"*9999999999999\r\n",
    b"$?\r\n",
];

/// A socket that gives these pieces, and has nothing more.
struct Pieces<'a>(Vec<&'a [u8]>);

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(piece) = self.0.first_mut() else {
            return Poll::Pending;
        };
        let (now, later) = piece.split_at(piece.len().min(buf.remaining()));
        buf.put_slice(now);
        *piece = later;
        if later.is_empty() {
            self.0.remove(0);
        }
        Poll::Ready(Ok(()))
    }
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Every reply in these pieces, and whether a part of one is left.
fn read(pieces: Vec<&[u8]>) -> Result<(Vec<Value>, bool), Malformed> {
    let mut socket = Pieces(pieces);
    let (mut parser, mut replies) = (ReplyParser::default(), Vec::new());
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        while let Some(reply) = parser.next_reply()? {
            replies.push(reply);
        }
        match parser.poll_fill(&mut socket, &mut cx) {
            Poll::Ready(Ok(1..)) => {}
            _ => return Ok((replies, parser.is_inside_reply())),
        }
    }
}

#[test]
fn every_type_is_read_as_the_redis_crate_reads_it_however_it_is_cut() {
    for reply in REPLIES {
        let expected = parse_redis_value(reply).unwrap();
        for cut in 1..reply.len() {
            let (first, second) = reply.split_at(cut);
            let read = read(vec![first, second]);
            assert_eq!(
                read,
                Ok((vec![expected.clone()], false)),
                "{reply:?} at {cut}"
            );
            assert_eq!(
                self::read(vec![first]),
                Ok((vec![], true)),
                "{reply:?} at {cut}"
            );
        }
        let bytes = reply.chunks(1).collect();
        assert_eq!(read(bytes), Ok((vec![expected], false)));
    }
}

#[test]
fn replies_follow_each_other() {
    let all = REPLIES.concat();
    let expected: Vec<_> = REPLIES
        .iter()
        .map(|reply| parse_redis_value(reply).unwrap())
        .collect();
    for size in [1, 2, 3, 7, 64, all.len()] {
        assert_eq!(
            read(all.chunks(size).collect()),
            Ok((expected.clone(), false))
        );
    }
}

#[test]
fn malformed_replies_are_refused() {
    for reply in MALFORMED {
        assert_eq!(read(vec![reply]), Err(Malformed), "{reply:?}");
        assert_eq!(read(reply.chunks(1).collect()), Err(Malformed), "{reply:?}");
    }
}

#[test]
fn nesting_has_the_limit_of_the_redis_crate() {
    for (depth, expected) in [(99, true), (100, false), (5_000, false)] {
        let nested = [b"*1\r\n".repeat(depth), b":1\r\n".to_vec()].concat();
        assert_eq!(read(vec![&nested]).is_ok(), expected, "{depth}");
        assert_eq!(parse_redis_value(&nested).is_ok(), expected, "{depth}");
    }
}

#[test]
fn an_error_may_hold_any_bytes() {
    let (replies, _) = read(vec![b"-ERR unknown command '\xff'\r\n"]).unwrap();
    let Value::ServerError(error) = &replies[0] else {
        panic!("{replies:?}");
    };
    assert_eq!(error.details(), Some("unknown command '\u{fffd}'"));
}

/// The length of a long string, and the pieces that it arrives in.
#[test]
fn a_long_string_is_read_whole() {
    for length in [8_192, 32_766, 32_768, 100_000, 3_000_000] {
        let text: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let reply = [
            format!("$1\r\nx\r\n${length}\r\n").as_bytes(),
            &text,
            b"\r\n:1\r\n",
        ]
        .concat();
        let expected = vec![
            Value::BulkString(b"x".to_vec()),
            Value::BulkString(text),
            Value::Int(1),
        ];
        for size in [1_000, 8_191, 65_536, reply.len()] {
            assert_eq!(
                read(reply.chunks(size).collect()),
                Ok((expected.clone(), false)),
                "{length} by {size}"
            );
        }
    }
}

#[test]
fn what_a_server_announces_is_not_allocated_before_it_arrives() {
    for announced in [
        &b"$2000000000\r\nx"[..],
        b"*2000000000\r\n:1\r\n",
        b"%1000000000\r\n",
    ] {
        assert_eq!(read(vec![announced]), Ok((vec![], true)));
    }
}

/// Random bytes, and random changes of valid replies: both parsers accept the same, with the same values.
#[test]
fn damaged_replies_are_read_as_the_redis_crate_reads_them() {
    let mut random = Random(7);
    let mut accepted = 0;
    for _ in 0..20_000 {
        let mut bytes = REPLIES[random.below(REPLIES.len())].to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = b"\r\n*$:%+-1290x"[random.below(13)],
                1 => bytes.insert(at, b"\r\n*$:%+-1290x"[random.below(13)]),
                _ if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => {}
            }
        }
        let Ok((replies, _)) = read(vec![&bytes]) else {
            continue;
        };
        let Some(first) = replies.first() else {
            continue;
        };
        accepted += 1;
        let theirs = parse_redis_value(&bytes).unwrap();
        assert_eq!(
            slice::from_ref(first),
            [theirs],
            "{:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
    assert!(accepted > 1_000, "{accepted}");
}
