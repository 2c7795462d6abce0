"""Python names: `ir.Api` and the pins of the configuration → `Names`. The only place where identifiers are made.

`sharing` leaves out what the document repeats (`equality` says what is equal). `minting` names declarations, and with `attributes` their
fields and members; `inline` says what an inline schema would like to be called, `lengths` shortens that, `operation_ids` says what
operations are called, `pins` what the configuration decides. All of them use `identifiers` (kinds of names, scopes in which no two are the same) and
`words` (spec names → words → cases). Nothing outside makes an identifier from text of the document.
"""
