"""A library in Django REST framework: pages that lead on by URL, choices that may be blank or null, decimals as text, errors by field.

`python -m tests.servers.library FOLDER` serves it on a port of loopback, which it prints; `/schema` is its document, written by
drf-spectacular.
"""
