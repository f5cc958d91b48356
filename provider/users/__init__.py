"""The users: what one is, where they are kept, what a request may say of them, and the responses."""
