"""The learning curve as a picture; matplotlib, of the extra ``bench``, is loaded only here."""

from collections.abc import Sequence
from pathlib import Path

from lamp_bench.replay.course import FROZEN, LEARNING, Replayed
from lamp_bench.replay.figures import curve
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.extras import install_command

WIDTH, HEIGHT = 10.0, 3.2
"""Inches: of the picture, and of a developer's row in it."""
COLORS = {LEARNING: "#1b6ca8", FROZEN: "#9a9a9a"}


def require_matplotlib() -> None:
    """Say at once, before an hour of work, that nothing can be drawn.

    Raises:
        NotAvailable: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401, PLC0415, ICN001 optional, and slow to import
    except ImportError as error:
        raise NotAvailable(
            f"matplotlib is not installed, so nothing can be drawn; run `{install_command('bench')}`."
        ) from error


def plot(replays: Sequence[Replayed], file: Path) -> None:
    """Draw how retained and mended characters grew with the suggestions shown; the file's ending says its format.

    Raises:
        NotAvailable: matplotlib is not installed.
        WrongSetting: the file cannot be written, or its ending is no picture's.
    """
    require_matplotlib()
    from matplotlib.figure import Figure  # noqa: PLC0415 as above

    figure = Figure(figsize=(WIDTH, HEIGHT * len(replays)), layout="constrained")
    rows = figure.subplots(len(replays), 2, squeeze=False)
    for replayed, (retained, edited) in zip(replays, rows, strict=True):
        for name, typed in ((LEARNING, replayed.learning), (FROZEN, replayed.frozen)):
            points = curve(typed)
            shown = [point.shown for point in points]
            retained.plot(shown, [point.retained_characters for point in points], label=name, color=COLORS[name])
            edited.plot(shown, [point.edited_characters for point in points], label=name, color=COLORS[name])
        retained.set(title=replayed.developer, xlabel="suggestions shown", ylabel="retained characters so far")
        edited.set(title=replayed.developer, xlabel="suggestions shown", ylabel="mended characters so far")
        retained.legend()
    try:
        figure.savefig(file)
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{file} cannot be drawn ({error}); name a file that ends in .png, .svg or .pdf.") from error
