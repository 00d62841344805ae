"""Where the frozen program starts."""

import json
import sys
from pathlib import Path


def beside(program: Path) -> Path | None:
    """The folder of a CUDA package beside the program, where it is one for this program and the machine has NVIDIA's
    driver; PyTorch is then taken from there. It is as large as everything else together, so it comes by itself."""
    cuda = program / "cuda"
    driver = Path("/proc/driver/nvidia/version") if sys.platform == "linux" else Path("C:/Windows/System32/nvcuda.dll")
    if not (cuda / "torch").is_dir() or not driver.exists():
        return None
    try:
        made_for = json.loads((cuda / "cuda.json").read_bytes())["torch"]
        own = json.loads((program / "_internal" / "medadv_gui" / "resources" / "build.json").read_bytes())["torch"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return cuda if made_for == own else None


if __name__ == "__main__":
    if (found := beside(Path(sys.executable).resolve().parent)) is not None:
        sys.path.insert(0, str(found))
    from medadv_gui.__main__ import main

    sys.exit(main())
