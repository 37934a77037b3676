"""The developer's memory: their own code, cut into snippets and brought back where it helps.

``cutting``     text to snippets, at syntax boundaries
``tokens``      code to the words it is found by
``words``       BM25 over those words, in memory
``meaning``     vectors and exact search among them; the job that makes them, behind everything else
``embedding``   the model that makes vectors: optional, heavy, loaded late
``place``       what a cursor's surroundings ask for
``continuing``  texts that hold the very tokens before the cursor, and go on
``ranking``     fusion, age, nearness, diversity
``retrieve``      these put together: ``Memory``
``sticky``      retrieval that holds still while the cursor stays near
"""
