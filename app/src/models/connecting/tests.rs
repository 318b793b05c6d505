use std::time::{Duration, Instant};

use tertulia_protocol::{Name, RefusalReason, UnixMillis};

use super::*;
use crate::connection::{
    ConnectError, ConnectionEvent, EndReason, Ended, ForeignSettings, LineEnding, Privacy,
};
use crate::models::Moment;

fn now() -> Moment {
    Moment {
        instant: Instant::now(),
        unix: UnixMillis(5_000),
    }
}

fn form(name: &str, host: &str) -> ConnectForm {
    ConnectForm::new(&ClientSettings {
        password: None,
        go_on: None,
        name: Some(name.to_owned()),
        host: host.to_owned(),
        port: 2010,
        greeting: None,
        foreign: ForeignSettings {
            send_name: true,
            ending: LineEnding::Auto,
        },
        privacy: Privacy::Usual,
    })
}

fn fails(form: &mut ConnectForm, error: ConnectError) {
    let now = now();
    form.submit(now).unwrap();
    let ended = Ended {
        reason: EndReason::Failed(error),
        resume: None,
    };
    form.handle_event(
        &ConnectionEvent::Ended(ended),
        now.later(Duration::from_millis(2)),
    );
}

#[test]
fn a_wrong_field_is_marked_when_left_and_not_while_typing() {
    let mut form = form("", "lab");
    assert_eq!(form.problem(ConnectField::Name), None);
    form.leave(ConnectField::Name);
    let empty = Some(ConnectProblem::Name(NameError::Empty));
    assert_eq!(form.problem(ConnectField::Name), empty);
    form.edit(ConnectField::Name, "Server");
    assert_eq!(form.problem(ConnectField::Name), None);
    assert_eq!(form.submit(now()), None);
    let reserved = Some(ConnectProblem::Name(NameError::Reserved));
    assert_eq!(form.problem(ConnectField::Name), reserved);
    assert!(!form.is_trying());
}

#[test]
fn every_field_has_its_problem() {
    let mut form = form("Ana", "a b");
    form.edit(ConnectField::Ip, "300.1.1.1");
    form.edit(ConnectField::Port, "70000");
    form.edit(ConnectField::Greeting, &"ñ".repeat(1_012));
    assert_eq!(form.submit(now()), None);
    let problems: Vec<_> = ConnectField::ALL.map(|field| form.problem(field)).into();
    assert_eq!(
        problems,
        [
            None,
            Some(ConnectProblem::HostCharacter(' ')),
            Some(ConnectProblem::NotAnIp),
            Some(ConnectProblem::Port(NumberProblem::TooLarge {
                most: 65_535
            })),
            Some(ConnectProblem::GreetingTooLong { over: 12 }),
        ]
    );
    form.edit(ConnectField::Host, " ");
    form.edit(ConnectField::Ip, "");
    form.leave(ConnectField::Host);
    let missing = Some(ConnectProblem::NoHost);
    assert_eq!(form.problem(ConnectField::Host), missing);
}

#[test]
fn a_looked_up_address_is_used_unless_another_is_typed() {
    let ips: Vec<IpAddr> = ["192.168.0.10", "10.8.0.4"]
        .map(|ip| ip.parse().unwrap())
        .into();
    let mut form = form("Ana", "lab");
    assert_eq!(form.leave(ConnectField::Host).as_deref(), Some("lab"));
    assert_eq!(form.leave(ConnectField::Host), None, "asked already");
    form.resolved("other", Ok(vec![ips[1]]));
    form.resolved("lab", Ok(ips.clone()));
    assert_eq!(form.text(ConnectField::Ip), "192.168.0.10");
    form.choose(ips[1]);
    assert_eq!(form.submit(now()).unwrap().host, "10.8.0.4");
    assert_eq!(form.to_profile(&Profile::default()).ip, None, "not typed");
    form.edit(ConnectField::Host, "aula");
    assert_eq!(form.text(ConnectField::Ip), "", "it was another host's");
    form.edit(ConnectField::Ip, "::1");
    assert_eq!(form.leave(ConnectField::Host), None, "nothing to look up");
    assert_eq!(form.submit(now()).unwrap().host, "::1");
    let profile = form.to_profile(&Profile::default());
    assert_eq!(profile.ip, Some("::1".parse().unwrap()));
}

#[test]
fn a_pasted_port_goes_to_its_field() {
    for (pasted, host, port) in [
        ("192.168.0.10:3000", "192.168.0.10", 3_000),
        ("[::1]:3000", "::1", 3_000),
        ("lab:3000", "lab", 3_000),
        ("::1", "::1", 2_010),
        ("[::1]", "[::1]", 2_010),
    ] {
        let request = form("Ana", pasted).submit(now()).unwrap();
        assert_eq!((request.host.as_str(), request.port), (host, port));
    }
}

#[test]
fn a_taken_name_is_tried_again_with_the_suggested_one_in_one_click() {
    for suggestion in [Some(Name::parse("Ana 2").unwrap()), None] {
        let mut form = form("Ana", "lab");
        let refused = ConnectError::NameRefused {
            name: "Ana".to_owned(),
            reason: RefusalReason::NameTaken,
            message: String::new(),
            suggestion,
        };
        fails(&mut form, refused);
        assert!(form.is_blamed(ConnectField::Name));
        assert_eq!(form.accept_suggestion(now()).unwrap().name, "Ana 2");
        assert!(form.is_trying());
    }
}

#[test]
fn a_failure_names_its_fields_until_something_is_changed() {
    let mut form = form("Ana", "lab");
    let address = "192.168.0.10:2010".parse().unwrap();
    fails(&mut form, ConnectError::Refused { address });
    assert!(form.is_blamed(ConnectField::Port) && !form.is_blamed(ConnectField::Name));
    let Attempt::Failed { after, .. } = form.attempt() else {
        panic!("{form:?}")
    };
    assert_eq!(*after, Duration::from_millis(2));
    form.edit(ConnectField::Port, "2011");
    assert_eq!(*form.attempt(), Attempt::None);
    fails(&mut form, ConnectError::Cancelled);
    assert_eq!(*form.attempt(), Attempt::None);
}

#[test]
fn a_profile_survives_the_form() {
    let profile = Profile {
        mode: Some(Mode::Client),
        name: Some("Ana".to_owned()),
        host: Some("lab".to_owned()),
        ip: Some("10.0.0.1".parse().unwrap()),
        port: Some(3_000),
        greeting: Some("hola".to_owned()),
        ..Profile::default()
    };
    let mut form = form("Eva", "x");
    form.load(&profile);
    assert_eq!(form.to_profile(&Profile::default()), profile);
}
