"""The provider's half: one test item for each interaction of its contracts."""
