"""Features of code, and the developer's choices among them.

``features``    what can be observed, one function a feature
``catalogue``   all features, with words for people and for assistants
``observing``   from a text to observations
``evidence``    what one origin says, and how much it weighs
``estimate``    from weighed evidence to a distribution and how sure it is
``locking``     one caller at a time
``book``        the developer's habits: learning, forgetting, pinning, merging
"""
