//! One of a few words, and the nearest of them.

use super::panic::{Message, refuse};
use super::quote::Quoted;
use super::str::equal;

/// Longer words are like no other.
const LONGEST: usize = 32;

/// Refuses a value that is none of `choices`.
#[track_caller]
pub(crate) const fn check(name: &str, value: &str, choices: &[&str]) {
    let mut all = Message::new();
    let mut any = Message::of(&["write "]);
    let mut i = 0;
    while i < choices.len() {
        if equal(choices[i].as_bytes(), value.as_bytes()) {
            return;
        }
        all.push(if i == 0 { "`" } else { ", `" });
        all.push(choices[i]);
        all.push("`");
        any.push(if i == 0 { "`" } else { " or `" });
        any.push(choices[i]);
        any.push("`");
        i += 1;
    }
    let [open, value_, close] = Quoted::of(value, "the value").parts();
    let said = &[open, value_, close, " is none of ", all.text()];
    match nearest(value, choices) {
        Some(near) => refuse(name, said, &["did you mean `", near, "`?"]),
        None => refuse(name, said, &[any.text()]),
    }
}

/// As `redis_config_rules::suggest::nearest`.
const fn nearest<'a>(given: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let limit = if given.len() <= 3 { 1 } else { 2 };
    let mut best = None;
    let mut least = limit + 1;
    let mut i = 0;
    while i < candidates.len() {
        let candidate = candidates[i].as_bytes();
        let distance = if folded(given.as_bytes(), candidate) {
            0
        } else {
            distance(given.as_bytes(), candidate)
        };
        if distance < least && distance < candidate.len() {
            least = distance;
            best = Some(candidates[i]);
        }
        i += 1;
    }
    best
}

/// Whether both are equal but for case, `-` and `_`.
const fn folded(one: &[u8], other: &[u8]) -> bool {
    let (mut i, mut j) = (0, 0);
    let mut some = false;
    loop {
        while i < one.len() && matches!(one[i], b'-' | b'_') {
            i += 1;
        }
        while j < other.len() && matches!(other[j], b'-' | b'_') {
            j += 1;
        }
        if i == one.len() || j == other.len() {
            return some && i == one.len() && j == other.len();
        }
        let (first, second) = (one[i].to_ascii_lowercase(), other[j].to_ascii_lowercase());
        if first != second {
            return false;
        }
        some = true;
        i += 1;
        j += 1;
    }
}

/// Edit distance with swaps of neighbours.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut before = [0; LONGEST + 1];
    let mut above = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        above[j] = j;
        j += 1;
    }
    let mut i = 1;
    while i <= a.len() {
        let mut row = [0; LONGEST + 1];
        row[0] = i;
        let mut j = 1;
        while j <= b.len() {
            let mut least = above[j - 1] + (a[i - 1] != b[j - 1]) as usize;
            least = smaller(least, smaller(above[j] + 1, row[j - 1] + 1));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = smaller(least, before[j - 2] + 1);
            }
            row[j] = least;
            j += 1;
        }
        before = above;
        above = row;
        i += 1;
    }
    above[b.len()]
}

const fn smaller(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}

#[cfg(test)]
mod tests {
    use redis_config_rules::suggest;

    use super::*;

    #[test]
    fn the_nearest_is_that_of_the_rules() {
        let choices = [
            "resp2", "resp3", "primary", "replica", "info", "a", "max_age",
        ];
        for given in [
            "resp",
            "resp4",
            "Resp3",
            "RESP-3",
            "rsep3",
            "primry",
            "replicas",
            "slave",
            "inf",
            "ifno",
            "b",
            "A",
            "-",
            "max-age",
            "maxage",
            "",
            "a-very-long-word-that-is-near-nothing-at-all",
        ] {
            assert_eq!(
                nearest(given, &choices),
                suggest::nearest(given, choices),
                "{given}"
            );
        }
    }
}
