"""What packages of this generator are made of: ordinary Python, the same in each, and
only the modules that this package needs.

Models: `model` holds their base class, open enums and unknown variants. `codec`
decodes and encodes them by the shapes of `schema`; `explain` finds what does not fit.
Calls: `request` is a call before it is sent, `parameters` writes its arguments, `plan`
checks it, `auth` adds credentials, `transport` sends it by way of `engine`, and
`response`, `raw` and `body` are what comes back. `options` is what a caller may set.
For some APIs alone: `streams` and `items`, `pages`, `downloads`, `files`, `multipart`.
For tests: `fake` is a server in memory, `examples` makes values up.
"""
