"""The call that both clients share: what is sent, what a response means, when to send it again."""
