//! Compile-time checks: no two members of a group share a name, a variable or their keys, and at most one is the fallback.

use super::definition::MemberDefinition;
use super::keyspace_check;
use super::member::MemberMeta;
use crate::__private::const_check::panic::fail;

/// Fails the compilation if the member at that index shares its name, a variable or its keys with an earlier one,
/// or if both are the fallback.
#[track_caller]
pub const fn distinct(members: &[MemberMeta], index: usize) {
    let later = members[index].instance;
    let mut i = 0;
    while i < index {
        apart(members[i].instance, later);
        i += 1;
    }
}

#[track_caller]
const fn apart(first: MemberDefinition, later: MemberDefinition) {
    // A definition with an error has an empty name. Its error is reported elsewhere.
    if !later.name.is_empty() && same(first.name, later.name) {
        fail(
            &[
                "`",
                first.member,
                "` and `",
                later.member,
                "` are both the instance `",
                later.name,
                "`",
            ],
            &[
                "remove one of them, or give its definition a name of its own: `#[redis(name = \"...\")]`",
            ],
        )
    }
    fallback(first, later);
    variables(first, later);
    keyspace_check::apart(first, later);
}

#[track_caller]
const fn fallback(first: MemberDefinition, later: MemberDefinition) {
    if first.fallback && later.fallback {
        fail(
            &[
                "`",
                first.member,
                "` and `",
                later.member,
                "` are both declared `fallback`, and would both be read from `REDIS_URL`",
            ],
            &["leave `fallback` on the definition of one of them"],
        )
    }
}

#[track_caller]
const fn variables(first: MemberDefinition, later: MemberDefinition) {
    let mut i = 0;
    while i < first.fields.len() {
        let mut j = 0;
        while j < later.fields.len() {
            let (one, other) = (first.fields[i].variable, later.fields[j].variable);
            let help =
                &["give the definition of one of them another prefix: `#[redis(env = \"...\")]`"];
            if same(one, other) {
                fail(
                    &[
                        "`",
                        first.member,
                        "` and `",
                        later.member,
                        "` both read the environment variable `",
                        one,
                        "`",
                    ],
                    help,
                )
            }
            if is_twin(one, other) || is_twin(other, one) {
                fail(
                    &[
                        "`",
                        first.member,
                        "` reads `",
                        one,
                        "` and `",
                        later.member,
                        "` reads `",
                        other,
                        "`: each variable has a twin with `_FILE` at its end",
                    ],
                    help,
                )
            }
            j += 1;
        }
        i += 1;
    }
}

pub(crate) const fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && starts_with(one, other)
}

/// `A_FILE` is the twin of `A`: it names a file that holds the value of `A`.
const fn is_twin(twin: &str, of: &str) -> bool {
    const SUFFIX: &str = "_FILE";
    if twin.len() != of.len() + SUFFIX.len() || !starts_with(twin, of) {
        return false;
    }
    let (_, end) = twin.as_bytes().split_at(of.len());
    let mut i = 0;
    while i < end.len() {
        if end[i] != SUFFIX.as_bytes()[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn starts_with(text: &str, start: &str) -> bool {
    let (text, start) = (text.as_bytes(), start.as_bytes());
    let mut i = 0;
    while i < start.len() {
        if text[i] != start[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_and_its_file_are_twins() {
        assert!(is_twin("JOBS_REDIS_URL_FILE", "JOBS_REDIS_URL"));
        assert!(!is_twin("JOBS_REDIS_URL", "JOBS_REDIS_URL_FILE"));
        assert!(!is_twin("JOBS_REDIS_URL_PATH", "JOBS_REDIS_URL"));
        assert!(same("JOBS", "JOBS") && !same("JOBS", "JOB") && !same("JOBS", "JOBT"));
    }

    #[test]
    #[should_panic(expected = "`a` and `b` are both the instance `jobs`")]
    fn one_name_for_two_members_is_refused() {
        apart(of("jobs", false).of("a"), of("jobs", false).of("b"));
    }

    fn of(name: &'static str, fallback: bool) -> MemberDefinition {
        MemberDefinition {
            member: name,
            name,
            fields: &[],
            fixed: &[],
            fallback,
        }
    }

    #[test]
    fn one_fallback_is_enough() {
        apart(of("a", true), of("b", false));
        apart(of("a", false), of("b", true));
    }

    #[test]
    #[should_panic(expected = "`a` and `b` are both declared `fallback`")]
    fn a_second_fallback_is_refused() {
        apart(of("a", true), of("b", true));
    }
}
