"""What suggestions were worth to the developer, from what was kept of them.

``report``     acceptance and retained characters
``verdict``    what its comparison means, in a sentence
``intervals``  bootstrap intervals
"""
