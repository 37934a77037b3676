"""What personal brings at each kind of place, as a picture; matplotlib is loaded only here."""

from collections.abc import Sequence
from pathlib import Path

from lamp_bench.replay.plot import require_matplotlib
from lamp_bench.visible.kept import Row
from lamp_bench.visible.summary import figures, groups, judged
from style_learner.errors import WrongSetting

WIDTH, ROW = 8.0, 0.4
"""Inches: of the picture, and of one group's bar."""


def draw(rows: Sequence[Row], file: Path) -> None:
    """Draw the difference in exact first lines and in similarity, with intervals; the file's ending says its format.

    Raises:
        NotAvailable: matplotlib is not installed.
        WrongSetting: the file cannot be written, or its ending is no picture's.
    """
    require_matplotlib()
    from matplotlib.figure import Figure  # noqa: PLC0415 optional, and slow to import

    found = {name: figures(pairs) for name, pairs in groups(judged(rows)).items()}
    figure = Figure(figsize=(WIDTH, ROW * len(found) + 1.2), layout="constrained")
    halves = figure.subplots(1, 2, sharey=True)
    for axes, (measure, title) in zip(
        halves, (("first_line", "exact first lines, points"), ("similarity", "similarity, hundredths")), strict=True
    ):
        axes.axvline(0.0, color="#555555", linewidth=0.8)
        for place, one in enumerate(reversed(found.values())):
            difference = one.measures[measure].difference
            axes.barh(place, 100 * difference.estimate, color="#1b6ca8", height=0.6)
            axes.plot([100 * difference.low, 100 * difference.high], [place, place], color="#222222", linewidth=1.2)
        axes.set_xlabel(f"{title}: personal less generic")
    names = [f"{name} ({one.places})" for name, one in found.items()]
    halves[0].set_yticks(range(len(found)), list(reversed(names)))
    try:
        figure.savefig(file)
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{file} cannot be drawn ({error}); name a file that ends in .png, .svg or .pdf.") from error
