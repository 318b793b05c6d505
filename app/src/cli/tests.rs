//! Command lines, right and wrong.

use super::*;
use crate::profiles::{FloodChoice, LineEndingChoice};

fn words(line: &str) -> Vec<OsString> {
    std::iter::once("tertulia")
        .chain(line.split_whitespace())
        .map(OsString::from)
        .collect()
}

fn run(line: &str) -> Parsed {
    parse(&words(line)).unwrap_or_else(|stop| panic!("{line}: {stop:?}"))
}

fn wrong(line: &str) -> String {
    match parse(&words(line)) {
        Err(Stop::Usage(sentence)) => sentence,
        other => panic!("{line}: {other:?}"),
    }
}

fn help(line: &str) -> String {
    match parse(&words(line)) {
        Err(Stop::Answer(answer)) => answer.to_string(),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn the_definition_is_consistent() {
    command::command(&Texts::new(Language::Es)).debug_assert();
}

#[test]
fn a_password_comes_from_a_file_and_never_from_the_command_line() {
    let Invocation::Server(args) = run("server --password-file secret").invocation else {
        panic!("no server")
    };
    assert_eq!(args.password, Some(PasswordChoice::File("secret".into())));
    let Invocation::Server(args) = run("server --no-password").invocation else {
        panic!("no server")
    };
    assert_eq!(args.password, Some(PasswordChoice::None));
    let Invocation::Client(args) = run("client --terminal --password-file -").invocation else {
        panic!("no client")
    };
    assert_eq!(args.password_file, Some("-".into()));
    wrong("server --no-password --password-file secret");
    wrong("client --password-file secret");
    wrong("server --password secret");
}

#[test]
fn a_server_takes_everything_that_the_contract_names() {
    let parsed = run(
        "server --bind 0.0.0.0 --port 0 --encrypted-only --profile clase --lang es --max-clients 0 --max-chars 10 --max-rate 1 \
         --workers 3 --flood slow --exempt 192.168.0.0/16 --exempt 10.0.0.7 --history-days 7 --history-messages 0 --durable --welcome hola --exit-word fin --exit-word adiós --headless --start -vv",
    );
    assert_eq!((parsed.language, parsed.verbose), (Some(Language::Es), 2));
    let expected = ServerArgs {
        bind: Some("0.0.0.0".parse().unwrap()),
        port: Some(0),
        encrypted_only: true,
        password: None,
        profile: Some("clase".to_owned()),
        max_clients: Some(0),
        max_chars: Some(10),
        max_rate: Some(1),
        workers: Some(3),
        flood: Some(FloodChoice::Slow),
        exempt: ["192.168.0.0/16", "10.0.0.7/32"]
            .map(|text| text.parse().unwrap())
            .to_vec(),
        welcome: Some("hola".to_owned()),
        exit_words: vec!["fin".to_owned(), "adiós".to_owned()],
        no_history: false,
        history_days: Some(7),
        history_messages: Some(0),
        durable: true,
        headless: true,
        start: true,
    };
    assert_eq!(parsed.invocation, Invocation::Server(expected));
}

#[test]
fn a_client_takes_everything_that_the_contract_names() {
    let parsed = run(
        "client --name Ana --host ::1 --port 2011 --profile a/b.ron --greeting hola --terminal --json --connect \
         --line-ending crlf --no-send-name --continue --accept-key 3f2a91c000112233445566778899aabb",
    );
    let expected = ClientArgs {
        password_file: None,
        name: Some("Ana".to_owned()),
        host: Some("::1".to_owned()),
        port: Some(2_011),
        profile: Some("a/b.ron".to_owned()),
        greeting: Some("hola".to_owned()),
        line_ending: Some(LineEndingChoice::CrLf),
        no_send_name: true,
        terminal: true,
        json: true,
        connect: true,
        go_on: true,
        no_keep: false,
        accept_key: Some("3F2A 91C0 0011 2233 4455 6677 8899 AABB".parse().unwrap()),
        new_server: false,
        clear: false,
    };
    assert_eq!(parsed.invocation, Invocation::Client(expected));
    let unkept = ClientArgs {
        no_keep: true,
        ..ClientArgs::default()
    };
    assert_eq!(
        run("client --no-keep").invocation,
        Invocation::Client(unkept)
    );
    for (words, new_server) in [
        ("client --clear", false),
        ("client --terminal --new-server", true),
    ] {
        let expected = ClientArgs {
            new_server,
            terminal: new_server,
            clear: !new_server,
            ..ClientArgs::default()
        };
        assert_eq!(run(words).invocation, Invocation::Client(expected));
    }
}

#[test]
fn a_measurement_takes_everything_and_has_sane_defaults() {
    use std::time::Duration;

    use crate::load::{Load, LoadDialect, LoadMode, LoadWire, Plan};

    let plan = Plan {
        mode: LoadMode::Throughput,
        dialect: LoadDialect::Plain,
        wire: LoadWire::Clear,
        clients: 100,
        senders: 1,
        slow: 0,
        at_once: 200,
        chars: 100,
        in_flight: 1,
        rate: 100,
        seconds: Duration::from_secs(10),
    };
    let load = Load {
        plan: plan.clone(),
        host: "127.0.0.1".to_owned(),
        port: 2_010,
        is_own: false,
        server: None,
        json: false,
    };
    assert_eq!(run("load").invocation, Invocation::Load(load));
    let parsed = run(
        "load latency --clients 7 --senders 2 --slow 1 --at-once 8 --size 50 --rate 9 --seconds 3 --dialect irc --host ::1 \
         --port 2011 --tls --accept-key 3f2a91c000112233445566778899aabb --server-pid 5 --i-own-this-server --json",
    );
    let load = Load {
        plan: Plan {
            mode: LoadMode::Latency,
            dialect: LoadDialect::Irc,
            wire: LoadWire::Tls(Some(
                "3F2A 91C0 0011 2233 4455 6677 8899 AABB".parse().unwrap(),
            )),
            clients: 7,
            senders: 2,
            slow: 1,
            at_once: 8,
            chars: 50,
            rate: 9,
            seconds: Duration::from_secs(3),
            ..plan
        },
        host: "::1".to_owned(),
        port: 2_011,
        is_own: true,
        server: Some(5),
        json: true,
    };
    assert_eq!(parsed.invocation, Invocation::Load(load));
    // Who is idle, or comes and goes, sends nothing.
    for mode in ["idle", "churn"] {
        let Invocation::Load(load) = run(&format!("load {mode}")).invocation else {
            panic!("{mode}")
        };
        assert_eq!((load.plan.senders, load.plan.slow), (0, 0), "{mode}");
    }
}

#[test]
fn without_a_command_there_is_the_choice() {
    assert_eq!(run("").invocation, Invocation::Launcher);
    assert_eq!(
        run("profiles list").invocation,
        Invocation::Profiles(ProfilesArgs::List)
    );
    assert_eq!(
        run("profiles show x").invocation,
        Invocation::Profiles(ProfilesArgs::Show("x".to_owned()))
    );
}

#[test]
fn a_wrong_command_line_is_explained_in_one_sentence() {
    for (line, said) in [
        (
            "server --prot 1 --lang en",
            "There is no option “--prot”; did you mean “--port”?",
        ),
        ("server --zzz --lang en", "There is no option “--zzz”."),
        (
            "sever --lang en",
            "There is no command “sever”; did you mean “server”?",
        ),
        (
            "server --lang en --port",
            "“--port <N>” needs a value after it.",
        ),
        (
            "server --lang en --port many",
            "“many” does not fit “--port <N>”: a port is a whole number from 0 to 65535.",
        ),
        (
            "server --lang en --no-history --durable",
            "“--no-history” and “--durable” do not go together.",
        ),
        (
            "server --lang es --history-days 7 --no-history",
            "«--history-days <N>» y «--no-history» no van juntas.",
        ),
        (
            "server --lang en --history-messages 0 --no-history",
            "“--history-messages <N>” and “--no-history” do not go together.",
        ),
        (
            "client --lang en --port 0",
            "“0” does not fit “--port <N>”: a port is a whole number from 1 to 65535.",
        ),
        (
            "server --lang en --bind here",
            "“here” does not fit “--bind <ADDRESS>”: an IP address like",
        ),
        (
            "server --lang en --max-rate -1",
            "“-1” does not fit “--max-rate <N>”: a whole number",
        ),
        (
            "client --lang en --line-ending cr",
            "“cr” does not fit “--line-ending <HOW>”; possible are auto, none, lf, crlf.",
        ),
        (
            "client --lang en --terminal --accept-key 3F2A",
            "“3F2A” does not fit “--accept-key <KEY>”: a key as the server shows it is needed",
        ),
        (
            "client --lang en --json",
            "Something is missing: “--terminal”.",
        ),
        (
            "server --lang en --port 1 --port 2",
            "“--port <N>” was given twice.",
        ),
        ("profiles --lang en", "Say what to do: list, path, show."),
        (
            "load idle --rate 5 --lang en",
            "“--rate” has no meaning in the mode idle; it belongs to latency.",
        ),
        (
            "load --lang es churn --size 50",
            "«--size» no significa nada en el modo churn; es de throughput, latency.",
        ),
        (
            "load nonsense --lang en",
            "“nonsense” does not fit “[MODE]”; possible are throughput, latency, idle, churn.",
        ),
        (
            "load --lang en --seconds 3601",
            "“3601” does not fit “--seconds <N>”: a whole number from 1 to 3600",
        ),
        (
            "load --lang en --size 27",
            "“27” does not fit “--size <N>”: a whole number from 28 to 100000",
        ),
        (
            "load --lang en --clients 0",
            "“0” does not fit “--clients <N>”: a whole number from 1 to 50000",
        ),
        (
            "profiles show --lang en",
            "Something is missing: “<NAME|FILE>”.",
        ),
        (
            "server --prot 1 --lang es",
            "No hay ninguna opción «--prot»; ¿querías decir «--port»?",
        ),
        (
            "server --lang=es --port",
            "«--port <N>» necesita un valor detrás.",
        ),
        (
            "server --port x --lang es",
            "«x» no sirve para «--port <N>»: un puerto es",
        ),
        ("client --lang es --json", "Falta algo: «--terminal»."),
    ] {
        let sentence = wrong(line);
        assert!(sentence.starts_with(said), "{line}: {sentence}");
    }
    assert!(wrong("server --zzz --lang en").ends_with("\nMore about it: tertulia server --help"));
}

#[test]
fn help_is_wholly_in_the_language_asked_for() {
    for command in ["", "server", "client", "load", "profiles", "profiles show"] {
        let spanish = help(&format!("{command} --help --lang es"));
        for english in [
            "Usage",
            "Options:",
            "Commands:",
            "Print",
            "default",
            "possible",
        ] {
            assert!(
                !spanish.contains(english),
                "{command}: {english} in\n{spanish}"
            );
        }
        assert!(spanish.contains("Uso: tertulia"), "{command}: {spanish}");
        assert!(
            help(&format!("{command} --help --lang en")).contains("Usage: tertulia"),
            "{command}"
        );
    }
    assert!(help("server --lang es --help").contains("--max-rate <N>"));
    assert!(help("--version").starts_with("tertulia "));
}
