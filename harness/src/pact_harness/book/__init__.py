"""The contract book: pact files as pages that people read together, with what became of each interaction.

    python -m pact_harness book contracts --output build/book

A pact file is untrusted input: whatever it holds is shown as text. The pages need no network, no server and no script;
the same input gives the same bytes. ``pages.write_book`` makes them, from what ``material.gather`` found.
"""
