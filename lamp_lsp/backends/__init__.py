"""The model servers, behind one protocol.

``protocol``       what a backend is and what it says of itself
``choose``         which backend is used, and why
``embedded``       llama.cpp inside this process, on one worker thread
``ollama``         an Ollama server: raw prompts and conversations
``ollama_server``  the connection to one, and what it tells of its models
``ollama_client``  the one module that imports Ollama's official client
``ollama_answers`` what the lines of its answers mean, version by version
``ollama_errors``  its errors as ours
``ollama_version`` which versions are too old or have a fault
``openai``         servers with OpenAI's interface: llama-server, vLLM, LM Studio
``openai_server``  the connection to one, and what it tells of its model

``llama_library``  the one module that imports llama_cpp
``llama_model``    weights and vocabulary: tokens, marks, chat template
``llama_session``  one context: what is read once is not read again
``decoding``       bytes of tokens to text: characters split across tokens, stop strings
``sampling``       the next token from its distribution
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
