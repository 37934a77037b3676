"""What LAMP was worth, as tiles and inline SVG: over time, and generic against personalized with its interval.

Coordinates are those of the drawings' own view boxes; colours are the style sheet's classes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from style_learner.evaluation.verdict import verdict
from style_learner.profile.wording import counted, percent
from style_learner.shown import for_html as escape

WIDTH, HEIGHT = 360, 150
LEFT, BOTTOM, TOP = 34, 20, 12
MOST_BARS = 31
"""Beyond, weeks are drawn instead of days."""
WEEK = 7


def worth(report: Mapping[str, Any] | None, days: int) -> str:
    """Return the section about the last ``days`` days."""
    if not report or not report["shown"]:
        return (
            f'<p class="told">No suggestion was shown in the last {days} days; what LAMP is worth to you will '
            "stand here.</p>"
        )
    buckets = _buckets(report["by_day"])
    return (
        f'<ul class="tiles">{"".join(_tiles(report))}</ul><div class="plots">'
        + _figure("Shown and accepted", _bars(buckets, ("shown", "accepted")), "Light: shown. Full: accepted.")
        + _figure(
            "Characters that stayed",
            _bars(buckets, ("retained_characters",)),
            "Of what you accepted, two minutes later.",
        )
        + _figure("Personalized against generic", _arms(report["arms"]), verdict(report))
        + "</div>"
    )


def _tiles(report: Mapping[str, Any]) -> list[str]:
    accepted = report["acceptance"]
    tiles = [
        (
            "accepted",
            percent(accepted["estimate"]),
            f"{percent(accepted['low'])} to {percent(accepted['high'])} (95 % interval)",
        ),
        ("shown", f"{report['shown']:,}", f"{report['accepted']:,} of them accepted"),
        ("characters stayed", f"{report['retained_characters']:,}", "of what you accepted"),
        ("to answer", f"{report['latency_ms']['p50'] / 1000:.1f} s", "half of the time, or less"),
    ]
    if report["good"] or report["bad"]:
        tiles.append(("called good", f"{report['good']:,}", f"{report['bad']:,} called bad"))
    return [
        f'<li><strong>{escape(value)}</strong><span>{escape(name)}</span><span class="told">{escape(more)}</span></li>'
        for name, value, more in tiles
    ]


def _figure(title: str, drawing: str, words: str = "") -> str:
    caption = f"<p>{escape(words)}</p>" if words else ""
    return f"<figure><figcaption><h3>{escape(title)}</h3>{caption}</figcaption>{drawing}</figure>"


def _buckets(days: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return every day from the first to the last, or every week where those are too many; empty ones too."""
    first, last = date.fromisoformat(days[0]["day"]), date.fromisoformat(days[-1]["day"])
    step = 1 if (last - first).days < MOST_BARS else WEEK
    count = (last - first).days // step + 1
    names = ("shown", "accepted", "retained_characters")
    found = [
        {"from": first + timedelta(number * step), "days": step, **dict.fromkeys(names, 0)} for number in range(count)
    ]
    for day in days:
        bucket = found[(date.fromisoformat(day["day"]) - first).days // step]
        for name in names:
            bucket[name] += day[name]
    return found


def _bars(buckets: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    """Draw one bar a bucket; of several names the later stands inside the earlier."""
    most = max([1, *(bucket[names[0]] for bucket in buckets)])
    slot = (WIDTH - LEFT) / len(buckets)
    width = min(slot * 0.7, 28)
    parts = [_axis(most)]
    for number, bucket in enumerate(buckets):
        x = LEFT + slot * number + (slot - width) / 2
        told = f"{_when(bucket)}: " + ", ".join(f"{bucket[name]:,} {name.replace('_', ' ')}" for name in names)
        parts.append(f"<g><title>{escape(told)}</title>")
        parts += [_bar(x, width, bucket[name] / most, f"bar{index}") for index, name in enumerate(names)]
        parts.append("</g>")
    parts.append(_label(LEFT, HEIGHT - 6, _day(buckets[0]["from"]), "start"))
    if len(buckets) > 1:
        parts.append(_label(WIDTH, HEIGHT - 6, _day(buckets[-1]["from"]), "end"))
    total = ", ".join(f"{sum(bucket[name] for bucket in buckets):,} {name.replace('_', ' ')}" for name in names)
    return _drawing("".join(parts), f"{total} from {buckets[0]['from']} to {buckets[-1]['from']}")


def _bar(x: float, width: float, share: float, kind: str) -> str:
    height = share * (HEIGHT - BOTTOM - TOP)
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{HEIGHT - BOTTOM - height:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="2"/>'
    )


def _axis(most: float) -> str:
    floor, top = HEIGHT - BOTTOM, TOP
    return (
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH}" y1="{floor}" y2="{floor}"/>'
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{top}" y2="{top}"/>'
        + _label(LEFT - 6, top + 4, f"{most:,}", "end")
        + _label(LEFT - 6, floor + 4, "0", "end")
    )


def _arms(arms: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw each arm's retained characters a suggestion as a dot with its 95 % interval."""
    told_of = [name for name in ("personalized", "generic") if name in arms]
    found = [(name, arms[name]) for name in told_of if arms[name]["retained_characters_per_shown"]]
    if not found:
        return ""
    most = max([1.0, *(arm["retained_characters_per_shown"]["high"] for _, arm in found)])
    left = 118
    scale = (WIDTH - left - 12) / most
    parts = []
    for number, (name, arm) in enumerate(found):
        interval, y = arm["retained_characters_per_shown"], 34 + number * 44
        low, middle, high = (left + interval[key] * scale for key in ("low", "estimate", "high"))
        told = (
            f"{name}: {interval['estimate']:.1f} retained characters a suggestion, "
            f"95 % interval {interval['low']:.1f} to {interval['high']:.1f}, {arm['shown']} shown"
        )
        parts.append(
            f'<g class="arm{number}"><title>{escape(told)}</title>'
            f'<line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}"/>'
            f'<circle cx="{middle:.1f}" cy="{y}" r="6"/></g>'
            + _label(left - 12, y + 4, f"{name} ({arm['shown']})", "end")
            + _label(min(middle, WIDTH - 20), y - 12, f"{interval['estimate']:.1f}", "middle")
        )
    floor = 34 + len(found) * 44
    parts.append(f'<line class="axis" x1="{left}" x2="{WIDTH}" y1="{floor - 14}" y2="{floor - 14}"/>')
    parts.append(_label(left, floor + 4, "0", "middle"))
    parts.append(_label(WIDTH, floor + 4, f"{counted(round(most), 'character')} a suggestion", "end"))
    return _drawing("".join(parts), "Retained characters a suggestion, by kind", floor + 10)


def _drawing(body: str, told: str, height: int = HEIGHT) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(told)}">{body}</svg>'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _when(bucket: Mapping[str, Any]) -> str:
    return _day(bucket["from"]) if bucket["days"] == 1 else f"week from {_day(bucket['from'])}"


def _day(day: date) -> str:
    """Return a day as short as it is clear.

    >>> _day(date(2026, 3, 9))
    '9 Mar'
    """
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]}"
