"""The domain of cases, for all code that handles one.

It imports `crypto`, msgspec and holidays, and nothing of the web, of SQL or of the rest of the store. Begin with
`event` and `envelope` for what is signed, with `procedure` for what may happen, and with `current_roster` for who may
read and sign.
"""
