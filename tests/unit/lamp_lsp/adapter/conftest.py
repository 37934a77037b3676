"""A tiny model with a random adapter, made once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_qwen import write_tiny_qwen

pytest.importorskip("torch", reason="the extra `adapters` is not installed")
pytest.importorskip("peft", reason="the extra `adapters` is not installed")


@dataclass(frozen=True)
class Tiny:
    """Weights, an adapter of theirs, and both as torch has them."""

    base: Path
    adapter: Path
    network: Any
    examples: Any

    def logprobs(self, tokens: list[int], *, adapted: bool) -> list[float]:
        """Return the distribution of what follows ``tokens``, as peft computes it."""
        import torch  # noqa: PLC0415 of an extra

        model = self.network.model
        model.eval()
        ids = torch.tensor([tokens])
        with torch.no_grad():
            if adapted:
                logits = model(input_ids=ids).logits
            else:
                with model.disable_adapter():
                    logits = model(input_ids=ids).logits
        found: list[float] = torch.log_softmax(logits[0, -1].float(), -1).tolist()
        return found


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Give a tiny Qwen2 whose adapter changes much."""
    import torch  # noqa: PLC0415 of an extra

    from lamp_lsp.adapter.gguf_files import write_adapter  # noqa: PLC0415
    from lamp_lsp.adapter.training.examples import Examples  # noqa: PLC0415
    from lamp_lsp.adapter.training.network import ALPHA, Network  # noqa: PLC0415

    torch.set_num_threads(1)  # a tiny model's threads wait for one another most of the time
    folder = tmp_path_factory.mktemp("tiny")
    base = write_tiny_qwen(folder / "base.gguf")
    network = Network(base, exact=True)
    torch.manual_seed(1)
    for one in network.trained:
        torch.nn.init.normal_(one, std=0.05)
    write_adapter(folder / "adapter.gguf", "qwen2", network.tensors(), ALPHA)
    return Tiny(base, folder / "adapter.gguf", network, Examples(network.tokenizer))
