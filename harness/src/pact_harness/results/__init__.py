"""What became of each interaction: the typed result, its file, the failure message and the summary."""
