"""medadv_gui: see how fragile a medical image model is. Research use only, not for diagnosis."""

__version__ = "0.1.0"
