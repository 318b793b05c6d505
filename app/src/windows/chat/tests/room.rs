//! A room with people in it, and a page that shows it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use egui::{Theme, Vec2};
use egui_kittest::Harness;
use tertulia_protocol::{
    Departure, Dialect, ExitWords, Joined, LeaveReason, Left, Limits, Member, MessageId, Name,
    Operator, Person, PersonId, Posted, Private, RunId, Said, UnixMillis, Welcome,
};

use crate::clock::Clock;
use crate::connection::{
    Allowance, Arrival, ArrivalKind, ConnectionEvent, Delivery, LocalId, ServerKind,
};
use crate::look;
use crate::models::Moment;
use crate::models::chat::ChatModel;
use crate::profiles::WindowSettings;
use crate::texts::{Language, Texts};
use crate::windows::chat::{ChatAction, ChatPage, ChatView};
use crate::windows::preferences::Preferences;

/// Monday, 23 November 2026, 10:43 UTC.
const NOW: u64 = 1_795_430_580_000;

/// A chat with its page, and everything the page wished for.
pub(super) struct Room {
    pub(super) model: ChatModel,
    pub(super) page: ChatPage,
    pub(super) texts: Texts,
    pub(super) actions: Vec<ChatAction>,
    pub(super) now: Moment,
    pub(super) theme: Theme,
    next_id: u64,
}

pub(super) fn name(name: &str) -> Name {
    Name::parse(name).unwrap()
}

pub(super) fn member(id: u64, called: &str) -> Member {
    Member {
        id: PersonId(id),
        name: name(called),
        dialect: if called == "raspi" {
            Dialect::Plain
        } else {
            Dialect::App
        },
    }
}

impl Room {
    /// Ana in a room with Luis, Marta, Maximiliano and raspi.
    pub(super) fn new(language: Language) -> Self {
        let mut room = Self::unconnected(language);
        room.connect();
        room
    }

    pub(super) fn unconnected(language: Language) -> Self {
        Self {
            model: ChatModel::new("Ana", None),
            page: ChatPage::new(),
            texts: Texts::new(language),
            actions: Vec::new(),
            now: Moment {
                instant: Instant::now(),
                unix: UnixMillis(NOW),
            },
            theme: Theme::Dark,
            next_id: 1,
        }
    }

    fn connect(&mut self) {
        let address: SocketAddr = "192.168.0.10:2010".parse().unwrap();
        self.tell(ConnectionEvent::Connected {
            address,
            local: "192.168.0.11:40000".parse().unwrap(),
        });
        self.tell(ConnectionEvent::Recognised(ServerKind::Tertulia));
        self.tell(ConnectionEvent::Welcomed(Arrival {
            welcome: Box::new(Welcome {
                you: Person {
                    id: PersonId(1),
                    name: name("Ana"),
                },
                server: "tertulia/0.1.0".to_owned(),
                version: 1,
                run: RunId(1),
                resumed: false,
                decided: None,
                limits: Limits::default(),
                exit_words: ExitWords::default(),
                words: None,
                latest: MessageId(0),
                people: vec![
                    member(1, "Ana"),
                    member(2, "Luis"),
                    member(3, "Marta"),
                    member(4, "Maximiliano Fernández-Echeverría"),
                    member(5, "raspi"),
                ]
                .into(),
                people_total: 5,
                missed: 0,
                gap: None,
            }),
            kind: ArrivalKind::First,
            renamed_from: None,
        }));
        self.tell(ConnectionEvent::Allowance(Some(Allowance {
            left: 2,
            limit: 5,
        })));
        self.tell(ConnectionEvent::RoundTrip(Duration::from_millis(3)));
    }

    pub(super) fn tell(&mut self, event: ConnectionEvent) {
        self.model.handle_event(event, self.now);
    }

    pub(super) fn at(&mut self, hour: u64, minute: u64) {
        let midnight = NOW - NOW % 86_400_000;
        self.now.unix = UnixMillis(midnight + (hour * 60 + minute) * 60_000);
    }

    fn id(&mut self) -> MessageId {
        self.next_id += 1;
        MessageId(self.next_id)
    }

    pub(super) fn says(&mut self, who: u64, called: &str, text: &str) {
        let said = Said {
            id: self.id(),
            time: self.now.unix,
            from: Person {
                id: PersonId(who),
                name: name(called),
            },
            text: text.to_owned(),
            action: false,
        };
        self.tell(ConnectionEvent::Posted(Posted::Said(said)));
    }

    pub(super) fn says_to_me(&mut self, who: u64, called: &str, text: &str) {
        let private = Private {
            id: self.id(),
            time: self.now.unix,
            from: Person {
                id: PersonId(who),
                name: name(called),
            },
            to: Person {
                id: PersonId(1),
                name: name("Ana"),
            },
            text: text.to_owned(),
        };
        self.tell(ConnectionEvent::Posted(Posted::Private(private)));
    }

    pub(super) fn operator_says(&mut self, text: &str) {
        let operator = Operator {
            id: self.id(),
            time: self.now.unix,
            text: text.to_owned(),
            private: false,
        };
        self.tell(ConnectionEvent::Posted(Posted::Operator(operator)));
    }

    pub(super) fn comes(&mut self, id: u64, called: &str) {
        self.tell(ConnectionEvent::Joined(Joined {
            more: 0,
            people: vec![member(id, called)],
        }));
    }

    pub(super) fn goes(&mut self, id: u64, called: &str) {
        self.tell(ConnectionEvent::Left(Left {
            people: vec![Departure {
                id: PersonId(id),
                name: name(called),
                reason: LeaveReason::Quit,
            }],
        }));
    }

    /// We say something in the selected conversation; gives the mark.
    pub(super) fn i_say(&mut self, text: &str) -> LocalId {
        let id = self.model.selected().id();
        let submitted = self.model.submit(id, text, self.now);
        match submitted.commands.first() {
            Some(
                crate::connection::Command::Say { local, .. }
                | crate::connection::Command::Direct { local, .. },
            ) => *local,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn is_sent(&mut self, local: LocalId) {
        let delivery = Delivery::Sent;
        self.tell(ConnectionEvent::Message { local, delivery });
    }

    pub(super) fn is_confirmed(&mut self, local: LocalId) {
        let delivery = Delivery::Confirmed {
            id: Some(self.id()),
            time: self.now.unix,
        };
        self.tell(ConnectionEvent::Message { local, delivery });
    }

    /// Does what the page wished, as the window would.
    fn carry_out(&mut self, action: &ChatAction) {
        match action {
            ChatAction::Edit { conversation, text } => self.model.edit_draft(*conversation, text),
            ChatAction::Submit { conversation, text } => {
                let _ = self.model.submit(*conversation, text, self.now);
            }
            ChatAction::SubmitLines { conversation, text } => {
                let _ = self.model.submit_lines(*conversation, text, self.now);
            }
            ChatAction::Select(conversation) => self.model.select(*conversation),
            ChatAction::OpenDirect(person) => {
                let _ = self.model.open_direct(*person);
            }
            ChatAction::Retry { conversation, item } => {
                let _ = self.model.retry(*conversation, *item, self.now);
            }
            ChatAction::Discard { conversation, item } => {
                let _ = self.model.discard(*conversation, *item);
            }
            ChatAction::RecallOlder(conversation) => {
                self.model.recall_older(*conversation);
            }
            ChatAction::RecallNewer(conversation) => {
                self.model.recall_newer(*conversation);
            }
            ChatAction::ClearMark(conversation) => self.model.clear_mark(*conversation),
            _ => {}
        }
    }

    /// The page in a window of that size.
    pub(super) fn window(self, size: Vec2, scale: f32) -> Harness<'static, Self> {
        let clock = Clock::utc();
        let preferences = Preferences::new(WindowSettings::default(), None, None);
        Harness::builder()
            .with_size(size)
            .with_pixels_per_point(scale)
            .with_theme(self.theme)
            .with_accessibility_check(true)
            .wgpu()
            .build_ui_state(
                move |ui, room: &mut Self| {
                    look::install(ui.ctx());
                    ui.ctx().set_theme(room.theme);
                    let all = ui.ctx().content_rect();
                    ui.set_clip_rect(all);
                    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(all));
                    let view = ChatView {
                        model: &room.model,
                        texts: &room.texts,
                        clock: &clock,
                        preferences: &preferences,
                        now: room.now,
                    };
                    let actions = room.page.ui(&mut ui, &view);
                    for action in &actions {
                        room.carry_out(action);
                    }
                    room.actions.extend(actions);
                },
                self,
            )
    }
}
