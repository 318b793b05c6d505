//! Tells dialects, and other protocols, apart by the first bytes of a connection.

use crate::one_line;

/// No protocol needs more than this many bytes to be recognised.
const MAX_BYTES: usize = 512;

/// The most scalar values of the explanation in a refusal; an IRC line has 512 bytes (RFC 2812,
/// section 2.3).
const MAX_SENTENCE_CHARS: usize = 120;

/// The request methods of RFC 9110 (section 9) and RFC 5789, whose target is a path, `*` or a
/// URL. `PRI` begins HTTP/2 (RFC 9113, section 3.4).
const HTTP_METHODS: [&[u8]; 9] = [
    b"GET ",
    b"HEAD ",
    b"POST ",
    b"PUT ",
    b"DELETE ",
    b"OPTIONS ",
    b"PATCH ",
    b"TRACE ",
    b"PRI ",
];

/// What the first bytes of a connection say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// Not enough bytes yet to tell.
    Undecided,
    /// UTF-8 lines.
    Plain,
    /// JSON Lines.
    App,
    /// Recognised, but not served here.
    Foreign(Foreign),
}

/// A protocol that is recognised and refused in its own language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Foreign {
    /// A web browser or the like (RFC 9110).
    Http,
    /// A TLS client hello (RFC 8446).
    Tls,
    /// An IRC client (RFC 2812).
    Irc,
    /// An SSH client (RFC 4253).
    Ssh,
}

/// Decides by the bytes that came so far. `Undecided` only while what came is a proper prefix of
/// something that would be decided otherwise; at a pause or the end, undecided means plain.
///
/// Once decided, more bytes change nothing. Names of people must not be taken for protocols: "GET
/// UP", "Put Nick" and "NICK" are plain.
#[must_use]
pub fn detect(bytes: &[u8]) -> Detected {
    let is_whole = bytes.len() < MAX_BYTES;
    let bytes = &bytes[..bytes.len().min(MAX_BYTES)];
    if bytes.first() == Some(&b'{') {
        return Detected::App;
    }
    let candidates = [
        (Foreign::Http, http(bytes)),
        (Foreign::Tls, begins_with(bytes, &[0x16, 0x03])),
        (Foreign::Irc, irc(bytes)),
        (
            Foreign::Ssh,
            begins_with(bytes, b"SSH-2.0-").or(begins_with(bytes, b"SSH-1.")),
        ),
    ];
    if let Some((foreign, _)) = candidates.iter().find(|(_, found)| *found == Found::Yes) {
        return Detected::Foreign(*foreign);
    }
    if is_whole && candidates.iter().any(|(_, found)| *found == Found::NotYet) {
        return Detected::Undecided;
    }
    Detected::Plain
}

/// Whether a pattern is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    No,
    /// More bytes could make it a yes.
    NotYet,
    Yes,
}

impl Found {
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::NotYet, _) | (_, Self::NotYet) => Self::NotYet,
            (Self::No, Self::No) => Self::No,
        }
    }
}

fn begins_with(bytes: &[u8], pattern: &[u8]) -> Found {
    if bytes.starts_with(pattern) {
        Found::Yes
    } else if pattern.starts_with(bytes) {
        Found::NotYet
    } else {
        Found::No
    }
}

/// Looks for `pattern`, and then asks `next` about the bytes after it.
fn after(bytes: &[u8], pattern: &[u8], next: impl Fn(&[u8]) -> Found) -> Found {
    match bytes.strip_prefix(pattern) {
        Some(rest) => next(rest),
        None => begins_with(bytes, pattern),
    }
}

fn any(patterns: impl IntoIterator<Item = Found>) -> Found {
    patterns.into_iter().fold(Found::No, Found::or)
}

fn http(bytes: &[u8]) -> Found {
    let target = |rest: &[u8]| {
        any([&b"/"[..], b"*", b"http://", b"https://"].map(|start| begins_with(rest, start)))
    };
    any(HTTP_METHODS.map(|method| after(bytes, method, target))).or(after(
        bytes,
        b"CONNECT ",
        host_and_port,
    ))
}

/// The target of CONNECT: `host:port`, the host without white space (RFC 9110, section 9.3.6). An
/// IPv6 address has colons of its own, so the last one before a digit is not looked for.
fn host_and_port(bytes: &[u8]) -> Found {
    let mut before = 0;
    for &byte in bytes {
        match byte {
            b'0'..=b'9' if before == b':' => return Found::Yes,
            0..=b' ' => return Found::No,
            _ => before = byte,
        }
    }
    Found::NotYet
}

/// How IRC clients register (RFC 2812, section 3.1; IRCv3 capability negotiation): `CAP`, or `PASS`
/// and `NICK` lines and then `USER`. A single upper-case `NICK` line may still be somebody's name.
fn irc(bytes: &[u8]) -> Found {
    let full_user = after(bytes, b"USER ", |rest| user_parameters(rest, 3));
    any([
        full_user,
        capabilities(bytes),
        after_registration_line(bytes),
    ])
}

fn after_registration_line(bytes: &[u8]) -> Found {
    let next_line = |rest: &[u8]| match rest.iter().position(|&byte| byte == b'\n') {
        None => Found::NotYet,
        Some(end) => {
            let next = &rest[end + 1..];
            any([
                begins_with(next, b"USER "),
                capabilities(next),
                after_registration_line(next),
            ])
        }
    };
    any([
        after(bytes, b"NICK ", next_line),
        after(bytes, b"PASS ", next_line),
    ])
}

fn capabilities(bytes: &[u8]) -> Found {
    let end_of_word = |rest: &[u8]| match rest.first() {
        None => Found::NotYet,
        Some(b' ' | b'\r' | b'\n') => Found::Yes,
        Some(_) => Found::No,
    };
    any([&b"CAP LS"[..], b"CAP REQ", b"CAP END"].map(|start| after(bytes, start, end_of_word)))
}

/// So many words, each with one space after it, and then the colon before the real name.
fn user_parameters(bytes: &[u8], words: usize) -> Found {
    if words == 0 {
        return begins_with(bytes, b":");
    }
    match bytes.iter().position(|&byte| byte <= b' ') {
        None => Found::NotYet,
        Some(end) if end > 0 && bytes[end] == b' ' => user_parameters(&bytes[end + 1..], words - 1),
        Some(_) => Found::No,
    }
}

impl Foreign {
    /// Its usual name, for logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Tls => "TLS",
            Self::Irc => "IRC",
            Self::Ssh => "SSH",
        }
    }

    /// A complete refusal in that protocol's own language, after which the connection is closed.
    /// `sentence` is the server's explanation; it is made one short line.
    #[must_use]
    pub fn refusal(self, sentence: &str) -> Vec<u8> {
        let sentence = one_line(sentence, MAX_SENTENCE_CHARS);
        match self {
            Self::Http => {
                let length = sentence.len() + 1;
                format!(
                    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
                     Content-Length: {length}\r\nConnection: close\r\n\r\n{sentence}\n"
                )
                .into_bytes()
            }
            // The fatal alert protocol_version (RFC 8446, section 6), in a record of the version
            // that every client reads (section 5.1). TLS has no place for a sentence.
            Self::Tls => vec![0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 70],
            Self::Irc => format!("ERROR :{sentence}\r\n").into_bytes(),
            // A server may send lines before its version string (RFC 4253, section 4.2).
            Self::Ssh => format!("{sentence}\r\n").into_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_and_protocol_is_recognised() {
        for (bytes, detected) in [
            (&b"{\"type\":\"hello\""[..], Detected::App),
            (b"Ana\n", Detected::Plain),
            (b"\n", Detected::Plain),
            (b" {", Detected::Plain),
            (b"\xFF\xFB\x03", Detected::Plain),
            (b"GET / HTTP/1.1\r\n", Detected::Foreign(Foreign::Http)),
            (b"POST /x", Detected::Foreign(Foreign::Http)),
            (b"OPTIONS * HTTP/1.1", Detected::Foreign(Foreign::Http)),
            (b"GET http://a/", Detected::Foreign(Foreign::Http)),
            (
                b"CONNECT a.example:443 HTTP/1.1",
                Detected::Foreign(Foreign::Http),
            ),
            (b"CONNECT [::1]:80", Detected::Foreign(Foreign::Http)),
            (
                b"PRI * HTTP/2.0\r\n\r\nSM",
                Detected::Foreign(Foreign::Http),
            ),
            (b"\x16\x03\x01\x02\0", Detected::Foreign(Foreign::Tls)),
            (b"SSH-2.0-OpenSSH_9", Detected::Foreign(Foreign::Ssh)),
            (b"SSH-1.99-x", Detected::Foreign(Foreign::Ssh)),
            (b"CAP LS 302\r\n", Detected::Foreign(Foreign::Irc)),
            (b"CAP LS\r\n", Detected::Foreign(Foreign::Irc)),
            (
                b"NICK ana\r\nUSER ana 0 * :Ana\r\n",
                Detected::Foreign(Foreign::Irc),
            ),
            (b"PASS x\nNICK ana\nUSER ", Detected::Foreign(Foreign::Irc)),
            (b"PASS x\r\nCAP LS\r\n", Detected::Foreign(Foreign::Irc)),
            (b"USER ana 0 * :Ana", Detected::Foreign(Foreign::Irc)),
        ] {
            assert_eq!(
                detect(bytes),
                detected,
                "{:?}",
                bytes.escape_ascii().to_string()
            );
        }
    }

    #[test]
    fn a_persons_name_is_not_taken_for_a_protocol() {
        for name in [
            "GET UP\n",
            "Get /\n",
            "Put Nick\n",
            "CONNECT me\n",
            "CONNECT a\n:1",
            "TRACE\n",
            "HEAD h\n",
            "NICK\n",
            "Nick Cave\n",
            "NICK Cave\nhola\n",
            "CAP LSD\n",
            "Cap Ls\n",
            "USER\n",
            "USER one\n",
            "USER a b c d\n",
            "SSH\n",
            "SSH-3",
            "Pass\n",
        ] {
            assert_eq!(detect(name.as_bytes()), Detected::Plain, "{name:?}");
        }
    }

    #[test]
    fn it_is_undecided_only_while_more_bytes_could_tell() {
        for bytes in [
            &b""[..],
            b"G",
            b"GET ",
            b"GET htt",
            b"CONNECT a.example:",
            b"\x16",
            b"SSH-",
            b"CAP LS",
            b"NICK ana\r\n",
            b"NICK ana\r\nUSE",
            b"USER ana 0 * ",
        ] {
            assert_eq!(
                detect(bytes),
                Detected::Undecided,
                "{:?}",
                bytes.escape_ascii().to_string()
            );
        }
        for bytes in [&b"H"[..], b"NICK ", b"CONNECT "] {
            let endless = [bytes, &[b'x'; MAX_BYTES]].concat();
            assert_eq!(detect(&endless), Detected::Plain);
            assert_eq!(detect(&endless[..MAX_BYTES]), Detected::Plain);
        }
    }

    #[test]
    fn each_protocol_is_refused_in_its_own_language() {
        let http = String::from_utf8(Foreign::Http.refusal("Aquí no.\nNo")).unwrap();
        let (head, body) = http.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head}");
        assert!(
            head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())),
            "{head}"
        );
        assert_eq!(body, "Aquí no. No\n");
        assert_eq!(Foreign::Tls.refusal("No"), b"\x15\x03\x01\0\x02\x02F");
        assert_eq!(Foreign::Irc.refusal("No\r\nQUIT"), b"ERROR :No QUIT\r\n");
        assert_eq!(Foreign::Ssh.refusal("No"), b"No\r\n");
        assert!(Foreign::Irc.refusal(&"€".repeat(1_000)).len() <= 512);
    }
}
