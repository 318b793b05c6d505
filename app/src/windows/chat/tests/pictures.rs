//! The page as it looks, compared with saved pictures.
//!
//! `UPDATE_SNAPSHOTS=true cargo test pictures` draws them anew; look at them before keeping them.

use std::time::Duration;

use egui::{Event, Theme, Vec2, vec2};
use egui_kittest::{Harness, SnapshotResults};
use tertulia_protocol::{Goodbye, GoodbyeReason, RefusalReason, Refused};

use super::room::Room;
use crate::connection::{
    ConnectionEvent, Delivery, EndReason, Ended, FailReason, ForeignEnding, ForeignLine,
    LineEnding, Loss, ServerKind,
};
use crate::models::chat::ConversationId;
use crate::texts::Language;

fn picture(room: Room, size: Vec2, scale: f32, name: &str) {
    let mut harness = drawn(room, size, scale);
    harness.snapshot(format!("chat/{name}"));
}

fn drawn(room: Room, size: Vec2, scale: f32) -> Harness<'static, Room> {
    let mut harness = room.window(size, scale);
    harness.run_steps(20);
    harness
}

/// Dark English wide, light Spanish as narrow as a window may be, and everything twice as large.
fn pictures(
    name: &str,
    wide: Vec2,
    room: impl Fn(Language) -> Room,
    act: impl Fn(&mut Harness<'static, Room>),
) {
    let mut results = SnapshotResults::new();
    for (way, language, theme, size, scale) in [
        ("dark-en", Language::En, Theme::Dark, wide, 1.0),
        (
            "light-es",
            Language::Es,
            Theme::Light,
            vec2(360.0, 480.0),
            1.0,
        ),
        (
            "double",
            Language::En,
            Theme::Light,
            vec2(640.0, 480.0),
            2.0,
        ),
    ] {
        let mut room = room(language);
        room.theme = theme;
        let mut harness = drawn(room, size, scale);
        act(&mut harness);
        harness.run_steps(20);
        harness.snapshot(format!("chat/{name}-{way}"));
        results.extend_harness(&mut harness);
    }
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
    room.goes(7, "Pablo");
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
        reason: RefusalReason::Muted,
        message: message.to_owned(),
        suggestion: None,
        until: None,
        wait: None,
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
fn pictures_as_narrow_as_it_gets() {
    let mut room = classroom(Language::Es);
    room.theme = Theme::Light;
    picture(room, vec2(360.0, 480.0), 1.0, "narrowest-light-es");
}

#[test]
fn pictures_direct_message() {
    let room = |language| {
        let mut room = classroom(language);
        let luis = room.model.open_direct(tertulia_protocol::PersonId(2));
        let local = room.i_say(match language {
            Language::Es => "Dame un minuto y sí",
            _ => "Give me a minute, then yes",
        });
        room.is_sent(local);
        room.model.select(luis.unwrap());
        room
    };
    pictures("direct", vec2(1000.0, 640.0), room, |_| {});
}

#[test]
fn pictures_reconnecting() {
    let room = |language| {
        let say = |english, other| match language {
            Language::Es => other,
            _ => english,
        };
        let mut room = classroom(language);
        room.model.edit_draft(ConversationId::ROOM, "");
        room.tell(ConnectionEvent::Lost(Loss::Silent));
        room.tell(ConnectionEvent::Waiting {
            attempt: 3,
            pause: Duration::from_secs(6),
        });
        room.i_say(say("Is anyone still here?", "¿Queda alguien por aquí?"));
        let draft = say("And exactly once", "Y una sola vez");
        room.model.edit_draft(ConversationId::ROOM, draft);
        room.now = room.now.later(Duration::from_secs(2));
        room
    };
    pictures("reconnecting", vec2(1000.0, 640.0), room, |_| {});
}

/// At a student's server, which asks without a line break.
fn foreign(language: Language) -> Room {
    let mut room = Room::unconnected(language);
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
    room.tell(ConnectionEvent::ForeignEnding(ForeignEnding {
        chosen: LineEnding::Auto,
        used: LineEnding::None,
    }));
    room.tell(ConnectionEvent::NameSent {
        name: "Ana".to_owned(),
    });
    room.tell(line("Bienvenida Ana. Para salir escribe salir"));
    room.now = room.now.later(Duration::from_secs(21));
    let local = room.i_say("¿Hay alguien más?");
    room.is_sent(local);
    room.tell(line("Mensaje recibido"));
    room.now = room.now.later(Duration::from_secs(13));
    room.tell(line("[Jon] sí, acabo de entrar"));
    room
}

#[test]
fn pictures_foreign_server() {
    let mut room = foreign(Language::En);
    room.theme = Theme::Light;
    picture(room, vec2(1000.0, 560.0), 1.0, "foreign-light-en");
}

#[test]
fn pictures_foreign_server_every_way() {
    pictures("foreign", vec2(1000.0, 560.0), foreign, |_| {});
}

#[test]
fn pictures_foreign_server_that_closed() {
    let room = |language| {
        let mut room = foreign(language);
        let local = room.i_say("¿Desde qué equipo?");
        room.tell(ConnectionEvent::Message {
            local,
            delivery: Delivery::Failed(FailReason::NotSent),
        });
        room.tell(ConnectionEvent::Ended(Ended {
            reason: EndReason::ForeignClosed,
            resume: None,
        }));
        room
    };
    pictures("foreign-ended", vec2(1000.0, 560.0), room, |_| {});
}

#[test]
fn pictures_after_a_kick() {
    let room = |language| {
        let mut room = classroom(language);
        room.model.edit_draft(ConversationId::ROOM, "");
        let message = match language {
            Language::Es => "El operador te ha desconectado: demasiado ruido.",
            _ => "The operator disconnected you: too loud.",
        };
        room.tell(ConnectionEvent::Ended(Ended {
            reason: EndReason::Dismissed(Goodbye {
                reason: GoodbyeReason::Kicked,
                message: message.to_owned(),
                until: None,
            }),
            resume: None,
        }));
        room
    };
    pictures("ended", vec2(1000.0, 640.0), room, |_| {});
}

#[test]
fn pictures_after_a_ban() {
    let room = |language| {
        let mut room = classroom(language);
        room.model.edit_draft(ConversationId::ROOM, "");
        let message = match language {
            Language::Es => "Tienes prohibida la entrada a este servidor. Motivo: publicidad",
            _ => "You are banned from this server. Reason: advertising",
        };
        room.tell(ConnectionEvent::Ended(Ended {
            reason: EndReason::Dismissed(Goodbye {
                reason: GoodbyeReason::Banned,
                message: message.to_owned(),
                until: None,
            }),
            resume: None,
        }));
        room
    };
    pictures("banned", vec2(1000.0, 640.0), room, |_| {});
}

#[test]
fn pictures_after_a_ban_with_a_long_reason() {
    let room = |language| {
        let mut room = classroom(language);
        room.model.edit_draft(ConversationId::ROOM, "");
        let (message, reason) = match language {
            Language::Es => (
                "Tienes prohibida la entrada a este servidor. Motivo:",
                "publicidad de una tienda en cada mensaje, ",
            ),
            _ => (
                "You are banned from this server. Reason:",
                "advertisements of a shop in every message, ",
            ),
        };
        room.tell(ConnectionEvent::Ended(Ended {
            reason: EndReason::Dismissed(Goodbye {
                reason: GoodbyeReason::Banned,
                message: format!("{message} {}", reason.repeat(7)),
                until: None,
            }),
            resume: None,
        }));
        room
    };
    pictures("long-ban", vec2(1000.0, 640.0), room, |_| {});
}

#[test]
fn pictures_pasting_many_lines() {
    let room = |language| {
        let mut room = classroom(language);
        room.model.edit_draft(ConversationId::ROOM, "");
        room
    };
    pictures("paste", vec2(1000.0, 640.0), room, |harness| {
        let lines = ["a line of some program"; 12].join("\n");
        harness.event(Event::Paste(lines));
    });
}

#[test]
fn pictures_alone_in_a_room_where_nothing_was_said() {
    let room = |language| {
        let mut room = Room::new(language);
        for (id, called) in [
            (2, "Luis"),
            (3, "Marta"),
            (4, "Maximiliano Fernández-Echeverría"),
            (5, "raspi"),
        ] {
            room.goes(id, called);
        }
        room.model.submit(ConversationId::ROOM, "/clear", room.now);
        room
    };
    pictures("alone", vec2(1000.0, 640.0), room, |_| {});
}

#[test]
fn pictures_of_texts_that_are_hard_to_lay_out() {
    let room = |language| {
        let mut room = Room::new(language);
        room.at(10, 40);
        let wide = "W".repeat(32);
        room.comes(8, &wide);
        room.says(8, &wide, "My name has 32 wide letters");
        let address = format!("http://192.168.0.10:8000/{}", "a-long-path/".repeat(14));
        room.says(2, "Luis", &address);
        room.says(3, "Marta", &"Donaudampfschifffahrtsgesellschaft".repeat(5));
        let lines: Vec<String> = (1..=20).map(|line| format!("line {line}")).collect();
        room.says(5, "raspi", &lines.join("\n"));
        // As many marks as are left on one character.
        let pile = "\u{301}".repeat(900);
        let piled = tertulia_protocol::clean_text(&pile).replace('\u{FFFD}', "");
        room.says(3, "Marta", &format!("Za{piled}lgo"));
        room.says_to_me(8, &wide, &"W".repeat(200));
        room
    };
    pictures("hard-texts", vec2(1000.0, 900.0), room, |_| {});
}

#[test]
fn the_first_trust() {
    let room = |language| {
        let mut room = classroom(language);
        room.tell(super::secrecy::encrypted(true, true));
        room
    };
    pictures("first-key", vec2(1100.0, 720.0), room, |_| {});
}

#[test]
fn another_key_than_before() {
    let room = |language| {
        let mut room = classroom(language);
        room.tell(super::secrecy::encrypted(false, true));
        room.tell(super::secrecy::stopped());
        room
    };
    pictures("other-key", vec2(1100.0, 720.0), room, |_| {});
}

#[test]
fn a_server_that_cannot_encrypt() {
    let room = |language| {
        let mut room = classroom(language);
        room.tell(ConnectionEvent::InClear);
        room
    };
    pictures("in-clear", vec2(1100.0, 720.0), room, |_| {});
}
