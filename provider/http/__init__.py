"""What every endpoint shares: ids in paths, bodies and queries that are checked, errors as JSON, who may do what."""
