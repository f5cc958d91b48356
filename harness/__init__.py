"""Contracts recorded by a consumer's tests and verified against a provider, one promise at a time.

Two pytest plugins, and nothing in them of any one service: `harness.recording` for the consumer's side,
`harness.verifying` for the provider's; `harness.plugin` is both. How to take this folder home: README.md.
"""
