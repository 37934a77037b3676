"""The assistant: questions about a notebook or a file, answered by the model that completes.

``questions``   what can be asked
``selection``   code selected in a file: its indentation, and whether it parses in its place
``evidence``    what a prompt says of the developer: habits, own code, an earlier answer they kept
``prompts``     the conversation that the model reads
``checking``    from the model's words to code that parses and follows sure habits
``answering``   from a question to a streamed answer
"""
