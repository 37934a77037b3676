"""The Jupyter server extension (not built yet); its place in the structure."""
