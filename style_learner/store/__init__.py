"""The store: DuckDB, encrypted, one file, one process.

``store``       what the rest of LAMP calls: add facts, read them back, forget, export
``writes``      the kinds of change, each able to swallow the next of its kind
``writer``      one thread that applies them in batches and says when they are on disk
``forgetting``  what to erase, by project, path, day or age
``exporting``   everything that is kept, as one JSON document
``rows``        between the nouns and the columns of tables
``migrations``  the schema, step by step
``database``    the only module that knows DuckDB: files, keys, cursors, errors
``faults``      what DuckDB's messages mean to the owner
``gate``        many readers or one who needs the file alone
"""
