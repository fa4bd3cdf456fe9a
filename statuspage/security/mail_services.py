"""Whether a request comes from the mail service that was given our secret: as a password, or as a bearer token."""

import hmac

from flask import Request


def is_mail_service(request: Request, secret: str) -> bool:
    """Whether the request brings this secret (RFC 7617 with any name, or RFC 6750)."""
    given = request.authorization
    if given is None:
        return False
    brought = given.password if given.type == "basic" else given.token if given.type == "bearer" else None
    return hmac.compare_digest((brought or "").encode(), secret.encode())
