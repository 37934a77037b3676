"""Evaluation: what personalization is worth.

``report``     acceptance and retained characters of the live user
``intervals``  bootstrap intervals
"""
