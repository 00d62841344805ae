"""Pictures from numbers: windowing, heat maps, overlays, banners, charts. No Qt, no torch."""
