//! What is recognised but not served is refused in its own language, and never taken for a name.

use std::io::Read;

use tertulia_harness::{StreamEnd, TestServer};
use tertulia_server_core::EndReason;

#[test]
fn other_protocols_are_refused_in_their_own_language() {
    let server = TestServer::start();
    for (protocol, request, answer) in [
        (
            "HTTP",
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r",
        ),
        (
            "HTTP",
            "POST /name HTTP/1.1\r\n\r\nname=Ana",
            "HTTP/1.1 400 Bad Request\r",
        ),
        (
            "IRC",
            "NICK ana\r\nUSER ana 0 * :Ana\r\n",
            "ERROR :This is a Tertulia chat server",
        ),
        (
            "SSH",
            "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
            "This is a Tertulia chat server",
        ),
    ] {
        let mut client = server.connect();
        client.send(request);
        let (lines, end) = client.read_until_end();
        assert!(
            lines.first().is_some_and(|line| line.starts_with(answer)),
            "{protocol}: {lines:?}"
        );
        assert_eq!(end, StreamEnd::Closed, "{protocol}");
        assert_eq!(
            server.wait_end(client.local_addr()),
            EndReason::NotSpoken { protocol }
        );
    }
}

#[test]
fn a_tls_client_is_answered_with_an_alert() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send_bytes(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    let mut answer = Vec::new();
    client.sender().read_to_end(&mut answer).unwrap();
    // A fatal alert: protocol_version (RFC 8446, section 6).
    assert_eq!(answer, b"\x15\x03\x01\x00\x02\x02\x46");
    assert_eq!(
        server.wait_end(client.local_addr()),
        EndReason::NotSpoken { protocol: "TLS" }
    );
}

#[test]
fn names_that_begin_like_a_protocol_are_names() {
    let server = TestServer::start();
    for name in ["GET UP", "NICK", "Put", "SSH-2", "Connect"] {
        let _client = server.plain(name);
    }
}

#[test]
fn telnet_negotiation_is_no_part_of_a_name_or_a_text() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let mut client = server.connect();
    // IAC WILL ECHO, IAC DO SUPPRESS-GO-AHEAD, and a subnegotiation (RFC 854, RFC 1091).
    client.send_bytes(b"\xFF\xFB\x01An\xFF\xFD\x03a\r\n");
    client.expect_welcome("Ana");
    client.send_bytes(b"ho\xFF\xFA\x18\x00xterm\xFF\xF0la\r\0");
    client.send_bytes(b"adi\xC3\xFF\xF1\xB3s\r\n");
    witness.wait_line("Ana: hola");
    witness.wait_line("Ana: adiós");
}
