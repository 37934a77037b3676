"""Settings are checked where they are said, not when the model opens."""

from pathlib import Path

import pytest

from lamp_lsp.settings import Settings, load_settings, with_values


@pytest.mark.parametrize("said", ["", "auto", "none", "suffix", "Qwen", "starcoder2", "<P>{prefix}<S>{suffix}<M>"])
def test_a_format_that_a_backend_takes_is_taken(said: str) -> None:
    """A family's name in any case, a pattern, or one of the words."""
    assert with_values(Settings(), {"fim_format": said}, "given") == (Settings(fim_format=said), [])


@pytest.mark.parametrize("said", ["starcoder", "<P>{prefix}<M>"])
def test_a_format_that_no_backend_knows_is_refused(said: str) -> None:
    """With those that there are, and at once: not when the next suggestion is waited for."""
    settings, (problem,) = with_values(Settings(), {"fim_format": said}, "given")

    assert settings == Settings()
    assert problem.startswith(f"`fim_format` (given) is `{said}`, which is no known format; set one of qwen")
    assert problem.endswith("it is ignored until you fix it.")


def test_what_held_before_holds_on() -> None:
    """A wrong value in the environment leaves that of the file, and no key is said aloud."""
    before = Settings(max_lines=5, api_key="ada's")

    assert with_values(before, {"max_lines": 0}, "environment")[1][0].endswith("; `5` is used until you fix it.")
    settings, (problem,) = with_values(before, {"api_key": 7}, "environment")

    assert settings == before
    assert "ada" not in problem


def test_old_names_are_still_read(tmp_path: Path) -> None:
    """With a sentence that says the new one; where both are given, the new one counts."""
    settings, problems = load_settings(tmp_path / "none.toml", {"LAMP_WAIT_MS": "500", "LAMP_SHOW_ABOVE": "0"})
    both, _ = with_values(Settings(), {"generic_share": 1.0, "holdout_share": 0.0}, "editor")

    assert (settings.latency_budget_ms, settings.min_accept_probability, both.holdout_share) == (500, 0.0, 0.0)
    assert problems[0] == "`wait_ms` (environment) is now called `latency_budget_ms`; its value is used."


def test_a_wrong_value_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    """Each wrong one has its sentence, with what holds instead and the nearest name."""
    file = tmp_path / "settings.toml"
    file.write_text('latency_budget_ms = 50\nmax_lines = 5\nfim_formt = "qwen"\n')

    settings, problems = load_settings(file, {})

    assert settings == Settings(max_lines=5)
    assert [problem.split(";")[-1].split(":")[-1].strip() for problem in problems] == [
        "`2000` is used until you fix it.",
        "did you mean `fim_format`?",
    ]
