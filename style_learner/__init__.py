"""The core of LAMP: what is learned of a developer and how it is used; knows no editor, socket or model.

``types``, ``errors``  the nouns, and what can go wrong
``store``              DuckDB, encrypted: facts, and what was learned from them
``syntax``             concrete syntax trees
``habits``             features of code, and the developer's choices among them
``memory``             snippets of the developer's own code, retrieved by words and meaning
``prompts``            prompt formats, budgets and building
``shaping``            from what a model wrote to what is worth showing
``policy``             whether to show it
``privacy``            redaction, ignored paths
``sources``            version control, project settings
``profile``            the profile as tables and files
``evaluation``         corpora, measures, intervals
``learner``            how these are put together
"""
