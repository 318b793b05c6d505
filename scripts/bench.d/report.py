"""Tables in Markdown, with each bar and whether it was met."""


def sections(found):
    machine = found["machine"]
    parts = [f"Measured {machine['date']} at {machine['commit']}: {machine['cpu']}, "
             f"{machine['cores']} cores, Linux {machine['kernel']}. Medians of {found['rounds']} "
             f"rounds of {found['seconds']} s, in which the servers took turns. Load of the "
             f"computer before the run: {found['load_before']:.1f}.\n"]
    for name, section in SECTIONS.items():
        if name in found:
            parts.append(section(found[name]))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |",
             "| --- |" + " ---: |" * (len(headings) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def met(condition, text):
    return f"- {'met' if condition else '**not met**'}: {text}\n"


def fan_out_rows(rows):
    floor = rows["floor"].get("cpu_micros")
    for name, row in rows.items():
        if "failed" in row:
            yield [name, "failed", "", row["failed"].replace("|", " ")]
            continue
        ratio = f"{row['cpu_micros'] / floor:.2f}" if floor else ""
        yield [name, f"{row['cpu_micros']:.3f} µs", ratio, f"{row['per_second']:,.0f}"]


def fan_out_table(rows):
    return table(["", "server CPU per delivery", "× floor", "deliveries a second"],
                 fan_out_rows(rows))


def of(rows, names, key):
    """The figures of those that did not fail."""
    return [rows[name][key] for name in names if key in rows.get(name, {})]


def one(rows):
    text = "### One message in flight, 100 receivers, one core\n\n" + fan_out_table(rows)
    if of(rows, ["floor", "Tertulia"], "cpu_micros")[1:]:
        ratio = rows["Tertulia"]["cpu_micros"] / rows["floor"]["cpu_micros"]
        text += met(ratio <= 1.25, f"at most 1.25 × the floor ({ratio:.2f} ×)")
    return text


def bursts(rows):
    text = "### Bursts of 64 messages, 1,000 receivers, one core\n\n" + fan_out_table(rows)
    if not of(rows, ["floor", "Tertulia"], "cpu_micros")[1:]:
        return text
    ours = rows["Tertulia"]["cpu_micros"]
    ratio = ours / rows["floor"]["cpu_micros"]
    text += met(ratio <= 2, f"at most 2 × the floor ({ratio:.2f} ×)")
    irc = of(rows, ["ngircd", "inspircd"], "cpu_micros")
    if irc:
        less = min(irc) / ours
        text += met(less >= 4, f"at least 4 × less than the better IRC server ({less:.1f} ×)")
    tokio = of(rows, ["tokio"], "cpu_micros")
    if tokio:
        text += met(ours < tokio[0],
                    f"less than the batching tokio server ({ours / tokio[0]:.2f} of it)")
    return text


def free(rows):
    text = "### The same on all cores\n\n" + fan_out_table(rows)
    others = of(rows, ["tokio", "ngircd", "inspircd", "Python threads"], "per_second")
    if others and "per_second" in rows["Tertulia"]:
        best = rows["Tertulia"]["per_second"] / max(others)
        text += met(best > 1, f"more deliveries a second than every peer ({best:.2f} × the best)")
    return text


def crowd(rows):
    shown = [[name, f"{row['bytes_per_client']:,.0f} B", f"{row['join_seconds']:.2f} s",
              f"{row['threads']:.0f}", f"{100 * row['idle_cpu_share']:.1f} %"]
             for name, row in rows.items() if "failed" not in row]
    text = "### 10,000 idle clients\n\n" + table(
        ["dialect", "memory each", "all welcomed in", "threads", "CPU while idle"], shown)
    text += failures(rows)
    for name, most in (("plain", 1024), ("app", 2048)):
        if "failed" not in rows[name]:
            each = rows[name]["bytes_per_client"]
            text += met(each <= most, f"{name}: at most {most:,} B each ({each:,.0f} B)")
            text += met(rows[name]["join_seconds"] <= 1, f"{name}: all accepted within a second "
                        f"({rows[name]['join_seconds']:.2f} s, welcomes included)")
    return text


def failures(rows):
    return "".join(f"- {name} failed: {row['failed']}\n"
                   for name, row in rows.items() if "failed" in row)


def times(rows):
    return table(["", "half within", "99 % within", "longest"],
                 [[name, *(f"{row[key] / 1000:.2f} ms" for key in ("p50", "p99", "max"))]
                  for name, row in rows.items() if "failed" not in row]) + failures(rows)


def pace(rows):
    text = "### 100 messages a second to 1,000 receivers\n\n" + times(rows)
    for key, name in (("p50", "half"), ("p99", "99 %")):
        others = of(rows, [peer for peer in rows if peer != "Tertulia"], key)
        if others and key in rows["Tertulia"]:
            ours = rows["Tertulia"][key]
            text += met(ours <= min(others), f"{name}: no worse than the best peer "
                        f"({ours / 1000:.2f} ms, {min(others) / 1000:.2f} ms)")
    return text


def slow(rows):
    text = "### One receiver that never reads, beside 100 that do, one core\n\n" + table(
        ["", "deliveries a second", "99 % within", "disconnected", "memory added"],
        [[name, f"{row['per_second']:,.0f}", f"{row['p99'] / 1000:.2f} ms",
          f"{row['disconnected']:.0f}", f"{row['resident_mib']:.1f} MiB"]
         for name, row in rows.items() if "failed" not in row]) + failures(rows)
    if failures(rows):
        return text
    rate = rows["with"]["per_second"] / rows["without"]["per_second"]
    wait = rows["without"]["p99"] / rows["with"]["p99"]
    text += met(rate >= 0.95, f"throughput of the others at least 0.95 ({rate:.2f})")
    text += met(wait >= 0.95, f"99 % time of the others at least 0.95 as good ({wait:.2f})")
    text += met(rows["with"]["disconnected"] == 1, "it is disconnected")
    return text


def hostile(rows):
    text = "### A flooder, a garbage sender and a slowloris at once\n\n" + times(rows)
    if not failures(rows):
        ratio = rows["hostile"]["p99"] / rows["calm"]["p99"]
        text += met(ratio <= 1.25, f"99 % time at most 1.25 × calm ({ratio:.2f} ×); the hostile "
                    "guests share the cores")
    return text


def exodus(rows):
    return "### So many clients leave at once, 100 stay\n\n" + table(
        ["leaving", "server CPU", "each"],
        [[name, f"{row['cpu_millis']:.0f} ms", f"{row['cpu_micros_each']:.1f} µs"]
         for name, row in rows.items() if "failed" not in row]) + failures(rows)


def descriptors(rows):
    row = rows["Tertulia"]
    text = "### Out of file descriptors\n\n"
    if "failed" in row:
        return text + failures(rows)
    text += met(row["served_of_30"] == 30, f"who is here is served ({row['served_of_30']:.0f} of 30)")
    text += met(row["recovered"] == 1, "newcomers get in once there is room")
    return text + met(row["cpu_share_while_out"] < 0.05,
                      f"it does not spin ({100 * row['cpu_share_while_out']:.1f} % of a core)")


def growth(rows):
    return "### More and more receivers, bursts of 64, one core\n\n" + table(
        ["receivers", "server CPU per delivery", "deliveries a second"],
        [[name, f"{row['cpu_micros']:.3f} µs", f"{row['per_second']:,.0f}"]
         for name, row in rows.items() if "failed" not in row]) + failures(rows)


IDLE_TLS_BYTES = 24 * 1024


def tls(rows):
    text = "### What TLS costs, one core\n\n" + table(
        ["", "CPU per delivery, one message to 100", "deliveries a second",
         "CPU per delivery, bursts of 64 to 1,000", "deliveries a second",
         "CPU to come and go", "memory of an idle client"],
        [[name, beside(rows, name, "single_cpu_micros"), f"{row['single_per_second']:,.0f}",
          beside(rows, name, "burst_cpu_micros"), f"{row['burst_per_second']:,.0f}",
          beside(rows, name, "visit_cpu_micros"), f"{row['bytes_per_client']:,.0f} B"]
         for name, row in rows.items() if "failed" not in row]) + failures(rows)
    for name in ("plain, TLS", "app, TLS"):
        if "failed" not in rows[name]:
            each = rows[name]["bytes_per_client"]
            text += met(each <= IDLE_TLS_BYTES,
                        f"{name}: idle at most {IDLE_TLS_BYTES:,} B ({each:,.0f} B)")
    return text


def beside(rows, name, key):
    """A figure, and how many times that of the same dialect in clear it is."""
    value, clear = rows[name][key], rows[name.split(",")[0]].get(key)
    times = f" ({value / clear:.2f} ×)" if clear and "," in name else ""
    return f"{value:.3f} µs{times}"


SECTIONS = {"one": one, "bursts": bursts, "free": free, "crowd": crowd, "pace": pace,
            "slow": slow, "hostile": hostile, "exodus": exodus, "descriptors": descriptors,
            "growth": growth, "tls": tls}
