"""medadv_gui: see how fragile a medical image model is. Research use only, not for diagnosis."""

import os

__version__ = "0.1.0"

# Before torch is loaded: its threads sleep while they wait for one another. The default, to spin, costs nothing on an
# idle machine; where other work shares the cores, the window's own included, a forward pass took 3 to 20 times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
