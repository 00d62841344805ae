"""Files to images and back: indexing, decoding, geometry, display windows, writing. No torch, no Qt."""
