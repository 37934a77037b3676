"""The language server: documents, positions and messages of an editor on one side, the daemon on the other.

Thin: no store, no model, no learner. Whatever is decided about code is decided in the daemon.

- ``positions``: columns of the protocol to characters and back
- ``documents``: the open documents as they stand
- ``notebooks``: cells in their order
- ``places``: a document and a cursor as the daemon wants them
- ``workspace``: what is open in the editor, and the daemon's view of a place in it
- ``messages``: what clients really send, beyond the specification
- ``items``: suggestions as the protocol's inline completions, fit to the client
- ``configuration``: settings as editors write them
- ``link``: the daemon, there or not
- ``outbox``: outcomes until they are safe on disk
- ``suggesting``: from a request to an answer
- ``watching``: from changes to outcomes, documents and reading ahead
- ``said``: what the editor says of suggestions
- ``daemon_state``: how the daemon is, and whether it may learn
- ``editor``: what is asked of the editor
- ``muting``: suggestions switched off by hand, for a while or until they are switched on
- ``actions``: what can be asked about a selection, as code actions, and its answers as edits
- ``assisting``: questions about a selection, from the editor to the assistant and back
- ``reporting``: progress of one piece of work, with a way to stop it
- ``session``: one editor's connection, from its first message to its last
- ``protocol``: the handlers, on pygls
- ``main``: the process
"""
