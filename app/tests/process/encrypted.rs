//! A server that encrypts, and other people's client for that: openssl's (Debian: openssl).

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::harness::{Home, Raw, Running};

fn key_file(home: &Home) -> PathBuf {
    home.path().join("tertulia/identity/server.pem")
}

fn s_client(home: &Home, address: SocketAddr, version: &str) -> Running {
    let address = address.to_string();
    let words = ["s_client", "-quiet", version, "-connect", &address];
    Running::start(home.other("openssl", &words))
}

/// The key that a server shows in its second line.
fn shown_key(server: &Running) -> String {
    let line = server.line();
    let (_, key) = line
        .split_once("This server's key: ")
        .unwrap_or_else(|| panic!("the second line: {line}"));
    key.to_owned()
}

#[test]
fn openssl_chats_beside_a_bare_socket_with_a_server_whose_key_is_the_one_it_shows() {
    let home = Home::new();
    let (mut server, address) = home.server(&[]);
    let key = shown_key(&server);
    let mut clear = Raw::named(address, "Clara");
    for version in ["-tls1_2", "-tls1_3"] {
        let mut openssl = s_client(&home, address, version);
        openssl.await_line("Please send your name:");
        openssl.type_line("Ana");
        openssl.await_line("Welcome, Ana. Here: Clara.");
        let joined = server.await_line("Ana joined");
        assert!(joined.ends_with("(plain text, encrypted)"), "{joined}");
        openssl.type_line(&format!("by {version}"));
        openssl.await_line("* received #1");
        clear.await_line(&format!("Ana: by {version}"));
        clear.send(&format!("to {version}"));
        openssl.await_line(&format!("Clara: to {version}"));
        openssl.type_line("salir");
        openssl.await_line("* Goodbye, Ana.");
        server.await_line("Ana left");
        openssl.close_input();
        openssl.end();
    }
    // What others compute of the key is what the server shows.
    let pipe = format!(
        "openssl s_client -connect {address} </dev/null 2>/dev/null | openssl x509 -pubkey -noout \
         | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r"
    );
    let computed = Running::start(home.other("sh", &["-c", &pipe]))
        .end()
        .stdout;
    assert_eq!(
        key.replace(' ', "").to_lowercase(),
        computed.get(..32).unwrap_or(&computed)
    );

    server.type_line("salir");
    server.end();
    let (again, _) = home.server(&[]);
    assert_eq!(shown_key(&again), key);
    let mode = fs::metadata(key_file(&home)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_key_that_cannot_be_used_is_explained_and_left_as_it_is() {
    let home = Home::new();
    let (server, _) = home.server(&[]);
    drop(server);
    let file = key_file(&home);
    let whole = fs::read(&file).unwrap();
    let start = |language| {
        let words = ["server", "--headless", "--port", "0", "--lang", language];
        let ended = home.run(&words);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(
            ended.stderr.contains(&file.display().to_string()),
            "{}",
            ended.stderr
        );
        ended.stderr
    };
    let halved = &whole[..whole.len() / 2];
    fs::write(&file, halved).unwrap();
    assert!(start("en").contains("it is damaged"));
    assert!(start("es").contains("está dañada"));
    assert_eq!(fs::read(&file).unwrap(), halved);

    fs::write(&file, &whole).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(start("en").contains("chmod 600"));
    assert!(start("es").contains("chmod 600"));
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[test]
fn a_server_for_encrypted_guests_only_refuses_a_bare_socket() {
    let home = Home::new();
    let (server, address) = home.server(&["--encrypted-only"]);
    let refused = Raw::connect(address, "Clara").rest();
    assert!(
        refused.contains("encrypted connections only") && refused.contains("openssl s_client"),
        "{refused}"
    );
    server.await_line("encrypted connections only");
    let mut openssl = s_client(&home, address, "-tls1_3");
    openssl.await_line("Please send your name:");
    openssl.type_line("Ana");
    openssl.await_line("Welcome, Ana.");
}
