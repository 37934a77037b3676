"""A model that fits is proposed, and hardware is read as its tools print it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_lsp.backends.catalogue import CATALOGUE, fitting, propose, rank_of
from lamp_lsp.backends.hardware import Gpu, Hardware, Run, amd_gpus, find_hardware, nvidia_gpus

GB = 1_000_000_000
SMALLEST = min(model.memory_bytes for model in CATALOGUE)


@given(st.integers(SMALLEST, 200 * GB), st.booleans())
def test_what_is_proposed_fits_and_nothing_better_does(memory: int, on_gpu: bool) -> None:  # noqa: FBT001
    """Among the models that fit and are free for any use, the best is proposed."""
    proposed = propose(memory, on_gpu=on_gpu)
    free = [model for model in fitting(memory, on_gpu=on_gpu) if model.licence in {"Apache-2.0", "MIT"}]

    assert proposed.memory_bytes <= memory
    assert proposed.rank == max(model.rank for model in free)


@given(st.integers(0, 200 * GB), st.integers(0, 200 * GB))
def test_more_memory_never_gets_a_worse_model(one: int, other: int) -> None:
    """The proposal grows with memory."""
    assert propose(min(one, other)).rank <= propose(max(one, other)).rank


def test_without_a_gpu_nobody_waits_for_a_large_model() -> None:
    """However much memory there is, cores read slowly."""
    assert propose(200 * GB, on_gpu=False).name == "qwen2.5-coder:1.5b-base"


def test_the_table_has_every_size_once_and_says_where_from() -> None:
    """From half a billion to eighty, each with its source."""
    assert len({model.name for model in CATALOGUE}) == len(CATALOGUE)
    assert all("ollama.com/library/" in model.source or "huggingface.co/" in model.source for model in CATALOGUE)
    assert {model.active_billions for model in CATALOGUE} >= {0.5, 1.5, 32.8}


@pytest.mark.parametrize(
    ("gpu_gb", "name"),
    [
        (0, "qwen2.5-coder:1.5b-base"),
        (8, "qwen2.5-coder:7b-base"),
        (16, "qwen2.5-coder:14b-base"),
        (24, "qwen3-coder:30b"),
        (48, "qwen3-coder:30b"),
        (80, "qwen3-coder-next"),
    ],
)
def test_cards_of_the_usual_sizes_get_what_fits_them(gpu_gb: int, name: str) -> None:
    """The card's memory is what its tool reports, in binary units; without a card the machine's own counts."""
    gpus = (Gpu("card", gpu_gb << 30),) if gpu_gb else ()
    machine = Hardware(gpus, 32 * GB, 8)

    assert propose(machine.model_memory_bytes, on_gpu=bool(machine.gpus)).name == name


def test_instruct_variants_rank_like_their_base() -> None:
    """A model that is already installed is known by family and size."""
    assert rank_of("qwen2.5-coder:7b-instruct-q8_0") == rank_of("qwen2.5-coder:7b-base") > 0
    assert rank_of("qwen3-coder-next:latest") == rank_of("qwen3-coder-next") > 0
    assert rank_of("hf.co/JetBrains/Mellum-4b-base-gguf:latest") > 0
    assert rank_of("llama3.2:1b") == 0


def _prints(program: str, text: str) -> Run:
    def run(command: Sequence[str]) -> str:
        return text if command[0] == program else ""

    return run


def test_nvidia_smi_is_read() -> None:
    """Name and memory, one GPU a line."""
    gpus = nvidia_gpus(_prints("nvidia-smi", "NVIDIA GeForce RTX 4090, 24564\nNVIDIA T4, 15360\n"))

    assert [(gpu.name, gpu.memory_bytes) for gpu in gpus] == [
        ("NVIDIA GeForce RTX 4090", 24564 << 20),
        ("NVIDIA T4", 15360 << 20),
    ]


def test_rocm_smi_is_read() -> None:
    """Bytes, by the name of the column."""
    text = "device,VRAM Total Memory (B),VRAM Total Used Memory (B)\ncard0,17163091968,1234\n\n"

    assert [gpu.memory_bytes for gpu in amd_gpus(_prints("rocm-smi", text))] == [17163091968]


def test_a_gpu_that_cannot_be_asked_is_none() -> None:
    """A driver that fails prints what is no table."""
    assert nvidia_gpus(_prints("nvidia-smi", "NVIDIA-SMI has failed, because it could not reach the driver.\n")) == ()
    assert amd_gpus(_prints("rocm-smi", "ERROR: no device")) == ()


def test_the_largest_gpu_holds_the_model() -> None:
    """Memory of several GPUs is not added up, since ghost text wants one."""
    found = find_hardware(_prints("nvidia-smi", "A, 8192\nB, 16384\n"))

    assert found.model_memory_bytes == 16384 << 20
    assert "A with 9 GB" in found.words
    assert Hardware((), 8 * GB, 4).model_memory_bytes == 4 * GB
