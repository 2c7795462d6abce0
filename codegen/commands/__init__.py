"""The commands of the command line: `generate.py` and `check.py`, each a function that returns the exit status.

parser.py     the arguments
build.py      one package in memory, which both commands need
terminal.py   what they print
"""
