"""Print the OpenAPI document that FastAPI makes of the service."""

import json

from service import create_app

print(json.dumps(create_app("sqlite+aiosqlite://").openapi(), indent=2))  # noqa: T201
