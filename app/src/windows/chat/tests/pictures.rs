//! The page as it looks, compared with saved pictures.
//!
//! `UPDATE_SNAPSHOTS=true cargo test pictures` draws them anew; look at them before keeping them.

use std::time::Duration;

use egui::{Theme, Vec2, vec2};
use tertulia_protocol::{RefusalReason, Refused};

use super::room::Room;
use crate::connection::{ConnectionEvent, Delivery, FailReason, ForeignLine, Loss, ServerKind};
use crate::models::chat::ConversationId;
use crate::texts::Language;

fn picture(room: Room, size: Vec2, scale: f32, name: &str) {
    let mut harness = room.window(size, scale);
    harness.run_steps(20);
    harness.snapshot(format!("chat/{name}"));
}

/// The conversation of the design's pictures.
fn classroom(language: Language) -> Room {
    let spanish = language == Language::Es;
    let say = |english: &'static str, other: &'static str| if spanish { other } else { english };
    let mut room = Room::new(language);
    room.model.set_attentive(true);
    room.at(10, 37);
    room.comes(7, "Pablo");
    room.says_to_me(7, "Pablo", say("later", "luego"));
    room.tell(ConnectionEvent::Left(tertulia_protocol::Left {
        people: vec![tertulia_protocol::Departure {
            id: tertulia_protocol::PersonId(7),
            name: super::room::name("Pablo"),
            reason: tertulia_protocol::LeaveReason::Quit,
        }],
    }));
    let marta = room
        .model
        .open_direct(tertulia_protocol::PersonId(3))
        .unwrap();
    let local = room.i_say(say("thanks", "gracias"));
    room.is_confirmed(local);
    assert_ne!(marta, ConversationId::ROOM);
    room.model.select(ConversationId::ROOM);
    room.says_to_me(
        4,
        "Maximiliano Fernández-Echeverría",
        say("See you tomorrow", "Hasta mañana"),
    );
    room.at(10, 38);
    room.says(
        2,
        "Luis",
        say(
            "Everyone sees the messages in one and the same order. It is all in http://192.168.0.10:8000/protocol",
            "Todos vemos los mensajes en un mismo y único orden. Está todo en http://192.168.0.10:8000/protocolo",
        ),
    );
    room.at(10, 39);
    let local = room.i_say(say(
        "And the tick means that it survives a crash?",
        "¿Y la marca quiere decir que sobrevive a una caída?",
    ));
    room.is_confirmed(local);
    room.at(10, 41);
    room.says(5, "raspi", say("hello from nc", "hola desde nc"));
    room.at(10, 42);
    room.operator_says(say(
        "We start in five minutes. Keep your windows open.",
        "Empezamos en cinco minutos. Dejad las ventanas abiertas.",
    ));
    room.model.set_attentive(false);
    room.says(
        3,
        "Marta",
        say(
            "Ana can you show the wire view?",
            "Ana, ¿nos enseñas la vista del cable?",
        ),
    );
    room.at(10, 43);
    let local = room.i_say(say("Sure, opening it", "Claro, ahora mismo"));
    room.is_confirmed(local);
    let failed = room.i_say(say(
        "This one is for the back row",
        "Este es para la última fila",
    ));
    let message = say(
        "the operator muted you for one minute.",
        "el operador te silenció durante un minuto.",
    );
    let refused = Refused {
        number: None,
        reason: RefusalReason::EmptyText,
        message: message.to_owned(),
        suggestion: None,
    };
    room.tell(ConnectionEvent::Message {
        local: failed,
        delivery: Delivery::Failed(FailReason::Refused(refused)),
    });
    let local = room.i_say(say(
        "Watch three reads become one message",
        "Mirad cómo tres lecturas forman un mensaje",
    ));
    room.is_sent(local);
    room.says_to_me(2, "Luis", say("I will wait", "Espero"));
    room.says_to_me(
        2,
        "Luis",
        say(
            "Shall I start the flooder?",
            "¿Pongo en marcha el inundador?",
        ),
    );
    let text = say(
        "A server accepts a connection, gives it to one of its workers and goes back to listening; that is why no client ever waits for another. Each worker reads what has arrived, cuts it into messages, and ",
        "Un servidor acepta una conexión, la entrega a uno de sus hilos y vuelve a escuchar; por eso ningún cliente espera nunca a otro. Cada hilo lee lo que ha llegado, lo corta en mensajes y ",
    );
    let mut draft: String = text.repeat(5);
    draft = draft.chars().take(968).collect();
    room.model.edit_draft(ConversationId::ROOM, &draft);
    room
}

#[test]
fn pictures_wide_dark_english() {
    picture(
        classroom(Language::En),
        vec2(1100.0, 720.0),
        1.0,
        "wide-dark-en",
    );
}

#[test]
fn pictures_light_spanish() {
    let mut room = classroom(Language::Es);
    room.theme = Theme::Light;
    picture(room, vec2(960.0, 640.0), 1.0, "light-es");
}

#[test]
fn pictures_narrow() {
    let mut room = classroom(Language::En);
    room.model.edit_draft(ConversationId::ROOM, "On my way");
    picture(room, vec2(420.0, 720.0), 1.0, "narrow-dark-en");
}

#[test]
fn pictures_narrow_with_people() {
    let mut room = classroom(Language::Es);
    room.theme = Theme::Light;
    room.page.show_people(420.0);
    picture(room, vec2(420.0, 720.0), 1.0, "narrow-people-light-es");
}

#[test]
fn pictures_at_twice_the_size() {
    picture(
        classroom(Language::En),
        vec2(700.0, 480.0),
        2.0,
        "double-dark-en",
    );
}

#[test]
fn pictures_direct_message() {
    let mut room = classroom(Language::En);
    let luis = room
        .model
        .open_direct(tertulia_protocol::PersonId(2))
        .unwrap();
    let local = room.i_say("Give me a minute, then yes");
    room.is_sent(local);
    room.model.select(luis);
    picture(room, vec2(1000.0, 640.0), 1.0, "direct-dark-en");
}

#[test]
fn pictures_reconnecting() {
    let mut room = classroom(Language::En);
    room.model
        .edit_draft(ConversationId::ROOM, "And exactly once");
    room.tell(ConnectionEvent::Lost(Loss::Silent));
    room.tell(ConnectionEvent::Waiting {
        attempt: 3,
        pause: Duration::from_secs(6),
    });
    room.i_say("Is anyone still here?");
    room.model
        .edit_draft(ConversationId::ROOM, "And exactly once");
    room.now = room.now.later(Duration::from_secs(2));
    picture(room, vec2(1000.0, 640.0), 1.0, "reconnecting-dark-en");
}

#[test]
fn pictures_foreign_server() {
    let mut room = Room::unconnected(Language::En);
    room.theme = Theme::Light;
    room.at(11, 2);
    room.tell(ConnectionEvent::Connected {
        address: "192.168.0.58:2010".parse().unwrap(),
        local: "192.168.0.11:40000".parse().unwrap(),
    });
    room.tell(ConnectionEvent::Recognised(ServerKind::Foreign));
    let line = |text: &str| {
        ConnectionEvent::Foreign(ForeignLine {
            text: text.to_owned(),
            complete: true,
        })
    };
    room.tell(line("Hola, ¿cómo te llamas?"));
    let local = room.i_say("Ana");
    room.is_sent(local);
    room.tell(line("Bienvenida Ana. Para salir escribe salir"));
    room.now = room.now.later(Duration::from_secs(21));
    let local = room.i_say("¿Hay alguien más?");
    room.is_sent(local);
    room.tell(line("[Jon] sí, acabo de entrar"));
    picture(room, vec2(1000.0, 560.0), 1.0, "foreign-light-en");
}
