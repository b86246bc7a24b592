"""tropnet: the exact polyhedral and tropical geometry of ReLU networks."""

from tropnet.analysis.regions import LinearRegions, linear_regions, resume
from tropnet.networks import Network

__all__ = ["LinearRegions", "Network", "linear_regions", "resume"]
