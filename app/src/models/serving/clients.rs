//! The table of clients: sorted, filtered, selected.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use tertulia_protocol::{Dialect, Limits};
use tertulia_server_core::{ClientId, ClientSnapshot};

use super::log::contains_in_any_case;

/// What a client's row is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// Its name; those without one come last.
    Name,
    /// Its address and port.
    Address,
    /// How it talks.
    Dialect,
    /// Since it connected.
    ConnectedFor,
    /// Since something came from it.
    IdleFor,
    /// Messages it sent.
    Messages,
    /// Bytes it sent.
    BytesIn,
    /// Bytes written to it.
    BytesOut,
    /// Bytes both ways.
    Bytes,
    /// Bytes waiting for it.
    Outbox,
    /// Messages in its last second.
    Rate,
}

/// How the rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sorting {
    /// By what.
    pub column: Column,
    /// The highest first.
    pub descending: bool,
}

/// How much of its allowance a client has used in its last second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rate {
    /// Messages.
    pub used: u32,
    /// How many are allowed; none without a limit.
    pub limit: Option<u32>,
}

impl Rate {
    pub(super) fn new(used: u32, limits: Limits) -> Self {
        Self {
            used,
            limit: (limits.max_rate != 0).then_some(limits.max_rate),
        }
    }

    /// Whether at most one message more is allowed now: it is time to look.
    #[must_use]
    pub fn is_near(self) -> bool {
        self.limit
            .is_some_and(|limit| self.used > 0 && self.used.saturating_add(1) >= limit)
    }
}

/// The clients of one snapshot, as the page shows them.
#[derive(Debug, Clone)]
pub struct ClientsTable {
    clients: Vec<ClientSnapshot>,
    /// Indices of the rows that pass the filter, in order.
    rows: Vec<usize>,
    limits: Limits,
    sorting: Sorting,
    filter: String,
    selected: BTreeSet<ClientId>,
}

impl Default for ClientsTable {
    fn default() -> Self {
        Self {
            clients: Vec::new(),
            rows: Vec::new(),
            limits: Limits::default(),
            sorting: Sorting {
                column: Column::Name,
                descending: false,
            },
            filter: String::new(),
            selected: BTreeSet::new(),
        }
    }
}

impl ClientsTable {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// All connections, those that do not pass the filter included.
    #[must_use]
    pub fn total(&self) -> usize {
        self.clients.len()
    }

    /// The client in a row.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<&ClientSnapshot> {
        self.clients.get(*self.rows.get(row)?)
    }

    /// One client.
    #[must_use]
    pub fn client(&self, client: ClientId) -> Option<&ClientSnapshot> {
        // They come sorted by id.
        let index = self
            .clients
            .binary_search_by_key(&client, |other| other.client);
        self.clients.get(index.ok()?)
    }

    /// A client's use of its allowance.
    #[must_use]
    pub fn rate(&self, client: &ClientSnapshot) -> Rate {
        Rate::new(client.rate_used, self.limits)
    }

    /// How the rows are sorted.
    #[must_use]
    pub fn sorting(&self) -> Sorting {
        self.sorting
    }

    /// A column's head was pressed: by it, then the other way round. Numbers begin with the highest.
    pub fn sort_by(&mut self, column: Column) {
        let first_descending = !matches!(column, Column::Name | Column::Address | Column::Dialect);
        self.sorting = Sorting {
            column,
            descending: if self.sorting.column == column {
                !self.sorting.descending
            } else {
                first_descending
            },
        };
        self.arrange();
    }

    /// What is searched for.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Shows only the clients with this in their name or address, in any case.
    pub fn set_filter(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        self.arrange();
    }

    /// The chosen clients, by id.
    #[must_use]
    pub fn selected(&self) -> &BTreeSet<ClientId> {
        &self.selected
    }

    /// A row was pressed; `also` keeps the others chosen and takes this one out if it was.
    pub fn select(&mut self, client: ClientId, also: bool) {
        if self.client(client).is_none() {
            return;
        }
        let was_selected = self.selected.contains(&client);
        if !also {
            self.selected.clear();
        }
        if !(also && was_selected) {
            self.selected.insert(client);
        } else {
            self.selected.remove(&client);
        }
    }

    /// Nobody is chosen any more.
    pub fn clear_selection(&mut self) {
        self.selected.clear();
    }

    pub(super) fn update(&mut self, mut clients: Vec<ClientSnapshot>, limits: Limits) {
        clients.sort_by_key(|client| client.client);
        self.clients = clients;
        self.limits = limits;
        let selected = std::mem::take(&mut self.selected);
        self.selected = selected
            .into_iter()
            .filter(|client| self.client(*client).is_some())
            .collect();
        self.arrange();
    }

    fn arrange(&mut self) {
        let wanted = self.filter.trim().to_lowercase();
        let passes = |client: &ClientSnapshot| {
            wanted.is_empty()
                || client
                    .name
                    .as_ref()
                    .is_some_and(|name| contains_in_any_case(name.as_str(), &wanted))
                || client.address.to_string().contains(&wanted)
        };
        let mut keyed: Vec<(usize, String)> = self
            .clients
            .iter()
            .enumerate()
            .filter(|(_, client)| passes(client))
            .map(|(index, client)| {
                let name = client
                    .name
                    .as_ref()
                    .map(|name| name.as_str().to_lowercase());
                (index, name.unwrap_or_default())
            })
            .collect();
        let Sorting { column, descending } = self.sorting;
        keyed.sort_by(|(a, a_name), (b, b_name)| {
            let (one, other) = (&self.clients[*a], &self.clients[*b]);
            let order = compare(one, a_name, other, b_name, column);
            let order = if descending { order.reverse() } else { order };
            // Whoever has nothing to sort by stands last in both directions.
            let nameless = |name: &str| column == Column::Name && name.is_empty();
            nameless(a_name)
                .cmp(&nameless(b_name))
                .then(order)
                .then(one.client.cmp(&other.client))
        });
        self.rows = keyed.into_iter().map(|(index, _)| index).collect();
    }
}

fn compare(
    one: &ClientSnapshot,
    one_name: &str,
    other: &ClientSnapshot,
    other_name: &str,
    column: Column,
) -> Ordering {
    let talks = |client: &ClientSnapshot| match client.dialect {
        Some(Dialect::App) => 0,
        Some(Dialect::Plain) => 1,
        None => 2,
    };
    match column {
        Column::Name => one_name.cmp(other_name),
        Column::Address => one.address.cmp(&other.address),
        Column::Dialect => talks(one).cmp(&talks(other)),
        Column::ConnectedFor => one.connected_for.cmp(&other.connected_for),
        Column::IdleFor => one.idle_for.cmp(&other.idle_for),
        Column::Messages => one.messages.cmp(&other.messages),
        Column::BytesIn => one.bytes_in.cmp(&other.bytes_in),
        Column::BytesOut => one.bytes_out.cmp(&other.bytes_out),
        Column::Bytes => {
            let both = |client: &ClientSnapshot| client.bytes_in.saturating_add(client.bytes_out);
            both(one).cmp(&both(other))
        }
        Column::Outbox => one.outbox_bytes.cmp(&other.outbox_bytes),
        Column::Rate => one.rate_used.cmp(&other.rate_used),
    }
}
