"""The consumer: it greets a user by name."""

import aiohttp


async def greeting(url: str, user_id: int) -> str:
    """What to say to the user; `Hello, stranger!` to a user who does not exist."""
    async with aiohttp.ClientSession(url) as session, session.get(f"/users/{user_id}") as response:
        if response.status == 404:
            return "Hello, stranger!"
        response.raise_for_status()
        return f"Hello, {(await response.json())['name']}!"
