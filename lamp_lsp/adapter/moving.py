"""An adapter and its samples on their way to and from another machine, by their owner's hand."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.paths import private_folder
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.tuning.documents import OwnDocument, file_on_disk, own_documents
from style_learner.tuning.masking import Masking, people_in
from style_learner.tuning.material import Material
from style_learner.tuning.samples import Sample, TrainingPlaces, judging_samples, split

SEED = 20
CHECKED_PLACES = 200


def export_to(source: AdapterFolder, folder: Path) -> None:
    """Copy the adapter into a folder that only its owner may read.

    Raises:
        NotAvailable: there is no adapter.
        WrongSetting: the folder is there already, or cannot be made.
    """
    if source.read() is None:
        raise NotAvailable("There is no adapter to export; `lamp adapter train` makes one.")
    if folder.exists():
        raise WrongSetting(f"{folder} is there already; name a folder to be made.")
    private_folder(folder)
    try:
        shutil.copytree(source.peft, folder, dirs_exist_ok=True)
        shutil.copy2(source.gguf, folder / "adapter.gguf")
    except OSError as error:
        raise WrongSetting(f"{folder} cannot be written ({error}); name another folder.") from error


def samples_to(file: Path, material: Material) -> int:
    """Write every sample as a line of JSON, secrets and names replaced; returns how many.

    Raises:
        NotAvailable: there is too little code.
        WrongSetting: the file cannot be written.
    """
    documents = own_documents(material.snippets, file_on_disk())
    lines = _lines(material, documents)
    count = 0
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            for line in lines:
                stream.write(json.dumps(line) + "\n")
                count += 1
    except OSError as error:
        raise WrongSetting(f"{file} cannot be written ({error.strerror}); name another file.") from error
    return count


def _lines(material: Material, documents: list[OwnDocument]) -> Iterator[dict[str, Any]]:
    parts = split(documents)
    mask = Masking(people_in({one.project for one in documents}))
    places = TrainingPlaces(material, parts, SEED)
    for number in range(len(places)):
        yield _line(places[number], "train", mask)
    for name, held_out in (("choose", parts.chosen_by), ("test", parts.held_out)):
        for sample in judging_samples(material, parts, held_out, CHECKED_PLACES, SEED):
            yield _line(sample, name, mask)


def _line(sample: Sample, part: str, mask: Masking) -> dict[str, Any]:
    context = sample.context
    path = context.path.removeprefix(f"{context.project}/") if context.project else Path(context.path).name
    return {
        "part": part,
        "path": mask(path),
        "language": context.language,
        "kind": sample.kind,
        "weight": sample.weight,
        "prefix": mask(context.prefix),
        "suffix": mask(context.suffix),
        "middle": mask(sample.wanted),
        "retrieved": [{"path": mask(one.snippet.path), "text": mask(one.snippet.text)} for one in sample.retrieved],
    }
