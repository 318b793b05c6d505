//! A report for people to read.

use super::plan::LoadMode;
use super::report::Report;
use crate::texts::Texts;

/// The report as lines of a label and a value, in columns.
pub(super) fn table(report: &Report, texts: &Texts) -> String {
    let mut rows = vec![row(
        texts.get("load-row-what"),
        what_was_done(report, texts),
    )];
    if report.mode != LoadMode::Churn.word() {
        let joined = texts.with(
            "load-joined",
            &[
                ("clients", report.joined.into()),
                ("time", seconds(report.join_seconds).into()),
            ],
        );
        rows.push(row(texts.get("load-row-joined"), joined));
    }
    let measured = match report.interrupted {
        true => texts.with(
            "load-measured-partly",
            &[("time", seconds(report.seconds).into())],
        ),
        false => seconds(report.seconds),
    };
    rows.push(row(texts.get("load-row-measured"), measured));
    rows.extend(counts(report, texts));
    rows.extend(times(report, texts));
    rows.extend(troubles(report, texts));
    rows.extend(server(report, texts));
    in_columns(&rows)
}

type Row = (String, String);

fn row(label: String, value: String) -> Row {
    (label, value)
}

fn what_was_done(report: &Report, texts: &Texts) -> String {
    let mode = match LoadMode::from_word(report.mode) {
        Some(LoadMode::Latency) => texts.with(
            "load-what-latency",
            &[("rate", report.rate.unwrap_or_default().into())],
        ),
        Some(LoadMode::Idle) => texts.get("load-what-idle"),
        Some(LoadMode::Churn) => texts.get("load-what-churn"),
        _ => texts.with(
            "load-what-throughput",
            &[("in_flight", report.in_flight.unwrap_or_default().into())],
        ),
    };
    let crowd = match report.size {
        Some(size) => texts.with(
            "load-what-crowd",
            &[
                ("senders", report.senders.into()),
                ("clients", report.clients.into()),
                ("slow", report.slow.into()),
                ("size", size.into()),
            ],
        ),
        None => texts.with("load-what-clients", &[("clients", report.clients.into())]),
    };
    let wire = if report.tls { ", TLS" } else { "" };
    format!(
        "{mode}; {crowd}; {} ({}{wire})",
        report.address, report.dialect
    )
}

fn counts(report: &Report, texts: &Texts) -> Vec<Row> {
    let number = |value: f64| texts.with("load-number", &[("number", value.round().into())]);
    if report.mode == LoadMode::Churn.word() {
        let visits = texts.with(
            "load-visits",
            &[
                ("visits", report.visits.into()),
                ("rate", number(report.visits_per_second).into()),
            ],
        );
        return vec![row(texts.get("load-row-visits"), visits)];
    }
    if report.size.is_none() {
        return Vec::new();
    }
    let deliveries = texts.with(
        "load-deliveries",
        &[
            ("deliveries", report.deliveries.into()),
            ("rate", number(report.deliveries_per_second).into()),
            ("bytes", bytes(report.bytes_per_second).into()),
        ],
    );
    let messages = texts.with(
        "load-messages",
        &[
            ("messages", report.messages.into()),
            ("confirmations", report.confirmations.into()),
        ],
    );
    vec![
        row(texts.get("load-row-messages"), messages),
        row(texts.get("load-row-deliveries"), deliveries),
    ]
}

fn times(report: &Report, texts: &Texts) -> Vec<Row> {
    let Some(time) = report.time_micros else {
        return Vec::new();
    };
    let label = match LoadMode::from_word(report.mode) {
        Some(LoadMode::Churn) => texts.get("load-row-welcome-time"),
        _ => texts.get("load-row-time"),
    };
    let value = texts.with(
        "load-times",
        &[
            ("p50", micros(time.p50).into()),
            ("p99", micros(time.p99).into()),
            ("max", micros(time.max).into()),
        ],
    );
    let mut rows = vec![row(label, value)];
    if let Some(late) = report.lateness_micros {
        rows.push(row(texts.get("load-row-lateness"), micros(late)));
    }
    rows
}

fn troubles(report: &Report, texts: &Texts) -> Vec<Row> {
    let mut rows = Vec::new();
    if report.mistakes > 0 {
        rows.push(row(
            texts.get("load-row-mistakes"),
            texts.with("load-mistakes", &[("count", report.mistakes.into())]),
        ));
    }
    if report.lost > 0 {
        rows.push(row(
            texts.get("load-row-lost"),
            texts.with("load-lost", &[("count", report.lost.into())]),
        ));
    }
    if report.slow > 0 {
        let slow = texts.with(
            "load-slow",
            &[
                ("count", report.slow_disconnected.into()),
                ("all", report.slow.into()),
            ],
        );
        rows.push(row(texts.get("load-row-slow"), slow));
    }
    rows
}

fn server(report: &Report, texts: &Texts) -> Vec<Row> {
    let Some(server) = &report.server else {
        return Vec::new();
    };
    let cpu = match server.cpu_nanos_per_delivery {
        Some(nanos) => texts.with(
            "load-cpu-per-delivery",
            &[
                ("time", seconds(server.cpu_seconds).into()),
                ("each", format!("{:.3} µs", nanos / 1_000.0).into()),
            ],
        ),
        None => seconds(server.cpu_seconds),
    };
    let resident = |value: u64| bytes(value as f64);
    let memory = match server.resident_bytes_per_client {
        Some(each) => texts.with(
            "load-memory-per-client",
            &[
                ("before", resident(server.resident_bytes_before).into()),
                ("after", resident(server.resident_bytes_after).into()),
                ("each", bytes(each).into()),
            ],
        ),
        None => texts.with(
            "load-memory",
            &[
                ("before", resident(server.resident_bytes_before).into()),
                ("after", resident(server.resident_bytes_after).into()),
            ],
        ),
    };
    let process = texts.with(
        "load-process",
        &[
            ("id", server.pid.to_string().into()),
            ("threads", server.threads.into()),
        ],
    );
    vec![
        row(texts.get("load-row-process"), process),
        row(texts.get("load-row-cpu"), cpu),
        row(texts.get("load-row-memory"), memory),
    ]
}

fn in_columns(rows: &[Row]) -> String {
    let width = rows.iter().map(|(label, _)| label.chars().count()).max();
    let width = width.unwrap_or_default();
    rows.iter()
        .map(|(label, value)| {
            let gap = width - label.chars().count() + 2;
            format!("{label}{}{value}\n", " ".repeat(gap))
        })
        .collect()
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}

fn micros(micros: u64) -> String {
    match micros {
        0..=999 => format!("{micros} µs"),
        1_000..=999_999 => format!("{:.2} ms", micros as f64 / 1e3),
        _ => format!("{:.2} s", micros as f64 / 1e6),
    }
}

fn bytes(bytes: f64) -> String {
    match bytes.abs() {
        size if size < 1_024.0 => format!("{bytes:.0} B"),
        size if size < 1_024.0 * 1_024.0 => format!("{:.1} KiB", bytes / 1_024.0),
        _ => format!("{:.1} MiB", bytes / 1_024.0 / 1_024.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_unit_that_reads_best() {
        assert_eq!(
            [17, 1_500, 2_500_000].map(micros),
            ["17 µs", "1.50 ms", "2.50 s"]
        );
        assert_eq!(
            [100.0, 1_536.0, -3_145_728.0].map(bytes),
            ["100 B", "1.5 KiB", "-3.0 MiB"]
        );
    }

    #[test]
    fn values_stand_below_each_other() {
        let rows = [("a", "1"), ("áéí", "2")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(in_columns(&rows), "a    1\náéí  2\n");
    }
}
