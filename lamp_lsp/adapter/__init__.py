"""An adapter of the developer's own: weights that learned their code, kept only where they help.

``record``    the folder it lies in, and what is known of it
``base``      the weights that serve, which it is trained on
``verdict``   whether it is kept
``comparing`` whether it still helps in use
``idle``      training while nobody types
``session``   the training process, as the command talks to it
``gguf_files``  written as llama.cpp and Ollama read it
``serving``   which backend serves it, and copies in Ollama
``training``  what runs in the training process alone: torch, transformers and peft are imported nowhere else
"""
