//! A server with people, and the pages around it.

use std::time::{Duration, Instant};

use egui::{Context, Theme, Ui, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_protocol::{Dialect, Fingerprint, GoodbyeReason, Limits, Name, UnixMillis};
use tertulia_server_core::{
    ClientId, ClientSnapshot, Config, EndReason, Event, EventKind, HistorySnapshot, HistoryTrouble,
    ModerationSnapshot, Snapshot, StartError, StorageError, Totals, Who,
};

use crate::clock::Clock;
use crate::histories::HistoryChoice;
use crate::look::install;
use crate::models::Moment;
use crate::models::interfaces::{AddressKind, LocalAddress};
use crate::models::serving::{ServerModel, StartForm};
use crate::profiles::WindowSettings;
use crate::texts::{Language, Texts};
use crate::windows::preferences::Preferences;
use crate::windows::server::{ServerAction, ServerPage, ServerView, StartPage, StartView};

/// 10:42:15 on some day.
const NOW: u64 = ((10 * 60 + 42) * 60 + 15) * 1_000;

fn preferences(texts: &Texts) -> Preferences {
    let language = Some(texts.language());
    Preferences::new(WindowSettings::default(), language, None)
}

pub(super) fn interfaces() -> Vec<LocalAddress> {
    [
        ("192.168.0.10", "enp3s0", AddressKind::LocalNetwork),
        ("10.8.0.4", "tun0", AddressKind::OtherNetwork),
        ("127.0.0.1", "lo", AddressKind::ThisComputer),
    ]
    .map(|(ip, interface, kind)| LocalAddress {
        ip: ip.parse().unwrap(),
        interface: interface.to_owned(),
        kind,
    })
    .to_vec()
}

/// A server and its page.
pub(super) struct Running {
    pub(super) model: ServerModel,
    pub(super) page: ServerPage,
    pub(super) actions: Vec<ServerAction>,
    pub(super) texts: Texts,
    now: Moment,
}

pub(super) fn who(client: u64, name: &str) -> Who {
    let host = [23, 31, 44, 77, 23][client as usize % 5];
    Who {
        client: ClientId(client),
        address: format!("192.168.0.{host}:{}", 50_000 + client)
            .parse()
            .unwrap(),
        name: Name::parse(name).ok(),
    }
}

/// The key of the server in the pictures.
pub(super) fn key() -> Fingerprint {
    Fingerprint(std::array::from_fn(|at| {
        u8::try_from(at * 37 % 251).unwrap_or_default()
    }))
}

pub(super) fn row(client: u64, name: &str, rate_used: u32) -> ClientSnapshot {
    let who = who(client, name);
    ClientSnapshot {
        client: who.client,
        name: who.name,
        address: who.address,
        dialect: Some(if name == "raspi" {
            Dialect::Plain
        } else {
            Dialect::App
        }),
        encrypted: name != "raspi",
        connected_for: Duration::from_secs(2_292_u64.saturating_sub(32 * client)),
        idle_for: Duration::from_secs(client * 12 % 60),
        messages: 41 + client,
        bytes_in: 10_035 * (client + 1),
        bytes_out: 41_984,
        outbox_bytes: 0,
        rate_used,
    }
}

impl Running {
    pub(super) fn new(language: Language) -> Self {
        Self::at("0.0.0.0:2010", language)
    }

    /// One that listens here.
    pub(super) fn at(address: &str, language: Language) -> Self {
        let started = Instant::now();
        let at = |seconds| Moment {
            instant: started + Duration::from_secs(seconds),
            unix: UnixMillis(NOW),
        };
        let address = address.parse().unwrap();
        Self {
            model: ServerModel::new(address, Limits::default(), &interfaces(), at(0))
                .with_key(Some(key())),
            page: ServerPage::new(),
            actions: Vec::new(),
            texts: Texts::new(language),
            now: at(2_537),
        }
    }

    pub(super) fn happen(&mut self, before: u64, kind: EventKind) {
        let time = UnixMillis(NOW - before * 1_000);
        self.model.handle_event(Event { time, kind }, self.now);
    }

    pub(super) fn said(&mut self, before: u64, client: u64, name: &str, text: &str) {
        let (who, text) = (who(client, name), text.to_owned());
        let action = false;
        self.happen(before, EventKind::Said { who, text, action });
    }

    pub(super) fn joined(&mut self, before: u64, client: u64, name: &str) {
        let (who, resumed) = (who(client, name), false);
        let dialect = row(client, name, 0).dialect.unwrap();
        self.happen(
            before,
            EventKind::Joined {
                who,
                dialect,
                resumed,
                encrypted: dialect == Dialect::App,
            },
        );
    }

    /// What the operator has decided, in a server with its four people.
    pub(super) fn moderate(&mut self, moderation: ModerationSnapshot) {
        let clients = (0..4)
            .zip(["Ana", "Luis", "Marta", "raspi"])
            .map(|(client, name)| row(client, name, 0))
            .collect();
        let snapshot = Snapshot {
            totals: *self.model.totals(),
            clients,
            limits: self.model.limits(),
            moderation,
            ..Snapshot::default()
        };
        self.model.handle_snapshot(snapshot, self.now);
    }

    pub(super) fn count(&mut self, clients: Vec<ClientSnapshot>) {
        let snapshot = Snapshot {
            totals: Totals::default(),
            clients,
            limits: self.model.limits(),
            ..Snapshot::default()
        };
        self.model.handle_snapshot(snapshot, self.now);
    }

    /// Messages cannot be kept any more, and three were refused.
    pub(super) fn disk_is_full(&mut self) {
        let error = StorageError::Full;
        self.happen(
            0,
            EventKind::StorageFailing {
                error: error.clone(),
            },
        );
        for (client, name) in [(1, "Luis"), (2, "Marta"), (1, "Luis")] {
            let who = Some(who(client, name));
            self.happen(0, EventKind::NotKept { who });
        }
        let refused = 3;
        let snapshot = Snapshot {
            history: Some(HistorySnapshot {
                path: "/history".into(),
                trouble: Some(HistoryTrouble { error, refused }),
            }),
            totals: *self.model.totals(),
            limits: self.model.limits(),
            clients: (0..4)
                .zip(["Ana", "Luis", "Marta", "raspi"])
                .map(|(client, name)| row(client, name, 0))
                .collect(),
            ..Snapshot::default()
        };
        self.model.handle_snapshot(snapshot, self.now);
    }

    /// The four people of the pictures, and what they said.
    pub(super) fn classroom(language: Language) -> Self {
        let mut this = Self::new(language);
        this.happen(2_300, EventKind::Listening("0.0.0.0:2010".parse().unwrap()));
        let names = ["Ana", "Luis", "Marta", "raspi"];
        for (client, name) in names.into_iter().enumerate() {
            this.joined(2_292 - client as u64 * 500, client as u64, name);
        }
        this.said(69, 3, "raspi", "hello from nc");
        this.said(35, 2, "Marta", "Does everyone see the same order?");
        this.said(23, 1, "Luis", "Yes: one order for everybody");
        this.joined(17, 4, "flooder");
        let detail = "At most 5 messages a second.".to_owned();
        let reason = GoodbyeReason::TooFast;
        this.happen(
            16,
            EventKind::Left {
                who: who(4, "flooder"),
                reason: EndReason::Farewell { reason, detail },
            },
        );
        let text = "That was the flooder. Look at its last line.".to_owned();
        this.happen(5, EventKind::Operator { text, chosen: None });
        let away = EventKind::NameRefused {
            who: who(6, ""),
            wanted: "Ana".to_owned(),
            why: "Ana is taken.".to_owned(),
        };
        this.happen(1, away);
        this.said(0, 0, "Ana", "Five a second is plenty for talking");
        let used = [2, 4, 0, 1];
        let rows = names.into_iter().zip(used).enumerate();
        this.count(
            rows.map(|(client, (name, used))| row(client as u64, name, used))
                .collect(),
        );
        this
    }

    fn show(&mut self, ui: &mut Ui) {
        let clock = Clock::utc();
        let actions = self.page.ui(
            ui,
            &ServerView {
                model: &self.model,
                texts: &self.texts,
                clock: &clock,
                now: self.now,
                preferences: &preferences(&self.texts),
            },
        );
        for action in actions {
            self.actions.extend(action.apply_to(&mut self.model));
        }
        self.model.log_mut().advance(50_000);
    }
}

/// The start form and its page.
pub(super) struct Starting {
    pub(super) form: StartForm,
    pub(super) page: StartPage,
    pub(super) actions: Vec<ServerAction>,
    pub(super) texts: Texts,
}

impl Starting {
    pub(super) fn new(language: Language) -> Self {
        let bind = "0.0.0.0:2010".parse().unwrap();
        let config = Config {
            bind,
            language,
            ..Config::default()
        };
        let mut form = StartForm::new(&config, HistoryChoice::default());
        form.edit_welcome("Networks, Monday group. Be kind.");
        Self {
            form,
            page: StartPage::new(),
            actions: Vec::new(),
            texts: Texts::new(language),
        }
    }

    pub(super) fn port_is_taken(&mut self) {
        let error = StartError::PortInUse("0.0.0.0:2010".parse().unwrap());
        self.form
            .fail(&error, Some(("nc".to_owned(), 77)), Some(2_011));
    }

    fn show(&mut self, ui: &mut Ui) {
        let actions = self.page.ui(
            ui,
            &StartView {
                form: &self.form,
                interfaces: &interfaces(),
                profile: None,
                has_folder: true,
                starting: false,
                texts: &self.texts,
                preferences: &preferences(&self.texts),
            },
        );
        for action in actions {
            match action {
                ServerAction::EditStart(edit) => edit.apply(&mut self.form),
                ServerAction::Start => {
                    if self.form.submit().is_some() {
                        self.actions.push(ServerAction::Start);
                    }
                }
                other => self.actions.push(other),
            }
        }
    }
}

/// A window with a page.
pub(super) trait Shown: Sized {
    fn draw(&mut self, ui: &mut Ui);
}

impl Shown for Running {
    fn draw(&mut self, ui: &mut Ui) {
        self.show(ui);
    }
}

impl Shown for Starting {
    fn draw(&mut self, ui: &mut Ui) {
        self.show(ui);
    }
}

pub(super) fn window<S: Shown + 'static>(state: S, size: Vec2) -> Harness<'static, S> {
    Harness::builder()
        .with_size(size)
        .with_context_setup(|ctx: &Context| install(ctx))
        .build_ui_state(
            |ui, state: &mut S| draw_whole(ui, state, Theme::Dark),
            state,
        )
}

/// Draws the page over the whole window.
pub(super) fn draw_whole<S: Shown>(ui: &mut Ui, state: &mut S, theme: Theme) {
    ui.ctx().set_theme(theme);
    ui.visuals_mut().text_cursor.blink = false;
    let whole = ui.ctx().content_rect();
    ui.set_clip_rect(whole);
    let mut page = ui.new_child(egui::UiBuilder::new().max_rect(whole));
    state.draw(&mut page);
}

/// Types into the field of that name.
pub(super) fn write<S>(window: &mut Harness<'_, S>, field: &str, words: &str) {
    let node = window.get_by_role_and_label(egui::accesskit::Role::TextInput, field);
    node.type_text(words);
}
