//! Compile-time checks: no two members of a group share a name, a variable or their keys, and at most one is the fallback.

use super::definition::MemberDefinition;
use super::keyspace_check;
use super::member::Members;
use crate::__private::const_check::panic::fail;
use redis_config_rules::bytes;

/// Fails the compilation if a handle of the member at that index shares its name, a variable or its keys with an earlier
/// one, or if both are the fallback.
#[track_caller]
pub const fn distinct(members: Members, index: usize) {
    let Members::Several(members) = members else {
        return;
    };
    let mut i = 0;
    // A group with a mistake has none.
    while i < index && index < members.len() {
        each(named(members[i]), named(members[index]));
        i += 1;
    }
}

const fn named((name, members): (&'static str, Members)) -> (Path, Members) {
    (Path::EMPTY.then(name), members)
}

/// Compares every handle of the first member with every handle of the later one.
#[track_caller]
const fn each(first: (Path, Members), later: (Path, Members)) {
    let mut i = 0;
    match (first.1, later.1) {
        (Members::One(one), Members::One(other)) => apart(
            one.instance.of(first.0.text()),
            other.instance.of(later.0.text()),
        ),
        (Members::Several(inner), _) => {
            while i < inner.len() {
                each((first.0.then(inner[i].0), inner[i].1), later);
                i += 1;
            }
        }
        (_, Members::Several(inner)) => {
            while i < inner.len() {
                each(first, (later.0.then(inner[i].0), inner[i].1));
                i += 1;
            }
        }
    }
}

/// `queues.jobs`, built in a constant. A name that does not fit is cut.
#[derive(Clone, Copy)]
struct Path {
    bytes: [u8; 128],
    length: usize,
}

impl Path {
    const EMPTY: Self = Self {
        bytes: [0; 128],
        length: 0,
    };

    const fn then(self, name: &str) -> Self {
        if self.length == 0 {
            return self.add(name);
        }
        self.add(".").add(name)
    }

    const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.length + text.len() <= self.bytes.len() {
            let mut i = 0;
            while i < text.len() {
                self.bytes[self.length + i] = text[i];
                i += 1;
            }
            self.length += text.len();
        }
        self
    }

    const fn text(&self) -> &str {
        bytes::text(self.bytes.split_at(self.length).0)
    }
}

#[track_caller]
const fn apart(first: MemberDefinition<'_>, later: MemberDefinition<'_>) {
    // A definition with an error has an empty name. Its error is reported elsewhere.
    if !later.name.is_empty() && same(first.name, later.name) {
        fail(
            "`{0}` and `{1}` are both the instance `{2}`",
            "remove one of them, or give its definition a name of its own: `#[redis(name = \"...\")]`",
            &[first.member, later.member, later.name],
        )
    }
    fallback(first, later);
    variables(first, later);
    keyspace_check::apart(first, later);
}

#[track_caller]
const fn fallback(first: MemberDefinition<'_>, later: MemberDefinition<'_>) {
    if first.fallback && later.fallback {
        fail(
            "`{0}` and `{1}` are both declared `fallback`, and would both be read from `REDIS_URL`",
            "leave `fallback` on the definition of one of them",
            &[first.member, later.member],
        )
    }
}

#[track_caller]
const fn variables(first: MemberDefinition<'_>, later: MemberDefinition<'_>) {
    let mut i = 0;
    while i < first.fields.len() {
        let mut j = 0;
        while j < later.fields.len() {
            let (one, other) = (first.fields[i].variable, later.fields[j].variable);
            let said = if same(one, other) {
                "`{0}` and `{1}` both read the environment variable `{2}`"
            } else if is_twin(one, other) || is_twin(other, one) {
                "`{0}` reads `{2}` and `{1}` reads `{3}`: each variable has a twin with `_FILE` at its end"
            } else {
                j += 1;
                continue;
            };
            fail(
                said,
                "give the definition of one of them another prefix: `#[redis(env = \"...\")]`",
                &[first.member, later.member, one, other],
            )
        }
        i += 1;
    }
}

pub(crate) const fn same(one: &str, other: &str) -> bool {
    bytes::equal(one.as_bytes(), other.as_bytes())
}

/// `A_FILE` is the twin of `A`: it names a file that holds the value of `A`.
const fn is_twin(twin: &str, of: &str) -> bool {
    twin.len() == of.len() + "_FILE".len()
        && bytes::starts_with(twin.as_bytes(), of.as_bytes())
        && bytes::ends_with(twin.as_bytes(), b"_FILE")
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

    fn of(name: &'static str, fallback: bool) -> MemberDefinition<'static> {
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
