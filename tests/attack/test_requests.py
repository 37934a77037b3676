"""Requests that no front end should send: none is a server error, and each answer is one that the routes describe."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from lamp_lsp.daemon.app import boot, create_app
from lamp_lsp.paths import lamp_paths

TOKEN = "a token"  # noqa: S105 of a daemon that lives for one test
HUGE = 10**3_999
LEAVES = frozenset({"/v1/shutdown", "/v1/consent"})
"""Routes that end what the tests ask."""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a daemon with a store and without a model, in this process."""
    folder = tmp_path_factory.mktemp("daemon")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LAMP_HOME", str(folder))
        environment.setenv("LAMP_MODELS", str(folder / "none"))
        environment.setenv("LAMP_CONSENT", "yes")
        environment.setenv("LAMP_BACKEND", "embedded")
        environment.setenv("LAMP_MEANING_SEARCH", "false")
        app = create_app(boot(lamp_paths(), 0, lambda: None), TOKEN)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False, headers=headers) as client:
            yield client


@pytest.fixture(scope="module")
def operations(daemon: TestClient) -> list[Any]:
    """Return every route as the daemon describes it."""
    described = schemathesis.openapi.from_dict(daemon.get("/v1/openapi.json").json())
    found: list[Any] = [one.ok() for one in described.get_all_operations() if isinstance(one, Ok)]
    return [one for one in found if one.path not in LEAVES]


def answered(daemon: TestClient, case: Any) -> Any:
    """Send what schemathesis made up."""
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
    body = sent.get("json")
    if isinstance(body, dict) and isinstance(body.get("path"), str) and Path(body["path"].split("\0")[0]).is_dir():
        body["path"] = "/no/such/folder"  # a folder that is there would be learned from
    content = json.dumps(body).encode() if body is not None else sent.get("data")
    headers = {"Content-Type": "application/json"}
    return daemon.request(sent["method"], sent["url"], params=sent.get("params"), content=content, headers=headers)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@given(data=st.data())
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
def test_every_answer_is_one_that_is_described(
    daemon: TestClient, operations: list[Any], mode: schemathesis.GenerationMode, data: st.DataObject
) -> None:
    """Requests right and wrong by the description get no server error, and no status that it does not name."""
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    answer = answered(daemon, case)
    named = {int(status) for status in operation.definition.raw["responses"]} | {404, 405}

    assert answer.status_code != 500
    assert answer.status_code in named, answer.text
    if answer.is_error:
        assert {"error", "kind"} <= answer.json().keys()


SUGGESTION_ID = {"suggestion_id": "s", "kind": "typed_over", "at": 1.0}
WRONG: list[tuple[str, str, Any]] = [
    ("POST", "/v1/outcomes", {"outcomes": [{**SUGGESTION_ID, "text": "\ud800"}]}),
    ("POST", "/v1/outcomes", {"outcomes": [{**SUGGESTION_ID, "suggestion_id": "\udfff"}]}),
    ("POST", "/v1/outcomes", {"outcomes": [{**SUGGESTION_ID, "at": HUGE}]}),
    ("POST", "/v1/outcomes", {"outcomes": [{**SUGGESTION_ID, "characters": HUGE}]}),
    ("POST", "/v1/outcomes", {"outcomes": [{**SUGGESTION_ID, "characters": 2**63}]}),
    ("POST", "/v1/outcomes", {"outcomes": [{**SUGGESTION_ID, "at": float("nan")}]}),
    (
        "POST",
        "/v1/outcomes",
        {"retentions": [{"suggestion_id": "s", "after_s": 2**63, "share": 1, "characters": 1, "at": 1}]},
    ),
    ("POST", "/v1/outcomes", {"runs": [{"suggestion_id": "\ud800", "raised": True, "error": "\ud800", "at": HUGE}]}),
    ("POST", "/v1/feedback", {"suggestion_id": "\ud800", "verdict": "bad", "reason": "\ud800"}),
    ("POST", "/v1/forget", {"day": "9999-12-31"}),
    ("POST", "/v1/forget", {"day": "0001-01-01"}),
    ("POST", "/v1/forget", {"day": "\ud800"}),
    ("POST", "/v1/forget", {"path": "/a\0b"}),
    ("POST", "/v1/forget", {"project": "\ud800"}),
    ("POST", "/v1/documents", {"path": "/a\0b/c.py", "language": "python", "text": "x = 1\n", "project": "/a\0b"}),
    ("POST", "/v1/documents", {"path": "/\ud800.py", "language": "\ud800", "text": "\ud800", "project": "/"}),
    ("POST", "/v1/documents", {"path": "/" + "a" * 5_000, "language": "python", "text": "", "project": "/x"}),
    ("POST", "/v1/workspaces", {"path": "/a\0b"}),
    ("POST", "/v1/learn", {"path": "/a\0b"}),
    ("PUT", "/v1/profile", {"habits": HUGE}),
    ("PUT", "/v1/profile", {"\ud800": "\ud800"}),
    ("PUT", "/v1/profile/changes", [{"action": "pin", "feature": "\ud800", "language": "\ud800", "choice": "\ud800"}]),
    ("PUT", "/v1/model", {"name": "\ud800"}),
    ("PUT", "/v1/model", {"name": "a\0b.gguf"}),
    ("PUT", "/v1/conversations", {"path": "/a\0b", "to": "/\ud800"}),
    (
        "POST",
        "/v1/settings",
        {"client": "\ud800", "values": {"\ud800": HUGE, "latency_budget_ms": HUGE, "model": "\ud800"}},
    ),
    ("GET", "/v1/exports/agents?folder=/a%00b", None),
    ("GET", "/v1/exports/ruff?folder=/proc/self/mem", None),
    ("GET", "/v1/exports/ruff?folder=/" + "a" * 5_000, None),
    ("GET", f"/v1/report?days={HUGE}", None),
    ("GET", "/v1/why/%ED%A0%80", None),
    ("GET", "/v1/why/..%2Fexport", None),
    ("GET", "/v1/profile?project=%00", None),
    ("GET", "/v1/page?project=%ED%A0%80", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG)
def test_nothing_that_json_can_spell_is_a_server_error(daemon: TestClient, method: str, path: str, body: Any) -> None:
    """Halves of characters, numbers without end, days outside the calendar and names with NUL are answered in words."""
    content = json.dumps(body) if body is not None else None
    answer = daemon.request(method, path, content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code in {200, 400, 404, 422}, answer.text
    assert isinstance(json.loads(answer.text.splitlines()[-1]), dict)


def test_an_id_that_is_a_path_reaches_no_other_route(daemon: TestClient) -> None:
    """Whatever stands for a suggestion, `why` answers about suggestions."""
    answer = daemon.get("/v1/why/..%2Fexport")

    assert "suggestions" not in answer.json()
