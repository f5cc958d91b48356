"""The generators of a request. Its state returns {"token": …}; the header is `Bearer` and that token."""

GENERATORS: dict[str, object] = {}
