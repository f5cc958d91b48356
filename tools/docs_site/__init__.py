"""The documentation site: every Markdown file of this repository as pages, with a reference made from docstrings."""
