"""tropnet: the exact polyhedral and tropical geometry of ReLU networks."""
