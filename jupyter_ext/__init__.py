"""LAMP in Jupyter: the server extension, and under ``ui`` the front end in TypeScript.

``extension``   the server extension: what Jupyter calls
``lamp``        the daemon and the folders, as every handler uses them
``messages``    what the front end says
``places``      a notebook's place as the daemon wants it
``status``      how LAMP is, in one line
``preferences`` the settings that JupyterLab's own editor shows
``tracking``    what became of suggestions, from what a page tells
``handlers``    one module for each kind of request
``labextension`` the built front end, where it was built
"""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyter_ext.extension"}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "@lamp-assistant/jupyterlab"}]
