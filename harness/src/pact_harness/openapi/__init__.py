"""What the provider's OpenAPI document adds: who needs which field."""
