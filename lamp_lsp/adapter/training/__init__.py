"""The training process: ``python -m lamp_lsp.adapter.training.process``.

``examples``  samples as token ids, by the model's own fill-in-the-middle format
``network``   the model with its adapter: losses and log-probabilities
``loop``      the training: plan, steps, the best moment, stopping and going on
``judging``   base against adapter on what was held out
``process``   reads the task, speaks events
"""
