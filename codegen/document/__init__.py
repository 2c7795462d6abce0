"""Reads OpenAPI objects from the nodes of a document. What differs between OpenAPI 3.0, 3.1 and 3.2 is settled here.

    access.py          Place (a node and its JSON pointer) and Access (typed values of its keys)
    root.py            version, title and description of the document
    paths.py           Path Item, Operation, Request Body and Response Objects
    parameters.py      Parameter, Header and Media Type Objects
    schema.py          the Schema Object: its keywords as typed attributes
    schema_reader.py   reads Schema Objects
    keywords.py        the keywords of a schema that only the docs of a package mention
    types.py           the words that may stand under `type`
    identifiers.py     `$id` and `$anchor`
    vocabulary.py      every object and its keys, as a grammar
    unknown_keys.py    a search of whole documents for keys that no object knows
    spelling.py        the word that a misspelled one was meant to be

References stay references: `codegen.resolve` finds their targets.
"""
