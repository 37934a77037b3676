"""The core of LAMP: what is learned of a developer and how it is used; knows no editor, socket or model.

``types``, ``errors``  the nouns, and what can go wrong
``extras``             extras of the package, and the command that installs one
``store``              DuckDB, encrypted: facts, and what was learned from them
``syntax``             concrete syntax trees
``sources``            version control, project settings
``privacy``            redaction, ignored paths
``habits``             features of code, and the developer's choices among them
``libraries``          what the developer imports, and what they use of it
``rules``              corrections learned from edits to suggestions
``memory``             snippets of the developer's own code, retrieved by words and meaning
``ngrams``             n-grams of that code, mixed into a model's log-probabilities
``prompts``            prompt formats, budgets and building
``postprocessing``     from the model's answer to the text that is shown
``policy``             whether to ask, which strategy to use, which candidates to show
``answers``            what is learned from talking with the assistant
``notebooks``          cells, magics and outputs
``profile``            the profile as a page, tables and files
``tuning``             training samples for an adapter
``evaluation``         what suggestions were worth
``learned_state``      all that is known, in memory
``snapshot``           what requests are answered from, swapped whole at every change
``advice``             reading: what a request asks
``writer``, ``ingest`` writing: what arrives is kept and learned from, in one queue
``profile_editing``    the owner's corrections
``records``            what is kept, as the owner asks for it
``learner``            how these are put together
"""
