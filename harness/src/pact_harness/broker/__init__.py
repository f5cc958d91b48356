"""What a Pact Broker adds (https://docs.pact.io/pact_broker): what travels between repositories."""
