//! Messages for one person.

use tertulia_harness::{Guest, TestServer};
use tertulia_protocol::Dialect::{App, Plain};
use tertulia_protocol::{ClientMessage, RefusalReason, ServerMessage};
use tertulia_server_core::EventKind;

#[test]
fn a_direct_message_reaches_its_recipient_and_nobody_else() {
    for (from, to) in [(Plain, Plain), (Plain, App), (App, Plain), (App, App)] {
        let server = TestServer::start();
        let mut ana = server.guest(from, "Ana");
        let mut luis = server.guest(to, "Luis");
        let mut others: Vec<Guest> = [(Plain, "Marta"), (App, "Zoe")]
            .map(|(dialect, name)| server.guest(dialect, name))
            .into();
        ana.direct("luis", "a secret, ¿sí?");
        ana.wait_line("* received #1");
        luis.wait_line("[private] Ana: a secret, ¿sí?");
        // Whatever the others heard came before this.
        server.say("Silence, please.");
        for other in &mut others {
            let heard = other.lines_until("Server: Silence, please.");
            assert!(
                heard.iter().all(|line| line.ends_with(" joined")),
                "{heard:?}"
            );
        }
        let event = server.wait_event("the direct message", |event| {
            matches!(event, EventKind::Private { .. })
        });
        let EventKind::Private { to, chars, .. } = &event else {
            unreachable!()
        };
        assert_eq!((to.as_str(), *chars), ("Luis", 14));
        assert!(
            !format!("{:?}", server.log()).contains("secret"),
            "the log tells a secret"
        );
    }
}

#[test]
fn the_longest_present_name_wins() {
    let server = TestServer::start();
    let mut sender = server.plain("Luis");
    let mut ana = server.plain("Ana");
    let mut ana_maria = server.plain("Ana María");
    sender.line("/msg Ana María hola");
    ana_maria.wait_line("[private] Luis: hola");
    sender.line("/msg ana  maría, hola");
    ana.wait_line("[private] Luis: maría, hola");
    ana_maria.line("salir");
    ana_maria.read_until_end();
    sender.line("/msg Ana María hola");
    ana.wait_line("[private] Luis: María hola");
}

#[test]
fn a_message_to_nobody_is_refused_by_name() {
    let server = TestServer::start();
    let mut plain = server.plain("Ana");
    plain.line("/msg Zoe hola");
    plain.expect_line("Error: Nobody here is called Zoe. /who tells who is here.");
    plain.line("/msg Zoe");
    plain.expect_line("Error: Something is missing. Use it like this: /msg NAME text");
    plain.line("hola");
    plain.expect_line("* received #1");
    let mut app = server.app("Luis");
    let number = app.direct("Zoe", "hola");
    let refused = app.wait_refused();
    assert_eq!(
        (refused.number, refused.reason),
        (Some(number), RefusalReason::NobodyCalled)
    );
}

#[test]
fn an_app_client_can_address_a_person_whatever_the_name_is_by_now() {
    let server = TestServer::start();
    let mut sender = server.app("Luis");
    let mut ana = server.plain("Ana");
    let joined = sender.wait("Ana's arrival", |message| {
        matches!(message, ServerMessage::Joined(_))
    });
    let ServerMessage::Joined(joined) = joined else {
        unreachable!()
    };
    let person = Some(joined.people[0].id);
    ana.line("/nick Marta");
    ana.wait_line("* Ana is now Marta");
    let mut impostor = server.plain("Ana");
    let number = sender.ask(|number| ClientMessage::Direct {
        number,
        to: "Ana".into(),
        person,
        text: "psst".into(),
    });
    sender.wait_ack(number);
    ana.wait_line("[private] Luis: psst");
    impostor.line("salir");
    let (lines, _) = impostor.read_until_end();
    assert_eq!(lines, ["* Goodbye, Ana."]);
}
