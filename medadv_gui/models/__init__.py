"""Model cards, safe loading, preprocessing, tasks, networks and the recipes of the bundled models."""

import os

# Read by torch when it is first imported: what an Apple GPU cannot do (antialiased resizing) then runs on the CPU.
os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")
