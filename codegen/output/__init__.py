"""Generated packages on disk. Nothing here knows how their files are generated.

manifest.py     _manifest.json, the record in a package's folder
provenance.py   the hashes and versions of everything that a package is generated from
regular.py      opens files, and nothing that is none
tree.py         the folder as it is: its manifest, its files, and which of them were generated
unchanged.py    whether hashes alone prove that nothing changed
compare.py      how the folder differs from a package generated anew, and why
diff.py         that as text
write.py        writes a package, so that a killed run does no harm
disk.py         the operations and the lock that writing needs
"""
