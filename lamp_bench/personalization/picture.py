"""What each arm is worth to each developer, as a picture; matplotlib is loaded only here."""

from collections.abc import Sequence
from pathlib import Path

from lamp_bench.measures import Score, compare
from lamp_bench.personalization.table import FEWEST
from lamp_bench.personalization.variants import ARMS, NONE
from lamp_bench.replay.plot import require_matplotlib
from style_learner.errors import WrongSetting

WIDTH, ROW = 8.0, 0.42
"""Inches: of the picture, and of one arm's bar."""
EVERYBODY = "all developers"


def draw(scores: Sequence[Score], file: Path) -> None:
    """Draw the change in bits per character against none, with its interval; the file's ending says its format.

    Raises:
        NotAvailable: matplotlib is not installed.
        WrongSetting: the file cannot be written, or its ending is no picture's.
    """
    require_matplotlib()
    from matplotlib.figure import Figure  # noqa: PLC0415 optional, and slow to import

    arms = [arm for arm in ARMS if arm != NONE and any(score.arm == arm for score in scores)]
    groups = {EVERYBODY: list(scores)}
    for score in scores:
        groups.setdefault(score.developer, []).append(score)
    figure = Figure(figsize=(WIDTH, ROW * len(arms) * len(groups) + 1.0), layout="constrained")
    rows = figure.subplots(len(groups), 1, squeeze=False, sharex=True)
    for (name, found), (axes,) in zip(groups.items(), rows, strict=True):
        axes.set_title(name, loc="left", fontsize="medium")
        axes.axvline(0.0, color="#555555", linewidth=0.8)
        for place, arm in enumerate(reversed(arms)):
            compared = compare(found, arm, NONE)
            if compared is None or compared.bits is None:
                continue
            change = compared.bits
            color = "#1b6ca8" if arm.startswith("lamp") else "#9a9a9a"
            axes.barh(place, 100 * change.estimate, color=color, height=0.6)
            if compared.tasks >= FEWEST:
                axes.plot([100 * change.low, 100 * change.high], [place, place], color="#222222", linewidth=1.2)
        axes.set_yticks(range(len(arms)), list(reversed(arms)))
    rows[-1][0].set_xlabel("bits per character against none, % (fewer is better; lines: 95 % interval over the tasks)")
    try:
        figure.savefig(file)
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{file} cannot be drawn ({error}); name a file that ends in .png, .svg or .pdf.") from error
