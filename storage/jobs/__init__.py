"""Jobs (the paintings people ask for): rows, states, quotas and statistics."""
