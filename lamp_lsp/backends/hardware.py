"""What memory there is for a model: on GPUs as their own tools tell it, else the machine's."""

import platform
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

_ASK_S = 5.0
_MIB = 1 << 20

_APPLE_GPU_SHARE = 0.7
"""Of unified memory; macOS gives the GPU two thirds to three quarters unless told otherwise
(``recommendedMaxWorkingSetSize`` of Metal)."""

_CPU_SHARE = 0.5
"""Of the memory of a machine without GPU: the editor, the browser and the project want the rest."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor that can hold a model."""

    name: str
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Hardware:
    """What this machine has to run a model."""

    gpus: tuple[Gpu, ...]
    memory_bytes: int
    """Of the machine."""
    cores: int

    @property
    def model_memory_bytes(self) -> int:
        """Memory that a model may take: the largest GPU's, else a share of the machine's."""
        if self.gpus:
            return max(gpu.memory_bytes for gpu in self.gpus)
        return int(self.memory_bytes * _CPU_SHARE)

    @property
    def words(self) -> str:
        """What was found, for a person."""
        if not self.gpus:
            return f"no GPU, {self.cores} cores, {self.memory_bytes / 1e9:.0f} GB of memory"
        return ", ".join(f"{gpu.name} with {gpu.memory_bytes / 1e9:.0f} GB" for gpu in self.gpus)


Run = Callable[[Sequence[str]], str]
"""Runs a program and returns what it printed; empty when it is not there or fails."""


def find_hardware(run: Run | None = None) -> Hardware:
    """Look at this machine; takes at most a few seconds, where a GPU's tool hangs."""
    ask = run or _output
    gpus = (*nvidia_gpus(ask), *amd_gpus(ask), *_apple_gpu())
    return Hardware(gpus, psutil.virtual_memory().total, psutil.cpu_count(logical=False) or 1)


def nvidia_gpus(run: Run) -> tuple[Gpu, ...]:
    """Return the GPUs that ``nvidia-smi`` lists."""
    text = run(["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"])
    rows = (line.rsplit(",", 1) for line in text.splitlines() if "," in line)
    return tuple(Gpu(name.strip(), int(mib) * _MIB) for name, mib in rows if mib.strip().isdecimal())


def amd_gpus(run: Run) -> tuple[Gpu, ...]:
    """Return the GPUs that ``rocm-smi`` lists."""
    text = run(["rocm-smi", "--showmeminfo", "vram", "--csv"])
    lines = [line.split(",") for line in text.splitlines() if "," in line]
    if not lines or "VRAM Total Memory (B)" not in lines[0]:
        return ()
    column = lines[0].index("VRAM Total Memory (B)")
    rows = (line for line in lines[1:] if len(line) > column and line[column].strip().isdecimal())
    return tuple(Gpu(f"AMD {line[0].strip()}", int(line[column])) for line in rows)


def _apple_gpu() -> tuple[Gpu, ...]:
    if platform.system() != "Darwin" or platform.machine() != "arm64":
        return ()
    return (Gpu("Apple silicon", int(psutil.virtual_memory().total * _APPLE_GPU_SHARE)),)


def _output(command: Sequence[str]) -> str:
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ASK_S, check=True)  # noqa: S603 - our own commands
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
