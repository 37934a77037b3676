"""What trying other strategies costs, and how soon a better one is found, on simulated developers.

    python benchmarks/strategies.py [--runs 24] [--suggestions 300] [--sharpened 0.2] [--tried 0.03] [--processes 2]

A developer takes suggestions of each strategy with another probability. A taken one has a length drawn as log-normal
(median 19 characters, deviation 0.9 of the logarithm), as real ones differ by orders of magnitude. What is told is the
characters to be expected of what was chosen, against always choosing ``personal``, after the first 20 suggestions,
in which nothing else is chosen. The last two options set what is tried (``style_learner/policy/thompson_sampling.py``).
"""

import argparse
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random

from rich.console import Console
from rich.progress import track
from rich.table import Table

from style_learner.policy import thompson_sampling
from style_learner.policy.strategies import PERSONAL, SEARCH
from style_learner.policy.thompson_sampling import FEWEST, ThompsonSampler
from style_learner.types import Outcome, OutcomeKind, Suggestion

DEVELOPERS: tuple[Mapping[str, float], ...] = (
    {PERSONAL: 0.36, SEARCH: 0.34},
    {PERSONAL: 0.40, SEARCH: 0.20},
    {PERSONAL: 0.30, SEARCH: 0.45},
    {PERSONAL: 0.30, SEARCH: 0.36},
)
"""Probability with which suggestions of each strategy are taken."""
KIND = ("python", "line")
LEAST_CHARACTERS, MOST_CHARACTERS = 4, 200


@dataclass(frozen=True, slots=True)
class Options:
    """What is simulated."""

    suggestions: int
    sharpened: float
    tried: float


@dataclass(frozen=True, slots=True)
class Life:
    """One run of one developer, as shares."""

    against_personal: float
    personal_early: float
    """Of the first third that was free to choose."""
    best_late: float
    """Of the last third."""


def live(run: tuple[int, int], options: Options) -> Life:
    """Let one developer take and leave suggestions; ``run`` is the developer's number and the run's."""
    thompson_sampling.SHARPENED, thompson_sampling.TRIED = options.sharpened, options.tried
    developer, seed = run
    taken_with, random = DEVELOPERS[developer], Random(seed)  # noqa: S311 repeatable, not secret
    bandit, chosen = ThompsonSampler(), list[str]()
    for number in range(options.suggestions):
        name = bandit.choose(KIND, seed * 100_000 + number)
        chosen.append(name)
        taken = random.random() < taken_with[name]
        characters = min(MOST_CHARACTERS, int(random.lognormvariate(2.7, 0.9)) + LEAST_CHARACTERS) if taken else 0
        kind = OutcomeKind.ACCEPTED if taken else OutcomeKind.REJECTED
        offered = suggestion(number, name)
        bandit.learn(offered, Outcome(offered.id, kind, number + 1, characters))
    later = chosen[FEWEST:]
    early, late = later[: len(later) // 3], later[-len(later) // 3 :]
    best = max(taken_with, key=lambda name: taken_with[name])
    return Life(
        sum(taken_with[name] for name in later) / (len(later) * taken_with[PERSONAL]) - 1,
        early.count(PERSONAL) / len(early),
        late.count(best) / len(late),
    )


def suggestion(number: int, strategy: str) -> Suggestion:
    """Return a suggestion of which only the strategy matters."""
    return Suggestion(
        id=f"{number:06}",
        text="x",
        at=float(number),
        language=KIND[0],
        project="/p",
        path="a.py",
        before="total = ",
        after="",
        backend="b",
        model="m",
        strategy=strategy,
        evidence=(),
        mean_logprob=None,
        latency_ms=1.0,
    )


def main() -> None:
    """Simulate every developer and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=24, help="of each developer (default 24)")
    parser.add_argument("--suggestions", type=int, default=300, help="in each run (default 300)")
    parser.add_argument(
        "--sharpened", type=float, default=thompson_sampling.SHARPENED, help="share of the deviation drawn"
    )
    parser.add_argument("--tried", type=float, default=thompson_sampling.TRIED, help="share of places for any strategy")
    parser.add_argument("--processes", type=int, default=2, help="at the same time (default 2)")
    asked = parser.parse_args()
    options = Options(max(asked.suggestions, FEWEST + 3), asked.sharpened, asked.tried)
    runs = [(developer, seed) for developer in range(len(DEVELOPERS)) for seed in range(asked.runs)]
    console = Console()
    with ProcessPoolExecutor(asked.processes) as pool:
        lives = list(
            track(pool.map(partial(live, options=options), runs), "simulating", len(runs), console=Console(stderr=True))
        )
    table = Table("taken: personal, brief, file", "against always personal", "personal early", "the best late")
    for developer, taken_with in enumerate(DEVELOPERS):
        found = [life for run, life in zip(runs, lives, strict=True) if run[0] == developer]
        table.add_row(
            ", ".join(f"{share:.0%}" for share in taken_with.values()),
            f"{sum(life.against_personal for life in found) / len(found):+.1%}",
            f"{sum(life.personal_early for life in found) / len(found):.0%}",
            f"{sum(life.best_late for life in found) / len(found):.0%}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
