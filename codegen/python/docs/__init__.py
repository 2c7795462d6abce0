"""Docstrings: what the document says in prose and in keywords → text for the filter `docstring` of `render`.

`docstrings` joins summary, description and `remarks` (sentences about limits, defaults, examples); `markup` turns HTML into Markdown;
`prose` splits text into lines and wraps them. What comes out is `SpecText`: data, which only a filter prints.
"""
