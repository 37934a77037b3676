"""The model that serves, with an adapter beside its weights."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from lamp_lsp.adapter.training.examples import Example

RANK, ALPHA = 16, 32
"""As published for adapters of one repository (Code2LoRA, arXiv 2606.06492)."""
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
"""Attention and feed-forward; embeddings and output layer are one tensor in small models, and stay as they are."""


LIKELIEST = 20
"""Tokens told of each place; Ollama's most."""

Told = tuple[float, list[tuple[int, float]]]
"""The log-probability of the token that was written, and the likeliest ones with theirs."""


class Network:
    """A causal model and its adapter; the model's own weights never change."""

    def __init__(self, weights: Path, adapter: Path | None = None, *, exact: bool = False) -> None:
        """Read a GGUF file; ``adapter`` is a peft folder. ``exact`` computes with 32 bits a number instead of 16.

        The adapter has the model's own precision: what it reads is several times as large as its weights, and would
        be converted back and forth. Who trains keeps its weights in 32 bits beside it.
        """
        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = AutoModelForCausalLM.from_pretrained(
            weights.parent,
            gguf_file=weights.name,
            quantization_config=GgufConfig(dequantize=True),
            dtype=torch.float32 if exact else torch.bfloat16,
            local_files_only=True,
        ).to(device)
        for parameter in model.parameters():
            parameter.requires_grad_(requires_grad=False)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(
            weights.parent, gguf_file=weights.name, local_files_only=True
        )
        if adapter is not None:
            self.model: Any = PeftModel.from_pretrained(model, adapter, is_trainable=True, autocast_adapter_dtype=False)
        else:
            settings = LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=list(TARGETS), task_type="CAUSAL_LM")
            self.model = get_peft_model(model, settings, autocast_adapter_dtype=False)
        inner = self.model.get_base_model()
        self._decoder, self._head = inner.get_decoder(), inner.get_output_embeddings()
        self.device = device

    @property
    def trained(self) -> list[Any]:
        """The adapter's weights."""
        return [one for _, one in self.adapted()]

    def adapted(self) -> Iterator[tuple[str, Any]]:
        """Yield the adapter's weights by their names."""
        return ((name, one) for name, one in self.model.named_parameters() if one.requires_grad)

    def loss(self, example: Example) -> tuple[Any, Any]:
        """Return what the wanted tokens cost together, in nats, and those before the cursor; to be differentiated."""
        hidden = self._hidden(example)
        wanted = -_picked(self._head_of(hidden[len(example.prompt) - 1 :]), example.wanted).sum()
        first = example.cursor - example.before
        before = example.prompt[first : example.cursor]
        return wanted, -_picked(self._head_of(hidden[first - 1 : example.cursor - 1]), before).sum() if before else 0.0

    def logprobs(self, example: Example, *, adapted: bool) -> list[float]:
        """Return the log-probability of each wanted token, with the adapter or without."""
        with self._reading(adapted=adapted):
            found: list[float] = _picked(self._distributions(example), example.wanted).tolist()
        return found

    def told(self, example: Example, *, adapted: bool) -> list[Told]:
        """Return the same with the likeliest tokens at each place, as a server tells them."""
        with self._reading(adapted=adapted):
            all_of_them = self._distributions(example)
            logprobs = _picked(all_of_them, example.wanted).tolist()
            best, tokens = all_of_them.topk(min(LIKELIEST, all_of_them.shape[1]))
        return [
            (logprob, list(zip(ids, values, strict=True)))
            for logprob, ids, values in zip(logprobs, tokens.tolist(), best.tolist(), strict=True)
        ]

    @contextmanager
    def _reading(self, *, adapted: bool) -> Iterator[None]:
        self.model.eval()
        with torch.no_grad(), nullcontext() if adapted else self.model.disable_adapter():
            yield

    def _distributions(self, example: Example) -> Any:
        """Only the rows before a wanted token go through the output layer, which is a third of all the work."""
        return self._head_of(self._hidden(example)[len(example.prompt) - 1 :])

    def _hidden(self, example: Example) -> Any:
        ids = torch.tensor([[*example.prompt, *example.wanted]], device=self.device)
        return self._decoder(input_ids=ids[:, :-1], use_cache=False)[0][0]

    def _head_of(self, hidden: Any) -> Any:
        return torch.log_softmax(self._head(hidden).float(), dim=-1)

    def state(self) -> dict[str, Any]:
        """Return a copy of the adapter's weights."""
        return {name: one.detach().clone() for name, one in self.adapted()}

    def take(self, state: Mapping[str, Any]) -> None:
        """Put weights that :meth:`state` gave in place."""
        with torch.no_grad():
            for name, one in self.model.named_parameters():
                if name in state:
                    one.copy_(state[name])

    def save(self, folder: Path) -> None:
        """Write the adapter as peft reads it; the path of the model on this machine is nobody's business."""
        self.model.peft_config["default"].base_model_name_or_path = ""
        self.model.save_pretrained(folder, save_embedding_layers=False)
        (folder / "README.md").unlink(missing_ok=True)

    def tensors(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield each adapted layer's name in the model, and its two matrices, as arrays."""
        for name, layer in self.model.named_modules():
            if hasattr(layer, "lora_A") and "default" in layer.lora_A:
                first, second = layer.lora_A["default"].weight, layer.lora_B["default"].weight
                yield name, *(one.detach().float().cpu().numpy() for one in (first, second))


def _picked(distributions: Any, written: Sequence[int]) -> Any:
    """Return what each distribution gives the token that was written."""
    tokens = torch.tensor(written, device=distributions.device)
    return distributions.gather(1, tokens[:, None])[:, 0]
