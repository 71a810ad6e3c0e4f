"""A synthetic CCG as CSV extracts. Everybody and every organisation in it is invented.

The modules that generate import no Django: only the command and apps.py do.
"""
