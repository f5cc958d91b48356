"""A request's body or query, validated by its schema; a refusal names every field that is wrong."""

import re
from typing import Annotated, Any, NoReturn, TypeVar

from flask import abort, request
from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from provider.http import strict_json

T = TypeVar("T")

# pydantic's words where they are not for those who call a service, by its names for the errors
WORDS = {
    "extra_forbidden": "unknown field",
    "missing": "required",
    "string_type": "expected text",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected an object",
}


def read_body(schema: TypeAdapter[T]) -> T:
    """The request's body as *schema* has it; else it is refused: 415, then 413, then 400."""
    if request.mimetype != "application/json":
        abort(415, "expected a body of the media type application/json")
    return _validated(schema, strict_json.parse(request.get_data()))


def read_query(schema: TypeAdapter[T]) -> T:
    """The request's query as *schema* has it; else it is refused with 400. A list is what came more than once."""
    given = request.args.to_dict(flat=False)
    return _validated(schema, {name: values[0] if len(values) == 1 else values for name, values in given.items()})


def refuse(expectation: str) -> NoReturn:
    """For the rule of a field: its value is not what the schema expects."""
    raise PydanticCustomError("expectation", "{expectation}", {"expectation": expectation})


def _number(given: object) -> int:
    if not (isinstance(given, str) and re.fullmatch("0|[1-9][0-9]{0,18}", given)):
        refuse("expected a whole number, once")
    return int(given)


Number = Annotated[int, BeforeValidator(_number)]  # in a query


def _validated(schema: TypeAdapter[T], document: object) -> T:
    try:
        return schema.validate_python(document)
    except ValidationError as error:
        wrong = [f"{_place(one['loc'])}: {WORDS.get(one['type'], one['msg'])}" for one in error.errors()]
        abort(400, "; ".join(wrong))


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(map(str, location)) or "body"
