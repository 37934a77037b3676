"""JSON-RPC with a client that may send anything.

Whatever cannot be understood is answered at once, by the code that the protocol has for it, and noted in the log by its
kind. Neither the answer nor the log holds anything of what was sent, or where in LAMP it failed: both can be shown to
others.
"""

import logging
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from lamp_lsp.server.framing import REFUSED

log = logging.getLogger(__name__)

WRONG_PARAMS = "The parameters are not of the form that the protocol has for this method."
NO_MESSAGE = "This is no message of JSON-RPC 2.0."
NO_JSON = "The message is not valid JSON in UTF-8."
FAILED = "LAMP's server failed at this request; its log says where."
NOT_YET = "The first request has to be `initialize`."
SHUT_DOWN = "The server was shut down; only `exit` is left."


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A message that cannot be handled."""

    number: str | int | None
    """Its id; None: it has none, or one that is none."""
    answered: bool
    """Whether the sender waits for an answer, or sent something that only an answer can explain."""
    error: JsonRpcException
    method: str = ""


class CarefulProtocol(LanguageServerProtocol):
    """pygls' protocol, with an answer to every wrong message."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; one of a wrong form becomes what is to be answered."""
        if "jsonrpc" not in data:
            return data
        if REFUSED in data:
            return _Wrong(None, answered=True, error=JsonRpcInvalidRequest(str(data[REFUSED])))
        method, number = data.get("method"), data.get("id")
        if not _is_id(number) or not (method is None or isinstance(method, str)):
            return _Wrong(None, answered=True, error=JsonRpcInvalidRequest(NO_MESSAGE))
        try:
            return self._structured(data)
        except Exception:  # noqa: BLE001 whatever it is, it came of what was sent
            asks = number is not None and method is not None
            return _Wrong(number, answered=asks, error=JsonRpcInvalidParams(WRONG_PARAMS), method=method or "")

    def _structured(self, data: dict[str, Any]) -> Any:
        loud = logging.getLogger("pygls.protocol.json_rpc")
        loud.disabled = True  # it writes what it could not read into the log
        try:
            return super().structure_message(data)
        finally:
            loud.disabled = False

    def handle_message(self, message: Any) -> None:
        if isinstance(message, _Wrong):
            self._answer_wrong(message)
        elif isinstance(message, dict | list) or not hasattr(message, "jsonrpc"):
            self._answer_wrong(_Wrong(None, answered=True, error=JsonRpcInvalidRequest(NO_MESSAGE)))
        elif self._is_early(message):
            self._refuse(message, JsonRpcServerNotInitialized(NOT_YET))
        elif self._shutdown and getattr(message, "method", "") != types.EXIT:
            self._refuse(message, JsonRpcInvalidRequest(SHUT_DOWN))
        else:
            super().handle_message(message)

    def answer_unreadable(self) -> None:
        """Answer bytes that are no JSON."""
        self._answer_wrong(_Wrong(None, answered=True, error=JsonRpcParseError(NO_JSON)))

    def begun(self) -> bool:
        """Whether ``initialize`` was answered."""
        return True

    def _is_early(self, message: Any) -> bool:
        return not self.begun() and getattr(message, "method", types.EXIT) not in {types.INITIALIZE, types.EXIT}

    def _refuse(self, message: Any, error: JsonRpcException) -> None:
        if hasattr(message, "id") and hasattr(message, "method"):
            self._send_response(message.id, error=error.to_response_error())

    def _answer_wrong(self, wrong: _Wrong) -> None:
        method = wrong.method if wrong.method in types.METHOD_TO_TYPES else "no method of the protocol"
        log.warning("A message was refused (%s): %s", method, wrong.error.message)
        if wrong.answered and wrong.number is None:
            error = {"code": wrong.error.code, "message": wrong.error.message}
            self._send_data({"jsonrpc": self.VERSION, "id": None, "error": error})  # pygls would leave the id out
        elif wrong.answered:
            self._send_response(wrong.number, error=wrong.error.to_response_error())

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        if _is_id(msg_id):
            super()._handle_cancel_notification(msg_id)

    def _send_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        """Send a response, without the traceback that pygls puts into those of failures."""
        super()._send_response(msg_id, result, _without_insides(error))


def _without_insides(error: types.ResponseError | None) -> types.ResponseError | None:
    if error is None:
        return None
    if error.code == JsonRpcInternalError.CODE:
        return types.ResponseError(error.code, FAILED)
    if error.code == JsonRpcInvalidParams.CODE:
        return types.ResponseError(error.code, WRONG_PARAMS)
    return error


def _is_id(number: object) -> bool:
    return number is None or (isinstance(number, str | int) and not isinstance(number, bool))
