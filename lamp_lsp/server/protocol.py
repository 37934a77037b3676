"""The handlers, on pygls: each reads its message, calls one method of the session, shapes the reply."""

import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar, cast, get_args

from cattrs import Converter
from lsprotocol import types
from pydantic import BaseModel, ValidationError
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import JsonRPCNotification, JsonRPCRequestMessage, default_converter
from pygls.protocol.language_server import lsp_method

from lamp_lsp.api.messages import LearnProgress
from lamp_lsp.api.spool import Spool
from lamp_lsp.log_rules import where
from lamp_lsp.server.actions import ASK, JUDGE, OFFERED, code_actions, edit_of
from lamp_lsp.server.assisting import ask_params
from lamp_lsp.server.careful import WRONG_PARAMS, CarefulProtocol
from lamp_lsp.server.commands import COMMANDS, Arguments, Commands, Refused
from lamp_lsp.server.configuration import SECTION, EditorOptions, editor_options, settings_in
from lamp_lsp.server.items import ACCEPT
from lamp_lsp.server.link import Daemon
from lamp_lsp.server.messages import FocusNotice, InlineCompletionRequest, ItemNotice
from lamp_lsp.server.muting import MOST_MINUTES, SNOOZE_MINUTES, Scope
from lamp_lsp.server.positions import Encoding
from lamp_lsp.server.reporting import Reporting
from lamp_lsp.server.session import Session
from lamp_lsp.server.status import StatusLine
from lamp_lsp.settings import Settings
from lamp_lsp.version import __version__

log = logging.getLogger(__name__)

Message = TypeVar("Message", bound=BaseModel)

REFUSABLE = (ValueError, RecursionError)
"""What reading JSON raises: no JSON, no UTF-8, a number too long, a nesting too deep."""

ANY_FILE = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/*"), "file")]
)
"""Deletions and renames that an editor makes, of files and folders anywhere."""
LIST_TRIGGERS = " .(=:"
"""Characters after which a completion list is asked for, beside words: code goes on there."""


class Protocol(CarefulProtocol):
    """pygls' protocol, with the documents kept by the session and the inline request read by us."""

    _server: "Server"

    def begun(self) -> bool:
        return hasattr(self._server, "session")

    def _handle_request(self, msg_id: Any, method_name: str, params: Any) -> None:
        """Let a question to the assistant end with its request; pygls lets the command of a cancelled one run on."""
        if method_name == types.WORKSPACE_EXECUTE_COMMAND and params.command == ASK:
            answered = partial(self._send_handler_result, msg_id=msg_id)
            self._execute_handler(msg_id, self._server.ask_assistant, answered, args=(params.arguments or [],))
        else:
            super()._handle_request(msg_id, method_name, params)

    def get_message_type(self, method: str) -> type[Any] | None:  # type: ignore[override] # theirs is cached
        """Leave the one request whose typed form refuses what clients send as it came."""
        return None if method == types.TEXT_DOCUMENT_INLINE_COMPLETION else super().get_message_type(method)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.session.opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        self._server.session.changed(document.uri, document.version, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.session.closed(params.text_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: types.DidOpenNotebookDocumentParams) -> None:
        session = self._server.session
        session.workspace.notebooks.opened(params.notebook_document.uri, params.notebook_document.cells)
        for cell in params.cell_text_documents:
            session.opened(cell)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: types.DidChangeNotebookDocumentParams) -> None:
        session, cells = self._server.session, params.change.cells
        if cells is None:
            return
        if cells.structure:
            session.workspace.notebooks.changed(params.notebook_document.uri, cells.structure.array)
            for opened in cells.structure.did_open or []:
                session.opened(opened)
            for closed in cells.structure.did_close or []:
                session.closed(closed.uri)
        for content in cells.text_content or []:
            session.changed(content.document.uri, content.document.version, content.changes)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: types.DidCloseNotebookDocumentParams) -> None:
        cells = [cell.uri for cell in params.cell_text_documents]
        self._server.session.notebook_closed(params.notebook_document.uri, cells)

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        event = params.event
        self._server.session.folders_changed(
            [folder.uri for folder in event.added], [folder.uri for folder in event.removed]
        )


def _plain_converter() -> Converter:
    """Make pygls' converter leave messages that it does not know as dictionaries, not as named tuples."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]
    for kind in (JsonRPCRequestMessage, JsonRPCNotification):
        converter.register_structure_hook(kind, lambda message, to: to(**{"params": None, **message}))
    return converter


class Server(LanguageServer):
    """The language server; its session begins with the client's ``initialize``."""

    protocol: Protocol
    session: Session
    options: EditorOptions

    def __init__(
        self, daemon: Daemon, settings: Settings, spool: Spool, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(
            "LAMP",
            __version__,
            protocol_cls=Protocol,
            converter_factory=_plain_converter,
            notebook_document_sync=types.NotebookDocumentSyncOptions(
                notebook_selector=[types.NotebookDocumentFilterWithNotebook(notebook="*")], save=False
            ),
        )
        self.daemon = daemon
        self.settings = settings
        self.spool = spool
        self.clock = clock
        self._progress = ""
        """Token of the progress on show."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Note an error in the log by its kind and place alone: its text may hold code."""
        if source is JsonRpcException and isinstance(error, REFUSABLE):
            self.report_unreadable(error)
        else:
            log.error("%s while handling a message: %s", source.__name__, where(error))

    def report_unreadable(self, _error: Exception) -> None:
        """Answer a message that is no JSON."""
        self.protocol.answer_unreadable()

    def show(self, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    async def ask(self, question: str, answers: Sequence[str]) -> str | None:
        params = types.ShowMessageRequestParams(
            types.MessageType.Info, question, [types.MessageActionItem(answer) for answer in answers]
        )
        chosen = await self.window_show_message_request_async(params)
        return chosen.title if chosen else None

    async def pulled_settings(self) -> Any:
        workspace = self.client_capabilities.workspace
        if not (workspace and workspace.configuration):
            return None
        params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        answers = await self.workspace_configuration_async(params)
        return answers[0] if answers else None

    async def learning(self, progress: LearnProgress | None) -> None:
        """Show learning as the client can: the protocol's progress, the Copilot server's status, or not at all."""
        self.tell_status("Normal", f"Learning: {progress.stage}" if progress else "", busy=progress is not None)
        window = self.client_capabilities.window
        if not (window and window.work_done_progress):
            return
        if progress and not self._progress:
            self._progress = f"lamp-{uuid.uuid4().hex}"
            await self.work_done_progress.create_async(self._progress)
            self.work_done_progress.begin(self._progress, types.WorkDoneProgressBegin("LAMP learns", percentage=0))
        if progress:
            share = 100 * progress.done // max(1, progress.total)
            self.work_done_progress.report(
                self._progress, types.WorkDoneProgressReport(message=progress.stage, percentage=share)
            )
        elif self._progress:
            self.work_done_progress.end(self._progress, types.WorkDoneProgressEnd())
            self._progress = ""

    async def ask_assistant(self, arguments: Sequence[Any]) -> dict[str, Any] | None:
        """Ask about a selection; the answer goes to a client that shows it, else it is shown and applied here."""
        asked = ask_params(Arguments(arguments))
        async with Reporting(self, OFFERED[asked.action][0], asked.work_done_token) as progress:
            answer = await self.session.assisting.ask(asked, progress.report)
        if self.options.answers:
            return answer.as_json()
        document = self.session.workspace.documents.get(asked.uri)
        if document is None or answer.code is None:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Info, answer.text))
            return None
        edit = edit_of(document, answer, self.client_capabilities)
        params = types.ApplyWorkspaceEditParams(edit, label=OFFERED[asked.action][0])
        applied = await self.workspace_apply_edit_async(params)
        if applied.applied:
            await self.session.assisting.judge(Arguments([answer.id, "applied", answer.code]))
        return None

    def status(self, line: StatusLine) -> None:
        """Send ``lamp/status`` to a client that takes it."""
        if self.options.lamp_status:
            self.protocol.notify("lamp/status", asdict(line))

    def tell_status(self, kind: str, message: str, *, busy: bool = False) -> None:
        """Send the Copilot server's ``didChangeStatus`` to a client that takes it."""
        if self.options.status:
            self.protocol.notify("didChangeStatus", {"kind": kind, "message": message, "busy": busy})


def make_server(daemon: Daemon, settings: Settings, spool: Spool, clock: Callable[[], float] = time.time) -> Server:
    """Build the server with all its handlers; ``settings`` are those of file and environment."""
    server = Server(daemon, settings, spool, clock)
    _connection(server)
    _suggestions(server)
    _commands(server)
    _muting(server)
    _assistant(server)
    return server


def _connection(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        name = params.client_info.name if params.client_info else ""
        options = params.initialization_options
        server.options = editor_options(name, options)
        encoding: Encoding = types.PositionEncodingKind(server.workspace.position_encoding or "utf-16").value
        server.session = Session(
            server.daemon,
            server,
            client_name=name,
            encoding=encoding,
            options=server.options,
            settings=server.settings,
            spool=server.spool,
            clock=server.clock,
        )
        server.session.configuration.initial = settings_in(options)
        server.session.folders_changed(_folders_of(params), [])
        if server.session.wants_lists:
            _lists(server)

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        server.session.start()

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        await server.session.stop()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.session.saved(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_DELETE_FILES, ANY_FILE)
    def did_delete(params: types.DeleteFilesParams) -> None:
        server.session.removed([file.uri for file in params.files])

    @server.feature(types.WORKSPACE_DID_RENAME_FILES, ANY_FILE)
    def did_rename(params: types.RenameFilesParams) -> None:
        server.session.removed([file.old_uri for file in params.files])

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        server.session.settings_changed(params.settings)


def _suggestions(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(params: Any) -> types.InlineCompletionList:
        request = _read(InlineCompletionRequest, params)
        if request is None:
            raise JsonRpcInvalidParams(WRONG_PARAMS)
        return types.InlineCompletionList(await server.session.complete(request))

    @server.feature("textDocument/didShowCompletion")
    def did_show(params: Any) -> None:
        if notice := _read(ItemNotice, params):
            server.session.said.shown(notice.suggestion_id)

    @server.feature("textDocument/didPartiallyAcceptCompletion")
    def did_partially_accept(params: Any) -> None:
        if notice := _read(ItemNotice, params):
            server.session.said.partially_accepted(notice.suggestion_id, notice.accepted_length)

    @server.feature("textDocument/didFocus")
    def did_focus(params: Any) -> None:
        if notice := _read(FocusNotice, params):
            server.session.focused(notice.text_document.uri if notice.text_document else "")


def _muting(server: Server) -> None:
    @server.command("lamp.snooze")
    def snooze(*arguments: Any) -> str:
        minutes = Arguments(arguments).number(0, SNOOZE_MINUTES)
        return server.session.muting.snooze(max(0, min(minutes, MOST_MINUTES)))

    @server.command("lamp.toggle")
    def toggle(*arguments: Any) -> str:
        given = Arguments(arguments)
        scope = given.text(0)
        if scope not in get_args(Scope):
            raise Refused("Say language, file or all.")
        return server.session.toggle(cast("Scope", scope), given.text(1))


def _assistant(server: Server) -> None:
    kinds = [kind for _, kind in OFFERED.values()]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = server.session.workspace.documents.get(params.text_document.uri)
        return [] if document is None or document.unusable else code_actions(document, params)

    @server.command(ASK)
    async def ask(*arguments: Any) -> dict[str, Any] | None:
        return await server.ask_assistant(arguments)

    @server.command(JUDGE)
    async def judge(*arguments: Any) -> str:
        return await server.session.assisting.judge(Arguments(arguments))


def _lists(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=list(LIST_TRIGGERS)))
    async def completion(params: types.CompletionParams) -> types.CompletionList:
        items = await server.session.complete_in_list(params.text_document.uri, params.position)
        return types.CompletionList(is_incomplete=True, items=items)


def _commands(server: Server) -> None:
    @server.command(ACCEPT)
    async def accept(suggestion_id: str) -> None:
        server.session.said.accepted(suggestion_id)
        await server.session.said.kept()

    @server.command("lamp.acceptPart")
    async def accept_part(suggestion_id: str, accepted_length: int) -> None:
        server.session.said.partially_accepted(suggestion_id, accepted_length)
        await server.session.said.kept()

    @server.command("lamp.dismiss")
    async def dismiss(suggestion_id: str) -> None:
        server.session.said.dismissed(suggestion_id)
        await server.session.said.kept()

    @server.command("lamp.notShown")
    def not_shown(suggestion_id: str) -> None:
        server.session.said.withdraw(suggestion_id)

    @server.command("lamp.pause")
    async def pause() -> str:
        server.tell_status("Inactive", "paused")
        return await server.session.pause()

    @server.command("lamp.resume")
    async def resume() -> str:
        server.tell_status("Normal", "")
        return await server.session.resume()

    @server.command("lamp.status")
    async def status() -> dict[str, Any] | None:
        answer = await server.session.status()
        return answer.model_dump() if answer else None

    @server.command("lamp.whyNot")
    def why_not() -> dict[str, str]:
        return {"reason": server.session.why_not}

    for name, run in COMMANDS.items():
        server.command(name)(_command(server, run))


def _command(server: Server, run: Callable[[Commands, Arguments], Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return a handler that takes as many arguments as come: pygls refuses calls that leave out optional ones."""

    async def command(*arguments: Any) -> Any:
        return await run(server.session.commands, Arguments(arguments))

    return command


def _folders_of(params: types.InitializeParams) -> list[str]:
    if params.workspace_folders:
        return [folder.uri for folder in params.workspace_folders]
    return [params.root_uri] if params.root_uri else []


def _read(kind: type[Message], params: Any) -> Message | None:
    try:
        return kind.model_validate(params or {})
    except ValidationError as error:
        log.warning("A %s of a form that LAMP does not know (%d faults).", kind.__name__, error.error_count())
        return None
