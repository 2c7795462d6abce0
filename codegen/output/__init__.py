"""Generated packages on disk: what is there, how it differs from what should be there, and writing it so that a kill loses nothing.

`manifest` is the record beside a package, `tree` reads the folder, `write` changes it, `compare` explains drift. None of them
knows how files are generated.
"""
