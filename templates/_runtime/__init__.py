"""What packages of this generator are made of: ordinary Python, the same in each, and
only the modules that this package needs.

Models: `model` holds their base class, open enums and unknown variants. `codec`
decodes and encodes them by the shapes of `schema`; `examine` finds what does not fit,
and `explain` says it.
Calls: `request` is a call before it is sent, `parameters` writes its arguments, `plan`
checks it, `auth` says where it may go and with which secrets, `transport` sends it by
way of `engine`, `attempts` and `connections`; `response`, `raw` and `body` are what
comes back. `options` is what a caller may set.
For some APIs alone: `bodies`, `forms`, `files`, `multipart`, `styles`, `schemes`,
`streams` and `items`, `pages`, `downloads`, `opening`.
For tests: `fake` is a server in memory, `examples` makes values up.
"""
