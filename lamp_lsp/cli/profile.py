"""`lamp profile`: see, export, import and correct what was learned."""

import json
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from lamp_lsp.api.messages import Answer
from lamp_lsp.cli.asking import confirm, somebody_there
from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.editor_call import edited
from lamp_lsp.cli.output import AsJson, console, echo_document, print_answer, print_json, side_console, write_private
from lamp_lsp.paths import lamp_paths, private_folder
from style_learner.errors import WrongSetting
from style_learner.profile import edit as editing
from style_learner.profile.as_json import from_json
from style_learner.profile.formats import TRIED_ON, Format, own_texts, written
from style_learner.profile.profile import Profile
from style_learner.profile.table import ProfileTable

PROFILE = "/v1/profile"

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="See, export, import and correct your profile: what LAMP learned about your style.",
)

Language = Annotated[str | None, typer.Option(help="Only this language: python, typescript ...")]
Project = Annotated[Path | None, typer.Option(help="Include the habits of the project in this folder.")]


@app.command()
def show(
    *,
    language: Language = None,
    project: Project = None,
    everything: Annotated[
        bool, typer.Option("--all", metavar="", help="Also show what is usual and what is not certain yet.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show your habits and libraries, each with its confidence and an example."""
    document = _document(project)
    profile = _of_language(from_json(json.dumps(document)), language)
    if not as_json:
        console().print(ProfileTable(profile, everything=everything))
    elif language is None:
        print_json(document)
    else:
        print_json(json.loads(written("json", profile)))


@app.command()
def export(
    form: Annotated[Format, typer.Argument(metavar="FORMAT", help=f"{', '.join(get_args(Format))}.")],
    *,
    language: Language = None,
    project: Project = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file; the rest of AGENTS.md and similar files is kept."),
    ] = None,
) -> None:
    """Print the profile for other tools and people.

    json can be imported into another LAMP; agents and copilot are instructions for other assistants; editorconfig,
    ruff and prettier are settings that match what you do anyway, the last two tried on your code in the project.
    """
    profile = _of_language(from_json(json.dumps(_document(project))), language)
    existing = _read(output) if output and output.exists() else ""
    text = written(form, profile, project=_name(project), texts=_texts(form, project), existing=existing)
    if output is None:
        echo_document(text)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongSetting(f"{output} cannot be written ({error.strerror}); name another file.") from error
    side_console().print(f"Wrote {output}.", markup=False)


@app.command()
def page(
    file: Annotated[
        Path | None, typer.Argument(help="Write the page to this file instead of opening it in your browser.")
    ] = None,
    *,
    project: Project = None,
) -> None:
    """Open the profile as a page: your habits, your libraries, and plots of what LAMP was worth.

    The page is self-contained and uses no network. In an editor, the same page lets you correct, pin and erase.
    """
    html = ask(lambda client: client.get("/v1/page", project=_name(project)))["html"]
    target = file or private_folder(lamp_paths().runtime) / "profile.html"
    try:
        write_private(target, html)
    except OSError as error:
        raise WrongSetting(f"{target} cannot be written ({error.strerror}); name another file.") from error
    if file is None and webbrowser.open(target.resolve().as_uri()):
        side_console().print("The page is in your browser.")
        return
    side_console().print(f"Wrote {target}: it shows your code, so that only you may read it.", markup=False)


@app.command("import")
def import_profile(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A file written by `lamp profile export json`.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Import a profile from another machine; its evidence is added to what is known here."""
    text = _read(file)
    from_json(text)  # says what is wrong by the place in the file
    document = json.loads(text)
    print_answer(Answer.model_validate(ask(lambda client: client.put(PROFILE, document))), as_json=as_json)


@app.command()
def edit() -> None:
    """Edit the profile in your editor ($EDITOR): change a value to pin it, delete a line to erase it."""
    profile = from_json(json.dumps(_document(None)))
    text = editing.to_text(profile)
    while (changed := edited(text, suffix=".toml")) is not None:
        try:
            _apply(editing.changes(changed, profile))
        except WrongSetting as problem:
            if not somebody_there():
                raise
            side_console().print(str(problem), style="red", markup=False)
            if not confirm("Edit it again?", yes=False, default=True):
                return
            text = changed
        else:
            return
    side_console().print("Nothing was changed.")


def _apply(changes: list[editing.Change]) -> None:
    if not changes:
        side_console().print("Nothing was changed.")
        return
    body = [
        {"action": one.kind, "language": one.language, "feature": one.feature, "choice": one.choice} for one in changes
    ]
    print_answer(Answer.model_validate(ask(lambda client: client.put(f"{PROFILE}/changes", body))), as_json=False)


def _document(project: Path | None) -> dict[str, Any]:
    document: dict[str, Any] = ask(lambda client: client.get(PROFILE, project=_name(project)))
    return document


def _texts(form: Format, project: Path | None) -> dict[str, str]:
    """Return the code to try settings on: the project's, or that of the repository that we are in."""
    folder = project or (Path.cwd() if Path(".git").exists() else None)
    if form not in TRIED_ON or folder is None:
        return {}
    with side_console().status("Reading your code ..."):
        return own_texts(folder.resolve(), TRIED_ON[form])


def _name(project: Path | None) -> str:
    return project.resolve().as_posix() if project else ""


def _of_language(profile: Profile, language: str | None) -> Profile:
    if language is None:
        return profile
    if profile.languages and language not in profile.languages:
        raise WrongSetting(f"Nothing is learned of {language!r}; there is {', '.join(profile.languages)}.")
    return replace(
        profile,
        habits=tuple(habit for habit in profile.habits if habit.language == language),
        libraries=tuple(use for use in profile.libraries if use.language == language),
        pins=tuple(pin for pin in profile.pins if pin.language == language),
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{file} cannot be read as text ({error}); name another file.") from error
