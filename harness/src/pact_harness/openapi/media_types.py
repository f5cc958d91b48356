"""Media types: which of a document's is meant by a contract's, and how a body of it is compared."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote

from pact_harness.openapi.api import Content

Form = Literal["json", "form", "parts", "text", "other"]


def bare(media_type: str) -> str:
    """Without its parameters, such as ``charset=utf-8``."""
    return unquote(media_type).split(";")[0].strip().lower()


def find(contents: Sequence[Content], media_type: str) -> Content | None:
    """The content of a media type: by its own name before a range, and the narrow range before the wide."""
    exact = [one for one in contents if _spelled(one.media_type) == _spelled(media_type)]
    if exact:
        return exact[0]
    wanted = bare(media_type)
    kind = wanted.split("/")[0]
    for name in (wanted, f"{kind}/*", "*/*"):
        for one in contents:
            if bare(one.media_type) == name:
                return one
    return None


def _spelled(media_type: str) -> str:
    return unquote(media_type).replace(" ", "").replace('"', "").lower()


def accepted(offered: Sequence[str], accept: str) -> bool:
    """Whether an Accept header takes one of them."""
    ranges = [bare(one) for one in accept.split(",")]
    return any(_fits(bare(one), each) for one in offered for each in ranges)


def _fits(media_type: str, wanted: str) -> bool:
    if "*" in (media_type[:1], wanted[:1]) or media_type == wanted:
        return True
    kind, _, subtype = wanted.partition("/")
    own_kind, _, own_subtype = media_type.partition("/")
    return kind == own_kind and "*" in (subtype, own_subtype)


def form_of(media_type: str) -> Form:
    """How a body is compared."""
    name = bare(media_type)
    if name in ("", "*/*") or name.endswith(("/json", "+json", "/*")) or "json" in name:
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name == "multipart/form-data":
        return "parts"
    return "text" if name.startswith("text/") and name not in ("text/xml", "text/html") else "other"
