"""From a request to a suggestion.

``suggestion``          what the engine is asked, and what it answers
``engine``              the pipeline: gate, reuse, prepare, generate, offer
``request``             one request on its way
``preparing``           strategy, budget, retrieval, prompt, and what corrects the answer
``generating``          the model writes the candidates
``writing``             one answer, from the model's stream to what is worth showing of it
``logprob_correction``  that answer, corrected by what the developer would write
``personal_ngrams``     what they write, ready to be looked up
``choosing``            which of the candidates are offered, by the developer's history
``offering``            what is offered is recorded and remembered
``drafts``              a suggestion is known from when it is first shown
``prefill``             a prompt's beginning is read while nobody waits
``scheduler``           whose turn it is at the model
``model``               the one open backend
``assistant_model``     the model that answers questions
``streaming``           a suggestion as it arrives
``reuse``               answers from what was already suggested
``reasons``             what the newest suggestions were built from
``stages``              how long each stage took
``assembling``          how much is retrieved, for the engine and for measurements
"""
