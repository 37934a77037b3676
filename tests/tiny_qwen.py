"""A tiny random Qwen2 with a byte-level vocabulary, written as a GGUF file: for tests that need a whole model."""

from pathlib import Path

import numpy as np

LAYERS, WIDTH, FEED_FORWARD, HEADS, KEY_HEADS = 2, 64, 128, 4, 2
MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>")
MARKS_BESIDE = ("<|fim_pad|>", "<|repo_name|>", "<|file_sep|>")
NORMAL, CONTROL = 1, 3
"""Kinds of tokens in a GGUF file."""


def byte_characters() -> list[str]:
    """Return the characters that stand for bytes in such vocabularies."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [one for one in range(256) if one not in printable]
    return [chr(one) for one in printable] + [chr(256 + number) for number in range(len(others))]


def write_tiny_qwen(file: Path, *, width: int = WIDTH, seed: int = 0) -> Path:
    """Write the model and return where; the same seed gives the same."""
    from gguf import GGUFWriter  # noqa: PLC0415 of an extra

    random = np.random.default_rng(seed)
    tokens = [*byte_characters(), "in", *MARKS, *MARKS_BESIDE]
    writer = GGUFWriter(file, "qwen2")
    writer.add_name("tiny")
    writer.add_block_count(LAYERS)
    writer.add_context_length(4096)
    writer.add_embedding_length(width)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([NORMAL] * 257 + [CONTROL] * (len(tokens) - 257))
    writer.add_token_merges(["i n"])
    writer.add_eos_token_id(257)
    writer.add_pad_token_id(257)
    writer.add_add_bos_token(value=False)

    def add(name: str, *shape: int, ones: bool = False) -> None:
        data = np.ones(shape) if ones else random.normal(0, 0.1, shape)
        writer.add_tensor(name, data.astype(np.float32))

    keys = KEY_HEADS * width // HEADS
    add("token_embd.weight", len(tokens), width)
    add("output_norm.weight", width, ones=True)
    for number in range(LAYERS):
        for part, outputs, inputs in (
            ("attn_q", width, width),
            ("attn_k", keys, width),
            ("attn_v", keys, width),
            ("attn_output", width, width),
            ("ffn_gate", FEED_FORWARD, width),
            ("ffn_up", FEED_FORWARD, width),
            ("ffn_down", width, FEED_FORWARD),
        ):
            add(f"blk.{number}.{part}.weight", outputs, inputs)
        for part, outputs in (("attn_q", width), ("attn_k", keys), ("attn_v", keys)):
            add(f"blk.{number}.{part}.bias", outputs)
        add(f"blk.{number}.attn_norm.weight", width, ones=True)
        add(f"blk.{number}.ffn_norm.weight", width, ones=True)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
