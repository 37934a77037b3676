"""Coverage-guided fuzzing of what reads text from outside, with atheris: bytes are bred that reach new code.

    python -m tests.attack.fuzz framing -max_total_time=600
    python -m tests.attack.fuzz redaction -max_total_time=600

Further arguments are libFuzzer's. It ends with an error at the first input that breaks a law, and keeps that input.
"""

import io
import sys
from collections.abc import Callable

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["lamp_lsp.server.framing", "style_learner.privacy"]):
    from lamp_lsp.server.framing import MOST_BYTES, FramedInput
    from style_learner.privacy.redaction import redact, redact_joined

TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"  # noqa: S105 nobody's


def framing(data: bytes) -> None:
    """Whatever comes, reading ends, and no body is larger than a message may be."""
    stream = FramedInput(io.BytesIO(data))
    bodies = 0
    while header := stream.readline():
        if header.strip():
            size = int(header.split(b":")[1])
        else:
            bodies += 1
            assert len(stream.read(size)) <= min(size, MOST_BYTES)
    assert bodies <= len(data)


def redaction(data: bytes) -> None:
    """No text keeps a planted token, cut anywhere; no line moves; twice is once."""
    text = data.decode("utf-8", "replace")
    middle = len(text) // 2
    planted = f'{text[:middle]}\nkey = "{TOKEN}"\n{text[middle:]}'
    redacted = redact(planted).text
    cut = planted.index(TOKEN) + len(data) % len(TOKEN)
    before, after = redact_joined(planted[:cut], planted[cut:])

    assert TOKEN not in redacted
    assert TOKEN[4:20] not in before
    assert TOKEN[20:] not in after
    assert redacted.count("\n") == planted.count("\n")
    assert redact(redacted).text == redacted


TARGETS: dict[str, Callable[[bytes], None]] = {"framing": framing, "redaction": redaction}


def main() -> None:
    """Breed inputs for the target that the first argument names."""
    name, *rest = sys.argv[1:]
    redact("")  # loads its rules outside of what is measured
    atheris.Setup([sys.argv[0], *rest], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
