"""Evaluation: what personalization is worth.

``report``     acceptance and retained characters of the live user
``intervals``  bootstrap intervals
``corpora``    developers' code before and after a day
``measures``   bits per character, and arm against arm
"""
