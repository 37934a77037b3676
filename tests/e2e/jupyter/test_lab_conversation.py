"""Talking with LAMP in JupyterLab, and pausing it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.jupyter.lab_page import KEY_MS, TRIES, LabPage, eventually, wait_until_ready, write_notebook

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_thumbs_are_kept_and_the_conversation_is_found_after_a_restart(lab_page: LabPage) -> None:
    """A bad mark with its reason reaches the store; with a new daemon and a new page the answer and its mark are there
    again, and under a new name of the notebook too.
    """
    write_notebook(lab_page.jupyter, "talk.ipynb", "numbers = [1, 2, 3]")
    lab_page.open("talk.ipynb")
    lab_page.cell(0).locator(".cm-content").click()
    said = lab_page.ask("/explain").inner_text()
    answer = lab_page.page.locator(".lamp-Answer").last
    answer.get_by_label("Bad answer").click()
    answer.get_by_placeholder("Because … (optional)").fill("too long")
    answer.get_by_placeholder("Because … (optional)").press("Enter")
    lab_page.export(
        lambda kept: any((one["verdict"], one["reason"]) == ("bad", "too long") for one in kept["feedback"])
    )
    assert lab_page.jupyter.home.run("daemon", "restart").returncode == 0
    wait_until_ready(lab_page.jupyter)

    lab_page.open("talk.ipynb")
    lab_page.page.get_by_role("tab", name="LAMP").first.click()

    expect(lab_page.messages).to_have_count(2)
    expect(lab_page.messages.last).to_have_text(said, use_inner_text=True)
    expect(lab_page.chat.get_by_label("Bad answer")).to_have_attribute("aria-pressed", "true")

    with lab_page.page.expect_response(lambda answer: answer.request.method == "PUT" and "conversations" in answer.url):
        lab_page.rename("renamed.ipynb")
    lab_page.open("renamed.ipynb")
    lab_page.page.get_by_role("tab", name="LAMP").first.click()

    expect(lab_page.messages.last).to_have_text(said, use_inner_text=True)


def test_nothing_that_is_said_becomes_active(lab_page: LabPage) -> None:
    """Markup in a message, rendered as an answer is, runs nothing and stays text."""
    markup = '<img src="x" onerror="window.lampWasHere = 1"><script>window.lampWasHere = 1</script>'
    write_notebook(lab_page.jupyter, "markup.ipynb", "1")
    lab_page.open("markup.ipynb")
    lab_page.cell(0).locator(".cm-content").click()

    lab_page.say(f"/search {markup}")
    expect(lab_page.messages.last).to_contain_text("Nothing was said here")
    lab_page.ask(f"Say hello. {markup}")

    assert lab_page.page.evaluate("window.lampWasHere") is None
    assert lab_page.chat.locator("[onerror], script").count() == 0


def test_a_pause_by_the_status_bar_holds_until_it_is_ended_there(lab_page: LabPage) -> None:
    """Paused, typing brings nothing and the item says so; resumed, suggestions come again."""
    item = lab_page.page.locator(".lamp-StatusItem-button")
    write_notebook(lab_page.jupyter, "pause.ipynb", "")
    lab_page.open("pause.ipynb")
    item.click()
    lab_page.press("Pause", said="")
    expect(item).to_have_attribute("data-state", "paused")
    with lab_page.page.expect_response("**/lamp/suggest*"):
        lab_page.write(0, "def double(number):\nreturn number")
    lab_page.page.wait_for_timeout(1_000)  # for what was answered to be drawn
    shown = lab_page.page.locator(".jp-GhostText").count()
    item.click()
    lab_page.press("Resume", said="LAMP is paused")
    expect(item).not_to_have_attribute("data-state", "paused")
    lab_page.write(0, " ")

    assert shown == 0
    assert lab_page.ghost()


def test_an_answer_is_stopped_asked_for_shorter_and_explained(lab_page: LabPage) -> None:
    """Stop leaves what was written and frees the panel; wishes ask anew and are kept; `Why?` names the sources.

    What LAMP has to ask meanwhile stands in the panel, where nothing lies over Stop.
    """
    lab_page.jupyter.ask("PUT", "settings", {"live_kernel": None})
    write_notebook(lab_page.jupyter, "stop.ipynb", "numbers = [1, 2, 3]")
    lab_page.open("stop.ipynb")
    lab_page.cell(0).locator(".cm-content").click()
    question = lab_page.chat.locator(".lamp-Question", has_text="names in your kernel")
    footers, stop = lab_page.chat.locator(".lamp-Answer-row"), lab_page.chat.locator(".lamp-Stop")

    lab_page.say("Tell the history of Python at great length, version by version.")
    expect(lab_page.messages.last).to_contain_text("Python")
    expect(question).to_be_visible()
    stop.click()
    expect(stop).to_have_count(0)
    expect(lab_page.messages.last).to_contain_text("Stopped.")
    expect(footers.last.get_by_role("button")).to_have_text("Again")
    question.get_by_role("button", name="Yes").click()
    expect(question).to_have_count(0)
    eventually(lambda: lab_page.jupyter.ask("GET", "settings"), lambda kept: kept["live_kernel"] is True)

    lab_page.ask("What is a list? One sentence.")
    for count, wish in ((6, "Shorter"), (8, "Longer"), (10, "Again")):
        footers.last.get_by_role("button", name=wish).click()
        expect(lab_page.messages).to_have_count(count)
        expect(stop).to_have_count(0)
    footers.last.get_by_role("button", name="Why?").click()
    expect(lab_page.chat.locator(".lamp-Answer-why")).to_contain_text("wrote it in")
    lab_page.export(lambda kept: {"shorter", "longer"} <= {one["verdict"] for one in kept["feedback"]})


def test_a_cell_is_written_from_a_sentence(lab_page: LabPage) -> None:
    """The button begins the sentence, which is all that is left to type; the answer's code becomes a cell below."""
    write_notebook(lab_page.jupyter, "written.ipynb", "numbers = [1, 2, 3]")
    lab_page.open("written.ipynb")
    lab_page.cell(0).locator(".cm-content").click()
    lab_page.page.get_by_role("tab", name="LAMP").first.click()
    box = lab_page.chat.locator("textarea").first
    expect(box).to_have_attribute("placeholder", "Ask, or / for what LAMP can do")

    lab_page.chat.get_by_role("toolbar").get_by_role("button", name="Write").click()
    expect(box).to_have_value("/write ")
    expect(box).to_be_focused()
    lab_page.page.keyboard.type("Print the sum of numbers.", delay=KEY_MS)
    lab_page.page.keyboard.press("Enter")
    answers = lab_page.chat.locator(".lamp-Answer")
    expect(answers).to_have_count(1)
    expect(lab_page.messages.first).to_contain_text("Print the sum of numbers.")
    insert = answers.last.get_by_role("button", name="Insert below")
    for attempt in range(1, TRIES):
        if not insert.count():
            answers.last.get_by_role("button", name="Again").click()
            expect(answers).to_have_count(attempt + 1)
    insert.click()

    expect(lab_page.page.locator(".jp-Notebook .jp-Cell")).to_have_count(2)
    kept = lab_page.jupyter.ask("GET", "conversations", path="written.ipynb")["answers"][-1]
    assert (kept["action"], kept["question"]) == ("write", "Print the sum of numbers.")
    first_line = eventually(lambda: lab_page.source(1), bool).partition("\n")[0]
    assert first_line in kept["text"]
    assert lab_page.source(0) == "numbers = [1, 2, 3]"


def test_why_a_completion_came_is_told(lab_page: LabPage) -> None:
    """The command palette's entry speaks of the one that was shown last."""
    page = lab_page.page
    write_notebook(lab_page.jupyter, "why.ipynb", "numbers = [1, 2, 3]\ntotal = 6", "")
    lab_page.open("why.ipynb")
    lab_page.write(1, "average = ")
    lab_page.ghost()

    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill("Why This Completion")
    page.locator(".lm-CommandPalette-item", has_text="Why This Completion").first.click()

    expect(page.locator(".jp-Dialog-body")).to_contain_text("wrote it in")
    page.keyboard.press("Escape")
