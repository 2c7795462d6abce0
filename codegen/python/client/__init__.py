"""The client of a package: `ir.Operation` → the views of `client.py` and `_operations.py`.

The path of one operation: `names` gives it a resource and a method, `arguments` its parameters and body, `methods` decides which methods
call it (`answers` and `paging` say what it answers); then `signatures`, `results` and `docs` say what a method looks like in `client.py`
(`resources`), `sends` and `decoders` what it sends and reads in `_operations.py` (`operations`). `views` has what the templates print.

From outside, only `Project`, `Client` and the views are used; `arguments`, `answers` and `methods` may be read.
"""
