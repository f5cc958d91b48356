"""The model of a pact file: reader, writer, parts with their matching rules, and what changed between two versions."""
