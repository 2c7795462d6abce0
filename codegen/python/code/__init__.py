"""How generated Python is written: `text` is the difference between code and text of the document, `imports` collects what a module
imports, `layout` lays out long expressions as black does. These modules know no IR but its scalars."""
