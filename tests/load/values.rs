//! Types of fields.

use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use redis_config::Value;

/// The text is read, and what it is read to writes it again.
fn same<T: Value + PartialEq + Debug>(text: &str, value: T) {
    assert_eq!(T::parse(text), Ok(value), "{text}");
    let value = T::parse(text).unwrap();
    let written = value.text().unwrap().into_owned();
    assert_eq!(
        T::parse(&written),
        Ok(value),
        "{text} is written as {written}"
    );
}

fn code<T: Value + Debug>(text: &str) -> &'static str {
    T::parse(text).unwrap_err().code.as_str()
}

#[test]
fn every_type_reads_what_it_writes() {
    same("a b", String::from("a b"));
    same("a", Box::<str>::from("a"));
    same("a", Arc::<str>::from("a"));
    same("255", 255_u8);
    same("-128", i8::MIN);
    same("18446744073709551615", u64::MAX);
    same("-170141183460469231731687303715884105728", i128::MIN);
    same("7", 7_usize);
    same("7", NonZero::<u32>::new(7).unwrap());
    same("-7", NonZero::<i64>::new(-7).unwrap());
    same("0.25", 0.25_f64);
    same("-1.5", -1.5_f32);
    same("true", true);
    same("false", false);
    same("1500ms", Duration::from_millis(1500));
    same("/run/x", PathBuf::from("/run/x"));
    same("127.0.0.1:80", SocketAddr::from(([127, 0, 0, 1], 80)));
    same("[::1]:80", "[::1]:80".parse::<SocketAddr>().unwrap());
    same("::1", "::1".parse::<IpAddr>().unwrap());
    same("a,b", vec![String::from("a"), String::from("b")]);
    same(" 1 , 2", vec![1_u16, 2]);
    same("3", Some(3_u16));
}

#[test]
fn a_value_out_of_range_or_of_another_kind_is_refused() {
    assert_eq!(code::<u8>("256"), "out-of-range");
    assert_eq!(code::<u8>("-1"), "out-of-range");
    assert_eq!(code::<NonZero<u8>>("0"), "out-of-range");
    assert_eq!(code::<f32>("1e300"), "out-of-range");
    for text in ["", " 1", "+1", "1.0", "1_000", "0x10", "010", "one"] {
        assert_eq!(code::<u32>(text), "integer", "{text:?}");
    }
    for text in ["nan", "inf", "x", ""] {
        assert_eq!(code::<f64>(text), "float", "{text:?}");
    }
    for text in ["y", "enabled", "2", "truee", ""] {
        assert_eq!(code::<bool>(text), "flag", "{text:?}");
    }
    for text in ["500", "2 parsecs", "-1s", ""] {
        assert_eq!(code::<Duration>(text), "duration", "{text:?}");
    }
    assert_eq!(code::<SocketAddr>("localhost:80"), "address");
    assert_eq!(code::<IpAddr>("127.0.0.1:80"), "address");
    for text in ["", "a,,b", ",", "a,"] {
        assert_eq!(code::<Vec<String>>(text), "list", "{text:?}");
    }
    assert_eq!(code::<Vec<u8>>("1,x"), "integer");
}

#[test]
fn only_an_option_can_stay_unset() {
    assert_eq!(Option::<u8>::unset(), Some(None));
    const { assert!(Option::<u8>::OPTIONAL && !u8::OPTIONAL && !Vec::<u8>::OPTIONAL) };
    assert_eq!(u8::unset(), None);
    assert_eq!(None::<u8>.text(), None);
}
