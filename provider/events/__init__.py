"""What happened to users, for other services: an event for each change, and the feed in which they are read."""
