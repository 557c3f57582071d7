//! Rust source as token trees and comments.
//!
//! Written by hand because prose is checked too: `proc-macro2` drops the comments, and xtask has no dependencies.

/// A file's tokens without comments, and its comments line by line.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) tokens: Vec<Token>,
    pub(crate) comments: Vec<Comment>,
}

/// One line of a comment, without the slashes.
#[derive(Debug)]
pub(crate) struct Comment {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// An identifier, punctuation (`::` is one token), a literal, or a group in brackets. Lifetimes are left out.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// The opening bracket of a group; empty for a literal.
    pub(crate) text: String,
    pub(crate) inner: Vec<Token>,
    pub(crate) line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ident,
    Punct,
    Literal,
    Group,
}

impl Token {
    pub(crate) fn is_ident(&self, text: &str) -> bool {
        self.kind == Kind::Ident && self.text == text
    }

    pub(crate) fn is_punct(&self, text: &str) -> bool {
        self.kind == Kind::Punct && self.text == text
    }

    pub(crate) fn is_group(&self, open: &str) -> bool {
        self.kind == Kind::Group && self.text == open
    }
}

/// Splits a file. Unbalanced brackets end where the file ends: the compiler reports them better.
pub(crate) fn read(source: &str) -> Source {
    let mut lexer = Lexer {
        source,
        at: 0,
        line: 1,
        open: vec![(String::new(), 1, Vec::new())],
        comments: Vec::new(),
    };
    while lexer.at < source.len() {
        lexer.step();
    }
    while lexer.open.len() > 1 {
        lexer.close();
    }
    Source {
        tokens: lexer
            .open
            .pop()
            .map(|(_, _, tokens)| tokens)
            .unwrap_or_default(),
        comments: lexer.comments,
    }
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    line: usize,
    /// The groups that are not closed yet: bracket, line, tokens. The first is the file.
    open: Vec<(String, usize, Vec<Token>)>,
    comments: Vec<Comment>,
}

impl Lexer<'_> {
    fn step(&mut self) {
        let byte = self.byte(0);
        match byte {
            b'/' if self.byte(1) == b'/' => self.line_comment(),
            b'/' if self.byte(1) == b'*' => self.block_comment(),
            b'"' => self.string(),
            b'\'' => self.quote(),
            b'(' | b'[' | b'{' => {
                let group = (char::from(byte).to_string(), self.line, Vec::new());
                self.open.push(group);
                self.at += 1;
            }
            b')' | b']' | b'}' => {
                if self.open.len() > 1 {
                    self.close();
                }
                self.at += 1;
            }
            b':' if self.byte(1) == b':' => {
                self.push(Kind::Punct, "::".to_owned(), self.line);
                self.at += 2;
            }
            b'0'..=b'9' => self.number(),
            _ if is_word(byte) => self.word(),
            _ if byte.is_ascii_whitespace() => self.skip(1),
            _ => {
                self.push(Kind::Punct, char::from(byte).to_string(), self.line);
                self.at += 1;
            }
        }
    }

    fn byte(&self, offset: usize) -> u8 {
        self.source
            .as_bytes()
            .get(self.at + offset)
            .copied()
            .unwrap_or(0)
    }

    /// Steps over bytes, counting lines.
    fn skip(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.source.len());
        let skipped = &self.source.as_bytes()[self.at..end];
        self.line += skipped.iter().filter(|byte| **byte == b'\n').count();
        self.at = end;
    }

    fn push(&mut self, kind: Kind, text: String, line: usize) {
        if let Some((_, _, tokens)) = self.open.last_mut() {
            tokens.push(Token {
                kind,
                text,
                inner: Vec::new(),
                line,
            });
        }
    }

    fn close(&mut self) {
        if let (Some((text, line, inner)), Some((_, _, tokens))) =
            (self.open.pop(), self.open.last_mut())
        {
            tokens.push(Token {
                kind: Kind::Group,
                text,
                inner,
                line,
            });
        }
    }

    fn line_comment(&mut self) {
        let rest = &self.source[self.at..];
        let text = rest.split('\n').next().unwrap_or_default();
        self.comments.push(Comment {
            line: self.line,
            text: text.trim_start_matches(['/', '!']).to_owned(),
        });
        self.at += text.len();
    }

    fn block_comment(&mut self) {
        let (mut depth, mut length) = (1, 2);
        while depth > 0 && self.at + length < self.source.len() {
            match (self.byte(length), self.byte(length + 1)) {
                (b'/', b'*') => (depth, length) = (depth + 1, length + 2),
                (b'*', b'/') => (depth, length) = (depth - 1, length + 2),
                _ => length += 1,
            }
        }
        let end = (self.at + length).min(self.source.len());
        for (index, text) in self.source[self.at..end].split('\n').enumerate() {
            let text = text.trim_matches(['/', '*', '!', ' ']).to_owned();
            self.comments.push(Comment {
                line: self.line + index,
                text,
            });
        }
        self.skip(length);
    }

    fn string(&mut self) {
        let line = self.line;
        let mut length = 1;
        while self.at + length < self.source.len() && self.byte(length) != b'"' {
            length += if self.byte(length) == b'\\' { 2 } else { 1 };
        }
        self.skip(length + 1);
        self.push(Kind::Literal, String::new(), line);
    }

    /// A raw string; `at` is on its first `#` or quote.
    fn raw_string(&mut self) {
        let line = self.line;
        let rest = &self.source[self.at..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = rest.get(hashes + 1..).unwrap_or_default();
        let length = inside.find(&end).unwrap_or(inside.len());
        self.skip(hashes + 1 + length + end.len());
        self.push(Kind::Literal, String::new(), line);
    }

    /// A character, or a lifetime.
    fn quote(&mut self) {
        let rest = &self.source[self.at + 1..];
        let first = rest.chars().next().map_or(0, char::len_utf8);
        if rest.starts_with('\\') {
            // The escaped character itself may be a quote.
            let length = rest.get(2..).and_then(|rest| rest.find('\'')).unwrap_or(0);
            self.skip(length + 4);
            self.push(Kind::Literal, String::new(), self.line);
        } else if rest.get(first..).is_some_and(|rest| rest.starts_with('\'')) {
            self.skip(first + 2);
            self.push(Kind::Literal, String::new(), self.line);
        } else {
            self.at += 1;
            while is_word(self.byte(0)) {
                self.at += 1;
            }
        }
    }

    fn number(&mut self) {
        while is_word(self.byte(0)) || self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
        }
        self.push(Kind::Literal, String::new(), self.line);
    }

    /// An identifier, or the prefix of a string.
    fn word(&mut self) {
        let start = self.at;
        while is_word(self.byte(0)) {
            self.at += 1;
        }
        let word = &self.source[start..self.at];
        match (word, self.byte(0)) {
            ("b" | "c", b'"') => self.string(),
            ("b", b'\'') => self.quote(),
            ("r" | "br" | "cr", b'"') => self.raw_string(),
            ("r", b'#') if is_word(self.byte(1)) => self.at += 1,
            ("r" | "br" | "cr", b'#') => self.raw_string(),
            _ => self.push(Kind::Ident, word.to_owned(), self.line),
        }
    }
}

/// Every byte beyond ASCII counts: outside strings and comments it can only be in an identifier.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tokens: &[Token]) -> String {
        let words: Vec<String> = tokens
            .iter()
            .map(|token| match token.kind {
                Kind::Literal => "…".to_owned(),
                Kind::Group => format!("{} {} .", token.text, shown(&token.inner)),
                Kind::Ident | Kind::Punct => token.text.clone(),
            })
            .collect();
        words.join(" ")
    }

    #[test]
    fn strings_characters_and_lifetimes_hide_nothing() {
        let source = read(
            "a('\\'', 'x', '\"', b'{', \"}\\\"\", r#\"a\"}\"#, br\"{\", 1.5e3, 0..2) b<'a>(r#type::c)",
        );
        assert_eq!(
            shown(&source.tokens),
            "a ( … , … , … , … , … , … , … , … , … . . … . b < > ( type :: c ."
        );
        assert!(source.comments.is_empty());
    }

    #[test]
    fn comments_keep_their_lines() {
        let source =
            read("//! one\nlet url = \"redis://x\n\"; /* two\n /* three */ */ a // four\n");
        let comments: Vec<(usize, &str)> = source
            .comments
            .iter()
            .map(|comment| (comment.line, comment.text.trim()))
            .collect();
        assert_eq!(
            comments,
            [(1, "one"), (3, "two"), (4, "three"), (4, "four")]
        );
        assert_eq!(source.tokens.last().map(|token| token.line), Some(4));
    }
}
