"""Docs/FixedEffects.md and .svg: rows that were measured again replace the old ones, sections too; the rest stays."""
import datetime
import os
from math import log10

COLOURS = {"ours": "#0b6e4f", "pyfixest-rust": "#c05621", "pyfixest-within": "#2b6cb0"}
HEAD = ["| problem | tool | seconds (range) | ratio | peak GiB | bytes a row | steps | differs from ours | runs |",
        "|---|---|---|---|---|---|---|---|---|"]
TITLE = "# Fixed effects beside the peers"


def cells(line):
    return [part.strip() for part in line.strip().strip("|").split("|")]


def read(path):
    """The table's rows, the sections by heading, and the sentences before the table."""
    rows, sections, heading, preface = [], {}, None, ""
    if not os.path.exists(path): return rows, sections, preface
    for number, line in enumerate(open(path)):
        if number == 2: preface = line.rstrip("\n")
        if line.startswith("## "): heading, sections[line[3:].strip()] = line[3:].strip(), []
        elif heading: sections[heading].append(line.rstrip("\n"))
        elif line.startswith("| ") and not line.startswith("| problem"): rows.append(cells(line))
    return rows, sections, preface


def merged(old, new):
    """The old rows, those of problems that were measured again replaced."""
    fresh = {}
    for row in new: fresh.setdefault(row[0], []).append(row)
    result = []
    for row in old:
        if row[0] not in fresh: result.append(row)
        elif fresh[row[0]]:
            result += fresh[row[0]]
            fresh[row[0]] = []
    return result + [row for rows in fresh.values() for row in rows]


def picture(rows):
    """A bar for each tool and problem, seconds on a logarithmic axis."""
    height, left, width = 14, 330, 560
    place = lambda s: left + width * (log10(max(s, 0.01)) + 2) / 5
    tools, problems = list(dict.fromkeys(r[1] for r in rows)), list(dict.fromkeys(r[0] for r in rows))
    body, y = [], 40
    for tick in (0.01, 0.1, 1, 10, 100, 1000):
        body.append(f'<line x1="{place(tick):.0f}" x2="{place(tick):.0f}" y1="30" y2="HEIGHT" stroke="#ddd"/>'
                    f'<text x="{place(tick):.0f}" y="24" text-anchor="middle">{tick:g} s</text>')
    for problem in problems:
        own = [r for r in rows if r[0] == problem]
        body.append(f'<text x="{left - 8}" y="{y + height * len(own) / 2 + 4}" text-anchor="end">{problem}</text>')
        for row in own:
            if row[2] == "no answer":
                body.append(f'<text x="{left + 4}" y="{y + 10}" fill="#999">{row[1]}: no answer</text>')
            else:
                end = place(float(row[2].split()[0]))
                body.append(f'<rect x="{left}" y="{y}" width="{end - left:.1f}" height="{height - 2}" fill="{COLOURS.get(row[1], "#555")}"/>')
            y += height
        y += 8
    for i, tool in enumerate(tools):
        body.append(f'<rect x="{left + 150 * i}" y="{y}" width="10" height="10" fill="{COLOURS.get(tool, "#555")}"/>'
                    f'<text x="{left + 150 * i + 15}" y="{y + 9}">{tool}</text>')
    text = "\n".join(body).replace("HEIGHT", str(y - 8))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 40}" height="{y + 24}" font-family="sans-serif" '
            f'font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n{text}\n</svg>\n')


def with_table(folder, heading, table):
    """A section's text with another table."""
    text = read(os.path.join(folder, "FixedEffects.md"))[1].get(heading, [])
    return splice(text or [""], table)


def splice(text, table):
    places = [i for i, line in enumerate(text) if line.startswith("|")]
    if not places: return [*text, *table, ""]
    return text[:places[0]] + table + text[places[-1] + 1:]


def write(folder, new_rows, new_sections, versions):
    path = os.path.join(folder, "FixedEffects.md")
    rows, sections, preface = read(path)
    rows = merged(rows, new_rows)
    sections |= new_sections
    said = ", ".join(f"{tool} {version}" for tool, version in sorted(versions.items()))
    if new_rows or not preface:
        preface = (
            f"{datetime.date.today()}, {os.cpu_count()} cores; {said}. Seconds of a fit with standard errors from columns in memory, the "
            "quicker of two in a process; the median over processes, and the range. Made by `Benchmarks/peers/absorbed`, which also "
            "makes the data (`generate.py absorbed`). Peers run at their default tolerances; ours leaves a relative residual below 1e-10.")
    lines = [TITLE, "", preface,
             "", *HEAD, *("| " + " | ".join(row) + " |" for row in rows), "", "![Seconds, logarithmic](FixedEffects.svg)", ""]
    for heading, text in sections.items():
        lines += ["## " + heading, *text]
        if lines[-1]: lines.append("")
    with open(path, "w") as file: file.write("\n".join(lines).rstrip() + "\n")
    with open(os.path.join(folder, "FixedEffects.svg"), "w") as file: file.write(picture(rows))
    return lines
