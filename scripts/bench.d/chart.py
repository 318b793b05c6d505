"""One chart as SVG: what a delivery costs each server, one message at a time and in bursts."""

from html import escape

WIDTH, LABELS, FIGURES, ROW, BAR = 760, 170, 80, 26, 16
INK, QUIET, OURS, OTHERS, PAPER = "#22201c", "#6b665c", "#b4502d", "#9aa3a8", "#fbf9f4"
PANELS = {"one": "One message in flight, 100 receivers",
          "bursts": "Bursts of 64 messages, 1,000 receivers"}


def draw(found):
    body, top = [], 34
    body.append(text(16, top - 8, "Server CPU per delivery, in µs; less is better", INK, 15, bold=True))
    for key, title in PANELS.items():
        rows = {name: row["cpu_micros"] for name, row in found.get(key, {}).items()
                if "cpu_micros" in row}
        if not rows:
            continue
        top += 24
        body.append(text(16, top, title, QUIET, 13))
        top += 10
        longest = max(rows.values())
        for name, value in sorted(rows.items(), key=lambda row: row[1]):
            width = (WIDTH - LABELS - FIGURES) * value / longest
            colour = OURS if name.startswith("Tertulia") else OTHERS
            body.append(text(LABELS - 8, top + BAR - 3, name, INK, 13, "end"))
            body.append(f'<rect x="{LABELS}" y="{top}" width="{max(width, 1):.1f}" '
                        f'height="{BAR}" rx="2" fill="{colour}"/>')
            body.append(text(LABELS + width + 8, top + BAR - 3, f"{value:.3g}", INK, 13))
            top += ROW
    height = top + 12
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" '
            f'aria-label="Server CPU per delivery" font-family="sans-serif">\n'
            f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{PAPER}"/>\n'
            + "\n".join(body) + "\n</svg>\n")


def text(x, y, words, colour, size, anchor="start", bold=False):
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>')
