"""Files as llama.cpp reads them: what it computes is what peft computes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from lamp_lsp.adapter.base import check_fits, facts_of
from lamp_lsp.adapter.gguf_files import read_adapter, write_merged
from style_learner.errors import DamagedData, NotAvailable
from tests.tiny_qwen import write_tiny_qwen
from tests.unit.lamp_lsp.adapter.conftest import Tiny

xllamacpp = pytest.importorskip("xllamacpp", reason="the extra `embedded` is not installed")

TEXTS = ("def f(in):\n", "import shop\n\n\nclass Cart", "<|fim_prefix|>x = <|fim_suffix|>\n<|fim_middle|>")
CLOSE = 0.02
"""Natural log: llama.cpp rounds what it multiplies to 16 bits."""

VISIBLE = 64
"""A letter, chosen whatever is likeliest: of what has no text llama.cpp tells no probabilities."""

Distribution = dict[int, float]
Asked = Callable[[list[int], float | None], Distribution]


@contextmanager
def llama(weights: Path, adapter: Path | None = None) -> Iterator[Asked]:
    """Give what llama.cpp finds likeliest after tokens, at a strength of the adapter; None: no word about it."""
    settings = xllamacpp.CommonParams()
    settings.model.path = str(weights)
    settings.n_ctx, settings.n_parallel, settings.cpuparams.n_threads, settings.warmup = 512, 1, 1, False
    if adapter is not None:
        settings.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 0.0)]
        settings.lora_init_without_apply = True
    server = xllamacpp.Server(settings)

    def ask(tokens: list[int], strength: float | None) -> Distribution:
        wanted: dict[str, Any] = {"prompt": tokens, "n_predict": 1, "n_probs": 200, "logit_bias": [[VISIBLE, 1000]]}
        if strength is not None:
            wanted["lora"] = [{"id": 0, "scale": strength}]
        answer = httpx.post(f"{server.listening_address}/completion", json=wanted, timeout=60, trust_env=False)
        (told,) = json.loads(answer.content)["completion_probabilities"]
        return {one["id"]: one["logprob"] for one in told["top_logprobs"]}

    yield ask


def differ(found: Distribution, expected: list[float]) -> float:
    """Return the largest difference over the tokens that are told."""
    assert len(found) > 100
    return float(max(abs(logprob - expected[token]) for token, logprob in found.items()))


def test_llama_computes_what_peft_computes(tiny: Tiny) -> None:
    """The adapter written as GGUF gives the distribution that it gives in peft, and not the model's own."""
    with llama(tiny.base, tiny.adapter) as ask:
        for text in TEXTS:
            tokens = tiny.examples.tokens(text)
            found = ask(tokens, 1.0)
            assert differ(found, tiny.logprobs(tokens, adapted=True)) < CLOSE
            assert differ(found, tiny.logprobs(tokens, adapted=False)) > 10 * CLOSE


def test_strength_zero_is_the_model_itself(tiny: Tiny) -> None:
    """Bit for bit, also right after a request at full strength for the same text."""
    with llama(tiny.base) as plain:
        expected = [plain(tiny.examples.tokens(text), None) for text in TEXTS]
    with llama(tiny.base, tiny.adapter) as ask:
        found = []
        for text in TEXTS:
            ask(tiny.examples.tokens(text), 1.0)
            found.append(ask(tiny.examples.tokens(text), 0.0))

    assert found == expected


def test_merged_weights_are_model_and_adapter(tiny: Tiny, tmp_path: Path) -> None:
    """The model for Ollama computes what model and adapter compute together."""
    merged = tmp_path / "merged.gguf"
    write_merged(merged, tiny.base, tiny.adapter)

    with llama(merged) as ask:
        for text in TEXTS:
            tokens = tiny.examples.tokens(text)
            assert differ(ask(tokens, None), tiny.logprobs(tokens, adapted=True)) < CLOSE
    assert facts_of(merged).size == facts_of(tiny.base).size


def test_the_factor_is_alpha_by_rank(tiny: Tiny) -> None:
    """Every adapted tensor of both layers is there, with peft's scaling."""
    found = read_adapter(tiny.adapter)

    assert len(found) == 2 * 7
    assert {factor for _, _, factor in found.values()} == {32 / 16}


def test_a_model_of_another_size_is_refused(tiny: Tiny, tmp_path: Path) -> None:
    """In one sentence that names both, and says what to do."""
    other = write_tiny_qwen(tmp_path / "other.gguf", width=32)

    with pytest.raises(NotAvailable, match=r"does not fit tiny \(qwen2, 2 layers of 32\); choose the model"):
        check_fits(facts_of(tiny.base), facts_of(other))


def test_no_gguf_file_is_said(tmp_path: Path) -> None:
    """A file of another kind is named, and no traceback shown."""
    (tmp_path / "x.gguf").write_bytes(b"GGUF" + bytes(40))

    with pytest.raises(DamagedData, match="no GGUF file that can be read"):
        facts_of(tmp_path / "x.gguf")
