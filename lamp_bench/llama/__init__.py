"""The probability of given text, which no server tells: by llama-cpp-python, in this process.

``library``  the one module that imports llama_cpp
``model``    weights and vocabulary
``session``  one context: what is read once is not read again
``tail``     how the tokens before a cursor read
``scorer``   the log-probability of each token of a text
"""
