"""The model servers, behind one protocol.

``protocol``       what a backend is and what it says of itself
``choose``         which backend is used, and why
``addresses``      whether a server is on this machine
``elsewhere``      what goes to another machine goes without its secrets
``embedded``       llama.cpp's own server, which LAMP starts and ends itself
``ollama``         an Ollama server: raw prompts and conversations
``ollama_server``  the connection to one, and what it tells of its models
``ollama_client``  the one module that imports Ollama's official client
``ollama_answers`` what the lines of its answers mean, version by version
``ollama_errors``  its errors as ours
``ollama_version`` which versions are too old or have a fault
``openai``         servers with OpenAI's interface: llama-server, vLLM, LM Studio
``openai_server``  the connection to one, and what it tells of its model
``openai_answers`` what the events of its answers mean
``thoughts``       what a model thinks before it answers, left out

``llama_server``   that server's process, as its owner sees it
``llama_process``  what runs in it: the one module that imports xllamacpp
``prefix_caches``  what a server holds and need not read again
``request_body``   requests as bytes, whatever characters an editor sent
``prompt_fit``     a prompt that is longer than the window, cut to it
``token_estimate`` tokens of a text without tokenizing it
``weights``        the embedded model's weights, verified in the user's cache
``weight_sources`` where they come from: the model hub, or the package index

``fim_detection``  the fill-in-the-middle format from what a server says of a model
``go_template``    just enough of Ollama's template language for that
``instruct``       filling in by instruction, for models that know no gap
``speed``          how fast a backend reads and writes
``hardware``       what memory there is for a model
``catalogue``      coder models by memory
"""
