"""What happened to users, told to other services: an event for each change, and the feed in which they are read."""
