"""What is learned from talking with the assistant.

``traits``          how an answer is, and how a question or a reason says that answers should be
``code``            the code in an answer
``conversations``   turns kept, judged, searched, retrieved and erased
"""
