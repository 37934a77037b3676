"""The developer's memory: their own code, cut into snippets and brought back where it helps.

``cutting``         text to snippets, at syntax boundaries
``tokens``          code to the words it is found by
``words``           BM25 over those words, in memory
``semantic_index``  vectors and exact search among them; the job that makes them in the background
``embedding``       the model that makes vectors: optional, heavy, loaded late
``query``           what is searched for, from the text around the cursor
``continuing``      texts that hold the very tokens before the cursor, and go on
``ranking``         fusion, age, nearness, diversity
``retrieval``       these put together: ``Memory``
``sticky``          retrieval that keeps its result while the cursor stays near
"""
