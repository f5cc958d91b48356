"""Who may make administrators: a request with the token of PROVIDER_ADMIN_TOKEN."""

from hmac import compare_digest

from flask import abort, current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized


def require_admin() -> None:
    """Refuse with 403 where no token is configured, and with 401 a request without it (RFC 6750)."""
    token: str = current_app.config.get("ADMIN_TOKEN") or ""
    if not token:
        abort(403, "this service has no admin token, so nobody can make administrators")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    # As bytes: WSGI hands headers over as Latin-1, and comparing text beyond ASCII is an error.
    right = compare_digest(given.lstrip(" ").encode("latin-1"), token.encode(errors="surrogateescape"))
    if scheme.lower() != "bearer" or not right:
        raise Unauthorized("making administrators needs the admin token", www_authenticate=WWWAuthenticate("bearer"))
