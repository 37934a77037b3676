"""Logs of suggestions that were shown, with what became of each.

A line is one JSON object: ``developer``, ``order`` (of the developer's suggestions), ``accepted``, ``suggestion``,
``mean_logprob``, ``suggestion_characters`` (those not yet typed) and ``document_characters``, all as of the showing and
null where unknown; ``prompt`` and the rest are left alone. In the public log a third of the prompts are longer than the
document was when the suggestion was shown: they hold what was typed later, so that a sign read from them knows the
future.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from style_learner.errors import DamagedData, WrongSetting
from style_learner.policy.acceptance_features import AcceptanceFeatures, Offer


@dataclass(frozen=True, slots=True)
class Shown:
    """One suggestion that was shown, with its features as they were before."""

    developer: str
    accepted: bool
    offer: Offer
    features: Mapping[str, float]


def read_show_log(path: Path) -> list[Shown]:
    """Read a log, each developer's suggestions together and in their order.

    Raises:
        WrongSetting: there is no such file.
        DamagedData: it is no such log.
    """
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
        entries = [json.loads(line) for line in text.splitlines() if line.strip()]
        entries.sort(key=lambda entry: (str(entry["developer"]), entry["order"]))
        shown = [
            one for _, of_one in groupby(entries, lambda entry: entry["developer"]) for one in _developer(list(of_one))
        ]
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise _damaged(path, error) from error
        raise WrongSetting(f"{path} cannot be read ({error.strerror}); name a log that is there.") from error
    except (ValueError, KeyError, TypeError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from error
    if not shown:
        raise DamagedData(f"{path} holds no suggestion; give a log with one JSON object a line.")
    return shown


def _damaged(path: Path, error: Exception) -> DamagedData:
    why = str(error)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        why = "it is no JSON"
    elif isinstance(error, KeyError):
        why = f"a line has no `{error.args[0]}`"
    return DamagedData(
        f"{path} is no log of suggestions ({why}); a line is one JSON object with "
        "`developer`, `order`, `accepted`, `suggestion`, `mean_logprob`, `suggestion_characters` and "
        "`document_characters`."
    )


def _developer(entries: Sequence[Mapping[str, Any]]) -> Iterator[Shown]:
    features, last = AcceptanceFeatures(), None
    for entry in entries:
        offer = Offer(_not_typed(entry), _logprob(entry), None if last is None else _typed(last, entry))
        yield Shown(str(entry["developer"]), bool(entry["accepted"]), offer, features.of(offer))
        features.learn(offer, accepted=bool(entry["accepted"]))
        last = entry


def _not_typed(entry: Mapping[str, Any]) -> str:
    """Return the part of a suggestion that stood before the developer as something to take."""
    text, left = str(entry["suggestion"]), int(entry["suggestion_characters"] or 0)
    return text[-left:] if 0 < left < len(text) else text


def _logprob(entry: Mapping[str, Any]) -> float | None:
    return None if entry["mean_logprob"] is None else float(entry["mean_logprob"])


def _typed(last: Mapping[str, Any], entry: Mapping[str, Any]) -> float | None:
    before, now = last["document_characters"], entry["document_characters"]
    if before is None or now is None:
        return None
    return float(now - before - (len(_not_typed(last)) if last["accepted"] else 0))
