"""The weights that serve, which an adapter is trained on: a GGUF file on this machine."""

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from style_learner.errors import DamagedData, NotAvailable
from style_learner.extras import install_command

ARCHITECTURES = ("qwen2", "qwen3")
"""Those whose tensors llama.cpp stores as the model has them: others are permuted or fused, which the files that are
written here do not follow."""

_FROM = re.compile(r"^FROM\s+(?P<path>/.+|[A-Za-z]:\\.+)$", re.MULTILINE)


class BaseFacts(BaseModel):
    """What has to agree between an adapter and a model."""

    model_config = ConfigDict(frozen=True)

    architecture: str
    layers: int
    width: int
    feed_forward: int
    heads: int
    key_heads: int
    name: str = ""

    @property
    def size(self) -> tuple[str, int, int, int, int, int]:
        """All that decides whether the shapes fit."""
        return (self.architecture, self.layers, self.width, self.feed_forward, self.heads, self.key_heads)

    @property
    def words(self) -> str:
        return f"{self.name or 'a model'} ({self.architecture}, {self.layers} layers of {self.width})"


def facts_of(weights: Path) -> BaseFacts:
    """Read what a GGUF file says of itself.

    Raises:
        NotAvailable: the package that reads it is missing, or no adapter can be made for such a model.
        DamagedData: it is no GGUF file.
    """
    reader = open_gguf(weights)

    def value(key: str) -> Any:
        field = reader.get_field(key)
        return field.contents() if field is not None else None

    architecture = str(value("general.architecture") or "")
    if architecture not in ARCHITECTURES:
        raise NotAvailable(
            f"LAMP trains adapters for {' and '.join(ARCHITECTURES)} models, and {weights.name} is "
            f"{architecture or 'of no known kind'}; choose a Qwen model with `lamp model use`."
        )
    heads = int(value(f"{architecture}.attention.head_count") or 0)
    return BaseFacts(
        architecture=architecture,
        layers=int(value(f"{architecture}.block_count") or 0),
        width=int(value(f"{architecture}.embedding_length") or 0),
        feed_forward=int(value(f"{architecture}.feed_forward_length") or 0),
        heads=heads,
        key_heads=int(value(f"{architecture}.attention.head_count_kv") or heads),
        name=str(value("general.name") or weights.stem),
    )


def open_gguf(weights: Path) -> Any:
    """Open a GGUF file for reading; its tensors stay on the disk.

    Raises:
        NotAvailable: the package that reads it is missing.
        DamagedData: it is no GGUF file.
    """
    try:
        from gguf import GGUFReader  # noqa: PLC0415 of an extra
    except ImportError as error:
        raise NotAvailable(MISSING_EXTRA) from error
    try:
        return GGUFReader(weights)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise DamagedData(f"{weights} is no GGUF file that can be read ({error}); name another.") from error


def check_fits(adapter: BaseFacts, model: BaseFacts) -> None:
    """See that an adapter can be used with a model.

    Raises:
        NotAvailable: it was made for another architecture or size.
    """
    if adapter.size != model.size:
        raise NotAvailable(
            f"Your adapter was trained on {adapter.words} and does not fit {model.words}; choose the model it was "
            "trained on with `lamp model use`, or run `lamp adapter train` for this one."
        )


def blob_in(modelfile: str) -> Path | None:
    r"""Return the weights that an Ollama modelfile names; None where they are not on this machine.

    >>> blob_in("# from show\nFROM qwen2.5-coder:0.5b")
    """
    found = _FROM.search(modelfile)
    path = Path(found["path"].strip()) if found else None
    return path if path is not None and path.is_file() else None


MISSING_EXTRA = (
    f"Training an adapter needs packages that are not installed; run `{install_command('adapters')}` "
    "(torch, transformers, peft, gguf)."
)
