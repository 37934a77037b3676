"""Coder models that fill in the middle, from 0.5B to 80B, by the memory they take.

Download sizes are those that Ollama shows, for the default quantization of its library or the one that the name asks
for. Each entry says where its licence and its training for the gap are stated. Ranks order models by their makers' own
fill-in-the-middle tables where they have one; where a maker has none, the rank is that of the table's models of its
size or one below, which is a guess and says so.
"""

from collections.abc import Collection
from dataclasses import dataclass

_CONTEXT_AND_BUFFERS_BYTES = 700_000_000
"""Beside the weights: the cache of 4,096 tokens (50 MB for 0.5B, 1 GB for 30B without grouped attention) and
llama.cpp's compute buffers (300 MB)."""

CPU_MOST_BYTES = 1_200_000_000
"""Weights that two to eight cores read fast enough for ghost text: 1.5B reads about 60 tokens a second on two."""


@dataclass(frozen=True, slots=True)
class CoderModel:
    """A model that can be pulled."""

    name: str
    """Ollama's."""
    download_bytes: int
    source: str
    """Where size, training for the gap and licence are stated."""
    licence: str
    rank: int
    """Larger completes better, by the makers' own fill-in-the-middle tables; ties are a matter of taste."""
    active_billions: float
    """Parameters at work for each token: what its speed depends on."""

    @property
    def memory_bytes(self) -> int:
        """What it takes with a context of 4,096 tokens, roughly."""
        return self.download_bytes + _CONTEXT_AND_BUFFERS_BYTES


_QWEN = "ollama.com/library/qwen2.5-coder/tags; arXiv 2409.12186, table 8"
_QWEN_3 = "github.com/QwenLM/Qwen3-Coder, README, Fill in the middle; ranked by size, no table"
_DEEPSEEK = "ollama.com/library/deepseek-coder/tags; arXiv 2401.14196, table 6"
_STARCODER = "ollama.com/library/starcoder2/tags; arXiv 2402.19173, section 7.4"

CATALOGUE: tuple[CoderModel, ...] = (
    CoderModel("qwen2.5-coder:0.5b-base", 398_000_000, _QWEN, "Apache-2.0", 1, 0.5),
    CoderModel("qwen2.5-coder:1.5b-base", 986_000_000, _QWEN, "Apache-2.0", 3, 1.5),
    CoderModel("qwen2.5-coder:3b-base", 1_900_000_000, _QWEN, "Qwen research (no commercial use)", 4, 3.1),
    CoderModel("qwen2.5-coder:7b-base", 4_700_000_000, _QWEN, "Apache-2.0", 6, 7.6),
    CoderModel("qwen2.5-coder:14b-base", 9_000_000_000, _QWEN, "Apache-2.0", 8, 14.8),
    CoderModel("qwen2.5-coder:32b-base", 20_000_000_000, _QWEN, "Apache-2.0", 9, 32.8),
    CoderModel("qwen3-coder:30b", 19_000_000_000, f"ollama.com/library/qwen3-coder; {_QWEN_3}", "Apache-2.0", 9, 3.3),
    CoderModel(
        "qwen3-coder-next", 52_000_000_000,
        f"ollama.com/library/qwen3-coder-next, size by parameters; {_QWEN_3}", "Apache-2.0", 10, 3.0,
    ),
    CoderModel(
        "hf.co/JetBrains/Mellum-4b-base-gguf:Q8_0", 4_300_000_000,
        "huggingface.co/JetBrains/Mellum-4b-base-gguf; arXiv 2510.05788; size by parameters", "Apache-2.0", 5, 4.0,
    ),
    CoderModel(
        "hf.co/mradermacher/Seed-Coder-8B-Base-GGUF:Q4_K_M", 5_100_000_000,
        "huggingface.co/ByteDance-Seed/Seed-Coder-8B-Base; arXiv 2506.03524, code completion; size by parameters",
        "MIT", 6, 8.3,
    ),
    CoderModel(
        "granite4:350m", 708_000_000,
        "ollama.com/library/granite4; Granite 4.0 Nano's model card, Fill-in-the-Middle; rank guessed",
        "Apache-2.0", 1, 0.35,
    ),
    CoderModel(
        "granite4:3b", 2_100_000_000,
        "ollama.com/library/granite4; Granite 4.0 Micro's model card, Fill-in-the-Middle; rank guessed",
        "Apache-2.0", 3, 3.4,
    ),
    CoderModel("deepseek-coder:1.3b-base", 776_000_000, _DEEPSEEK, "DeepSeek", 2, 1.3),
    CoderModel("deepseek-coder:6.7b-base", 3_800_000_000, _DEEPSEEK, "DeepSeek", 5, 6.7),
    CoderModel("starcoder2:3b", 1_700_000_000, _STARCODER, "BigCode OpenRAIL-M", 3, 3.0),
    CoderModel("starcoder2:7b", 4_000_000_000, _STARCODER, "BigCode OpenRAIL-M", 5, 7.2),
    CoderModel(
        "codegemma:2b-code", 1_600_000_000, "ollama.com/library/codegemma/tags; CodeGemma's model card",
        "Gemma", 2, 2.5,
    ),
    CoderModel(
        "granite-code:3b-base", 2_000_000_000, "ollama.com/library/granite-code/tags; arXiv 2405.04324, section 5",
        "Apache-2.0", 3, 3.5,
    ),
    CoderModel(
        "codellama:7b-code", 3_800_000_000, "ollama.com/library/codellama/tags; arXiv 2308.12950, section 3.2",
        "Llama 2", 4, 6.7,
    ),
    CoderModel(
        "codestral:22b", 13_000_000_000, "ollama.com/library/codestral/tags; Mistral's announcement of Codestral",
        "Mistral non-production", 8, 22.2,
    ),
)  # fmt: skip

_FREE = frozenset({"Apache-2.0", "MIT"})
"""Licences that leave nothing to think about; only such models are proposed."""


def fitting(memory_bytes: int, *, on_gpu: bool) -> list[CoderModel]:
    """Return the models that fit, the best first; without a GPU only those fast enough to wait for."""
    fit = [model for model in CATALOGUE if model.memory_bytes <= memory_bytes]
    if not on_gpu:
        fit = [model for model in fit if model.download_bytes <= CPU_MOST_BYTES]
    return sorted(fit, key=lambda model: (-model.rank, model.active_billions))


def propose(memory_bytes: int, *, on_gpu: bool = True) -> CoderModel:
    """Return the model to propose for this much memory: the best under a free licence, the smallest if none fits.

    >>> propose(8_000_000_000).name
    'qwen2.5-coder:7b-base'
    """
    free = [model for model in fitting(memory_bytes, on_gpu=on_gpu) if model.licence in _FREE]
    return free[0] if free else min(CATALOGUE, key=lambda model: model.download_bytes)


def rank_of(name: str) -> int:
    """Return how well a model completes, by its name and size in the catalogue; 0 for one that is not there.

    >>> rank_of("qwen2.5-coder:7b") == rank_of("qwen2.5-coder:7b-base")
    True
    """
    return max((model.rank for model in CATALOGUE if _same_size(model.name, name)), default=0)


def _same_size(known: str, name: str) -> bool:
    """Tell whether two names are variants of one model in one size."""
    return _words(known) == _words(name)


def _words(name: str) -> Collection[str]:
    family, _, tag = name.lower().partition(":")
    if family.startswith("hf.co/"):  # the hub's names say the size, the tag only how it is quantized
        return (family.rsplit("/", 1)[-1],)
    return (family.rsplit("/", 1)[-1], tag.partition("-")[0].removesuffix("latest"))
