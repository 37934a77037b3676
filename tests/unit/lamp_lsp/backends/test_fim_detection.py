"""How a model fills in the middle, as its template and its vocabulary tell; a setting has the last word."""

import pytest

from lamp_lsp.backends.fim_detection import ModelFacts, chosen_format, detect_format, format_in_template
from lamp_lsp.backends.go_template import render
from style_learner.errors import WrongSetting
from style_learner.prompts.formats import (
    CODE_GEMMA,
    CODE_LLAMA,
    CODESTRAL,
    DEEPSEEK,
    FORMATS,
    GRANITE,
    MELLUM,
    QWEN,
    STARCODER,
    FimFormat,
    family_in_vocabulary,
)

QWEN_TEMPLATE = """{{- if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>
{{- else if .Messages }}
{{- if or .System .Tools }}<|im_start|>system
{{ .System }}{{ end }}
{{- range $i, $_ := .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}{{ if eq .Role "user" }}!{{ end }}<|im_end|>
{{ end }}<|im_start|>assistant
{{ else }}{{ .Prompt }}{{ end }}{{ .Response }}"""

CODE_LLAMA_TEMPLATE = """{{- if .Suffix }}<PRE> {{ .Prompt }} <SUF>{{ .Suffix }} <MID>
{{- else }}{{ .Prompt }}
{{- end }}"""

CODESTRAL_TEMPLATE = """{{- if .Suffix }}[SUFFIX]{{ .Suffix }}[PREFIX] {{ .Prompt }}
{{- else if .Messages }}{{ range .Messages }}[INST] {{ .Content }}[/INST]{{ end }}{{ end }}"""

SPLIT_TEMPLATE = """{{ if .Suffix }}<fim_prefix>{{ end }}{{ .Prompt }}
{{- if and .Suffix (not .System) }}{{ end }}{{ if .Suffix }}<fim_suffix>{{ .Suffix }}<fim_middle>{{ end }}"""

DEEPSEEK_TEMPLATE = """{{- if .Suffix }}<｜fim▁begin｜>{{ .Prompt }}<｜fim▁hole｜>{{ .Suffix }}<｜fim▁end｜>
{{- else }}{{ .Prompt }}{{ end }}"""


@pytest.mark.parametrize(
    ("template", "architecture", "family"),
    [
        (QWEN_TEMPLATE, "qwen2", QWEN),
        (QWEN_TEMPLATE, "gemma", CODE_GEMMA),
        (CODE_LLAMA_TEMPLATE, "llama", CODE_LLAMA),
        (CODESTRAL_TEMPLATE, "llama", CODESTRAL),
        (SPLIT_TEMPLATE, "starcoder2", STARCODER),
        (SPLIT_TEMPLATE, "gpt_bigcode", GRANITE),
        (DEEPSEEK_TEMPLATE, "deepseek2", DEEPSEEK),
    ],
)
def test_a_template_and_an_architecture_name_the_family(template: str, architecture: str, family: FimFormat) -> None:
    """The marks around prompt and suffix tell the family; where two share them, the architecture does."""
    found = detect_format(ModelFacts(template, architecture))

    assert found is not None
    assert found.name == family.name
    assert (found.prefix, found.suffix, found.middle) == (family.prefix, family.suffix, family.middle)


def test_without_a_sign_of_its_family_a_model_gets_no_repository_marks() -> None:
    """Marks that a model may not know are worse than none."""
    found = detect_format(ModelFacts(SPLIT_TEMPLATE, "unheard-of"))

    assert found is not None
    assert (found.prefix, found.repo, found.file) == ("<fim_prefix>", "", "")


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_the_vocabulary_tells_the_family(known: FimFormat) -> None:
    """A vocabulary that holds a family's marks is of that family; of two with the same marks, the name tells which."""
    vocabulary = {*known.gap, known.repo, known.file, "def", "return"}
    name = "JetBrains/Mellum-4b-base-gguf:Q8_0" if known == MELLUM else ""

    assert detect_format(ModelFacts(vocabulary=vocabulary, name=name)) == known


def test_the_vocabulary_outweighs_the_architecture() -> None:
    """Granite's code models say `llama`, and only their vocabulary tells them from StarCoder."""
    vocabulary = {*GRANITE.gap, GRANITE.repo, GRANITE.file}

    assert detect_format(ModelFacts(SPLIT_TEMPLATE, "llama", vocabulary)) == GRANITE


def test_sentence_piece_marks_count() -> None:
    """Code Llama's marks carry a word's leading space in the vocabulary."""
    assert detect_format(ModelFacts(vocabulary={"▁<PRE>", "▁<SUF>", "▁<MID>"})) == CODE_LLAMA


@pytest.mark.parametrize("template", ["", "{{ .Prompt }}", "{{ if .System }}{{ .System }}{{ end }}{{ .Prompt }}"])
def test_a_model_that_says_nothing_of_a_gap_has_none(template: str) -> None:
    """No format is guessed."""
    assert detect_format(ModelFacts(template, "llama", {"<s>", "def"})) is None


def test_unknown_marks_are_taken_as_the_template_writes_them() -> None:
    """A family that nobody told us of works by its own template."""
    found = format_in_template("{{ if .Suffix }}<A>{{ .Prompt }}<B>{{ .Suffix }}<C>{{ end }}")

    assert found == FimFormat("template", prefix="<A>", suffix="<B>", middle="<C>")


def test_vocabularies_miss_marks_one_by_one() -> None:
    """A family's mark that this vocabulary lacks is left out."""
    found = family_in_vocabulary({*QWEN.gap, QWEN.file}.__contains__)

    assert found is not None
    assert (found.name, found.repo, found.file) == ("qwen", "", QWEN.file)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", QWEN),
        ("auto", QWEN),
        ("none", None),
        ("StarCoder2", STARCODER),
        ("<P>{prefix}<S>{suffix}<M>", FimFormat("custom", "<P>", "<S>", "<M>")),
        ("<S>{suffix}<P>{prefix}", FimFormat("custom", "<P>", "<S>", "", suffix_first=True)),
    ],
)
def test_the_setting_has_the_last_word(setting: str, expected: FimFormat | None) -> None:
    """A family's name, a pattern, `none`, or nothing."""
    assert chosen_format(setting, QWEN) == expected


@pytest.mark.parametrize("setting", ["qwem", "<P>{prefix}<M>", "{prefix}{prefix}{suffix}"])
def test_a_wrong_setting_is_answered_with_the_right_ones(setting: str) -> None:
    """The message names the setting and what it may be."""
    with pytest.raises(WrongSetting, match=r"fim_format.*qwen.*none.*\{prefix\}"):
        chosen_format(setting, QWEN)


def test_a_parameter_of_some_servers_is_no_format() -> None:
    """Whoever sets it for another backend reads for which it is."""
    with pytest.raises(WrongSetting, match=r"fim_format.*only OpenAI-compatible servers"):
        chosen_format("suffix", QWEN)


def test_templates_are_rendered_as_go_does() -> None:
    """`{{-` and `-}}` eat white space; branches nest; comments write nothing; an empty loop takes its other branch."""
    template = (
        "a \n{{- /* not shown */ -}}\n b{{ if .No }}x{{ if .Yes }}y{{ end }}{{ else if .Yes }} {{ .Yes }}{{ end }}"
    )

    assert render(template + "{{ range .Messages }}z{{ else }}n{{ end }}!", {"Yes": "yes"}) == "ab yesn!"
