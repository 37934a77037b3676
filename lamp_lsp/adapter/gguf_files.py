"""An adapter as llama.cpp reads it, and the model with the adapter merged into it as Ollama reads it.

llama.cpp (``src/llama-adapter.cpp``) wants ``adapter.type``, ``adapter.lora.alpha`` and, for each adapted tensor of the
model, ``NAME.lora_a`` (rank by inputs) and ``NAME.lora_b`` (outputs by rank); it scales their product by alpha / rank.
Qwen's tensors lie in a GGUF file as the model has them, so that nothing is permuted on the way.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lamp_lsp.adapter.base import open_gguf
from style_learner.errors import DamagedData

Matrix = NDArray[np.float32]

_LAYER = re.compile(r"layers\.(?P<number>\d+)\.(?:self_attn|mlp)\.(?P<part>\w+)$")
_NAMES = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}
ALPHA_KEY = "adapter.lora.alpha"


def gguf_name(layer: str) -> str:
    """Return the name that a layer's weights have in a GGUF file.

    >>> gguf_name("base_model.model.model.layers.3.self_attn.q_proj")
    'blk.3.attn_q.weight'

    Raises:
        DamagedData: LAMP adapts no such layer.
    """
    found = _LAYER.search(layer)
    if found is None or found["part"] not in _NAMES:
        raise DamagedData(f"The adapter changes {layer}, which LAMP cannot serve; adapt attention and MLP alone.")
    return f"blk.{found['number']}.{_NAMES[found['part']]}.weight"


def write_adapter(file: Path, architecture: str, tensors: Iterable[tuple[str, Matrix, Matrix]], alpha: float) -> None:
    """Write an adapter; ``tensors`` are a layer's name in the model, and its matrices A and B."""
    from gguf import GGUFWriter  # noqa: PLC0415 of an extra

    writer = GGUFWriter(file, architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32(ALPHA_KEY, alpha)
    for name, first, second in tensors:
        writer.add_tensor(f"{gguf_name(name)}.lora_a", np.ascontiguousarray(first, np.float32))
        writer.add_tensor(f"{gguf_name(name)}.lora_b", np.ascontiguousarray(second, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    file.chmod(0o600)


def read_adapter(file: Path) -> dict[str, tuple[Matrix, Matrix, float]]:
    """Return A, B and the factor of their product, by the tensor that they change."""
    reader = open_gguf(file)
    alpha = float(reader.get_field(ALPHA_KEY).contents())
    found = {one.name: np.asarray(one.data, np.float32) for one in reader.tensors}
    names = [name.removesuffix(".lora_a") for name in found if name.endswith(".lora_a")]
    pairs = {name: (found[f"{name}.lora_a"], found[f"{name}.lora_b"]) for name in names}
    return {name: (first, second, alpha / len(first)) for name, (first, second) in pairs.items()}


def write_merged(file: Path, base: Path, adapter: Path, step: Callable[[float], None] = lambda _done: None) -> None:
    """Write the model with the adapter in its weights: what it changes as Q8_0, all else as it is in ``base``.

    The changed weights are most of a model, so that the file is larger than one of four bits: the difference between
    the model and what the adapter makes of it is smaller than four bits can say.
    """
    import gguf  # noqa: PLC0415 of an extra

    reader, changes = open_gguf(base), read_adapter(adapter)
    writer = gguf.GGUFWriter(file, str(reader.get_field("general.architecture").contents()))
    _copy_fields(reader, writer)
    done, total = 0, sum(int(one.n_bytes) for one in reader.tensors)
    plans = [(one, _type_of(one, changes, gguf)) for one in reader.tensors]
    for tensor, kind in plans:
        shape = [int(size) for size in reversed(tensor.shape)]
        size = _bytes_of(shape, kind, gguf)
        writer.add_tensor_info(tensor.name, gguf.quant_shape_to_byte_shape(shape, kind), np.dtype(np.uint8), size, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for tensor, kind in plans:
        writer.write_tensor_data(_data_of(tensor, kind, changes, gguf))
        done += int(tensor.n_bytes)
        step(done / total)
    writer.close()
    file.chmod(0o600)


def _copy_fields(reader: Any, writer: Any) -> None:
    """Copy what the file says of itself; how it is quantized is not true any more."""
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name in {"general.architecture", "general.file_type"}:
            continue
        inner = field.types[1] if len(field.types) > 1 else None
        writer.add_key_value(field.name, field.contents(), field.types[0], inner)


def _type_of(tensor: Any, changes: Mapping[str, object], gguf: Any) -> Any:
    """Return how a tensor is written; rows that no block of Q8_0 divides stay whole numbers."""
    if tensor.name not in changes:
        return tensor.tensor_type
    kinds = gguf.GGMLQuantizationType
    return kinds.Q8_0 if int(tensor.shape[0]) % 32 == 0 and tensor.tensor_type is not kinds.F32 else kinds.F32


def _bytes_of(shape: list[int], kind: Any, gguf: Any) -> int:
    block, size = gguf.GGML_QUANT_SIZES[kind]
    return int(np.prod(shape)) // int(block) * int(size)


def _data_of(tensor: Any, kind: Any, changes: Mapping[str, tuple[Matrix, Matrix, float]], gguf: Any) -> Any:
    if tensor.name not in changes:
        return tensor.data
    first, second, factor = changes[tensor.name]
    weights = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
    weights = weights.reshape([int(size) for size in reversed(tensor.shape)]) + factor * (second @ first)
    return gguf.quants.quantize(weights, kind) if kind is not gguf.GGMLQuantizationType.F32 else weights
