"""The answer to `GET /hobbies`: at least one hobby, and each is a text. Which ones, the provider decides."""

BODY = {"hobbies": ["chess"]}
