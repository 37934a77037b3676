"""Whatever arrives at the daemon, it answers in words and goes on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lamp_lsp.daemon.app import boot, create_app
from lamp_lsp.paths import lamp_paths

TOKEN = "a token"  # noqa: S105 of a daemon that lives for one test

NASTY_TEXTS = st.sampled_from(
    ["", "/no/such", "untitled:1", "\x00", "a\x00b", "\ud800", "9" * 400, "python", "2026-02-30", "é" * 40]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(2**70), 2**70), st.floats(), NASTY_TEXTS, st.text(max_size=8)
)
PATHS = NASTY_TEXTS | st.integers()
"""Never one that exists: folders are learned from."""
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


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
        services = boot(lamp_paths(), 0, lambda: None)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        app = create_app(services, TOKEN)
        with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False, headers=headers) as client:
            yield client


@pytest.fixture(scope="module")
def operations(daemon: TestClient) -> list[tuple[str, str, dict[str, Any], list[str]]]:
    """Return method, path, body schema and query parameters of every route, from the daemon's own description."""
    described = daemon.get("/v1/openapi.json").json()
    found = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            query = [one["name"] for one in operation.get("parameters", [])]
            found.append((method.upper(), path, _resolved(schema, described), query))
    return found


def _resolved(schema: Any, described: Any) -> Any:
    """Put what a reference refers to in its place."""
    if isinstance(schema, list):
        return [_resolved(one, described) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], described)
    return {name: _resolved(value, described) for name, value in schema.items()}


def _body(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return bodies that are nearly right: the right shape, with anything in any place."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | ANYTHING
    if schema.get("anyOf"):
        return st.one_of([_body(one) for one in schema["anyOf"]])
    if schema.get("type") == "object" and schema.get("properties"):
        fields = {name: PATHS if name == "path" else _body(one) for name, one in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=fields) | st.fixed_dictionaries(fields) | ANYTHING
    if schema.get("type") == "array":
        return st.lists(_body(schema.get("items", {})), max_size=3) | ANYTHING
    plausible: dict[Any, st.SearchStrategy[Any]] = {
        "string": NASTY_TEXTS,
        "integer": st.integers(0, 10),
        "number": st.floats(),
        "boolean": st.booleans(),
    }
    return plausible.get(schema.get("type"), ANYTHING) | SCALARS


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_request_breaks_the_daemon(
    daemon: TestClient, operations: list[tuple[str, str, dict[str, Any], list[str]]], data: st.DataObject
) -> None:
    """Every answer to a wrong body or parameter has a sentence and the name of an error, and none is a 500."""
    method, path, schema, query = data.draw(st.sampled_from(operations))
    content = json.dumps(data.draw(_body(schema))) if schema else data.draw(st.text(max_size=5)).encode()
    parameters = {name: data.draw(st.text(max_size=8) | st.integers().map(str)) for name in query}
    answer = daemon.request(method, path, content=content, params=parameters)

    assert answer.status_code < 500 or answer.status_code == 503, answer.text
    if answer.is_error:
        assert {"error", "kind"} <= answer.json().keys()
    for line in answer.text.splitlines():
        if path == "/v1/learn":
            assert isinstance(json.loads(line), dict)


@given(content=st.binary(max_size=20))
@settings(max_examples=30)
def test_bytes_that_are_no_json_are_refused(daemon: TestClient, content: bytes) -> None:
    """What cannot even be read gets the same kind of answer."""
    answer = daemon.post("/v1/outcomes", content=b"\xff" + content)

    assert answer.status_code in {400, 422}
    assert {"error", "kind"} <= answer.json().keys()


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/nowhere"), ("DELETE", "/v1/status"), ("GET", "/")])
def test_a_route_that_is_none_is_answered_alike(daemon: TestClient, method: str, path: str) -> None:
    """The answer to a request for nothing has the form of every other error."""
    answer = daemon.request(method, path)

    assert answer.status_code in {404, 405}
    assert {"error", "kind"} <= answer.json().keys()


@pytest.mark.parametrize("path", ["/no/such/folder", "/a\x00b", "", "relative/folder"])
def test_a_folder_that_is_none_is_said(daemon: TestClient, path: str) -> None:
    """Learning streams; its failure is the last line, not a broken connection."""
    answer = daemon.post("/v1/learn", content=json.dumps({"path": path}))

    assert "error" in json.loads(answer.text.splitlines()[-1])
