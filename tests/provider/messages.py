"""The messages that contracts ask for: what the service's own outbox holds after the provider state they name."""

from pact_harness import Message, message
from provider.events.outbox import Outbox


@message("a user-created event")
@message("a user-created event without an email")
@message("a user-changed event")
@message("a user-changed event without an email")
@message("a user-deleted event")
def the_newest_event(outbox: Outbox) -> Message:
    """The event's data is the message's contents, the other attributes of the CloudEvent are its metadata."""
    event = outbox.after()[-1]
    contents, media_type = event.pop("data"), event.pop("datacontenttype")
    return Message(contents, event, media_type)
