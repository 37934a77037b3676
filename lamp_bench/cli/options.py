"""Options that several measurements take."""

from typing import Annotated, Literal

import typer

BackendKind = Literal["embedded", "ollama", "openai"]
BackendOption = Annotated[BackendKind, typer.Option("--backend", help="What runs the model.")]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        help="Name of the backend's model (for `embedded`, a GGUF file); by default the backend's own choice.",
    ),
]
