"""The extension in a real VS Code (code-server), driven through headless Chromium.

- ``code_server``: one VS Code, served to a browser
- ``window``: what a developer sees and does in it
"""
