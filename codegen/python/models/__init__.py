"""Types: the declarations of `ir.Api` → the views of `models.py`, `codec.py`, `_schema.py` and `testing.py`.

`classes` makes the view of `models.py`, in the order of `order`, with types spelled by `annotations` and docstrings by `docs`; `schema`
that of `_schema.py`, which says what each type is in JSON; `public_codec` that of `codec.py`; `samples` that of the data in `testing.py`,
with values of `made_up` and `patterns`. `views` holds the structs that the templates print.
"""
