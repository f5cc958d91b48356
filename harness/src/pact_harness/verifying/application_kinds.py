"""What answers for the provider: an application of one of Python's interfaces, told apart by what it is."""

import inspect
import sys
from functools import partial
from typing import Any

from pact_harness.verifying.application import Application, NoApplicationError


def application_of(app: Any) -> Application:
    """The application that the fixture `provider_app` returned. NoApplicationError for what is none."""
    if inspect.iscoroutine(app) or inspect.isasyncgen(app):
        raise NoApplicationError(
            "provider_app is an async fixture that no plugin awaits: pytest-asyncio wants asyncio_mode=auto"
        )
    aiohttp = sys.modules.get("aiohttp.web")
    if aiohttp and isinstance(app, aiohttp.Application):
        from pact_harness.verifying.aiohttp_application import AiohttpApplication

        return AiohttpApplication(app)
    if inspect.isclass(app) or not callable(app):
        raise NoApplicationError(_refusal(app))
    parameters = _parameters(app)
    if _is_async(app) or parameters == 3:
        from pact_harness.verifying.asgi_application import AsgiApplication

        return AsgiApplication(app)
    if parameters not in (2, None):
        raise NoApplicationError(_refusal(app))
    from pact_harness.verifying.wsgi_application import WsgiApplication

    return WsgiApplication(app)


def _refusal(app: object) -> str:
    if inspect.isclass(app) or inspect.isroutine(app):
        hint = f"Did you mean {getattr(app, '__name__', 'it')}()?"
    else:
        hint = "Return the application itself, as your server gets it."
    return f"provider_app returned {app!r:.80}, which is not a WSGI, ASGI or aiohttp.web application. {hint}"


def _is_async(app: Any) -> bool:
    while isinstance(app, partial):
        app = app.func
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(getattr(app, "__call__", None))  # noqa: B004


def _parameters(app: Any) -> int | None:
    """How many positional parameters a call needs; None where it cannot be told (`*args`, or written in C)."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(one.kind in positional and one.default is one.empty for one in parameters)
