"""The contract book: pact files as pages that people read together, with what became of each interaction.

    python -m pact_harness book contracts --output build/book

A pact file is untrusted input: whatever it holds is shown as text. The pages need no network, no server and no script;
the same input gives the same bytes. ``book.read_book`` reads what they hold, ``pages.write_book`` writes them.
"""
